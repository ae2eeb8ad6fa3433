"""Whole records of interviews: read for an export, and brought back by an import."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any, TypeVar

import msgspec
from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from interview_coach.domain.interview import DraftStep, Event
from interview_coach.domain.record import Draft, Record, StoredJob
from interview_coach.errors import StorageError
from interview_coach.store import rows, writing
from interview_coach.store.drafts import steps_by_interview
from interview_coach.store.id_list import IDS, as_value
from interview_coach.store.keeping import set_deleted
from interview_coach.store.reading import events_by_interview, read_interviews
from interview_coach.store.search import index_whole
from interview_coach.store.tables import attempts, draft_steps, drafts, events, grading_jobs, interviews

Entry = TypeVar("Entry", Event, DraftStep)

BATCH_TURNS = 100
"""How many turns are stored at once: enough to make the asking cheap, few enough to be held."""

Placed = tuple[str, Record]
"""A record and where it came from."""

_STORED = select(interviews.c.id, interviews.c.deleted_at).where(interviews.c.id.in_(IDS))
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_DRAFTS_OF = (
    select(attempts.c.interview_id, drafts)
    .join(attempts, attempts.c.id == drafts.c.attempt_id)
    .where(attempts.c.interview_id.in_(_IDS))
    .order_by(attempts.c.position, attempts.c.number, drafts.c.part)
)
_JOB_COLUMNS = (
    *("interview_id", "attempt_id", "content_hash", "grader", "model"),
    *("grade_id", "reply", "reason", "tries"),
)
_JOBS_OF = (
    select(*(grading_jobs.c[name] for name in _JOB_COLUMNS))
    .where(grading_jobs.c.interview_id.in_(_IDS))
    .order_by(grading_jobs.c.sequence)
)
_EVENTS, _STEPS, _DRAFTS, _JOBS = map(insert, (events, draft_steps, drafts, grading_jobs))
_MOVE = (
    update(interviews).where(interviews.c.id == bindparam("of")).values(sequence=bindparam("new_sequence"))
)


def read_record(connection: Connection, interview_id: str) -> Record:
    """Return everything that is stored of an interview."""
    return read_records(connection, [interview_id])[0]


def read_records(connection: Connection, ids: Sequence[str]) -> list[Record]:
    """Return everything that is stored of some interviews, in the order of their ids."""
    happened, steps = events_by_interview(connection, ids), steps_by_interview(connection, ids)
    waiting, jobs = _drafts(connection, ids), _jobs(connection, ids)
    return [
        Record(
            interview=interview,
            events=_numbered(happened[interview.id]),
            draft_steps=_numbered(steps[interview.id]),
            drafts=waiting[interview.id],
            jobs=jobs[interview.id],
        )
        for interview in read_interviews(connection, ids)
    ]


def _numbered(entries: list[Entry]) -> list[Entry]:
    for number, entry in enumerate(entries, start=1):
        entry.sequence = number
    return entries


def _drafts(connection: Connection, ids: Sequence[str]) -> defaultdict[str, list[Draft]]:
    found: defaultdict[str, list[Draft]] = defaultdict(list)
    for row in connection.execute(_DRAFTS_OF, {"ids": ids}):
        draft = Draft(attempt_id=row.attempt_id, part=row.part, text=row.text, at=row.at)
        found[row.interview_id].append(draft)
    return found


def _jobs(connection: Connection, ids: Sequence[str]) -> defaultdict[str, list[StoredJob]]:
    found: defaultdict[str, list[StoredJob]] = defaultdict(list)
    for (
        interview_id,
        attempt_id,
        content_hash,
        grader,
        model,
        grade_id,
        reply,
        reason,
        tries,
    ) in connection.execute(_JOBS_OF, {"ids": ids}).all():
        job = StoredJob(
            attempt_id=attempt_id,
            content_hash=content_hash,
            grader=grader,
            model=model or None,
            grade_id=grade_id,
            reply=None if reply is None else msgspec.json.decode(reply),
            reason=reason,
            tries=tries,
        )
        found[interview_id].append(job)
    return found


def add_records(connection: Connection, records: Iterable[Placed]) -> tuple[int, int]:
    """Store records that are not there, each with where it came from; return how many were new and how many not.

    One that is in the trash comes out of it and counts as new. They are listed among the interviews that are there
    by when they began.

    Raises:
        StorageError: an interview is there with other content, or cannot be kept exactly as it is.
    """
    last: int = connection.scalar(select(func.max(interviews.c.sequence))) or 0
    added = given = 0
    for batch in _batches(records):
        added += _add(connection, batch)
        given += len(batch)
    if added and last:
        _order_by_beginning(connection, last)
    return added, given - added


def _batches(records: Iterable[Placed]) -> Iterator[list[Placed]]:
    """Yield a few records at a time, however long they are; none twice, so that the second is found stored."""
    batch: dict[str, Placed] = {}
    turns = 0
    for where, record in records:
        if batch and (turns + len(record.interview.turns) > BATCH_TURNS or record.interview.id in batch):
            yield list(batch.values())
            batch, turns = {}, 0
        batch[record.interview.id] = (where, record)
        turns += len(record.interview.turns)
    if batch:
        yield list(batch.values())


def _add(connection: Connection, batch: Sequence[Placed]) -> int:
    """Store those of some records that are not there; return how many were new."""
    ids = as_value(record.interview.id for _, record in batch)
    stored = {row.id: row.deleted_at for row in connection.execute(_STORED, {"ids": ids})}
    back = 0
    for where, record in batch:
        key = record.interview.id
        if key not in stored:
            continue
        if read_record(connection, key) != record:
            raise StorageError(
                f"{where}: interview {key}: it is here already with other content.",
                "Nothing was imported. Keep what is here, or import into another INTERVIEW_COACH_HOME.",
            )
        set_deleted(connection, [key], None)
        back += stored[key] is not None
    new = [placed for placed in batch if placed[1].interview.id not in stored]
    if new:
        _store(connection, new)
    return back + len(new)


def _store(connection: Connection, new: Sequence[Placed]) -> None:
    """Write records and read them back: each must be kept exactly as it is."""
    records = [record for _, record in new]
    try:
        with connection.begin_nested():
            _write(connection, records)
            kept = read_records(connection, [record.interview.id for record in records])
    except IntegrityError:
        if len(new) > 1:  # which of them it is shows when each is stored alone
            for placed in new:
                _store(connection, [placed])
            return
        kept = []
    for (where, record), found in zip_longest(new, kept):
        if found != record:
            raise StorageError(
                f"{where}: interview {record.interview.id}: something in it has the id of something else that is"
                " stored.",
                "Nothing was imported. Export the interview again from where it was held.",
            )


def _write(connection: Connection, records: Sequence[Record]) -> None:
    whole = [record.interview for record in records]
    writing.add_whole(connection, whole)
    for statement, values in (
        (_EVENTS, [v for record in records for v in rows.event_values(record.interview.id, record.events)]),
        (_STEPS, [_step_values(step) for record in records for step in record.draft_steps]),
        (_DRAFTS, [msgspec.structs.asdict(draft) for record in records for draft in record.drafts]),
        (_JOBS, [_job_values(record.interview.id, job) for record in records for job in record.jobs]),
    ):
        if values:
            connection.execute(statement, values)
    index_whole(connection, whole)


def _step_values(step: DraftStep) -> dict[str, Any]:
    values = msgspec.structs.asdict(step)
    del values["sequence"]
    return values


def _job_values(interview_id: str, job: StoredJob) -> dict[str, Any]:
    return msgspec.structs.asdict(job) | {
        "interview_id": interview_id,
        "model": job.model or "",
        "state": "pending" if job.grade_id is None else "done",
        "reply": None if job.reply is None else rows.to_json(job.reply),
    }


def _order_by_beginning(connection: Connection, last: int) -> None:
    """Put interviews numbered above `last` where they belong; neither they nor the others change places."""
    found = connection.execute(
        select(interviews.c.sequence, interviews.c.id, interviews.c.started_at).order_by(
            interviews.c.sequence
        )
    ).all()
    old = [row for row in found if row.sequence <= last]
    new = [row for row in found if row.sequence > last]
    merged = heapq.merge(old, new, key=lambda row: datetime.fromisoformat(row.started_at))
    moved = [
        {"of": row.id, "new_sequence": place.sequence}
        for place, row in zip(found, merged, strict=True)
        if place.sequence != row.sequence
    ]
    _move(connection, [entry | {"new_sequence": -entry["new_sequence"]} for entry in moved])
    _move(connection, moved)


def _move(connection: Connection, moved: Sequence[dict[str, Any]]) -> None:
    if moved:
        connection.execute(_MOVE, moved)
