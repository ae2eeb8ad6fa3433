"""What is kept of the work of a model: what it cost, and where the person disagreed with it."""

from msgspec import Struct

from interview_coach.domain.grade import Evidence, Verdict


class Dispute(Struct, frozen=True, kw_only=True):
    """The person argued about one verdict of a grade; kept beside the grade, which stays as it is.

    `new_verdict` equals `old_verdict` where the argument changed nothing; `reason` says why, `evidence` are the
    words of the answer that a changed verdict rests on.
    """

    id: str
    attempt_id: str
    grade_id: str
    point_id: str
    argument: str
    old_verdict: Verdict
    new_verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...] = ()
    created_at: str


class UsageEntry(Struct, frozen=True, kw_only=True):
    """What one call of a model used. Cached tokens are part of the prompt, reasoning part of the completion.

    `estimated` where the endpoint did not say and it was counted here; `cost_usd` is None where no price is known.
    """

    at: str
    host: str
    model: str
    purpose: str
    interview_id: str | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0
    estimated: bool = False
    cost_usd: float | None = None


class Spent(Struct, frozen=True, kw_only=True):
    """The sum of many calls; `unpriced_calls` of them have no known price and are not in `cost_usd`."""

    calls: int = 0
    cost_usd: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    unpriced_calls: int = 0
