"""One interview read back whole: its rows made into domain objects again."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, CursorResult, Select, Table, select

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import (
    Attempt,
    Event,
    Exchange,
    Interview,
    Note,
    Part,
    Setup,
    Turn,
)
from interview_coach.domain.question import Question
from interview_coach.errors import UsageError
from interview_coach.store import tables
from interview_coach.store.disputes import disputes_by_attempt

_CANDIDATES = 5
_AFTER_ALL = "\U0010ffff"

_questions = msgspec.json.Decoder(Question)
_grades = msgspec.json.Decoder(Grade)


def find_id(connection: Connection, id_or_prefix: str, *, in_trash: bool = False) -> str:
    """Return the id of the one interview that begins so, among those that are not in the trash, or that are.

    Raises:
        UsageError: there is none, or more than one.
    """
    wanted = id_or_prefix.strip()
    if not wanted:
        raise UsageError("No interview was named.", "Give an id from the history.")
    found = _beginning_with(connection, wanted, in_trash) or _beginning_with(
        connection, wanted.lower(), in_trash
    )
    if not found and in_trash:
        raise UsageError(
            f"There is no interview {wanted} in the trash.", "See: interview-coach history --trash"
        )
    if not found and _beginning_with(connection, wanted, True):
        raise UsageError(
            f"The interview {wanted} is in the trash.", f"Bring it back: interview-coach undelete {wanted}"
        )
    if not found:
        raise UsageError(f"There is no interview {wanted}.", "The history lists the ids there are.")
    if len(found) > 1 and found[0] != wanted:
        listed = ", ".join(found[:_CANDIDATES]) + (", ..." if len(found) > _CANDIDATES else "")
        raise UsageError(f"More than one interview begins with {wanted}: {listed}.", "Give more of the id.")
    return found[0]


def _beginning_with(connection: Connection, prefix: str, in_trash: bool) -> Sequence[str]:
    """Return a few ids that begin so, an equal one first, then the newest."""
    column, deleted = tables.interviews.c.id, tables.interviews.c.deleted_at
    return connection.scalars(
        select(column)
        .where(column >= prefix, column < prefix + _AFTER_ALL, deleted.is_not(None) == in_trash)
        .order_by(column != prefix, tables.interviews.c.sequence.desc())
        .limit(_CANDIDATES + 1)
    ).all()


def read_interview(connection: Connection, interview_id: str) -> Interview:
    """Return an interview with everything that belongs to it."""
    row = connection.execute(_of(tables.interviews, "id", interview_id)).one()
    turns = {turn.position: turn for turn in _turns(connection, interview_id)}
    for exchange in connection.execute(
        _of(tables.exchanges, "interview_id", interview_id).order_by(tables.exchanges.c.number)
    ):
        turns[exchange.position].exchanges.append(
            Exchange(asked=exchange.asked, answer=exchange.answer, known=exchange.known, at=exchange.at)
        )
    parts, grades = _parts(connection, interview_id), _grades_by_attempt(connection, interview_id)
    disputes = disputes_by_attempt(connection, interview_id)
    for attempt in connection.execute(
        _of(tables.attempts, "interview_id", interview_id).order_by(tables.attempts.c.number)
    ):
        turns[attempt.position].attempts.append(
            Attempt(
                id=attempt.id,
                number=attempt.number,
                parts=parts[attempt.id],
                complete=attempt.complete,
                taken_back=attempt.taken_back,
                grades=grades[attempt.id],
                disputes=disputes[attempt.id],
            )
        )
    return Interview(
        id=row.id,
        setup=msgspec.json.decode(row.setup, type=Setup),
        started_at=row.started_at,
        finished_at=row.finished_at,
        state=row.state,
        position=row.position,
        turns=[turns[position] for position in sorted(turns)],
        notes=_notes(connection, interview_id),
    )


def _of(table: Table, column: str, value: str) -> Select[Any]:
    return select(table).where(table.c[column] == value)


def _turns(connection: Connection, interview_id: str) -> list[Turn]:
    turns, snapshots = tables.turns, tables.snapshots
    hashes = select(turns.c.content_hash).where(turns.c.interview_id == interview_id)
    questions = {
        row.content_hash: _questions.decode(row.question)
        for row in connection.execute(
            select(snapshots.c.content_hash, snapshots.c.question).where(snapshots.c.content_hash.in_(hashes))
        )
    }
    return [
        Turn(
            position=row.position,
            question=questions[row.content_hash],
            content_hash=row.content_hash,
            reason=row.reason,
            state=row.state,
            hint_taken=row.hint_taken,
            revealed=row.revealed,
            bookmarked=row.bookmarked,
        )
        for row in connection.execute(_of(turns, "interview_id", interview_id))
    ]


def _parts(connection: Connection, interview_id: str) -> defaultdict[str, list[Part]]:
    found: defaultdict[str, list[Part]] = defaultdict(list)
    for row in _belonging(connection, tables.parts, interview_id, tables.parts.c.part):
        values = dict(row._mapping)
        values["index"] = values.pop("part")
        found[values.pop("attempt_id")].append(Part(**values))
    return found


def _grades_by_attempt(connection: Connection, interview_id: str) -> defaultdict[str, list[Grade]]:
    found: defaultdict[str, list[Grade]] = defaultdict(list)
    for row in _belonging(connection, tables.grades, interview_id, tables.grades.c.sequence):
        found[row.attempt_id].append(_grades.decode(row.grade))
    return found


def _belonging(
    connection: Connection, table: Table, interview_id: str, order: ColumnElement[int]
) -> CursorResult[Any]:
    """Read the rows that belong to the attempts of an interview."""
    attempts = tables.attempts
    return connection.execute(
        select(table)
        .join(attempts, attempts.c.id == table.c.attempt_id)
        .where(attempts.c.interview_id == interview_id)
        .order_by(order)
    )


def _notes(connection: Connection, interview_id: str) -> list[Note]:
    rows = connection.execute(
        _of(tables.notes, "interview_id", interview_id).order_by(tables.notes.c.sequence)
    )
    return [Note(id=row.id, turn=row.turn, text=row.text, created_at=row.created_at) for row in rows]


def read_events(connection: Connection, interview_id: str) -> list[Event]:
    """Return what happened in an interview, in order."""
    rows = connection.execute(
        _of(tables.events, "interview_id", interview_id).order_by(tables.events.c.sequence)
    )
    return [
        Event(
            kind=row.kind, at=row.at, turn=row.turn, data=msgspec.json.decode(row.data), sequence=row.sequence
        )
        for row in rows
    ]


def read_grade(connection: Connection, grade_id: str) -> Grade:
    """Return a stored grade."""
    found = connection.execute(select(tables.grades.c.grade).where(tables.grades.c.id == grade_id))
    return _grades.decode(found.scalar_one())
