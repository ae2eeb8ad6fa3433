"""The tables of stored interviews.

Order is by the autoincremented `sequence` or by position, never by a time: clocks jump. Times are ISO 8601
with offset, kept as given. Columns named after a domain object (`setup`, `question`, `grade`, `data`) hold
it whole as JSON; the columns beside them are what lists and filters need, so that nothing is decoded for a
list. `turns.score` and `turns.missed_label` come from the grade of record, `interviews.score` from its turns;
they are renewed in the transaction that changes what they come from (see `standing`).
"""

from typing import Any, ClassVar, Literal, get_args

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from interview_coach.domain.grade import Grade, Grader, Verdict
from interview_coach.domain.interview import EventKind, InterviewState, Mode, TurnState
from interview_coach.domain.levels import Seniority

JobState = Literal["pending", "done"]
AUTOINCREMENT = {"sqlite_autoincrement": True}
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def one_of(column: str, literal: object) -> CheckConstraint:
    """Return the rule that a column holds one of the values of a Literal type."""
    values = ", ".join(f"'{value}'" for value in get_args(literal))
    return CheckConstraint(f"{column} IN ({values})", name=column)


def belongs_to(parent: str, *columns: str, key: tuple[str, ...] = ("id",)) -> ForeignKeyConstraint:
    """Return the rule that a row goes away with the row it belongs to."""
    return ForeignKeyConstraint(columns, [f"{parent}.{name}" for name in key], ondelete="CASCADE")


def refers_to(parent: str, column: str, key: str) -> ForeignKeyConstraint:
    """Return the rule that a row cannot go away while it is referred to."""
    return ForeignKeyConstraint([column], [f"{parent}.{key}"])


class Base(SQLModel):
    """What all tables share: one collection, whose constraints have names that a migration can use."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


class InterviewRow(Base, table=True):
    """One interview; `score` is from 0 to 100, to one decimal; with `deleted_at` it is in the trash."""

    __tablename__ = "interviews"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("id"),
        one_of("state", InterviewState),
        one_of("mode", Mode),
        one_of("seniority", Seniority),
        one_of("grader", Grader),
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(None, "state"),
        AUTOINCREMENT,
    )
    sequence: int | None = Field(default=None, primary_key=True)
    id: str
    state: str
    mode: str
    seniority: str
    grader: str
    started_at: str
    finished_at: str | None = None
    position: int
    score: float | None = None
    setup: str
    deleted_at: str | None = None


class SnapshotRow(Base, table=True):
    """A question as it was asked, stored once however often it was asked; `skills` is a JSON list."""

    __tablename__ = "question_snapshots"
    content_hash: str = Field(primary_key=True)
    question_id: str
    title: str
    skills: str
    prompt: str
    question: str


class TurnRow(Base, table=True):
    """One question in an interview."""

    __tablename__ = "turns"
    __table_args__: ClassVar[Any] = (
        belongs_to("interviews", "interview_id"),
        refers_to("question_snapshots", "content_hash", "content_hash"),
        one_of("state", TurnState),
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(None, "content_hash"),
    )
    interview_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    content_hash: str
    reason: str
    state: str
    hint_taken: bool
    revealed: bool
    score: int | None = None
    missed_label: str = Field(default="", sa_column_kwargs={"server_default": ""})
    bookmarked: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})


class ExchangeRow(Base, table=True):
    """A clarification that was asked for; `number` counts from 0 within its turn."""

    __tablename__ = "exchanges"
    __table_args__: ClassVar[Any] = (
        belongs_to("turns", "interview_id", "position", key=("interview_id", "position")),
    )
    interview_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    asked: str
    answer: str
    known: bool
    at: str


class AttemptRow(Base, table=True):
    """One answer to a question; one that was taken back stays and counts no more."""

    __tablename__ = "attempts"
    __table_args__: ClassVar[Any] = (
        belongs_to("turns", "interview_id", "position", key=("interview_id", "position")),
        Index(None, "interview_id", "position"),
    )
    id: str = Field(primary_key=True)
    interview_id: str
    position: int
    number: int
    complete: bool
    taken_back: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})


class PartRow(Base, table=True):
    """One part of an attempt; once `text` is there it stays as it is."""

    __tablename__ = "parts"
    __table_args__: ClassVar[Any] = (
        belongs_to("attempts", "attempt_id"),
        CheckConstraint("part >= 0", name="part"),
        CheckConstraint("text IS NULL OR closed_at IS NOT NULL", name="closed"),
    )
    attempt_id: str = Field(primary_key=True)
    part: int = Field(primary_key=True)
    follow_up_id: str | None = None
    prompt: str | None = None
    text: str | None = None
    asked_at: str
    closed_at: str | None = None
    think_ms: int
    answer_ms: int


class DraftRow(Base, table=True):
    """The unsent text of a part that is open."""

    __tablename__ = "drafts"
    __table_args__: ClassVar[Any] = (belongs_to("parts", "attempt_id", "part", key=("attempt_id", "part")),)
    attempt_id: str = Field(primary_key=True)
    part: int = Field(primary_key=True)
    text: str
    at: str


class DraftStepRow(Base, table=True):
    """One change of a draft, in code points, kept for the replay."""

    __tablename__ = "draft_steps"
    __table_args__: ClassVar[Any] = (
        belongs_to("parts", "attempt_id", "part", key=("attempt_id", "part")),
        CheckConstraint("start >= 0 AND removed >= 0", name="extent"),
        Index(None, "attempt_id", "part"),
        AUTOINCREMENT,
    )
    sequence: int | None = Field(default=None, primary_key=True)
    attempt_id: str
    part: int
    at: str
    start: int
    removed: int
    inserted: str


class GradeRow(Base, table=True):
    """What one grader said about one attempt; only ever added."""

    __tablename__ = "grades"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("id"),
        belongs_to("attempts", "attempt_id"),
        refers_to("question_snapshots", "content_hash", "content_hash"),
        one_of("grader", Grader),
        one_of("status", Grade.__annotations__["status"]),
        CheckConstraint("(status = 'graded') = (score IS NOT NULL)", name="scored"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
        Index(None, "attempt_id"),
        Index(None, "content_hash"),
        AUTOINCREMENT,
    )
    sequence: int | None = Field(default=None, primary_key=True)
    id: str
    attempt_id: str
    content_hash: str
    grader: str
    model: str | None = None
    status: str
    score: int | None = None
    level: int | None = None
    created_at: str
    grade: str


class GradingJobRow(Base, table=True):
    """A grade that is wanted; there is one job for an attempt, question text, grader and model.

    `model` is empty where the grader has none: in SQL two NULLs are never the same. `reply` is what the model
    said, as JSON, from the moment it came: a job that has one never asks again. `reason` says why the grade of a
    done job is ungraded; `tries` is how often the job ended, one way or the other.
    """

    __tablename__ = "grading_jobs"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("attempt_id", "content_hash", "grader", "model"),
        belongs_to("interviews", "interview_id"),
        belongs_to("attempts", "attempt_id"),
        refers_to("question_snapshots", "content_hash", "content_hash"),
        belongs_to("grades", "grade_id"),
        one_of("grader", Grader),
        one_of("state", JobState),
        CheckConstraint("(state = 'done') = (grade_id IS NOT NULL)", name="result"),
        Index(None, "state"),
        Index(None, "interview_id"),
        Index(None, "grade_id"),
        AUTOINCREMENT,
    )
    sequence: int | None = Field(default=None, primary_key=True)
    interview_id: str
    attempt_id: str
    content_hash: str
    grader: str
    model: str
    state: str
    grade_id: str | None = None
    reply: str | None = None
    reason: str | None = None
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class DisputeRow(Base, table=True):
    """The person's argument about one verdict, and what came of it; `evidence` is a JSON list."""

    __tablename__ = "disputes"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("id"),
        belongs_to("attempts", "attempt_id"),
        belongs_to("grades", "grade_id"),
        one_of("old_verdict", Verdict),
        one_of("new_verdict", Verdict),
        Index(None, "attempt_id"),
        Index(None, "grade_id"),
        AUTOINCREMENT,
    )
    sequence: int | None = Field(default=None, primary_key=True)
    id: str
    attempt_id: str
    grade_id: str
    point_id: str
    argument: str
    old_verdict: str
    new_verdict: str
    reason: str
    evidence: str
    created_at: str


class LlmUsageRow(Base, table=True):
    """What one call of a model used; it outlives the interview it was for, because the money was spent."""

    __tablename__ = "llm_usage"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(["interview_id"], ["interviews.id"], ondelete="SET NULL"),
        CheckConstraint("cost_usd >= 0", name="cost_usd"),
        CheckConstraint(
            "prompt_tokens >= 0 AND completion_tokens >= 0 AND cached_tokens >= 0 AND reasoning_tokens >= 0",
            name="tokens",
        ),
        Index(None, "interview_id"),
        AUTOINCREMENT,
    )
    sequence: int | None = Field(default=None, primary_key=True)
    at: str
    host: str
    model: str
    purpose: str
    interview_id: str | None = None
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    estimated: bool
    cost_usd: float | None = None


class NoteRow(Base, table=True):
    """The person's own words about an interview or one of its turns."""

    __tablename__ = "notes"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("id"),
        belongs_to("interviews", "interview_id"),
        Index(None, "interview_id"),
        AUTOINCREMENT,
    )
    sequence: int | None = Field(default=None, primary_key=True)
    id: str
    interview_id: str
    turn: int | None = None
    text: str
    created_at: str


class EventRow(Base, table=True):
    """One thing that happened in an interview."""

    __tablename__ = "events"
    __table_args__: ClassVar[Any] = (
        belongs_to("interviews", "interview_id"),
        one_of("kind", EventKind),
        Index(None, "interview_id"),
        AUTOINCREMENT,
    )
    sequence: int | None = Field(default=None, primary_key=True)
    interview_id: str
    kind: str
    at: str
    turn: int | None = None
    data: str


class SearchDocRow(Base, table=True):
    """What the full-text index has under its row `id`: a turn, or at position 0 the notes of the interview."""

    __tablename__ = "search_docs"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("interview_id", "position"),
        belongs_to("interviews", "interview_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    interview_id: str
    position: int


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[str(model.__tablename__)]


interviews = _table(InterviewRow)
snapshots = _table(SnapshotRow)
turns = _table(TurnRow)
exchanges = _table(ExchangeRow)
attempts = _table(AttemptRow)
parts = _table(PartRow)
drafts = _table(DraftRow)
draft_steps = _table(DraftStepRow)
grades = _table(GradeRow)
grading_jobs = _table(GradingJobRow)
disputes = _table(DisputeRow)
llm_usage = _table(LlmUsageRow)
notes = _table(NoteRow)
events = _table(EventRow)
search_docs = _table(SearchDocRow)
