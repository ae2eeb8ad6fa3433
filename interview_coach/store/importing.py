"""Whole records of interviews: read for an export, and brought back by an import."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from interview_coach.domain.interview import DraftStep, Event
from interview_coach.domain.record import Draft, Record, StoredJob
from interview_coach.errors import StorageError
from interview_coach.store import rows, writing
from interview_coach.store.drafts import steps_by_interview
from interview_coach.store.keeping import set_deleted
from interview_coach.store.reading import events_by_interview, read_interviews
from interview_coach.store.search import index_whole
from interview_coach.store.tables import attempts, draft_steps, drafts, grading_jobs, interviews

Entry = TypeVar("Entry", Event, DraftStep)

_STORED = select(interviews.c.id, interviews.c.deleted_at).where(interviews.c.id == bindparam("id"))
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
_STEPS, _DRAFTS, _JOBS = insert(draft_steps), insert(drafts), insert(grading_jobs)
_MOVE = (
    update(interviews).where(interviews.c.id == bindparam("of")).values(sequence=bindparam("new_sequence"))
)


def read_record(connection: Connection, interview_id: str) -> Record:
    """Return everything that is stored of an interview."""
    return read_records(connection, [interview_id])[0]


def read_records(connection: Connection, ids: Sequence[str]) -> list[Record]:
    """Return everything that is stored of some interviews, in the order of their ids."""
    events, steps = events_by_interview(connection, ids), steps_by_interview(connection, ids)
    waiting, jobs = _drafts(connection, ids), _jobs(connection, ids)
    return [
        Record(
            interview=interview,
            events=_numbered(events[interview.id]),
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


def add_records(connection: Connection, records: Iterable[tuple[str, Record]]) -> tuple[int, int]:
    """Store records that are not there, each with where it came from; return how many were new and how many not.

    One that is in the trash comes out of it and counts as new. They are listed among the interviews that are there
    by when they began.

    Raises:
        StorageError: an interview is there with other content, or cannot be kept exactly as it is.
    """
    last: int = connection.scalar(select(func.max(interviews.c.sequence))) or 0
    added = same = 0
    for where, record in records:
        if _add(connection, where, record):
            added += 1
        else:
            same += 1
    if added and last:
        _order_by_beginning(connection, last)
    return added, same


def _add(connection: Connection, where: str, record: Record) -> bool:
    interview_id = record.interview.id
    stored = connection.execute(_STORED, {"id": interview_id}).one_or_none()
    if stored is not None:
        if read_record(connection, interview_id) == record:
            set_deleted(connection, [interview_id], None)
            return stored.deleted_at is not None
        raise StorageError(
            f"{where}: interview {interview_id}: it is here already with other content.",
            "Nothing was imported. Keep what is here, or import into another INTERVIEW_COACH_HOME.",
        )
    try:
        _write(connection, record)
        kept = read_record(connection, interview_id) == record
    except IntegrityError:
        kept = False
    if not kept:
        raise StorageError(
            f"{where}: interview {interview_id}: something in it has the id of something else that is stored.",
            "Nothing was imported. Export the interview again from where it was held.",
        )
    return True


def _write(connection: Connection, record: Record) -> None:
    interview = record.interview
    writing.add_interview(connection, interview)
    writing.put_turns(connection, interview.id, interview.turns)
    writing.add_events(connection, interview.id, record.events)
    steps = [msgspec.structs.asdict(step) for step in record.draft_steps]
    for step in steps:
        del step["sequence"]
    for statement, values in (
        (_STEPS, steps),
        (_DRAFTS, [msgspec.structs.asdict(draft) for draft in record.drafts]),
        (_JOBS, [_job_values(interview.id, job) for job in record.jobs]),
    ):
        if values:
            connection.execute(statement, values)
    index_whole(connection, interview)


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
