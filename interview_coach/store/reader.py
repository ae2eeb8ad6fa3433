"""What can be read of the stored interviews; each call sees one state of the database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from interview_coach.domain.grade import Grader
from interview_coach.domain.history_filter import EVERYTHING, HistoryFilter
from interview_coach.domain.interview import (
    DraftStep,
    Event,
    FailedJob,
    GradingJob,
    HistoryPage,
    Interview,
    InterviewSummary,
    PastAttempt,
    PastTurn,
)
from interview_coach.domain.llm import Dispute, Spent
from interview_coach.domain.record import Record
from interview_coach.errors import StorageError
from interview_coach.store import (
    disputes,
    drafts,
    grading_jobs,
    history,
    importing,
    past_attempts,
    reading,
    search,
    usage,
)
from interview_coach.store.faults import plain_errors


class StoreReader:
    """The reading half of the store. Whatever goes wrong in a call is a StorageError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open = True
        self._questions: dict[str, history.About] = {}

    @contextmanager
    def _read(self, doing: str) -> Iterator[Connection]:
        """Give a connection that sees one state of the database throughout."""
        self._require_open()
        with plain_errors(doing), self._engine.connect() as connection:
            yield connection

    def _require_open(self) -> None:
        if not self._open:
            raise StorageError("The database was closed already.", "Start the program again.")

    def record_of(self, id_or_prefix: str) -> Record:
        """Return everything that is stored of an interview, in one state of the database.

        Raises:
            UsageError: no interview begins so, or several do; the message lists them.
            StorageError: it could not be read.
        """
        with self._read("reading the interview") as connection:
            return importing.read_record(connection, reading.find_id(connection, id_or_prefix))

    def records(self, ids: Sequence[str]) -> list[Record]:
        """Return everything that is stored of some interviews, in the order of their whole ids.

        Raises:
            UsageError: one is not there, or in the trash.
            StorageError: they could not be read.
        """
        with self._read("reading the interviews") as connection:
            reading.require_kept(connection, ids)
            return importing.read_records(connection, ids)

    def interviews(self, ids: Sequence[str]) -> list[Interview]:
        """Return interviews whole, in the order of their whole ids.

        Raises:
            UsageError: one is not there, or in the trash.
            StorageError: they could not be read.
        """
        with self._read("reading the interviews") as connection:
            reading.require_kept(connection, ids)
            return reading.read_interviews(connection, ids)

    def interview(self, id_or_prefix: str) -> Interview:
        """Return an interview whole, by its id or by the beginning of it.

        Raises:
            UsageError: no interview begins so, or several do; the message lists them.
            StorageError: it could not be read.
        """
        with self._read("reading the interview") as connection:
            return reading.read_interview(connection, reading.find_id(connection, id_or_prefix))

    def latest_unfinished(self) -> InterviewSummary | None:
        """Return the newest interview that is active or paused; one in which nothing is written comes last."""
        found = self.summaries(HistoryFilter(unfinished=True, begun=True), limit=1)
        found = found or self.summaries(HistoryFilter(unfinished=True), limit=1)
        return found[0] if found else None

    def unfinished(self) -> list[InterviewSummary]:
        """Return the interviews that are active or paused, newest first."""
        return self.summaries(HistoryFilter(unfinished=True))

    def summaries(
        self, wanted: HistoryFilter = EVERYTHING, *, limit: int | None = None, offset: int = 0
    ) -> list[InterviewSummary]:
        """Return the interviews that fit, newest first: so many at most, without the first `offset` of them.

        Raises:
            UsageError: `since` or `until` is no date.
            StorageError: they could not be read.
        """
        with self._read("reading the history") as connection:
            return history.read_summaries(connection, wanted, limit=limit, offset=offset)

    def count(self, wanted: HistoryFilter = EVERYTHING) -> int:
        """Return how many interviews fit.

        Raises:
            UsageError: `since` or `until` is no date.
            StorageError: they could not be read.
        """
        with self._read("reading the history") as connection:
            return history.count_interviews(connection, wanted)

    def page(
        self, wanted: HistoryFilter = EVERYTHING, *, limit: int | None = None, offset: int = 0
    ) -> HistoryPage:
        """Return the same with how many fit in all, and where in these the words of the filter stand.

        Raises:
            UsageError: `since` or `until` is no date.
            StorageError: they could not be read.
        """
        with self._read("searching") as connection:
            listed = history.read_summaries(connection, wanted, limit=limit, offset=offset)
            return HistoryPage(
                count=history.count_interviews(connection, wanted),
                summaries=listed,
                matches=search.read_matches(connection, wanted.words, [one.id for one in listed]),
            )

    def past_turns(self, limit: int, *, when_put: bool = True) -> list[PastTurn]:
        """Return at most so many turns that were asked, newest first.

        Where it need not be known when each question was put, `when_put` off saves most of the time: `at` is when
        the interview began then.
        """
        with self._read("reading the history") as connection:
            return history.read_past_turns(connection, limit, self._questions, when_put=when_put)

    def attempts_at(self, question_id: str) -> list[PastAttempt]:
        """Return the answered attempts at a question in all its versions, newest first, without the trash."""
        with self._read("reading earlier answers") as connection:
            return past_attempts.read_attempts_at(connection, question_id)

    def find_attempt(self, id_or_prefix: str) -> tuple[str, str] | None:
        """Return interview and id of the attempt that begins so, or None where none does.

        Raises:
            UsageError: several attempts do.
            StorageError: it could not be read.
        """
        with self._read("reading earlier answers") as connection:
            return past_attempts.find_attempt(connection, id_or_prefix)

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
