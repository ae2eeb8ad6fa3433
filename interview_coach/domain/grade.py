"""Grade and its parts: what one grader says about one attempt."""

from typing import Literal

from msgspec import Struct

from interview_coach.domain.levels import Seniority

Verdict = Literal["met", "partly", "missed", "contradicted"]
Flag = Literal[
    "no_answer",
    "gibberish",
    "copied_question",
    "keyword_list",
    "shuffled",
    "negated",
    "instructions",
    "not_english",
]
Confidence = Literal["high", "medium", "low"]
Grader = Literal["offline", "llm"]

CREDIT: dict[Verdict, float] = {"met": 1.0, "partly": 0.5, "missed": 0.0, "contradicted": -0.5}

FLAG_SENTENCES: dict[Flag, str] = {
    "no_answer": "There was no answer to grade yet. A first rough sentence is enough to start.",
    "gibberish": "This could not be read as an answer, so it earns nothing. Try it in plain sentences.",
    "copied_question": "This repeats the question. Say it in your own words, with what you would do.",
    "keyword_list": "These are mostly keywords, so the score is held back. Say how they belong together.",
    "shuffled": "The words are there but not the sentences, so the score is held back. Put them in order.",
    "negated": "Most of this says what is wrong, so the score is held back. Say what is right.",
    "instructions": "Text that talks to the grader is not graded. Only what answers the question counts.",
    "not_english": "The bank is English, so another language is graded with low confidence.",
}


class Evidence(Struct, frozen=True, kw_only=True, gc=False):
    """The words that prove a verdict: `parts[part][start:end] == quote`, counted in code points."""

    part: int
    quote: str
    start: int
    end: int


class PointVerdict(Struct, frozen=True, kw_only=True):
    """The verdict on one key point; `credit` is -0.5 to 1."""

    id: str
    verdict: Verdict
    weight: int
    credit: float
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


class MisconceptionFound(Struct, frozen=True, kw_only=True):
    """A misconception that the answer holds."""

    id: str
    penalty: int
    evidence: tuple[Evidence, ...] = ()
    correction: str = ""


class BarResult(Struct, frozen=True, kw_only=True):
    """The level expected of the person's seniority, and whether it was reached (None when ungraded)."""

    seniority: Seniority
    level: int
    met: bool | None


class StarPart(Struct, frozen=True, kw_only=True):
    """One part of a story; `question` asks for it kindly when it was not found."""

    part: Literal["situation", "task", "action", "result"]
    found: bool
    evidence: Evidence | None = None
    question: str = ""


class Delivery(Struct, frozen=True, kw_only=True):
    """How the answer was given; coaching only, never part of the score."""

    words: int
    spoken_seconds: int
    notes: tuple[str, ...] = ()


class Usage(Struct, frozen=True, kw_only=True):
    """What a grade cost; `cost_usd` is None where no price is known or nothing was sent."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None


class Doubt(Struct, frozen=True, kw_only=True):
    """A passage that may be wrong, for the person to check; it changes no score."""

    evidence: Evidence
    why: str


class Grade(Struct, frozen=True, kw_only=True):
    """The outcome of one grader for one attempt; never edited, only added to.

    `score` (0 to 100) and `level` (1 to 5) are None unless `status` is graded. `key_points` lists every
    point of the question in its order. `missing_fact` is a question to the person about a fact of theirs.
    """

    id: str | None = None
    attempt_id: str | None = None
    created_at: str
    question_id: str
    question_version: int
    content_hash: str
    grader: Grader
    model: str | None = None
    prompt_version: str | None = None
    status: Literal["graded", "ungraded"]
    reason: str | None = None
    score: int | None
    level: int | None
    bar: BarResult
    key_points: tuple[PointVerdict, ...]
    misconceptions: tuple[MisconceptionFound, ...] = ()
    flags: tuple[Flag, ...] = ()
    confidence: Confidence = "high"
    top_fix: str = ""
    strengths: tuple[str, ...] = ()
    star: tuple[StarPart, ...] | None = None
    delivery: Delivery | None = None
    usage: Usage = Usage()
    duration_ms: int = 0
    doubts: tuple[Doubt, ...] = ()
    missing_fact: str = ""

    def verdict(self, point_id: str) -> PointVerdict:
        """Return the verdict on a key point; KeyError if the grade has none."""
        for point in self.key_points:
            if point.id == point_id:
                return point
        raise KeyError(point_id)
