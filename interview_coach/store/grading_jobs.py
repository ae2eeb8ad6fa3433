"""Grading jobs: asked for once, finished once, however often they are run."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update
from sqlalchemy.dialects import sqlite

from interview_coach.domain.grade import Grade, Grader
from interview_coach.domain.ids import new_id
from interview_coach.domain.interview import FailedJob, GradingJob
from interview_coach.domain.question import Question
from interview_coach.domain.ungraded import ungraded
from interview_coach.errors import StorageError
from interview_coach.store import rows
from interview_coach.store.reading import read_grade
from interview_coach.store.search import index
from interview_coach.store.standing import renew_standing
from interview_coach.store.tables import attempts, grades, grading_jobs, interviews, snapshots

_KEY = ("attempt_id", "content_hash", "grader", "model")
_ADD = sqlite.insert(grading_jobs).on_conflict_do_nothing(index_elements=_KEY)
_FINISH = sqlite.insert(grading_jobs)
_FINISH = _FINISH.on_conflict_do_update(
    index_elements=_KEY,
    set_={name: _FINISH.excluded[name] for name in ("state", "grade_id", "reason")}
    | {"tries": grading_jobs.c.tries + 1},
)
_REPLY = sqlite.insert(grading_jobs)
_REPLY = _REPLY.on_conflict_do_update(
    index_elements=_KEY, set_={"reply": _REPLY.excluded.reply}, where=grading_jobs.c.state == "pending"
)
_ENDED_UNGRADED = and_(grading_jobs.c.state == "done", grades.c.status == "ungraded")


def add_jobs(connection: Connection, jobs: Sequence[GradingJob]) -> None:
    """Add the jobs that are not there yet, done or not."""
    if jobs:
        connection.execute(_ADD, [_pending(job) for job in jobs])


def finish_job(connection: Connection, job: GradingJob, grade: Grade) -> Grade:
    """Store the grade and mark the job done, or return the grade that the job has already.

    Raises:
        StorageError: the grade is for another attempt than the job, or the attempt is not stored.
    """
    done = connection.scalar(select(grading_jobs.c.grade_id).where(_is(job), grading_jobs.c.state == "done"))
    if done is not None:
        return read_grade(connection, done)
    position = connection.scalar(
        select(attempts.c.position).where(
            attempts.c.id == job.attempt_id, attempts.c.interview_id == job.interview_id
        )
    )
    if position is None or grade.attempt_id != job.attempt_id:
        raise StorageError(f"There is no attempt {grade.attempt_id} that this grade could belong to.")
    stored = grade if grade.id is not None else replace(grade, id=new_id())
    connection.execute(insert(grades), rows.grade_values(stored))
    reason = stored.reason if stored.status == "ungraded" else None
    ended = {"state": "done", "grade_id": stored.id, "reason": reason, "tries": 1}
    connection.execute(_FINISH, _values(job) | ended)
    renew_standing(connection, job.interview_id, [position])
    index(connection, job.interview_id, [position])
    return stored


def fail_job(connection: Connection, job: GradingJob, reason: str, at: str) -> Grade:
    """End a job with an ungraded grade that says why, or return the grade that the job has already.

    Raises:
        StorageError: the question or the interview of the job is not stored.
    """
    question = connection.scalar(
        select(snapshots.c.question).where(snapshots.c.content_hash == job.content_hash)
    )
    seniority = connection.scalar(select(interviews.c.seniority).where(interviews.c.id == job.interview_id))
    if question is None or seniority is None:
        raise StorageError(f"There is no question of the attempt {job.attempt_id} to grade.")
    grade = ungraded(
        msgspec.json.decode(question, type=Question),
        content_hash=job.content_hash,
        grader=job.grader,
        model=job.model,
        seniority=seniority,
        created_at=at,
        reason=reason,
    )
    return finish_job(connection, job, replace(grade, attempt_id=job.attempt_id))


def reopen_job(connection: Connection, job: GradingJob) -> bool:
    """Make a job that ended ungraded wait again, with a fresh call; return whether it did end so.

    Its ungraded grade stays where it is, and the reply that led to it is let go.
    """
    ended = select(grading_jobs.c.sequence).join(grades, grades.c.id == grading_jobs.c.grade_id)
    done = connection.execute(
        update(grading_jobs)
        .where(grading_jobs.c.sequence.in_(ended.where(_is(job), _ENDED_UNGRADED)))
        .values(state="pending", grade_id=None, reply=None, reason=None)
    )
    return done.rowcount > 0


def store_reply(connection: Connection, job: GradingJob, reply: Mapping[str, Any]) -> None:
    """Keep what a model said for a job, before anything is made of it; a job that is done keeps what it has."""
    connection.execute(_REPLY, _pending(job) | {"reply": rows.to_json(reply)})


def stored_reply(connection: Connection, job: GradingJob) -> dict[str, Any] | None:
    """Return what a model said for a job, or None if it has not answered."""
    reply = connection.scalar(select(grading_jobs.c.reply).where(_is(job)))
    return None if reply is None else msgspec.json.decode(reply, type=dict[str, Any])


def read_pending_jobs(connection: Connection, grader: Grader | None) -> list[GradingJob]:
    """Return the jobs of a grader, or of all, that wait for a grade, oldest first.

    None of what is in the trash, and none of an attempt that was taken back: should it count again, they wait again.
    """
    kept = select(interviews.c.id).where(
        interviews.c.id == grading_jobs.c.interview_id, interviews.c.deleted_at.is_(None)
    )
    counts = select(attempts.c.id).where(
        attempts.c.id == grading_jobs.c.attempt_id, attempts.c.taken_back.is_(False)
    )
    wanted = (
        select(grading_jobs)
        .where(grading_jobs.c.state == "pending", kept.exists(), counts.exists())
        .order_by(grading_jobs.c.sequence)
    )
    if grader is not None:
        wanted = wanted.where(grading_jobs.c.grader == grader)
    return [_job(row) for row in connection.execute(wanted)]


def read_failed_jobs(connection: Connection, interview_id: str | None) -> list[FailedJob]:
    """Return the jobs of an interview, or of all, that ended ungraded, oldest first."""
    wanted = (
        select(grading_jobs, func.coalesce(grading_jobs.c.reason, "").label("why"))
        .join(grades, grades.c.id == grading_jobs.c.grade_id)
        .where(_ENDED_UNGRADED)
        .order_by(grading_jobs.c.sequence)
    )
    if interview_id is not None:
        wanted = wanted.where(grading_jobs.c.interview_id == interview_id)
    found = connection.execute(wanted)
    return [FailedJob(job=_job(row), reason=row.why, tries=row.tries) for row in found]


def _job(row: Any) -> GradingJob:
    return GradingJob(
        interview_id=row.interview_id,
        attempt_id=row.attempt_id,
        content_hash=row.content_hash,
        grader=row.grader,
        model=row.model or None,
    )


def _values(job: GradingJob) -> rows.Values:
    return {"interview_id": job.interview_id, **rows.job_key(job)}


def _pending(job: GradingJob) -> rows.Values:
    return _values(job) | {"state": "pending", "grade_id": None}


def _is(job: GradingJob) -> ColumnElement[bool]:
    return and_(*(grading_jobs.c[name] == value for name, value in rows.job_key(job).items()))
