"""The shipped bank keeps every rule of `bank check`, attacks included, and covers what it should."""

import pytest

from interview_coach.bank.bank import load_bank
from interview_coach.bank.coverage import cover
from interview_coach.bank.targets import read_targets
from interview_coach.checks.run import check_files
from interview_coach.checks.select import select
from interview_coach.paths import shipped_bank


@pytest.mark.timeout(900)
def test_the_shipped_bank_has_no_finding_that_is_an_error() -> None:
    bank = load_bank(shipped_bank(), None, None)
    selection = select([], bank, shipped_bank(), shipped_bank() / "nobody")
    findings = check_files(selection.files, bank.questions)
    assert [str(finding) for finding in findings if finding.severity == "error"] == []
    assert bank.problems == ()


def test_the_shipped_bank_meets_its_targets() -> None:
    bank = load_bank(shipped_bank(), None, None)
    report = cover(bank.questions, bank.skills, read_targets(shipped_bank()))
    assert report.missed == ()
    assert report.questions >= 160
