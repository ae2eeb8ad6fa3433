"""What the person decides about what is stored: trash, bookmarks, and attempts that were submitted by mistake."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, func, select, update

from interview_coach.errors import StorageError, UsageError
from interview_coach.store.search import forget
from interview_coach.store.standing import renew_standing
from interview_coach.store.tables import attempts, interviews, turns

_SET_DELETED = (
    update(interviews).where(interviews.c.id == bindparam("of")).values(deleted_at=bindparam("deleted_at"))
)
_OVERDUE = select(interviews.c.id).where(
    func.julianday(interviews.c.deleted_at) < func.julianday(bindparam("before"))
)


def set_deleted(connection: Connection, interview_ids: Sequence[str], at: str | None) -> None:
    """Put interviews into the trash, or with None take them out."""
    if interview_ids:
        connection.execute(_SET_DELETED, [{"of": one, "deleted_at": at} for one in interview_ids])


def purge(connection: Connection, before: str) -> int:
    """Delete for good what came into the trash before a time; return how many interviews that were."""
    overdue = connection.scalars(_OVERDUE, {"before": before}).all()
    for interview_id in overdue:
        forget(connection, interview_id)
        connection.execute(delete(interviews).where(interviews.c.id == interview_id))
    return len(overdue)


def set_bookmark(connection: Connection, interview_id: str, position: int, marked: bool) -> None:
    """Bookmark a turn, or take its bookmark away.

    Raises:
        UsageError: there is no such turn.
    """
    done = connection.execute(
        update(turns)
        .where(turns.c.interview_id == interview_id, turns.c.position == position)
        .values(bookmarked=marked)
    )
    if not done.rowcount:
        raise UsageError(f"Interview {interview_id} has no question {position}.")


def set_taken_back(connection: Connection, attempt_id: str, taken_back: bool) -> None:
    """Let an attempt count no more, or again; scores follow.

    Raises:
        StorageError: there is no such attempt.
    """
    place = connection.execute(
        select(attempts.c.interview_id, attempts.c.position).where(attempts.c.id == attempt_id)
    ).one_or_none()
    if place is None:
        raise StorageError(f"There is no attempt {attempt_id}.")
    connection.execute(update(attempts).where(attempts.c.id == attempt_id).values(taken_back=taken_back))
    renew_standing(connection, place.interview_id, [place.position])
