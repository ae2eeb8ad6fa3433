"""The store of interviews: domain objects in, domain objects out, one small transaction a call."""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import (
    Attempt,
    Event,
    GradingJob,
    Interview,
    Note,
    Turn,
)
from interview_coach.domain.llm import Dispute, UsageEntry
from interview_coach.domain.record import Record
from interview_coach.errors import StorageError
from interview_coach.store import (
    disputes,
    drafts,
    grading_jobs,
    importing,
    keeping,
    reading,
    search,
    usage,
    writing,
)
from interview_coach.store.engine import for_writing
from interview_coach.store.faults import plain_errors
from interview_coach.store.lock import WriterLock
from interview_coach.store.opening import open_for_reading, open_for_writing
from interview_coach.store.reader import StoreReader
from interview_coach.store.revision import CURRENT, Schema


class Store(StoreReader):
    """Interviews on this machine. Safe to call from several threads of one process.

    A writing method returns only after its transaction was committed to the disk. Whatever goes wrong in a
    call is a StorageError; nothing of the call remains then, and it may be made again.
    """

    def __init__(self, engine: Engine, lock: WriterLock | None) -> None:
        super().__init__(engine)
        self._writer = for_writing(engine)
        self._lock = lock
        self._writing_thread = threading.Lock()

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

    def create(self, interview: Interview, events: Sequence[Event]) -> None:
        """Store a new interview with its turns, notes and first events.

        Raises:
            StorageError: it could not be stored, or its id is taken.
        """
        with self._write("starting the interview") as connection:
            writing.add_interview(connection, interview)
            writing.put_turns(connection, interview.id, interview.turns)
            writing.add_events(connection, interview.id, events)
            search.index_whole(connection, [interview])

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
            search.index(connection, interview.id, _settled(interview, turns))

    def take_back(
        self,
        interview: Interview,
        turn: Turn,
        attempt: Attempt,
        events: Sequence[Event] = (),
        *,
        draft: str = "",
    ) -> None:
        """Store whether an attempt counts, as it says itself, with the rest of its turn and what happened.

        A `draft` is the text that the newest attempt of the turn begins with.

        Raises:
            StorageError: it could not be stored.
        """
        with self._write("taking the answer back") as connection:
            writing.update_interview(connection, interview)
            writing.put_turns(connection, interview.id, [turn])
            writing.add_events(connection, interview.id, events)
            keeping.set_taken_back(connection, attempt.id, attempt.taken_back)
            if draft:
                newest = turn.attempts[-1]
                drafts.save_draft(connection, newest.id, 0, draft, newest.parts[0].asked_at)

    def set_bookmark(self, interview_id: str, position: int, marked: bool) -> None:
        """Bookmark a turn, or take its bookmark away.

        Raises:
            UsageError: there is no such turn.
            StorageError: it could not be stored.
        """
        with self._write("saving the bookmark") as connection:
            keeping.set_bookmark(connection, interview_id, position, marked)

    def delete(self, ids_or_prefixes: Sequence[str], at: str) -> list[str]:
        """Put interviews into the trash, all or none; return their ids.

        Raises:
            UsageError: an id is unknown, ambiguous or in the trash already.
            StorageError: it could not be stored.
        """
        return self._move(ids_or_prefixes, at)

    def undelete(self, ids_or_prefixes: Sequence[str]) -> list[str]:
        """Take interviews out of the trash, all or none; return their ids.

        Raises:
            UsageError: an id is unknown, ambiguous or not in the trash.
            StorageError: it could not be stored.
        """
        return self._move(ids_or_prefixes, None)

    def _move(self, ids_or_prefixes: Sequence[str], at: str | None) -> list[str]:
        with self._write("moving interviews into or out of the trash") as connection:
            found = [reading.find_id(connection, one, in_trash=at is None) for one in ids_or_prefixes]
            keeping.set_deleted(connection, found, at)
        return list(dict.fromkeys(found))

    def purge(self, before: str) -> int:
        """Delete for good what came into the trash before a time; return how many interviews that were.

        Raises:
            StorageError: it could not be done.
        """
        with self._write("emptying the trash") as connection:
            return keeping.purge(connection, before)

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
            search.index(connection, interview_id, [note.turn or 0])

    def import_interviews(self, records: Iterable[tuple[str, Record]]) -> tuple[int, int]:
        """Store whole interviews, all or none, each given with where it came from.

        Returns how many were added and how many were there already with the same content. They are read one by one;
        whatever is raised while reading them leaves everything as it was.

        Raises:
            StorageError: one is there with other content, or they could not be stored.
        """
        with self._write("importing interviews") as connection:
            return importing.add_records(connection, records)


def _settled(interview: Interview, turns: Sequence[Turn]) -> set[int]:
    """Return the turns to be found anew: not those that are answered right now, whose grade comes in a moment.

    That keeps an answer's way to the disk short; a turn that is left or added, and all of an interview that rests, is
    found at once.
    """
    settled = {turn.position for turn in turns if turn.state not in ("answering", "follow_up")}
    return settled if interview.state == "active" else settled | {interview.position}
