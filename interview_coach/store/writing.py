"""What one call writes, statement by statement, inside the transaction of the caller."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.dialects import sqlite

from interview_coach.domain.interview import Event, Interview, Note, Turn
from interview_coach.errors import StorageError
from interview_coach.store import rows, tables
from interview_coach.store.disputes import add_disputes
from interview_coach.store.drafts import close_drafts
from interview_coach.store.standing import renew_standing, standing_of


def _upsert(table: Table, but: Collection[str] = ()) -> sqlite.Insert:
    """Return the statement that adds a row or brings the one with its key up to date, but for some columns."""
    statement = sqlite.insert(table)
    keys = {column.name for column in table.primary_key}
    changes = {
        c.name: statement.excluded[c.name] for c in table.c if c.name not in keys and c.name not in but
    }
    return statement.on_conflict_do_update(index_elements=sorted(keys), set_=changes)


_TURN = _upsert(tables.turns, but=("score", "missed_label", "bookmarked"))
_EXCHANGE = _upsert(tables.exchanges)
_ATTEMPT = _upsert(tables.attempts, but=("taken_back",))
_PART = _upsert(tables.parts)
_EVENT = insert(tables.events)
_INTERVIEW = insert(tables.interviews)
_INTERVIEW_STATE = (
    update(tables.interviews)
    .where(tables.interviews.c.id == bindparam("of"))
    .values(state=bindparam("state"), position=bindparam("position"), finished_at=bindparam("finished_at"))
)
_STORED_PARTS = (
    select(
        tables.attempts.c.interview_id,
        tables.attempts.c.position,
        tables.parts.c.attempt_id,
        tables.parts.c.part,
        tables.parts.c.text,
        tables.drafts.c.text.label("draft"),
    )
    .select_from(tables.attempts)
    .join(tables.parts)
    .outerjoin(tables.drafts)
    .where(tables.parts.c.attempt_id.in_(bindparam("attempt_ids", expanding=True)))
)
_STORED_SNAPSHOTS = select(tables.snapshots.c.content_hash).where(
    tables.snapshots.c.content_hash.in_(bindparam("hashes", expanding=True))
)
_STORED_GRADES = select(tables.grades.c.id).where(tables.grades.c.id.in_(bindparam("ids", expanding=True)))
_SNAPSHOT = insert(tables.snapshots)
_GRADE = insert(tables.grades)
_NOTE = insert(tables.notes)
_NEW_TURN, _NEW_EXCHANGE, _NEW_ATTEMPT = map(insert, (tables.turns, tables.exchanges, tables.attempts))
_NEW_PART, _DISPUTE = map(insert, (tables.parts, tables.disputes))


def add_interview(connection: Connection, interview: Interview) -> None:
    """Write the row of a new interview and its notes."""
    connection.execute(_INTERVIEW, rows.interview_values(interview))
    for note in interview.notes:
        add_note(connection, interview.id, note)


def add_whole(connection: Connection, interviews: Sequence[Interview]) -> None:
    """Write interviews that are not stored, with their scores and all that belongs to them.

    However many they are, it takes the same few statements. Of what is stored only question snapshots are read.

    Raises:
        IntegrityError: something in them has the id of something that is stored.
    """
    turns = [(interview.id, turn) for interview in interviews for turn in interview.turns]
    attempts = [attempt for _, turn in turns for attempt in turn.attempts]
    _put_snapshots(connection, [turn for _, turn in turns])
    for statement, values in (
        (_INTERVIEW, [rows.interview_values(one) | {"score": one.score} for one in interviews]),
        (_NEW_TURN, [rows.turn_values(key, turn) | standing_of(turn) for key, turn in turns]),
        (_NEW_EXCHANGE, [v for key, turn in turns for v in rows.exchange_values(key, turn)]),
        (_NEW_ATTEMPT, [v for key, turn in turns for v in rows.attempt_values(key, turn)]),
        (_NEW_PART, [v for attempt in attempts for v in rows.part_values(attempt)]),
        (_GRADE, [rows.grade_values(grade) for attempt in attempts for grade in attempt.grades]),
        (_DISPUTE, [rows.dispute_values(dispute) for attempt in attempts for dispute in attempt.disputes]),
        (_NOTE, [rows.note_values(one.id, note) for one in interviews for note in one.notes]),
    ):
        if values:
            connection.execute(statement, values)


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
    parts = [v for turn in turns for attempt in turn.attempts for v in rows.part_values(attempt)]
    attempts = [v for turn in turns for v in rows.attempt_values(interview_id, turn)]
    stored = _stored_parts(connection, attempts)
    _keep_answers(stored, parts)
    _put_snapshots(connection, turns)
    connection.execute(_TURN, [rows.turn_values(interview_id, turn) for turn in turns])
    for statement, values in (
        (_EXCHANGE, [v for turn in turns for v in rows.exchange_values(interview_id, turn)]),
        (_ATTEMPT, attempts),
        (_PART, parts),
    ):
        if values:
            connection.execute(statement, values)
    close_drafts(connection, {key: draft for key, (_, draft) in stored.items()}, parts)
    _add_grades(connection, turns)
    add_disputes(connection, [d for turn in turns for attempt in turn.attempts for d in attempt.disputes])
    renew_standing(connection, interview_id, [turn.position for turn in turns if _may_move(turn)])


def _may_move(turn: Turn) -> bool:
    """Whether the turn's score may be another than before; a grade that comes later renews it then."""
    return turn.state == "skipped" or any(attempt.grades for attempt in turn.attempts)


def _stored_parts(
    connection: Connection, attempts: Sequence[rows.Values]
) -> dict[tuple[str, int], tuple[str | None, str | None]]:
    """Return the answer and the draft of each part that is stored of these attempts.

    Raises:
        StorageError: an attempt with such an id belongs to another turn.
    """
    places = {attempt["id"]: (attempt["interview_id"], attempt["position"]) for attempt in attempts}
    found = connection.execute(_STORED_PARTS, {"attempt_ids": list(places)}) if places else ()
    stored = {}
    for interview_id, position, attempt_id, part, text, draft in found:
        if places[attempt_id] != (interview_id, position):
            raise StorageError(
                f"The id {attempt_id} belongs to an attempt of another question.",
                "Nothing was changed; please report it with the log file.",
            )
        stored[attempt_id, part] = (text, draft)
    return stored


def _keep_answers(
    stored: Mapping[tuple[str, int], tuple[str | None, str | None]], parts: Sequence[rows.Values]
) -> None:
    for part in parts:
        answer, _ = stored.get((part["attempt_id"], part["part"]), (None, None))
        if answer is not None and answer != part["text"]:
            raise StorageError(
                f"The answer of attempt {part['attempt_id']} is stored and stays as it is.",
                "Answer again to add another attempt.",
            )


def _put_snapshots(connection: Connection, turns: Sequence[Turn]) -> None:
    by_hash = {turn.content_hash: turn for turn in turns}
    stored = set(connection.scalars(_STORED_SNAPSHOTS, {"hashes": list(by_hash)}))
    missing = [rows.snapshot_values(turn) for key, turn in by_hash.items() if key not in stored]
    if missing:
        connection.execute(_SNAPSHOT, missing)


def _add_grades(connection: Connection, turns: Sequence[Turn]) -> None:
    """Add the grades that came with the turns and are not stored: an import brings them along."""
    grades = {g.id: g for turn in turns for attempt in turn.attempts for g in attempt.grades}
    if not grades:
        return
    stored = set(connection.scalars(_STORED_GRADES, {"ids": list(grades)}))
    missing = [rows.grade_values(grade) for key, grade in grades.items() if key not in stored]
    if missing:
        connection.execute(_GRADE, missing)


def add_events(connection: Connection, interview_id: str, events: Sequence[Event]) -> None:
    """Append events in the order given."""
    if events:
        connection.execute(_EVENT, rows.event_values(interview_id, events))


def add_note(connection: Connection, interview_id: str, note: Note) -> None:
    """Add a note."""
    connection.execute(_NOTE, rows.note_values(interview_id, note))
