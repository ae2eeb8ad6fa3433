import pytest
from graded import STORY, STRONG, TECHNICAL, grade

from interview_coach.domain.grade import Delivery
from interview_coach.grading.protocol import Answer

TALE = (
    "Two years ago at my last company we had a release on Friday. My task was to migrate 40 customers. "
    "I wrote the script and it deleted a column. I told my lead right away and rolled back. "
    "As a result nobody lost data, and since then I rehearse on a copy."
)


def delivery(text: str, story: bool = True) -> Delivery:
    result = grade(text, STORY if story else TECHNICAL).delivery
    assert result is not None
    return result


def missing(text: str) -> dict[str, str]:
    return {part.part: part.question for part in grade(text, STORY).star or () if not part.found}


def test_a_whole_story_has_all_four_parts_with_evidence() -> None:
    star = grade(TALE, STORY).star or ()
    assert [part.part for part in star] == ["situation", "task", "action", "result"]
    for part in star:
        assert part.found
        assert part.evidence is not None
        assert TALE[part.evidence.start : part.evidence.end] == part.evidence.quote


def test_an_absent_part_is_asked_for_kindly() -> None:
    asked = missing("People should always be honest about mistakes.")
    assert set(asked) == {"situation", "task", "action", "result"}
    assert all(question.endswith("?") for question in asked.values())
    assert asked["result"] == "I could not find a result - is there one?"


def test_a_feeling_is_no_action() -> None:
    assert "action" in missing("Last year I wanted to help and I felt bad about it.")


def test_words_and_speaking_time_cover_all_parts() -> None:
    result = grade(Answer(("one two " * 11, "three " * 22), (None, "f-ttl"))).delivery
    assert result is not None
    assert (result.words, result.spoken_seconds) == (44, 20)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("So basically it broke. I fixed it in 5 minutes.", "first words"),
        ("I think it was me, maybe, I guess, perhaps 5 of us.", "Hedged"),
        ("We broke it, we fixed it, our team told our boss in 5 minutes.", '"We"'),
        ("I broke it and I fixed it and told my boss.", "No figure"),
        ("word " * 400, "Cut what does not help"),
        ("I broke 5 things.", "room for an example"),
    ],
)
def test_a_note_says_what_was_noticed(text: str, note: str) -> None:
    assert any(note in found for found in delivery(text).notes)


def test_a_good_delivery_gets_no_note() -> None:
    assert delivery(TALE).notes == ()
    assert delivery(STRONG, story=False).notes == ()


def test_delivery_changes_no_score() -> None:
    hedged = STRONG.replace("Then I", "I think maybe, I guess, perhaps, so then I")
    assert grade(hedged).score == grade(STRONG).score
