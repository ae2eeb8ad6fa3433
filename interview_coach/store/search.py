"""Full-text search: what stands in the index, and how it is asked.

A turn is one document, and so are the notes about a whole interview. Words match from their beginning or that of their
stem on, without regard to case or accents. The index is brought up to date in the transaction that changes what it is
made of.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import reduce

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects import sqlite

from interview_coach.domain.interview import Interview, Match
from interview_coach.store.id_list import IDS, as_value
from interview_coach.store.index_table import INDEX, INDEX_COLUMNS
from interview_coach.store.tables import search_docs
from interview_coach.text.stems import stem

_BEGIN, _END = "\ue000", "\ue001"
_MARKS = re.compile(f"([{_BEGIN}{_END}])")
_SPACE = re.compile(r"\s")
_PASSAGE_WORDS = 16

_index = table(INDEX, column("rowid"), *(column(name) for name in INDEX_COLUMNS))


def _match(expression: ColumnElement[str]) -> ColumnElement[bool]:
    return literal_column(INDEX).op("MATCH", is_comparison=True)(expression)


_MATCHES = (
    select(
        search_docs.c.interview_id,
        search_docs.c.position,
        func.snippet(literal_column(INDEX), -1, _BEGIN, _END, "…", _PASSAGE_WORDS),
    )
    .join(_index, _index.c.rowid == search_docs.c.id)
    .where(_match(bindparam("expression")), search_docs.c.interview_id.in_(IDS))
    .order_by(search_docs.c.interview_id, search_docs.c.position)
)
_ADD_DOC = sqlite.insert(search_docs).on_conflict_do_nothing()
_EMPTY = text(
    f"DELETE FROM {INDEX} WHERE rowid IN "  # noqa: S608  # a constant
    "(SELECT id FROM search_docs WHERE interview_id = :id AND position IN :positions)"
).bindparams(bindparam("positions", expanding=True))
_FORGET = text(
    f"DELETE FROM {INDEX} WHERE rowid IN (SELECT id FROM search_docs WHERE interview_id = :id)"  # noqa: S608
)
_FILLING = f"""
    INSERT INTO {INDEX} (rowid, question, answer, feedback, note)
    SELECT docs.id,
        (SELECT question_id || char(10) || title || char(10) || prompt
         FROM turns JOIN question_snapshots USING (content_hash)
         WHERE turns.interview_id = docs.interview_id AND turns.position = docs.position),
        (SELECT group_concat(said, char(10)) FROM (
            SELECT coalesce(parts.prompt || char(10), '') || coalesce(parts.text, '') AS said
            FROM attempts JOIN parts ON parts.attempt_id = attempts.id
            WHERE attempts.interview_id = docs.interview_id AND attempts.position = docs.position
            UNION ALL
            SELECT asked || char(10) || answer FROM exchanges
            WHERE exchanges.interview_id = docs.interview_id AND exchanges.position = docs.position)),
        (SELECT group_concat(said, char(10)) FROM (
            SELECT json_extract(grade, '$.top_fix') AS said FROM grades JOIN attempts ON attempts.id = attempt_id
            WHERE attempts.interview_id = docs.interview_id AND attempts.position = docs.position
            UNION
            SELECT json_extract(found.value, '$.correction') FROM grades JOIN attempts ON attempts.id = attempt_id,
                json_each(grade, '$.misconceptions') AS found
            WHERE attempts.interview_id = docs.interview_id AND attempts.position = docs.position
            UNION
            SELECT json_extract(found.value, '$.reason') FROM grades JOIN attempts ON attempts.id = attempt_id,
                json_each(grade, '$.key_points') AS found
            WHERE grades.grader = 'llm'
                AND attempts.interview_id = docs.interview_id AND attempts.position = docs.position)),
        (SELECT group_concat(notes.text, char(10)) FROM notes
         WHERE notes.interview_id = docs.interview_id AND coalesce(notes.turn, 0) = docs.position)
    FROM search_docs AS docs"""  # noqa: S608  # the only name put in is a constant
_FILL = text(f"{_FILLING} WHERE docs.interview_id = :id AND docs.position IN :positions").bindparams(
    bindparam("positions", expanding=True)
)
_FILL_WHOLE = text(f"{_FILLING} WHERE docs.interview_id IN (SELECT value FROM json_each(:ids))")  # noqa: S608


def index(connection: Connection, interview_id: str, positions: Collection[int]) -> None:
    """Put turns as they are stored now into the index; position 0 is the notes about the whole interview."""
    if not positions:
        return
    which = {"id": interview_id, "positions": sorted(set(positions))}
    connection.execute(_EMPTY, which)
    connection.execute(_ADD_DOC, [{"interview_id": interview_id, "position": p} for p in which["positions"]])
    connection.execute(_FILL, which)


def index_whole(connection: Connection, interviews: Sequence[Interview]) -> None:
    """Put all turns and notes of interviews that were just stored, and are not in the index, into it."""
    docs = [
        {"interview_id": interview.id, "position": position}
        for interview in interviews
        for position in sorted(
            {note.turn or 0 for note in interview.notes} | {turn.position for turn in interview.turns}
        )
    ]
    if docs:
        connection.execute(_ADD_DOC, docs)
        connection.execute(_FILL_WHOLE, {"ids": as_value(interview.id for interview in interviews)})


def forget(connection: Connection, interview_id: str) -> None:
    """Take an interview out of the index, before it is deleted."""
    connection.execute(_FORGET, {"id": interview_id})


def shape_of(words: Sequence[str]) -> tuple[str, ...]:
    """Return words that `found` takes for the same statement as these, however many are looked up in the index."""
    signs = [word for word in words if not _has_letters(word)]
    return ("word",) * (len(signs) < len(words)) + ("-",) * len(signs)


def asked_of(words: Sequence[str]) -> dict[str, str]:
    """Return what the condition that `found` gave for the shape of these words leaves open."""
    signs = [word for word in words if not _has_letters(word)]
    expression = _expression(words)
    given = {"expression": expression} if expression else {}
    return given | {f"sign_{n}": sign.casefold() for n, sign in enumerate(signs)}


def found(shape: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition on rows of `search_docs` that words of this shape are all said in them."""
    conditions: list[ColumnElement[bool]] = []
    signs = [word for word in shape if not _has_letters(word)]
    if len(signs) < len(shape):
        matching = select(_index.c.rowid).where(_match(bindparam("expression")))
        conditions.append(search_docs.c.id.in_(matching))
    for number, _ in enumerate(signs):  # signs are not in the index: look through the texts
        said = func.instr(func.folded(_all_text()), bindparam(f"sign_{number}")) > 0
        conditions.append(search_docs.c.id.in_(select(_index.c.rowid).where(said)))
    return and_(*conditions)


def read_matches(
    connection: Connection, words: Sequence[str], interview_ids: Sequence[str]
) -> dict[str, list[Match]]:
    """Return by its id for each of these interviews a passage of each turn where the words all stand, in order."""
    expression = _expression(words) if interview_ids else ""
    if not expression:
        return {}
    rows = connection.execute(_MATCHES, {"expression": expression, "ids": as_value(interview_ids)})
    found: defaultdict[str, list[Match]] = defaultdict(list)
    for interview_id, position, passage in rows.all():
        found[interview_id].append(_marked(interview_id, position, passage))
    return found


def _all_text() -> ColumnElement[str]:
    first, *others = (func.coalesce(_index.c[name], "") for name in INDEX_COLUMNS)
    return reduce(lambda before, text: before + "\n" + text, others, first)


def _expression(words: Sequence[str]) -> str:
    """Return the words in the language of the index (sqlite.org/fts5.html, 3), each a phrase that may go on.

    A single word may also go on from its stem: "deadlocks" finds "deadlock", and a word
    is found all along while it is typed.
    """
    return " AND ".join(_alternatives(word) for word in words if _has_letters(word))


def _alternatives(word: str) -> str:
    begins = [word]
    if word.isalpha():
        begins.append(stem(word.lower()))
    quoted = ['"' + one.replace('"', '""') + '"*' for one in dict.fromkeys(begins)]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


def _has_letters(word: str) -> bool:
    return any(char.isalnum() for char in word)


def _marked(interview_id: str, position: int, passage: str) -> Match:
    """Return a passage on one line with its marks as offsets."""
    plain = ""
    marks: list[tuple[int, int]] = []
    begin = 0
    for piece in _MARKS.split(passage):
        if piece == _BEGIN:
            begin = len(plain)
        elif piece == _END:
            marks.append((begin, len(plain)))
        else:
            plain += piece
    text = _SPACE.sub(" ", plain)
    return Match(interview_id=interview_id, turn=position, text=text, marks=tuple(marks))
