"""The shipped bank keeps every rule of `bank check`, attacks included."""

from interview_coach.bank.bank import load_bank
from interview_coach.checks.run import check_files
from interview_coach.checks.select import select
from interview_coach.paths import shipped_bank


def test_the_shipped_bank_has_no_finding_that_is_an_error() -> None:
    bank = load_bank(shipped_bank(), None, None)
    selection = select([], bank, shipped_bank(), shipped_bank() / "nobody")
    findings = check_files(selection.files, bank.questions)
    assert [str(finding) for finding in findings if finding.severity == "error"] == []
    assert bank.problems == ()


def test_the_bank_has_what_a_first_interview_needs() -> None:
    questions = load_bank(shipped_bank(), None, None).askable()
    kinds = [question.kind for question in questions]
    assert len(questions) >= 24
    assert 0.25 <= kinds.count("behavioural") / len(kinds) <= 0.35
