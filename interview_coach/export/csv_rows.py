"""The CSV exports: an attempt a row, or a key point a row; safe to open in a spreadsheet.

UTF-8 by RFC 4180, with LF line ends. A text that a spreadsheet would take for a formula (it begins with = + - @, also
in their wide forms, or with a tab or line end) is prefixed with an apostrophe; so is one that has apostrophes before
such a sign already, so that taking one away always gives the text that was.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from interview_coach.domain.interview import Attempt, Interview, Turn
from interview_coach.domain.wording import advice_of, point_name
from interview_coach.text.clean import clean

_DANGEROUS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
Cell = str | int | float | None

_COMMON = (
    "interview_id",
    "started_at",
    "mode",
    "seniority",
    "turn",
    "question_id",
    "question_version",
    "kind",
    "skill",
    "title",
    "attempt",
    "taken_back",
    "grader",
    "model",
)
ATTEMPT_COLUMNS = (
    *_COMMON,
    "score",
    "level",
    "bar",
    "bar_met",
    "flags",
    "confidence",
    "top_fix",
    "words",
    "answer",
)
POINT_COLUMNS = (*_COMMON, "key_point", "label", "weight", "verdict", "credit", "quote", "advice")


def attempt_rows(interviews: Iterable[Interview]) -> Iterator[str]:
    """Yield a header and a line for each answered attempt."""
    return _lines(ATTEMPT_COLUMNS, interviews, _attempt_cells)


def point_rows(interviews: Iterable[Interview]) -> Iterator[str]:
    """Yield a header and a line for each key point of each graded attempt."""
    return _lines(POINT_COLUMNS, interviews, _point_cells)


def _lines(
    columns: tuple[str, ...],
    interviews: Iterable[Interview],
    cells: Callable[[Interview, Turn, Attempt], Iterator[tuple[Cell, ...]]],
) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for interview in interviews:
        for turn, attempt in interview.attempts():
            if attempt.answered:
                writer.writerows([_safe(cell) for cell in row] for row in cells(interview, turn, attempt))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    return f"'{text}" if text.lstrip("'").startswith(_DANGEROUS) else text


def _common(interview: Interview, turn: Turn, attempt: Attempt) -> tuple[Cell, ...]:
    question, grade = turn.question, attempt.grade
    return (
        interview.id,
        interview.started_at,
        interview.setup.mode,
        interview.setup.seniority,
        turn.position,
        question.id,
        question.version,
        question.kind,
        question.skill,
        question.name,
        attempt.number,
        "yes" if attempt.taken_back else "no",
        grade.grader if grade else None,
        grade.model if grade else None,
    )


def _attempt_cells(interview: Interview, turn: Turn, attempt: Attempt) -> Iterator[tuple[Cell, ...]]:
    grade = attempt.grade
    answer = "\n\n".join(text for text in attempt.texts if text)
    graded: tuple[Cell, ...] = (None,) * 7
    if grade is not None:
        met = None if grade.bar.met is None else ("yes" if grade.bar.met else "no")
        graded = (
            grade.score,
            grade.level,
            grade.bar.level,
            met,
            " ".join(grade.flags),
            grade.confidence,
            grade.top_fix,
        )
    yield (*_common(interview, turn, attempt), *graded, len(answer.split()), answer)


def _point_cells(interview: Interview, turn: Turn, attempt: Attempt) -> Iterator[tuple[Cell, ...]]:
    if attempt.grade is None:
        return
    common = _common(interview, turn, attempt)
    for verdict in attempt.grade.key_points:
        yield (
            *common,
            verdict.id,
            point_name(turn.question, verdict.id),
            verdict.weight,
            verdict.verdict,
            verdict.credit,
            " … ".join(e.quote for e in verdict.evidence),
            advice_of(turn.question, verdict.id),
        )
