"""Lists of past interviews and turns, read from columns: nothing is decoded that is not shown."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, UnaryExpression, func, or_, select
from sqlalchemy.sql.operators import custom_op

from interview_coach.domain.interview import InterviewSummary, PastTurn
from interview_coach.domain.levels import level_of
from interview_coach.domain.score import level_of_mean
from interview_coach.errors import UsageError
from interview_coach.store.tables import (
    attempts,
    drafts,
    exchanges,
    interviews,
    notes,
    parts,
    snapshots,
    turns,
)

_skills = msgspec.json.Decoder(tuple[str, ...])


def read_summaries(
    connection: Connection,
    *,
    limit: int | None = None,
    skill: str | None = None,
    since: str | None = None,
    text: str | None = None,
    unfinished: bool = False,
) -> list[InterviewSummary]:
    """Return interviews that fit every condition given, newest first, in three queries.

    Raises:
        UsageError: `since` is no date.
    """
    wanted = select(interviews)
    if unfinished:
        wanted = wanted.where(interviews.c.state.in_(("active", "paused")))
    if skill:
        wanted = wanted.where(_has_skill(skill))
    if since:
        wanted = wanted.where(func.julianday(interviews.c.started_at) >= func.julianday(moment(since)))
    if text and text.strip():
        wanted = wanted.where(_says(text.strip().casefold()))
    wanted = wanted.order_by(interviews.c.sequence.desc()).limit(limit)
    found = connection.execute(wanted).all()
    ids = wanted.with_only_columns(interviews.c.id, maintain_column_froms=True)
    titles, words = _titles(connection, ids), _draft_words(connection, ids)
    return [_summary(row, titles[row.id], words.get(row.id, 0)) for row in found]


def _summary(row: Row[tuple[object, ...]], titles: Sequence[str], draft_words: int) -> InterviewSummary:
    return InterviewSummary(
        id=row.id,
        started_at=row.started_at,
        finished_at=row.finished_at,
        state=row.state,
        mode=row.mode,
        seniority=row.seniority,
        turns=len(titles),
        score=row.score,
        level=level_of_mean(row.score),
        grader=row.grader,
        titles=tuple(titles),
        position=row.position,
        draft_words=draft_words,
    )


def _titles(connection: Connection, ids: Select[tuple[str]]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for interview_id, title in connection.execute(
        select(turns.c.interview_id, snapshots.c.title)
        .join(snapshots, snapshots.c.content_hash == turns.c.content_hash)
        .where(turns.c.interview_id.in_(ids))
        .order_by(turns.c.interview_id, turns.c.position)
    ):
        found[interview_id].append(title)
    return found


def _draft_words(connection: Connection, ids: Select[tuple[str]]) -> dict[str, int]:
    """Return how many words of each interview are not sent yet."""
    words: defaultdict[str, int] = defaultdict(int)
    for interview_id, text in connection.execute(
        select(attempts.c.interview_id, drafts.c.text)
        .join(attempts, attempts.c.id == drafts.c.attempt_id)
        .where(_without_index(attempts.c.interview_id).in_(ids))
    ):
        words[interview_id] += len(text.split())
    return words


def _without_index(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return the column so that SQLite does not begin the search with it (sqlite.org/optoverview.html, 1.1).

    Left alone, it walks through all turns or attempts there are, instead of the few newest or the drafts.
    """
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def _has_skill(skill: str) -> ColumnElement[bool]:
    """Whether any question of the interview has the skill."""
    each = func.json_each(snapshots.c.skills).table_valued("value")
    hashes = select(snapshots.c.content_hash).join(each, each.c.value == skill)
    return interviews.c.id.in_(select(turns.c.interview_id).where(turns.c.content_hash.in_(hashes)))


def moment(since: str) -> str:
    """Return a date or time with its offset; one without is meant as local."""
    try:
        return datetime.fromisoformat(since.strip()).astimezone().isoformat()
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{since!r} is not a date.", "Write it like 2026-11-20.") from error


def _says(folded: str) -> ColumnElement[bool]:
    """Whether the phrase stands, in any case, in what was asked, answered or noted."""

    def has(column: ColumnElement[str]) -> ColumnElement[bool]:
        return func.instr(func.folded(column), folded) > 0

    asked = select(snapshots.c.content_hash).where(
        or_(has(snapshots.c.title), has(snapshots.c.prompt), has(snapshots.c.question_id))
    )
    places = (
        select(turns.c.interview_id).where(turns.c.content_hash.in_(asked)),
        select(attempts.c.interview_id)
        .join(parts, parts.c.attempt_id == attempts.c.id)
        .where(or_(has(parts.c.text), has(parts.c.prompt))),
        select(exchanges.c.interview_id).where(or_(has(exchanges.c.asked), has(exchanges.c.answer))),
        select(notes.c.interview_id).where(has(notes.c.text)),
    )
    return or_(*(interviews.c.id.in_(place) for place in places))


def read_past_turns(connection: Connection, limit: int) -> list[PastTurn]:
    """Return the turns that were asked, newest first; `at` is when the question was last put."""
    asked_at = (
        select(parts.c.asked_at)
        .join(attempts, attempts.c.id == parts.c.attempt_id)
        .where(
            attempts.c.interview_id == turns.c.interview_id,
            attempts.c.position == turns.c.position,
            parts.c.part == 0,
        )
        .order_by(attempts.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            snapshots.c.question_id,
            snapshots.c.skills,
            func.coalesce(asked_at, interviews.c.started_at).label("at"),
            turns.c.score,
            turns.c.missed_label,
        )
        .select_from(interviews)
        .join(turns, turns.c.interview_id == _without_index(interviews.c.id))
        .join(snapshots, snapshots.c.content_hash == turns.c.content_hash)
        .where(turns.c.state != "waiting")
        .order_by(interviews.c.sequence.desc(), turns.c.position.desc())
        .limit(limit)
    )
    return [
        PastTurn(
            question_id=row.question_id,
            skills=_skills.decode(row.skills),
            at=row.at,
            level=None if row.score is None else level_of(row.score),
            missed_label=row.missed_label,
        )
        for row in rows
    ]
