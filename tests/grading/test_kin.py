"""Set phrases akin to a point's signals, in whole answers."""

from graded import STORY, grade, verdicts

ABOUT_IT = "I told my lead right away that the import was broken, and I rolled back within ten minutes."
LEARNED = "These days each deploy waits for a second pair of eyes."


def test_a_set_phrase_akin_to_the_signals_counts_in_an_answer_that_is_about_the_question() -> None:
    result = grade(f"{ABOUT_IT} {LEARNED}", STORY)
    assert verdicts(result)["learned"] == "met"
    found = next(point for point in result.key_points if point.id == "learned")
    assert found.reason == "Recognised by: these days."
    assert found.evidence[0].quote in LEARNED


def test_set_phrases_alone_earn_nothing() -> None:
    """A story about something else has them too."""
    other = "Our club held a summer party and the tent fell over. To be fair, it was windy."
    result = grade(f"{other} {LEARNED}", STORY)
    assert (verdicts(result)["learned"], result.score) == ("missed", 0)


def test_phrases_of_a_family_that_a_point_is_not_of_earn_it_nothing() -> None:
    result = grade(
        "I told my lead right away, and since then I test. It was noticed at once, gone in a day.", STORY
    )
    assert verdicts(result)["repaired"] == "missed"


def test_a_negated_set_phrase_does_not_count() -> None:
    assert verdicts(grade(f"{ABOUT_IT} These days we do not look.", STORY))["learned"] == "met"
    assert verdicts(grade(f"{ABOUT_IT} It never became a habit.", STORY))["learned"] == "missed"
