"""Interview, turn, attempt and what is recorded of them."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from interview_coach.domain.grade import Grade, Grader
from interview_coach.domain.levels import MAX_COUNT, Seniority
from interview_coach.domain.llm import Dispute
from interview_coach.domain.question import Kind, Question
from interview_coach.domain.score import grade_of_record, level_of_mean, mean_score

Mode = Literal["mock", "practice"]
InterviewState = Literal["active", "paused", "finished"]
TurnState = Literal["waiting", "answering", "follow_up", "feedback", "done", "skipped"]
EventKind = Literal[
    "started",
    "question",
    "clarification",
    "hint",
    "answer",
    "follow_up",
    "follow_up_skipped",
    "graded",
    "feedback",
    "again",
    "skipped",
    "paused",
    "resumed",
    "finished",
]


class Setup(Struct, frozen=True, kw_only=True):
    """How an interview was asked for.

    `kind` None means both kinds. `seed` makes the selection depend on bank and flags only. `questions`
    names the questions to ask instead of drawing them.
    """

    seniority: Seniority = "mid"
    kind: Kind | None = None
    skills: tuple[str, ...] = ()
    count: Annotated[int, Meta(ge=1, le=MAX_COUNT)] = 3
    mode: Mode = "practice"
    seed: int | None = None
    follow_ups: bool = True
    grader: Grader = "offline"
    questions: tuple[str, ...] = ()


class Exchange(Struct, kw_only=True, gc=False):
    """A clarifying question of the person and what the interviewer said; `known` when the question has it."""

    asked: str
    answer: str
    known: bool
    at: str


class Part(Struct, kw_only=True, gc=False):
    """One part of an attempt: part 0 is the answer, the others its follow-ups in order.

    `text` is None while the part is being answered or when its follow-up was skipped (`closed_at` tells
    the two apart). `think_ms` and `answer_ms` are how long the person thought before the first key and wrote.
    """

    index: int
    follow_up_id: str | None = None
    prompt: str | None = None
    text: str | None = None
    asked_at: str
    closed_at: str | None = None
    think_ms: int = 0
    answer_ms: int = 0


class Attempt(Struct, kw_only=True):
    """One answer to a question with its follow-up answers; answering again adds another.

    One that was `taken_back` was submitted by mistake: it stays and counts no more.
    """

    id: str
    number: int
    parts: list[Part]
    complete: bool = False
    taken_back: bool = False
    grades: list[Grade] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """What was answered, part by part; a skipped follow-up is an empty text."""
        return [part.text or "" for part in self.parts if part.closed_at is not None]

    @property
    def answered(self) -> bool:
        """Whether the answer itself was submitted."""
        return self.parts[0].text is not None

    @property
    def grade(self) -> Grade | None:
        """The grade of record."""
        return grade_of_record(self.grades)


class Turn(Struct, kw_only=True):
    """One question in an interview, with the question as it was when it was asked."""

    position: int
    question: Question
    content_hash: str
    reason: str
    state: TurnState = "waiting"
    attempts: list[Attempt] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    hint_taken: bool = False
    revealed: bool = False
    bookmarked: bool = False

    @property
    def attempt(self) -> Attempt | None:
        """The latest attempt, complete or not."""
        return self.attempts[-1] if self.attempts else None

    @property
    def grade(self) -> Grade | None:
        """The grade of record of the latest attempt that was graded; None if skipped, taken back or ungraded."""
        if self.state == "skipped":
            return None
        for attempt in reversed(self.attempts):
            if not attempt.taken_back and (grade := attempt.grade) is not None:
                return grade
        return None


# Not for the garbage collector: an export reads very many, and their data hold plain values only.
class Event(Struct, kw_only=True, gc=False):
    """One thing that happened; events are ordered by `sequence`, never by the clock.

    `turn` is the position of the turn, counted from 1, or None for the interview as a whole.
    """

    kind: EventKind
    at: str
    turn: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    sequence: int = 0


# Not for the garbage collector (they hold no containers): a long interview has tens of thousands of them.
class DraftStep(Struct, kw_only=True, gc=False):
    """One change of a draft: at `start`, `removed` characters went away and `inserted` came."""

    attempt_id: str
    part: int
    at: str
    start: int
    removed: int
    inserted: str
    sequence: int = 0


class GradingJob(Struct, frozen=True, kw_only=True):
    """A grade that is wanted for an attempt; the fields after the interview are what makes a job the same."""

    interview_id: str
    attempt_id: str
    content_hash: str
    grader: Grader
    model: str | None = None


class FailedJob(Struct, frozen=True, kw_only=True):
    """A job that ended without a grade: why, and after how many tries."""

    job: GradingJob
    reason: str
    tries: int


class Note(Struct, kw_only=True):
    """The person's own words about an interview or one of its turns."""

    id: str
    turn: int | None
    text: str
    created_at: str


class Interview(Struct, kw_only=True):
    """One sitting: a plan, an ordered list of turns, a mode and a state.

    `position` is the turn that is asked now, counted from 1; after the last turn it stays there.
    """

    id: str
    setup: Setup
    started_at: str
    finished_at: str | None = None
    state: InterviewState = "active"
    position: int = 1
    turns: list[Turn] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def turn(self) -> Turn:
        """The turn that is asked now."""
        return self.turns[self.position - 1]

    @property
    def score(self) -> float | None:
        """The mean over the turns of the grades of record, to one decimal; None if there is none."""
        return mean_score([g.score for t in self.turns if (g := t.grade) is not None and g.score is not None])

    @property
    def level(self) -> int | None:
        """The level of the score, by the bands."""
        return level_of_mean(self.score)

    def attempts(self) -> Iterator[tuple[Turn, Attempt]]:
        """Yield every attempt with its turn, in order."""
        for turn in self.turns:
            for attempt in turn.attempts:
                yield turn, attempt


class InterviewSummary(Struct, frozen=True, kw_only=True):
    """One line of the history; the fields of `history --json`, and what the lists show beside them."""

    id: str
    started_at: str
    finished_at: str | None
    state: InterviewState
    mode: Mode
    seniority: Seniority
    turns: int
    score: float | None
    level: int | None
    grader: Grader
    titles: tuple[str, ...] = ()
    position: int = 1
    draft_words: int = 0
    bookmarked: bool = False
    deleted_at: str | None = None


class Match(Struct, frozen=True, kw_only=True):
    """Where the words of a search stand: in a turn, or with turn 0 in the notes of the interview.

    `text` is a passage around them; `marks` are the stretches that match, as [start, end) in code points.
    """

    interview_id: str
    turn: int
    text: str
    marks: tuple[tuple[int, int], ...]


class HistoryPage(Struct, frozen=True, kw_only=True):
    """Some of the interviews that fit a filter, read in one state of the database.

    Attributes:
        count: how many fit in all.
        summaries: those that were asked for, newest first.
        matches: of each of them where the words of the filter stand, by its id; nothing where none were asked for.
    """

    count: int
    summaries: list[InterviewSummary]
    matches: dict[str, list[Match]] = {}

    def matches_in(self, interview_id: str) -> list[Match]:
        """Return where the words stand in one interview."""
        return self.matches.get(interview_id, [])


class PastTurn(Struct, frozen=True, kw_only=True):
    """What is remembered of one earlier turn when new questions are chosen.

    `at` is when the question was put, or when its interview began where that is near enough.
    """

    question_id: str
    skills: tuple[str, ...]
    at: str
    level: int | None
    missed_label: str = ""


class PastAttempt(Struct, frozen=True, kw_only=True):
    """One answered attempt at a question, as a list of them shows it; score and level are of its grade of record."""

    interview_id: str
    position: int
    attempt_id: str
    number: int
    at: str
    score: int | None
    level: int | None
    taken_back: bool = False
