"""What one call writes, statement by statement, inside the transaction of the caller."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.dialects import sqlite

from interview_coach.domain.interview import Event, Interview, Note, Turn
from interview_coach.errors import StorageError
from interview_coach.store import rows, tables
from interview_coach.store.drafts import close_drafts
from interview_coach.store.standing import renew_standing


def _upsert(table: Table) -> sqlite.Insert:
    """Return the statement that adds a row or brings the one with its key up to date."""
    statement = sqlite.insert(table)
    keys = {column.name for column in table.primary_key}
    changes = {c.name: statement.excluded[c.name] for c in table.c if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=sorted(keys), set_=changes)


_TURN = sqlite.insert(tables.turns)
_TURN = _TURN.on_conflict_do_update(
    index_elements=["interview_id", "position"],
    set_={name: _TURN.excluded[name] for name in ("reason", "state", "hint_taken", "revealed")},
)
_EXCHANGE = _upsert(tables.exchanges)
_ATTEMPT = _upsert(tables.attempts)
_PART = _upsert(tables.parts)
_EVENT = insert(tables.events)
_INTERVIEW = insert(tables.interviews)
_INTERVIEW_STATE = (
    update(tables.interviews)
    .where(tables.interviews.c.id == bindparam("of"))
    .values(state=bindparam("state"), position=bindparam("position"), finished_at=bindparam("finished_at"))
)


def add_interview(connection: Connection, interview: Interview) -> None:
    """Write the row of a new interview and its notes."""
    connection.execute(_INTERVIEW, rows.interview_values(interview))
    for note in interview.notes:
        add_note(connection, interview.id, note)


def update_interview(connection: Connection, interview: Interview) -> None:
    """Write what changes of an interview while it goes on.

    Raises:
        StorageError: it is not stored.
    """
    result = connection.execute(
        _INTERVIEW_STATE,
        {
            "of": interview.id,
            "state": interview.state,
            "position": interview.position,
            "finished_at": interview.finished_at,
        },
    )
    if not result.rowcount:
        raise StorageError(f"The interview {interview.id} is not stored.", "Start a new one.")


def put_turns(connection: Connection, interview_id: str, turns: Sequence[Turn]) -> None:
    """Write turns with all that belongs to them.

    Raises:
        StorageError: a stored answer would be changed.
    """
    if not turns:
        return
    attempts = [attempt for turn in turns for attempt in turn.attempts]
    parts = [values for attempt in attempts for values in rows.part_values(attempt)]
    _keep_answers(connection, parts)
    _put_snapshots(connection, turns)
    connection.execute(_TURN, [rows.turn_values(interview_id, turn) for turn in turns])
    for statement, values in (
        (_EXCHANGE, [v for turn in turns for v in rows.exchange_values(interview_id, turn)]),
        (_ATTEMPT, [v for turn in turns for v in rows.attempt_values(interview_id, turn)]),
        (_PART, parts),
    ):
        if values:
            connection.execute(statement, values)
    close_drafts(connection, parts)
    _add_grades(connection, turns)
    renew_standing(connection, interview_id, [turn.position for turn in turns if turn.attempts])


def _put_snapshots(connection: Connection, turns: Sequence[Turn]) -> None:
    by_hash = {turn.content_hash: turn for turn in turns}
    column = tables.snapshots.c.content_hash
    stored = set(connection.scalars(select(column).where(column.in_(by_hash))))
    missing = [rows.snapshot_values(turn) for key, turn in by_hash.items() if key not in stored]
    if missing:
        connection.execute(insert(tables.snapshots), missing)


def _keep_answers(connection: Connection, parts: Sequence[rows.Values]) -> None:
    table = tables.parts
    stored = connection.execute(
        select(table.c.attempt_id, table.c.part, table.c.text).where(
            table.c.attempt_id.in_({part["attempt_id"] for part in parts}), table.c.text.is_not(None)
        )
    )
    kept = {(attempt_id, part): text for attempt_id, part, text in stored}
    for part in parts:
        key = part["attempt_id"], part["part"]
        if key in kept and kept[key] != part["text"]:
            raise StorageError(
                f"The answer of attempt {key[0]} is stored and stays as it is.",
                "Answer again to add another attempt.",
            )


def _add_grades(connection: Connection, turns: Sequence[Turn]) -> None:
    """Add the grades that came with the turns and are not stored: an import brings them along."""
    grades = {g.id: g for turn in turns for attempt in turn.attempts for g in attempt.grades}
    if not grades:
        return
    column = tables.grades.c.id
    stored = set(connection.scalars(select(column).where(column.in_(grades))))
    missing = [rows.grade_values(grade) for key, grade in grades.items() if key not in stored]
    if missing:
        connection.execute(insert(tables.grades), missing)


def add_events(connection: Connection, interview_id: str, events: Sequence[Event]) -> None:
    """Append events in the order given."""
    if events:
        connection.execute(_EVENT, rows.event_values(interview_id, events))


def add_note(connection: Connection, interview_id: str, note: Note) -> None:
    """Add a note."""
    connection.execute(insert(tables.notes), rows.note_values(interview_id, note))
