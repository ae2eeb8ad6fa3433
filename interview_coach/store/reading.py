"""Interviews read back whole: their rows made into domain objects again."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import BindParameter, Connection, Row, Select, Table, bindparam, select

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
from interview_coach.store.disputes import disputes_of

_CANDIDATES = 5
_AFTER_ALL = "\U0010ffff"

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_questions = msgspec.json.Decoder(Question)
_grades = msgspec.json.Decoder(Grade)
_setups = msgspec.json.Decoder(Setup)
_data = msgspec.json.Decoder(dict[str, Any])


def _columns(table: Table, *names: str) -> Select[Any]:
    """Return the query of these columns in their order: of what there is much, rows are taken apart by place.

    Names cost twice the time.
    """
    return select(*(table.c[name] for name in names))


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_INTERVIEWS = select(tables.interviews).where(tables.interviews.c.id.in_(_IDS))
_KEPT = select(tables.interviews.c.id).where(
    tables.interviews.c.id.in_(_IDS), tables.interviews.c.deleted_at.is_(None)
)
_TURNS = (
    _columns(
        tables.turns,
        *("interview_id", "position", "content_hash", "reason", "state"),
        *("hint_taken", "revealed", "bookmarked"),
    )
    .where(tables.turns.c.interview_id.in_(_IDS))
    .order_by(tables.turns.c.interview_id, tables.turns.c.position)
)
_SNAPSHOTS = select(tables.snapshots.c.content_hash, tables.snapshots.c.question).where(
    tables.snapshots.c.content_hash.in_(
        select(tables.turns.c.content_hash).where(tables.turns.c.interview_id.in_(_IDS))
    )
)
_EXCHANGES = (
    select(tables.exchanges)
    .where(tables.exchanges.c.interview_id.in_(_IDS))
    .order_by(tables.exchanges.c.number)
)
_ATTEMPTS = (
    _columns(tables.attempts, "interview_id", "position", "id", "number", "complete", "taken_back")
    .where(tables.attempts.c.interview_id.in_(_IDS))
    .order_by(tables.attempts.c.number)
)
_PARTS = (
    _columns(
        tables.parts,
        *("attempt_id", "part", "follow_up_id", "prompt", "text"),
        *("asked_at", "closed_at", "think_ms", "answer_ms"),
    )
    .join(tables.attempts, tables.attempts.c.id == tables.parts.c.attempt_id)
    .where(tables.attempts.c.interview_id.in_(_IDS))
    .order_by(tables.parts.c.part)
)
_GRADES = (
    select(tables.grades.c.attempt_id, tables.grades.c.grade)
    .join(tables.attempts, tables.attempts.c.id == tables.grades.c.attempt_id)
    .where(tables.attempts.c.interview_id.in_(_IDS))
    .order_by(tables.grades.c.sequence)
)
_NOTES = select(tables.notes).where(tables.notes.c.interview_id.in_(_IDS)).order_by(tables.notes.c.sequence)
_EVENTS = (
    _columns(tables.events, "interview_id", "kind", "at", "turn", "data", "sequence")
    .where(tables.events.c.interview_id.in_(_IDS))
    .order_by(tables.events.c.sequence)
)


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


def require_kept(connection: Connection, ids: Sequence[str]) -> None:
    """Make sure that interviews are stored and not in the trash.

    Raises:
        UsageError: one is not.
    """
    found = set(connection.scalars(_KEPT, {"ids": ids}))
    for interview_id in ids:
        if interview_id not in found:
            raise UsageError(f"The interview {interview_id} was deleted meanwhile.", "Try it once more.")


def read_interview(connection: Connection, interview_id: str) -> Interview:
    """Return an interview with everything that belongs to it."""
    return read_interviews(connection, [interview_id])[0]


def read_interviews(connection: Connection, ids: Sequence[str]) -> list[Interview]:
    """Return interviews with everything that belongs to them, in the order of their ids.

    However many they are, it takes the same few queries, so that asking costs little beside reading.
    """
    which = {"ids": ids}
    turns = _turns(connection, which)
    exchanges = _grouped(
        ((row.interview_id, row.position), _exchange(row))
        for row in connection.execute(_EXCHANGES, which).all()
    )
    parts = _parts(connection, which)
    grades = _grouped((key, _grades.decode(text)) for key, text in connection.execute(_GRADES, which).all())
    disputes = _grouped((one.attempt_id, one) for one in disputes_of(connection, ids))
    for key, turn in turns.items():
        turn.exchanges = exchanges[key]
    for key, position, attempt_id, number, complete, taken_back in connection.execute(_ATTEMPTS, which).all():
        turns[key, position].attempts.append(
            Attempt(
                id=attempt_id,
                number=number,
                parts=parts[attempt_id],
                complete=complete,
                taken_back=taken_back,
                grades=grades[attempt_id],
                disputes=disputes[attempt_id],
            )
        )
    turns_of = _grouped((interview_id, turn) for (interview_id, _), turn in turns.items())
    notes = _grouped((row.interview_id, _note(row)) for row in connection.execute(_NOTES, which))
    found = {
        row.id: Interview(
            id=row.id,
            setup=_setups.decode(row.setup),
            started_at=row.started_at,
            finished_at=row.finished_at,
            state=row.state,
            position=row.position,
            turns=turns_of[row.id],
            notes=notes[row.id],
        )
        for row in connection.execute(_INTERVIEWS, which)
    }
    return [found[interview_id] for interview_id in ids]


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> defaultdict[Key, list[Value]]:
    found: defaultdict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def _turns(connection: Connection, which: Mapping[str, object]) -> dict[tuple[str, int], Turn]:
    """Return the turns of interviews by interview and position, in this order."""
    questions = {key: _question(text) for key, text in connection.execute(_SNAPSHOTS, which).all()}
    return {
        (interview_id, position): Turn(
            position=position,
            question=questions[content_hash],
            content_hash=content_hash,
            reason=reason,
            state=state,
            hint_taken=hint_taken,
            revealed=revealed,
            bookmarked=bookmarked,
        )
        for interview_id, position, content_hash, reason, state, hint_taken, revealed, bookmarked in (
            connection.execute(_TURNS, which).all()
        )
    }


@lru_cache(maxsize=256)
def _question(text: str) -> Question:
    """Return a stored question, which never changes: the same ones are asked in many interviews."""
    return _questions.decode(text)


def _exchange(row: Row[Any]) -> Exchange:
    return Exchange(asked=row.asked, answer=row.answer, known=row.known, at=row.at)


def _parts(connection: Connection, which: Mapping[str, object]) -> defaultdict[str, list[Part]]:
    """Return the parts of each attempt, in order."""
    return _grouped(
        (
            attempt_id,
            Part(
                index=index,
                follow_up_id=follow_up_id,
                prompt=prompt,
                text=text,
                asked_at=asked_at,
                closed_at=closed_at,
                think_ms=think_ms,
                answer_ms=answer_ms,
            ),
        )
        for attempt_id, index, follow_up_id, prompt, text, asked_at, closed_at, think_ms, answer_ms in (
            connection.execute(_PARTS, which).all()
        )
    )


def _note(row: Row[Any]) -> Note:
    return Note(id=row.id, turn=row.turn, text=row.text, created_at=row.created_at)


def read_events(connection: Connection, interview_id: str) -> list[Event]:
    """Return what happened in an interview, in order."""
    return events_by_interview(connection, [interview_id])[interview_id]


def events_by_interview(connection: Connection, ids: Sequence[str]) -> defaultdict[str, list[Event]]:
    """Return what happened in each of these interviews, in order."""
    return _grouped(
        (
            interview_id,
            Event(kind=kind, at=at, turn=turn, data=_data.decode(data), sequence=sequence),
        )
        for interview_id, kind, at, turn, data, sequence in (connection.execute(_EVENTS, {"ids": ids}).all())
    )


def read_grade(connection: Connection, grade_id: str) -> Grade:
    """Return a stored grade."""
    found = connection.execute(select(tables.grades.c.grade).where(tables.grades.c.id == grade_id))
    return _grades.decode(found.scalar_one())
