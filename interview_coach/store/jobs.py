"""Grading jobs: asked for once, finished once, however often they are run."""

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, and_, insert, select
from sqlalchemy.dialects import sqlite

from interview_coach.domain.grade import Grade
from interview_coach.domain.ids import new_id
from interview_coach.domain.interview import GradingJob
from interview_coach.errors import StorageError
from interview_coach.store import rows
from interview_coach.store.reading import read_grade
from interview_coach.store.standing import renew_standing
from interview_coach.store.tables import attempts, grades, grading_jobs

_KEY = ("attempt_id", "content_hash", "grader", "model")
_ADD = sqlite.insert(grading_jobs).on_conflict_do_nothing(index_elements=_KEY)
_FINISH = sqlite.insert(grading_jobs)
_FINISH = _FINISH.on_conflict_do_update(
    index_elements=_KEY, set_={name: _FINISH.excluded[name] for name in ("state", "grade_id")}
)


def add_jobs(connection: Connection, jobs: Sequence[GradingJob]) -> None:
    """Add the jobs that are not there yet, done or not."""
    if jobs:
        connection.execute(_ADD, [_values(job) | {"state": "pending", "grade_id": None} for job in jobs])


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
    connection.execute(_FINISH, _values(job) | {"state": "done", "grade_id": stored.id})
    renew_standing(connection, job.interview_id, [position])
    return stored


def read_pending_jobs(connection: Connection) -> list[GradingJob]:
    """Return the jobs that wait for a grade, oldest first."""
    found = connection.execute(
        select(grading_jobs).where(grading_jobs.c.state == "pending").order_by(grading_jobs.c.sequence)
    )
    return [
        GradingJob(
            interview_id=row.interview_id,
            attempt_id=row.attempt_id,
            content_hash=row.content_hash,
            grader=row.grader,
            model=row.model or None,
        )
        for row in found
    ]


def _values(job: GradingJob) -> rows.Values:
    return {"interview_id": job.interview_id, **rows.job_key(job)}


def _is(job: GradingJob) -> ColumnElement[bool]:
    return and_(*(grading_jobs.c[name] == value for name, value in rows.job_key(job).items()))
