"""Running all rules over files."""

from collections.abc import Sequence

from interview_coach.bank.load import LoadedFile
from interview_coach.checks.findings import Finding
from interview_coach.checks.rules import RULES
from interview_coach.checks.together import foreign_answers, near_duplicates
from interview_coach.domain.question import Question


def check_files(files: Sequence[LoadedFile], bank: Sequence[Question] = ()) -> list[Finding]:
    """Return what breaks a rule, sorted by file and line.

    Args:
        files: what to check.
        bank: all questions to compare with, those of the files themselves aside.
    """
    findings = [finding for file in files for rule in RULES for finding in rule.run(file)]
    checked = {file.question.id for file in files}
    others = [question for question in bank if question.id not in checked]
    findings += near_duplicates(files, others)
    findings += foreign_answers(files, others)
    return sorted(findings, key=lambda finding: (finding.file, finding.line, finding.rule))
