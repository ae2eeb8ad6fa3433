"""Everything that is stored of one interview, in one piece: what the JSON export holds and the import brings back."""

from typing import Any

from msgspec import Struct, field

from interview_coach.domain.grade import Grader
from interview_coach.domain.interview import DraftStep, Event, Interview


class Draft(Struct, frozen=True, kw_only=True):
    """The unsent text of a part that is open."""

    attempt_id: str
    part: int
    text: str
    at: str


class StoredJob(Struct, frozen=True, kw_only=True):
    """A grade that is wanted, or was: `grade_id` names the grade that came of it, None while it waits.

    `reply` is what a model said, `reason` why the grade is ungraded, `tries` how often the job ended.
    """

    attempt_id: str
    content_hash: str
    grader: Grader
    model: str | None = None
    grade_id: str | None = None
    reply: dict[str, Any] | None = None
    reason: str | None = None
    tries: int = 0


class Record(Struct, kw_only=True):
    """One interview with its events, typing, drafts and jobs.

    Events and steps are numbered from 1 within the interview, so that two records of the same interview are equal
    whatever else is stored beside them. What calls of a model cost is not part of it: the money stays spent when an
    interview goes, and must not be counted twice when it comes back.
    """

    interview: Interview
    events: list[Event] = field(default_factory=list)
    draft_steps: list[DraftStep] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    jobs: list[StoredJob] = field(default_factory=list)
