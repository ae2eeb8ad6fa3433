"""The feedback summary of a period: what it holds, and its form as JSON."""

from typing import Final, Literal

from msgspec import Struct, field

from interview_coach.domain.grade import Grader

FORMAT_SUMMARY: Final = "interview-coach/summary"
SUMMARY_VERSION: Final = 1

Audience = Literal["self", "mentor"]


class Shown(Struct, frozen=True, kw_only=True):
    """A graded answer as evidence; `quotes` are words of it that earned points."""

    interview_id: str
    question_id: str
    question: str
    at: str
    score: int
    level: int
    quotes: tuple[str, ...] = ()


class SkillLevels(Struct, frozen=True, kw_only=True):
    """The levels in one skill, oldest first, all by the same grader: only like is compared with like.

    Only the first answer to each question counts, because feedback was given before the next. `earlier` and
    `later` are the means of the first and of the last half; `improved` when the later one is higher.
    """

    skill: str
    grader: Grader
    model: str | None
    levels: tuple[int, ...]
    earlier: float | None
    later: float | None
    improved: bool
    first: Shown
    latest: Shown


class AnsweredAgain(Struct, frozen=True, kw_only=True):
    """A question that was answered better the second time; `gained` names the points that came."""

    question_id: str
    question: str
    at: str
    from_level: int
    to_level: int
    gained: tuple[str, ...]


class ToWorkOn(Struct, frozen=True, kw_only=True):
    """A key point that was missed and not met since; `lost` is the sum of weight times missing credit."""

    question_id: str
    question: str
    skill: str
    point_id: str
    point: str
    asked: int
    missed: int
    lost: float
    advice: str
    last_at: str


class Mistaken(Struct, frozen=True, kw_only=True):
    """A misconception that was heard, and how often."""

    question: str
    times: int
    correction: str
    quotes: tuple[str, ...]


class BestAnswer(Struct, frozen=True, kw_only=True):
    """One of the best answers, whole."""

    shown: Shown
    answer: str
    strengths: tuple[str, ...]


class PrivateNote(Struct, frozen=True, kw_only=True):
    """A note of the person; never in a summary for somebody else."""

    interview_id: str
    at: str
    text: str


class Counts(Struct, kw_only=True):
    """How much was practised; `reached_bar` counts the turns whose grade of record reached the bar."""

    interviews: int = 0
    finished: int = 0
    questions: int = 0
    answers: int = 0
    graded: int = 0
    reached_bar: int = 0
    skipped: int = 0
    graders: dict[str, int] = field(default_factory=dict)


class SummaryDocument(Struct, frozen=True, kw_only=True):
    """A feedback summary as JSON; it cannot be imported."""

    format: Literal["interview-coach/summary"]
    format_version: Literal[1]
    program_version: str
    since: str
    until: str
    audience: Audience
    counts: Counts
    skills: tuple[SkillLevels, ...]
    again: tuple[AnsweredAgain, ...]
    work_on: tuple[ToWorkOn, ...]
    mistaken: tuple[Mistaken, ...]
    best: tuple[BestAnswer, ...]
    notes: tuple[PrivateNote, ...]
