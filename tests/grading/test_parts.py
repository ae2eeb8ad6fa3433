from graded import STRONG, TECHNICAL, grade, verdicts

from interview_coach.grading.protocol import Answer

ATTEMPT = "The CDN holds a stale copy, the response headers tell."


def with_follow_up(text: str, follow_up: str | None = "f-purge", given: tuple[str, ...] = ()) -> Answer:
    return Answer((ATTEMPT, text), (None, follow_up), given)


def test_a_follow_up_raises_the_points_it_awards() -> None:
    result = grade(with_follow_up("I delete the key when the price is written."))
    assert verdicts(result)["purge"] == "met"
    (evidence,) = next(point for point in result.key_points if point.id == "purge").evidence
    assert evidence.part == 1


def test_a_follow_up_raises_no_other_point() -> None:
    result = grade(with_follow_up("A short TTL, and I purge the key."))
    assert (verdicts(result)["purge"], verdicts(result)["ttl"]) == ("met", "missed")


def test_a_follow_up_that_is_not_the_questions_own_raises_nothing() -> None:
    for follow_up in (None, "f-unknown"):
        assert verdicts(grade(with_follow_up("I purge the key.", follow_up)))["purge"] == "missed"


def test_a_misconception_in_a_follow_up_counts() -> None:
    result = grade(with_follow_up("I restart the server."))
    assert [found.evidence[0].part for found in result.misconceptions] == [1]


def test_a_skipped_follow_up_changes_nothing() -> None:
    assert grade(with_follow_up("")).score == grade(ATTEMPT).score
    assert grade(with_follow_up("")).flags == ()


def test_words_of_the_follow_up_earn_nothing_alone() -> None:
    assert verdicts(grade(with_follow_up("Yes, evict.")))["purge"] == "missed"


def test_words_of_a_follow_up_still_count_where_they_came_before_it() -> None:
    answer = Answer(
        (f"{ATTEMPT} I evict it.", "As I said."), (None, "f-purge"), (TECHNICAL.follow_ups[0].prompt,)
    )
    assert verdicts(grade(answer))["purge"] == "met"


def test_words_of_a_clarification_earn_nothing_alone() -> None:
    given = ("A CDN stands in front of the shop.",)
    assert verdicts(grade(Answer(("The CDN.",), (None,), given)))["layers"] == "missed"
    assert verdicts(grade(Answer(("The CDN.",), (None,))))["layers"] == "met"


def test_words_that_were_given_count_half_inside_a_sentence_of_ones_own() -> None:
    answer = Answer(
        ("The CDN replicates yesterday's bytes worldwide.",), (None,), ("A CDN stands in front.",)
    )
    assert verdicts(grade(answer))["layers"] == "partly"


def test_a_follow_up_whose_guard_fires_earns_nothing() -> None:
    signals = ", ".join(s for point in TECHNICAL.key_points for s in point.signals)
    result = grade(with_follow_up(signals))
    assert (verdicts(result)["purge"], result.flags) == ("missed", ())


def test_a_good_follow_up_counts_after_an_attempt_without_an_answer() -> None:
    result = grade(Answer(("I don't know.", "I delete the key on each write."), (None, "f-purge")))
    assert result.flags == ()
    assert result.score == 25


def test_an_attempt_without_an_answer_stays_one_when_the_follow_up_is_skipped() -> None:
    assert grade(Answer(("", ""), (None, "f-purge"))).flags == ("no_answer",)


def test_quotes_of_a_text_with_two_parts_stand_in_their_part() -> None:
    texts = (STRONG, "And I purge the CDN.")
    for point in grade(Answer(texts, (None, "f-purge"))).key_points:
        for found in point.evidence:
            assert texts[found.part][found.start : found.end] == found.quote
