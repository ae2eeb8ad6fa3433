"""Lists of past interviews and turns, read from columns: nothing is decoded that is not shown."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Select, UnaryExpression, bindparam, func, or_, select
from sqlalchemy.sql.operators import custom_op

from interview_coach.domain.history_filter import HistoryFilter
from interview_coach.domain.interview import InterviewSummary, PastTurn
from interview_coach.domain.levels import level_of, scores_of
from interview_coach.domain.score import level_of_mean
from interview_coach.errors import UsageError
from interview_coach.store.id_list import IDS, as_value
from interview_coach.store.search import asked_of, found, shape_of
from interview_coach.store.tables import (
    attempts,
    drafts,
    exchanges,
    grades,
    interviews,
    notes,
    parts,
    search_docs,
    snapshots,
    turns,
)

About = tuple[str, tuple[str, ...]]
"""The id and the skills of a question as it was asked, which never change."""

_skills = msgspec.json.Decoder(tuple[str, ...])


def _without_index(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return the column so that SQLite does not begin the search with it (sqlite.org/optoverview.html, 1.1).

    Left alone, it walks through all turns or attempts there are, instead of the few newest or the drafts.
    """
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


_MARKED = select(turns.c.position).where(turns.c.interview_id == interviews.c.id, turns.c.bookmarked)
_LISTED = select(
    interviews.c.id,
    interviews.c.started_at,
    interviews.c.finished_at,
    interviews.c.state,
    interviews.c.mode,
    interviews.c.seniority,
    interviews.c.score,
    interviews.c.grader,
    interviews.c.position,
    interviews.c.deleted_at,
    _MARKED.exists().label("bookmarked"),
).order_by(interviews.c.sequence.desc())
_COUNTED = select(func.count()).select_from(interviews)
_TITLES = (
    select(turns.c.interview_id, snapshots.c.title)
    .join(snapshots, snapshots.c.content_hash == turns.c.content_hash)
    .where(turns.c.interview_id.in_(IDS))
    .order_by(turns.c.interview_id, turns.c.position)
)
_DRAFTS = (
    select(attempts.c.interview_id, drafts.c.text)
    .join(attempts, attempts.c.id == drafts.c.attempt_id)
    .where(_without_index(attempts.c.interview_id).in_(IDS))
)

_ASKED_AT = (
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


def _past_turns(at: ColumnElement[str]) -> Select[Any]:
    return (
        select(turns.c.content_hash, turns.c.score, turns.c.missed_label, at)
        .select_from(interviews)
        .join(turns, turns.c.interview_id == _without_index(interviews.c.id))
        .where(turns.c.state != "waiting", interviews.c.deleted_at.is_(None))
        .order_by(interviews.c.sequence.desc(), turns.c.position.desc())
        .limit(bindparam("most"))
    )


_PAST_TURNS = _past_turns(func.coalesce(_ASKED_AT, interviews.c.started_at))
_PAST_TURNS_BY_INTERVIEW = _past_turns(interviews.c.started_at)
_ABOUT = select(snapshots.c.content_hash, snapshots.c.question_id, snapshots.c.skills).where(
    snapshots.c.content_hash.in_(IDS)
)


def read_summaries(
    connection: Connection, wanted: HistoryFilter, *, limit: int | None = None, offset: int = 0
) -> list[InterviewSummary]:
    """Return interviews that fit, newest first, in three queries, or two where all are finished.

    Raises:
        UsageError: `since` or `until` is no date.
    """
    asked = (
        asked_of(wanted.words) | _dates(wanted) | {"limit": -1 if limit is None else limit, "offset": offset}
    )
    listed = connection.execute(_listed(_shape(wanted)), asked).all()
    # The ids go back as one value: asked for by the same conditions again, they would be searched for again.
    titles = _titles(connection, as_value(row.id for row in listed))
    waiting = [row.id for row in listed if row.state != "finished"]
    words = _draft_words(connection, as_value(waiting)) if waiting else {}
    return [_summary(row, titles[row.id], words.get(row.id, 0)) for row in listed]


def count_interviews(connection: Connection, wanted: HistoryFilter) -> int:
    """Return how many interviews fit.

    Raises:
        UsageError: `since` or `until` is no date.
    """
    return connection.scalar(_counted(_shape(wanted)), asked_of(wanted.words) | _dates(wanted)) or 0


def _shape(wanted: HistoryFilter) -> HistoryFilter:
    """Return the filter without the words and dates that are given anew each time: its statements can be kept."""
    return replace(
        wanted,
        words=shape_of(wanted.words),
        since="since" if wanted.since else None,
        until="until" if wanted.until else None,
    )


@lru_cache(maxsize=64)
def _listed(shape: HistoryFilter) -> Select[tuple[Any, ...]]:
    return _LISTED.where(*_fitting(shape)).limit(bindparam("limit")).offset(bindparam("offset"))


@lru_cache(maxsize=64)
def _counted(shape: HistoryFilter) -> Select[int]:
    return _COUNTED.where(*_fitting(shape))


def _dates(wanted: HistoryFilter) -> dict[str, str]:
    """Return the dates of a filter for its statements."""
    return {name: moment(date) for name, date in (("since", wanted.since), ("until", wanted.until)) if date}


def _fitting(wanted: HistoryFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what must hold for an interview, words and dates left open."""
    yield interviews.c.deleted_at.is_not(None) == wanted.trash
    if wanted.state:
        yield interviews.c.state == wanted.state
    if wanted.unfinished:
        yield interviews.c.state.in_(("active", "paused"))
    if wanted.begun:
        yield _begun()
    if wanted.mode:
        yield interviews.c.mode == wanted.mode
    if wanted.since:
        yield _started() >= func.julianday(bindparam("since"))
    if wanted.until:
        yield _started() < func.julianday(bindparam("until"))
    if wanted.about_questions or wanted.words:
        yield or_(*(interviews.c.id.in_(place) for place in _places(wanted)))


def _begun() -> ColumnElement[bool]:
    """Return whether an interview is finished, or holds a word of the person."""
    own = attempts.c.interview_id == interviews.c.id
    answers = select(parts.c.part).join(attempts, attempts.c.id == parts.c.attempt_id).where(own)
    unsent = select(drafts.c.part).join(attempts, attempts.c.id == drafts.c.attempt_id).where(own)
    return or_(
        interviews.c.state == "finished",
        answers.where(parts.c.text.is_not(None)).exists(),
        unsent.where(func.trim(drafts.c.text, " \t\n") != "").exists(),
        select(exchanges.c.number).where(exchanges.c.interview_id == interviews.c.id).exists(),
        select(notes.c.id).where(notes.c.interview_id == interviews.c.id).exists(),
    )


def _started() -> ColumnElement[float]:
    return func.julianday(interviews.c.started_at)


def _places(wanted: HistoryFilter) -> list[Select[tuple[str]]]:
    """Return the interviews with a question that is all of this, and those whose notes say the words."""
    of_turns = select(turns.c.interview_id).where(*_about_turn(wanted))
    if not wanted.words:
        return [of_turns]
    said = found(wanted.words)
    places = [select(search_docs.c.interview_id).where(said)]
    if wanted.about_questions:
        this = (search_docs.c.interview_id == turns.c.interview_id) & (
            search_docs.c.position == turns.c.position
        )
        places = [of_turns.join(search_docs, this).where(said)]
    return places


def _about_turn(wanted: HistoryFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what must hold for one turn, words aside."""
    if wanted.skills or wanted.kind:
        hashes = select(snapshots.c.content_hash)
        for skill in wanted.skills:
            each = func.json_each(snapshots.c.skills).table_valued("value")
            hashes = hashes.where(select(each.c.value).where(each.c.value == skill).exists())
        if wanted.kind:
            hashes = hashes.where(func.json_extract(snapshots.c.question, "$.kind") == wanted.kind)
        yield turns.c.content_hash.in_(hashes)
    if wanted.levels:
        lowest, highest = wanted.levels
        yield turns.c.score.between(scores_of(lowest)[0], scores_of(highest)[1])
    if wanted.bookmarked:
        yield turns.c.bookmarked.is_(True)
    if wanted.grader:
        graded = select(grades.c.id).join(attempts, attempts.c.id == grades.c.attempt_id)
        same = (attempts.c.interview_id == turns.c.interview_id) & (attempts.c.position == turns.c.position)
        yield graded.where(same, grades.c.grader == wanted.grader, grades.c.status == "graded").exists()


def _summary(row: Sequence[Any], titles: Sequence[str], draft_words: int) -> InterviewSummary:
    interview_id, started, finished, state, mode, seniority, score, grader, position, deleted, bookmarked = (
        row
    )
    return InterviewSummary(
        id=interview_id,
        started_at=started,
        finished_at=finished,
        state=state,
        mode=mode,
        seniority=seniority,
        turns=len(titles),
        score=score,
        level=level_of_mean(score),
        grader=grader,
        titles=tuple(titles),
        position=position,
        draft_words=draft_words,
        bookmarked=bookmarked,
        deleted_at=deleted,
    )


def _titles(connection: Connection, ids: str) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for interview_id, title in connection.execute(_TITLES, {"ids": ids}).all():
        found[interview_id].append(title)
    return found


def _draft_words(connection: Connection, ids: str) -> dict[str, int]:
    """Return how many words of each interview are not sent yet."""
    words: defaultdict[str, int] = defaultdict(int)
    for interview_id, text in connection.execute(_DRAFTS, {"ids": ids}):
        words[interview_id] += len(text.split())
    return words


def moment(since: str) -> str:
    """Return a date or time with its offset; one without is meant as local."""
    try:
        return datetime.fromisoformat(since.strip()).astimezone().isoformat()
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{since!r} is not a date.", "Write it like 2026-11-20.") from error


def read_past_turns(
    connection: Connection, limit: int, known: dict[str, About], *, when_put: bool = True
) -> list[PastTurn]:
    """Return the turns that were asked, newest first.

    Args:
        connection: to the database.
        limit: how many at most.
        known: what was found out about questions of this database before; what is found out now is put into it.
        when_put: `at` is when the question was last put; else when its interview began. Looking up the first costs
            more than all the rest, and the more the longer the history is.
    """
    found = connection.execute(_PAST_TURNS if when_put else _PAST_TURNS_BY_INTERVIEW, {"most": limit}).all()
    new = {content_hash for content_hash, *_ in found} - known.keys()
    if new:
        for content_hash, question_id, skills in connection.execute(_ABOUT, {"ids": as_value(new)}).all():
            known[content_hash] = (question_id, _skills.decode(skills))
    turns_found = []
    for content_hash, score, missed_label, at in found:
        question_id, of_skills = known[content_hash]
        level = None if score is None else level_of(score)
        turns_found.append(
            PastTurn(question_id=question_id, skills=of_skills, at=at, level=level, missed_label=missed_label)
        )
    return turns_found
