"""The store of interviews: domain objects in, domain objects out, one small transaction a call."""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine

from interview_coach.domain.grade import Grade, Grader
from interview_coach.domain.interview import (
    DraftStep,
    Event,
    FailedJob,
    GradingJob,
    Interview,
    InterviewSummary,
    Note,
    PastTurn,
    Turn,
)
from interview_coach.domain.llm import Dispute, Spent, UsageEntry
from interview_coach.domain.record import Record
from interview_coach.errors import StorageError
from interview_coach.store import disputes, drafts, grading_jobs, history, importing, reading, usage, writing
from interview_coach.store.engine import for_writing
from interview_coach.store.faults import plain_errors
from interview_coach.store.lock import WriterLock
from interview_coach.store.opening import open_for_reading, open_for_writing
from interview_coach.store.revision import CURRENT, Schema


class Store:
    """Interviews on this machine. Safe to call from several threads of one process.

    A writing method returns only after its transaction was committed to the disk. Whatever goes wrong in a
    call is a StorageError; nothing of the call remains then, and it may be made again.
    """

    def __init__(self, engine: Engine, lock: WriterLock | None) -> None:
        self._engine = engine
        self._writer = for_writing(engine)
        self._lock = lock
        self._writing_thread = threading.Lock()
        self._open = True

    @classmethod
    def open(cls, database: Path, *, read_only: bool = False, schema: Schema = CURRENT) -> Self:
        """Open the database; for writing it is created, or brought up to date, where needed.

        Reading only takes no lock, works beside a running program and changes nothing; where there is no
        database yet, there are no interviews.

        Raises:
            DatabaseBusyError: another program has it open for writing.
            NewerDatabaseError: a newer version of the program wrote it.
            StorageError: it cannot be used; the message says why.
        """
        real = Path(os.path.realpath(database))  # a link must lead to the same lock, and survive a migration
        if read_only:
            return cls(open_for_reading(real, schema), None)
        engine, lock = open_for_writing(real, schema)
        return cls(engine, lock)

    @property
    def read_only(self) -> bool:
        """Whether the writing methods are refused."""
        return self._lock is None

    def close(self) -> None:
        """Close the database and let others write it; safe to call twice. Calls that run are waited for."""
        with self._writing_thread:
            self._open = False
            self._engine.dispose()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _write(self, doing: str) -> Iterator[Connection]:
        """Give a connection inside a transaction that is committed at the end."""
        if self.read_only:
            raise StorageError(
                "The interviews are open for reading only.", "Close the other window to go on with one."
            )
        with self._writing_thread, plain_errors(doing):
            self._require_open()
            with self._writer.begin() as connection:
                yield connection

    @contextmanager
    def _read(self, doing: str) -> Iterator[Connection]:
        """Give a connection that sees one state of the database throughout."""
        self._require_open()
        with plain_errors(doing), self._engine.connect() as connection:
            yield connection

    def _require_open(self) -> None:
        if not self._open:
            raise StorageError("The database was closed already.", "Start the program again.")

    def create(self, interview: Interview, events: Sequence[Event]) -> None:
        """Store a new interview with its turns, notes and first events.

        Raises:
            StorageError: it could not be stored, or its id is taken.
        """
        with self._write("starting the interview") as connection:
            writing.add_interview(connection, interview)
            writing.put_turns(connection, interview.id, interview.turns)
            writing.add_events(connection, interview.id, events)

    def record(
        self,
        interview: Interview,
        turns: Sequence[Turn],
        events: Sequence[Event],
        jobs: Sequence[GradingJob] = (),
    ) -> None:
        """Store what has happened in an interview.

        State and position of the interview are brought up to date, and the given turns with everything in
        them; events are appended; jobs are added unless they are there, done or not. The draft of a part
        that is closed now goes, its steps stay.

        Raises:
            StorageError: it could not be stored, the interview is not known, or a stored answer would change.
        """
        with self._write("saving the answer") as connection:
            writing.update_interview(connection, interview)
            writing.put_turns(connection, interview.id, turns)
            writing.add_events(connection, interview.id, events)
            grading_jobs.add_jobs(connection, jobs)

    def save_draft(self, attempt_id: str, part: int, text: str, at: str) -> None:
        """Keep the unsent text of an open part; of a closed one, or where nothing changed, do nothing.

        Raises:
            StorageError: it could not be stored, or there is no such part.
        """
        with self._write("saving the draft") as connection:
            drafts.save_draft(connection, attempt_id, part, text, at)

    def finish_job(self, job: GradingJob, grade: Grade) -> Grade:
        """Store the grade of a job, once, and return it with its id.

        A job that is done keeps its grade, and that one is returned.

        Raises:
            StorageError: it could not be stored, or the grade is for another attempt than the job.
        """
        with self._write("saving the grade") as connection:
            return grading_jobs.finish_job(connection, job, grade)

    def add_jobs(self, jobs: Sequence[GradingJob]) -> None:
        """Store grades that are wanted; those that are stored already, done or not, stay as they are.

        Raises:
            StorageError: they could not be stored, or an attempt is not.
        """
        with self._write("saving what is to be graded") as connection:
            grading_jobs.add_jobs(connection, jobs)

    def fail_job(self, job: GradingJob, reason: str, *, at: str) -> Grade:
        """End a job with an ungraded grade that says why, once, and return it.

        A job that is done keeps its grade, and that one is returned.

        Raises:
            StorageError: it could not be stored.
        """
        with self._write("saving the grade") as connection:
            return grading_jobs.fail_job(connection, job, reason, at)

    def reopen_job(self, job: GradingJob) -> bool:
        """Make a job that ended ungraded wait again, for a fresh call; return whether it had ended so.

        Raises:
            StorageError: it could not be stored.
        """
        with self._write("saving what is to be graded") as connection:
            return grading_jobs.reopen_job(connection, job)

    def store_reply(self, job: GradingJob, reply: Mapping[str, Any], used: Sequence[UsageEntry] = ()) -> None:
        """Keep what a model said for a job, before anything is made of it, and what the calls used.

        Jobs that are done keep the reply they have.

        Raises:
            StorageError: it could not be stored.
        """
        with self._write("saving what the model said") as connection:
            grading_jobs.store_reply(connection, job, reply)
            for entry in used:
                usage.add_usage(connection, entry)

    def add_usage(self, entry: UsageEntry) -> None:
        """Store what one call of a model used.

        Raises:
            StorageError: it could not be stored.
        """
        with self._write("saving what the call cost") as connection:
            usage.add_usage(connection, entry)

    def add_dispute(self, dispute: Dispute) -> None:
        """Store a dispute of a verdict; one that is stored already stays as it is.

        Raises:
            StorageError: it could not be stored, or its attempt or grade is not.
        """
        with self._write("saving the dispute") as connection:
            disputes.add_disputes(connection, [dispute])

    def add_note(self, interview_id: str, note: Note) -> None:
        """Store a note of the person.

        Raises:
            StorageError: it could not be stored, or there is no such interview.
        """
        with self._write("saving the note") as connection:
            writing.add_note(connection, interview_id, note)

    def import_interviews(self, records: Iterable[tuple[str, Record]]) -> tuple[int, int]:
        """Store whole interviews, all or none, each given with where it came from.

        Returns how many were added and how many were there already with the same content. They are read one by one;
        whatever is raised while reading them leaves everything as it was.

        Raises:
            StorageError: one is there with other content, or they could not be stored.
        """
        with self._write("importing interviews") as connection:
            return importing.add_records(connection, records)

    def record_of(self, id_or_prefix: str) -> Record:
        """Return everything that is stored of an interview, in one state of the database.

        Raises:
            UsageError: no interview begins so, or several do; the message lists them.
            StorageError: it could not be read.
        """
        with self._read("reading the interview") as connection:
            return importing.read_record(connection, reading.find_id(connection, id_or_prefix))

    def interview(self, id_or_prefix: str) -> Interview:
        """Return an interview whole, by its id or by the beginning of it.

        Raises:
            UsageError: no interview begins so, or several do; the message lists them.
            StorageError: it could not be read.
        """
        with self._read("reading the interview") as connection:
            return reading.read_interview(connection, reading.find_id(connection, id_or_prefix))

    def latest_unfinished(self) -> InterviewSummary | None:
        """Return the newest interview that is active or paused."""
        with self._read("reading the history") as connection:
            found = history.read_summaries(connection, unfinished=True, limit=1)
        return found[0] if found else None

    def unfinished(self) -> list[InterviewSummary]:
        """Return the interviews that are active or paused, newest first."""
        with self._read("reading the history") as connection:
            return history.read_summaries(connection, unfinished=True)

    def summaries(
        self,
        *,
        limit: int | None = None,
        skill: str | None = None,
        since: str | None = None,
        text: str | None = None,
    ) -> list[InterviewSummary]:
        """Return interviews newest first: those with a question of the skill, started since, that say the text.

        `since` is a date or time in ISO 8601, local unless it has an offset. `text` is a phrase in any case,
        looked for in questions, answers, clarifications and notes.

        Raises:
            UsageError: `since` is no date.
            StorageError: they could not be read.
        """
        with self._read("reading the history") as connection:
            return history.read_summaries(connection, limit=limit, skill=skill, since=since, text=text)

    def past_turns(self, limit: int) -> list[PastTurn]:
        """Return at most so many turns that were asked, newest first."""
        with self._read("reading the history") as connection:
            return history.read_past_turns(connection, limit)

    def draft(self, attempt_id: str, part: int) -> str:
        """Return the unsent text of a part, or an empty string."""
        with self._read("reading the draft") as connection:
            return drafts.current_draft(connection, attempt_id, part)

    def events(self, interview_id: str) -> list[Event]:
        """Return what happened in an interview, in order."""
        with self._read("reading the interview") as connection:
            return reading.read_events(connection, interview_id)

    def draft_steps(self, interview_id: str) -> list[DraftStep]:
        """Return every change of every draft of an interview, in order."""
        with self._read("reading the interview") as connection:
            return drafts.steps_of(connection, interview_id)

    def pending_jobs(self, grader: Grader | None = "offline") -> list[GradingJob]:
        """Return the grades that are still wanted of a grader, or of all if None, oldest first.

        Only those of the offline grader unless asked: the others send text away.
        """
        with self._read("reading what is to be graded") as connection:
            return grading_jobs.read_pending_jobs(connection, grader)

    def failed_jobs(self, interview_id: str | None = None) -> list[FailedJob]:
        """Return the jobs of an interview, or of all, that ended ungraded, oldest first."""
        with self._read("reading what is to be graded") as connection:
            return grading_jobs.read_failed_jobs(connection, interview_id)

    def stored_reply(self, job: GradingJob) -> dict[str, Any] | None:
        """Return what a model said for a job, or None if it has not answered."""
        with self._read("reading what the model said") as connection:
            return grading_jobs.stored_reply(connection, job)

    def disputes(self, attempt_id: str) -> list[Dispute]:
        """Return the disputes about an attempt, oldest first."""
        with self._read("reading the disputes") as connection:
            return disputes.read_disputes(connection, attempt_id)

    def spent(self, since: str | None = None, *, interview_id: str | None = None) -> Spent:
        """Return what calls of models cost since a date or time, for one interview or for all.

        Raises:
            UsageError: `since` is no date.
            StorageError: it could not be read.
        """
        with self._read("adding up the costs") as connection:
            return usage.read_spent(connection, since, interview_id)
