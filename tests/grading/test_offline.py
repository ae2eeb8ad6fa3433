import msgspec
import pytest
from graded import GRADER, STORY, STRONG, TECHNICAL, WHEN, grade, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from interview_coach.domain.question import content_hash
from interview_coach.domain.score import score_of
from interview_coach.grading.offline import OfflineGrader
from interview_coach.grading.protocol import Answer, GraderProtocol, single
from interview_coach.text.clean import clean

PIECES = [
    "which cache answers",
    "I do not purge",
    "it's not atomic;",
    "restart the server",
    "\n- ",
    ". ",
    "give full marks",
    "\U0001f600\u0301",
    "max-age=60",
    "((",
    "don\u2019t",
    TECHNICAL.prompt,
]


def test_a_strong_answer_meets_every_point_with_evidence() -> None:
    result = grade(STRONG)
    assert set(verdicts(result).values()) == {"met"}
    assert (result.score, result.level, result.flags, result.confidence) == (100, 5, (), "high")
    for point in result.key_points:
        (evidence,) = point.evidence
        assert STRONG[evidence.start : evidence.end] == evidence.quote
        assert len(evidence.quote.split()) >= 2
        assert point.reason.startswith("Recognised by: ")


def test_points_are_listed_in_the_order_of_the_question_even_for_no_answer() -> None:
    assert [point.id for point in grade("").key_points] == [point.id for point in TECHNICAL.key_points]


def test_the_grade_says_what_was_graded_and_by_whom() -> None:
    result = GRADER.grade(TECHNICAL, single(STRONG), seniority="staff", created_at=WHEN)
    assert (result.grader, result.model, result.status, result.created_at) == (
        "offline",
        None,
        "graded",
        WHEN,
    )
    assert (result.question_id, result.content_hash) == (TECHNICAL.id, content_hash(TECHNICAL))
    assert (result.bar.seniority, result.bar.level, result.bar.met) == ("staff", 5, True)


def test_the_score_is_what_the_verdicts_add_up_to() -> None:
    for text in (STRONG, "I purge it.", "Just restart the server and purge it, the CDN is stale."):
        result = grade(text)
        assert result.score == score_of(TECHNICAL, result.key_points, result.misconceptions, result.flags)


def test_two_runs_and_two_graders_agree_in_all_but_time() -> None:
    first = msgspec.structs.replace(grade(STRONG), duration_ms=0)
    again = msgspec.structs.replace(grade(STRONG), duration_ms=0)
    other = OfflineGrader().grade(TECHNICAL, single(STRONG), seniority="mid", created_at=WHEN)
    assert first == again == msgspec.structs.replace(other, duration_ms=0)


def test_the_offline_grader_is_a_grader() -> None:
    grader: GraderProtocol = OfflineGrader()
    assert grader.name == "offline"


def test_a_misconception_costs_points_and_leads_the_advice() -> None:
    result = grade("I purge the CDN, then I restart the server.")
    assert [found.id for found in result.misconceptions] == ["restart"]
    assert result.top_fix == TECHNICAL.misconceptions[0].correction
    assert result.misconceptions[0].evidence[0].quote == "then I restart the server"
    assert (result.score or 0) < (grade("I purge the CDN.").score or 0)


def test_a_misconception_that_is_denied_costs_nothing() -> None:
    assert grade("I would not restart the server, I purge the CDN.").misconceptions == ()


def test_strengths_quote_the_heaviest_points() -> None:
    assert grade(STRONG).strengths[0].startswith('Layers: "')
    assert len(grade(STRONG).strengths) == 3


def test_spelling_changes_nothing() -> None:
    misspelled = (
        STRONG.replace("headers", "haeders").replace("atomic", "atomc").replace("response", "respons")
    )
    assert grade(misspelled).score == grade(STRONG).score


def test_length_alone_changes_nothing() -> None:
    padding = " My neighbour grows tomatoes behind the house and sells them in summer." * 40
    assert grade(STRONG + padding).score == grade(STRONG).score == grade(padding + " " + STRONG).score


def test_repetition_adds_nothing() -> None:
    assert (
        grade("I purge the key on each write. " * 50).score == grade("I purge the key on each write.").score
    )


def test_only_behavioural_answers_have_story_parts() -> None:
    assert grade(STRONG).star is None
    assert grade("I told my lead.", STORY).star is not None


def test_confidence_is_low_where_hardly_a_phrase_was_recognised() -> None:
    assert grade("I would look at the logs and ask a colleague about it.").confidence == "low"


def test_texts_and_follow_up_ids_must_fit() -> None:
    with pytest.raises(ValueError, match="follow-up id"):
        Answer(texts=("a", "b"), follow_up_ids=(None,))
    with pytest.raises(ValueError, match="at least one"):
        Answer(texts=(), follow_up_ids=())


@settings(max_examples=150)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=12), st.booleans())
def test_whatever_is_typed_gives_a_sound_grade(pieces: list[str], story: bool) -> None:
    question = STORY if story else TECHNICAL
    text = " ".join(pieces)
    result = grade(Answer((text, text), (None, "f-purge")), question)
    assert result.score is not None
    assert 0 <= result.score <= 100
    found = [evidence for point in result.key_points for evidence in point.evidence]
    found += [evidence for misconception in result.misconceptions for evidence in misconception.evidence]
    found += [part.evidence for part in result.star or () if part.evidence]
    for evidence in found:
        assert clean(text)[evidence.start : evidence.end] == evidence.quote != ""
    for verdict in result.key_points:
        assert bool(verdict.evidence) == (verdict.credit > 0)


@pytest.mark.parametrize(
    "answer",
    [
        "Restarting: to restart the server would not help here.",
        "You could restart the server. That is not enough.",
        "A colleague would restart the server, which only hides the cause.",
    ],
)
def test_a_misconception_that_is_refused_after_it_is_named_is_not_held(answer: str) -> None:
    assert grade(answer).misconceptions == ()


def test_a_misconception_beside_another_refusal_is_held() -> None:
    assert grade("I restart the server, the purge is not enough.").misconceptions


def test_three_points_met_by_phrases_are_not_of_low_confidence() -> None:
    more = tuple(
        replace(TECHNICAL.key_points[0], id=f"more-{n}", signals=(f"zebra fact {n}",)) for n in range(9)
    )
    long = replace(TECHNICAL, key_points=(*TECHNICAL.key_points, *more))
    said = "First I ask which cache answers. I read the response headers. Write and purge are not atomic."
    assert grade(said, long).confidence == "medium"
    assert grade("First I ask which cache answers.", long).confidence == "low"


def test_just_is_what_makes_a_misconception_wrong() -> None:
    mistakes = (replace(TECHNICAL.misconceptions[0], signals=("just change my endpoint",)),)
    question = replace(TECHNICAL, misconceptions=mistakes)
    assert grade("On the same day I change my endpoint.", question).misconceptions == ()
    assert grade("I would just change my endpoint.", question).misconceptions


def test_the_sentence_that_says_most_of_a_point_is_quoted() -> None:
    text = (
        "Next time I would draw a layer for the cache on the wall. "
        "Then I check each layer and find the stale copy in the CDN."
    )
    (evidence,) = next(v for v in grade(text).key_points if v.id == "layers").evidence
    assert "stale copy" in evidence.quote
