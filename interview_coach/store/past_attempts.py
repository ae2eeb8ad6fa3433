"""Answered attempts found by their question or their id, read from columns: no answer and no grade is decoded."""

from sqlalchemy import Connection, case, select

from interview_coach.domain.interview import PastAttempt
from interview_coach.domain.levels import level_of
from interview_coach.errors import UsageError
from interview_coach.store.tables import attempts, grades, interviews, parts, snapshots, turns

_LAST = "\U0010ffff"
_FEW = 5

# As `grade_of_record` decides: the latest graded one of a model, else the latest offline one.
_SCORE = (
    select(grades.c.score)
    .where(grades.c.attempt_id == attempts.c.id, grades.c.status == "graded")
    .order_by(case((grades.c.grader == "llm", 0), else_=1), grades.c.sequence.desc())
    .limit(1)
    .scalar_subquery()
)
_ATTEMPTS = (
    select(
        attempts.c.id,
        attempts.c.interview_id,
        attempts.c.position,
        attempts.c.number,
        attempts.c.taken_back,
        parts.c.closed_at,
        _SCORE.label("score"),
    )
    .select_from(snapshots)
    .join(turns, turns.c.content_hash == snapshots.c.content_hash)
    .join(
        attempts,
        (attempts.c.interview_id == turns.c.interview_id) & (attempts.c.position == turns.c.position),
    )
    .join(parts, (parts.c.attempt_id == attempts.c.id) & (parts.c.part == 0))
    .join(interviews, interviews.c.id == turns.c.interview_id)
    .where(attempts.c.complete, interviews.c.deleted_at.is_(None))
    .order_by(interviews.c.sequence.desc(), attempts.c.position.desc(), attempts.c.number.desc())
)


def read_attempts_at(connection: Connection, question_id: str) -> list[PastAttempt]:
    """Return the answered attempts at a question, whatever its version, newest first, without the trash."""
    return [
        PastAttempt(
            interview_id=row.interview_id,
            position=row.position,
            attempt_id=row.id,
            number=row.number,
            at=row.closed_at,
            score=row.score,
            level=None if row.score is None else level_of(row.score),
            taken_back=row.taken_back,
        )
        for row in connection.execute(_ATTEMPTS.where(snapshots.c.question_id == question_id))
    ]


def find_attempt(connection: Connection, id_or_prefix: str) -> tuple[str, str] | None:
    """Return interview and id of the one attempt that begins so, or None where none does.

    Raises:
        UsageError: several do.
    """
    column = attempts.c.id
    found = connection.execute(
        select(attempts.c.interview_id, column)
        .join(interviews, interviews.c.id == attempts.c.interview_id)
        .where(column >= id_or_prefix, column < id_or_prefix + _LAST, interviews.c.deleted_at.is_(None))
        .order_by(column != id_or_prefix, column)
        .limit(_FEW)
    ).all()
    if len(found) > 1 and found[0].id != id_or_prefix:
        some = ", ".join(row.id for row in found)
        raise UsageError(f"Several attempts begin with {id_or_prefix}.", f"Type more of the id: {some}")
    return (found[0].interview_id, found[0].id) if found else None
