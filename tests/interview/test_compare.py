"""Two grades held side by side: what was gained and lost, and whether they can be compared at all."""

import pytest
from msgspec.structs import replace
from support import GOOD_ANSWER, simple_question

from interview_coach.domain.grade import Grade, MisconceptionFound
from interview_coach.domain.question import Question
from interview_coach.grading.offline import OfflineGrader
from interview_coach.grading.protocol import single
from interview_coach.interview.compare import compare
from interview_coach.interview.compare_words import change_sentence, standing

QUESTION = simple_question()
MISTAKE = MisconceptionFound(id="tx", penalty=2, correction="No.")


def graded(text: str, question: Question = QUESTION) -> Grade:
    return OfflineGrader().grade(
        question, single(text), seniority="mid", created_at="2026-11-20T10:00:00+00:00"
    )


WEAK, GOOD = graded("It is a lost update, I think, and that happens."), graded(GOOD_ANSWER)


def test_points_are_gained_in_one_direction_and_lost_in_the_other() -> None:
    up, down = compare(QUESTION, WEAK, QUESTION, GOOD), compare(QUESTION, GOOD, QUESTION, WEAK)
    assert [(p.id, p.difference) for p in up.points] == [
        ("race", "same"),
        ("fix", "gained"),
        ("guard", "gained"),
    ]
    assert [p.difference for p in down.points] == ["same", "lost", "lost"]
    assert up.score_change == -(down.score_change or 0)
    assert (up.score_change or 0) > 0
    assert standing(up.points[1]) == "missed → met"
    assert up.caution == ""


def test_points_of_another_version_of_the_question_are_new_or_gone() -> None:
    changed = simple_question(
        version=2,
        key_points=[
            {
                "id": "race",
                "label": "The race",
                "text": "Both read.",
                "weight": 3,
                "signals": ["lost update"],
            },
            {"id": "proof", "label": "Proving it", "text": "A test.", "signals": ["load test"]},
        ],
    )
    found = compare(QUESTION, GOOD, changed, graded(GOOD_ANSWER, changed))
    assert [(p.name, p.difference) for p in found.points] == [
        ("The race", "same"),
        ("Proving it", "new"),
        ("One conditional update", "gone"),
        ("A guard in the database", "gone"),
    ]
    assert "the question was changed" in found.caution


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [((MISTAKE,), (), "gained"), ((), (MISTAKE,), "lost"), ((MISTAKE,), (MISTAKE,), "same")],
)
def test_a_misconception_that_is_gone_is_a_gain(
    before: tuple[MisconceptionFound, ...], after: tuple[MisconceptionFound, ...], difference: str
) -> None:
    first, second = replace(WEAK, misconceptions=before), replace(WEAK, misconceptions=after)
    (pair,) = compare(QUESTION, first, QUESTION, second).mistakes
    assert (pair.name, pair.difference) == ("A transaction is enough.", difference)


def test_grades_of_different_graders_or_models_are_compared_with_a_word_of_care() -> None:
    small, large = (replace(GOOD, grader="llm", model=model) for model in ("small", "large"))
    assert compare(QUESTION, GOOD, QUESTION, GOOD).caution == ""
    assert "offline graded one and small the other" in compare(QUESTION, GOOD, QUESTION, small).caution
    assert "small graded one and large the other" in compare(QUESTION, small, QUESTION, large).caution


def test_the_change_is_said_in_one_sentence() -> None:
    said = change_sentence(compare(QUESTION, WEAK, QUESTION, GOOD))
    assert said.endswith("2 points gained, 0 lost.")
    assert "up" in said
    assert change_sentence(compare(QUESTION, GOOD, QUESTION, GOOD)).startswith("The same level, score +0")
