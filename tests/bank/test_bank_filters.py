"""One line of text narrows the bank, and says kindly what it did not understand."""

from pathlib import Path

import pytest
from bank_samples import draft, put, small_bank

from interview_coach.bank.bank import Bank, load_bank
from interview_coach.bank.filters import parse_filter


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    root = small_bank(tmp_path / "bank")
    story = draft("feedback-growth/story", prompt="Tell me about a hard review.").replace(
        'kind = "technical"', 'kind = "behavioural"\nformat = "story"\nasked_from = "senior"'
    )
    put(root, "feedback-growth/story.toml", story)
    return load_bank(root, None, None)


def found(text: str, bank: Bank) -> list[str]:
    wanted, hints = parse_filter(text, bank)
    assert hints == ()
    return [question.id for question in wanted.of(bank.questions, bank)]


ALL = ["caching/stale-price", "caching/stampede", "feedback-growth/story", "sql/slow-report"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ALL),
        ("   ", ALL),
        ("kind:technical", [*ALL[:2], ALL[3]]),
        ("kind:b", [ALL[2]]),
        ("KIND:Behavioural", [ALL[2]]),
        ("skill:queries", [ALL[3]]),
        ("skill:cach", ALL[:2]),
        ('skill:"Feedback and growth"', [ALL[2]]),
        ("skill:sql skill:caching", []),
        ("from:senior", [ALL[2]]),
        ("asked-from:senior", [ALL[2]]),
        ("for:mid", [*ALL[:2], ALL[3]]),
        ("seniority:staff", ALL),
        ("format:sto", [ALL[2]]),
        ("status:draft", [ALL[0], ALL[2]]),
        ("form:story sen:senior ski:feedback", [ALL[2]]),
        ("slow", ALL[:2] + ALL[3:]),
        ("SLOW report sql", [ALL[3]]),
        ('"hard review"', [ALL[2]]),
        ('"review hard"', []),
        ("kind:technical skill:caching stale", [ALL[0]]),
        ('"not closed', []),
    ],
)
def test_each_part_narrows_the_list(bank: Bank, text: str, ids: list[str]) -> None:
    assert found(text, bank) == ids


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("kind:tecnical", "There is no kind 'tecnical'. Did you mean technical?"),
        ("kind:", "kind: is one of behavioural, technical."),
        ("from:s", "from: is one of senior, staff."),
        ("format:zzz", "There is no format 'zzz'. Use story, situation"),
        ("skill:sqll", "There is no skill 'sqll'. Did you mean sql?"),
        ("skill:", "skill: wants a skill"),
        ("knd:technical", "There is no filter knd:. Did you mean kind:?"),
        ("http://x", 'There is no filter http:. Use kind: skill: from: for: format: status: Put "quotes"'),
    ],
)
def test_what_is_not_understood_is_told_and_the_rest_still_counts(bank: Bank, text: str, hint: str) -> None:
    wanted, hints = parse_filter(f"{text} slow-report", bank)
    assert len(hints) == 1
    assert hints[0].startswith(hint)
    assert [question.id for question in wanted.of(bank.questions, bank)] == ["sql/slow-report"]
