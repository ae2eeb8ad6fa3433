"""How the offline grader takes answers of people who never saw the key; see tests/grading/data/cold.toml."""

import tomllib
from pathlib import Path

import pytest
from graded import grade

from interview_coach.bank.bank import Bank, load_bank
from interview_coach.paths import shipped_bank

DEPTHS = ("weak", "solid", "strong")


@pytest.fixture(scope="module")
def scores() -> list[dict[str, int]]:
    """The score of each depth, a question at a time."""
    bank: Bank = load_bank(shipped_bank(), None, None)
    said = tomllib.loads((Path(__file__).parent / "data" / "cold.toml").read_text(encoding="utf-8"))[
        "questions"
    ]
    return [
        {depth: grade(each[depth], bank.question(each["id"])).score or 0 for depth in DEPTHS} for each in said
    ]


def test_strong_answers_in_new_words_mostly_reach_level_4(scores: list[dict[str, int]]) -> None:
    """It was 100 % when this was written."""
    assert len(scores) == 30
    assert sum(each["strong"] >= 65 for each in scores) >= 0.75 * len(scores)


def test_deeper_answers_mostly_score_higher(scores: list[dict[str, int]]) -> None:
    """All thirty questions were in order when this was written."""
    assert sum(each["weak"] < each["solid"] < each["strong"] for each in scores) >= 0.85 * len(scores)
    assert all(each["weak"] < each["strong"] for each in scores)


def test_weak_answers_stay_at_the_bottom(scores: list[dict[str, int]]) -> None:
    """The highest was 35 when this was written."""
    assert max(each["weak"] for each in scores) < 45
