"""What a check says: where, which rule, what is wrong and what to do."""

from typing import Literal

from msgspec import Struct

from interview_coach.bank.load import LoadedFile
from interview_coach.errors import QuestionFileError

Severity = Literal["error", "warning"]


class Finding(Struct, frozen=True, kw_only=True):
    """One thing to put right; `line` counts from 1, `question_id` is None for a file without a question."""

    file: str
    line: int
    question_id: str | None
    rule: str
    message: str
    todo: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity} [{self.rule}] {self.message} {self.todo}"


def of_problem(problem: QuestionFileError) -> Finding:
    """Return the finding for a file that could not be loaded."""
    return Finding(
        file=problem.path,
        line=problem.line,
        question_id=None,
        rule="load",
        message=problem.rule,
        todo=problem.hint,
    )


class Notes:
    """Collects the findings of one rule in one file."""

    def __init__(self, file: LoadedFile, rule: str, severity: Severity = "error") -> None:
        self.file = file
        self.rule = rule
        self.severity = severity
        self.findings: list[Finding] = []

    def add(self, path: str, message: str, todo: str) -> None:
        """Note something at a path such as `key_points[2].say`; an empty path means the question."""
        self.findings.append(
            Finding(
                file=self.file.name,
                line=self.file.line(path),
                question_id=self.file.question.id,
                rule=self.rule,
                message=message,
                todo=todo,
                severity=self.severity,
            )
        )
