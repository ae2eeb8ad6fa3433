"""What a request will cost at most, and the caps that stop it before it is sent."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from interview_coach.llm.prices import Prices
from interview_coach.llm.tokens import LOAD_SECONDS, count_tokens
from interview_coach.llm.types import Endpoint, LlmError, Message, TokenUsage


@dataclass(frozen=True)
class Estimate:
    """What a request will take at most.

    Attributes:
        prompt_tokens: what is sent; `about` when that is an estimate.
        output_tokens: the longest reply that is allowed.
        cost_usd: the cost when the reply is as long as allowed and nothing was cached; None without a price.
        host: where the text goes.
    """

    prompt_tokens: int
    about: bool
    output_tokens: int
    cost_usd: float | None
    host: str

    @property
    def sentence(self) -> str:
        """The estimate for the person, such as "About 1,900 tokens and at most $0.01 to api.example.com"."""
        about = "About " if self.about else ""
        cost = "the price is not known" if self.cost_usd is None else f"at most {dollars(self.cost_usd)}"
        return f"{about}{self.prompt_tokens + self.output_tokens:,} tokens to {self.host}, {cost}"


def dollars(amount: float) -> str:
    """Return an amount for the person: cents from one cent up, below that as many figures as it takes."""
    if amount >= 0.01 or amount == 0:
        return f"${amount:,.2f}"
    return f"${amount:.4f}" if amount >= 0.0001 else "less than $0.0001"


def estimate(
    messages: Iterable[Message],
    max_output_tokens: int,
    endpoint: Endpoint,
    prices: Prices,
    *,
    schema: Mapping[str, Any] | None = None,
    network: bool = False,
    seconds: float = LOAD_SECONDS,
) -> Estimate:
    """Return what a request will take at most; see `count_tokens` for the last two arguments."""
    count = count_tokens(messages, endpoint.model, schema=schema, network=network, seconds=seconds)
    usage = TokenUsage(prompt=count.tokens, completion=max_output_tokens)
    return Estimate(
        prompt_tokens=count.tokens,
        about=count.about,
        output_tokens=max_output_tokens,
        cost_usd=prices.cost(endpoint, usage),
        host=endpoint.host,
    )


class Spending:
    """What was spent in a time, in US dollars, requests under way included; budgets of that time share it."""

    def __init__(self, usd: float = 0.0) -> None:
        """Start from what is spent already."""
        self._usd = usd
        self._adding = threading.Lock()

    @property
    def usd(self) -> float:
        """What is spent so far."""
        return self._usd

    def add(self, usd: float) -> None:
        """Count what was spent, or take back what was not."""
        with self._adding:
            self._usd = max(0.0, self._usd + usd)


class Budget:
    """The caps on cost, in US dollars, and what is spent of them."""

    def __init__(
        self,
        per_interview_usd: float | None,
        per_month_usd: float | None,
        interview: Spending | None = None,
        month: Spending | None = None,
    ) -> None:
        """Start from what is spent already.

        Args:
            per_interview_usd: the cap for one interview; 0 lets nothing through that may cost, None is no cap.
            per_month_usd: the cap for the calendar month, likewise.
            interview: what the interview cost so far; by default nothing.
            month: what the month cost so far, by all interviews of this program together.
        """
        self.interview = interview or Spending()
        self.month = month or Spending()
        self._caps = (
            ("interview", per_interview_usd, self.interview),
            ("month", per_month_usd, self.month),
        )

    def check(self, wanted: Estimate) -> None:
        """Let a request pass that keeps every cap.

        Raises:
            LlmError: "budget"; it would break a cap, or nothing may be spent and its price is not known.
        """
        for what, cap, spending in self._caps:
            if cap is None:
                continue
            hint = f"Raise the cap with: interview-coach config set per_{what}_usd AMOUNT"
            if wanted.cost_usd is None:
                if cap == 0:
                    raise LlmError(
                        "budget",
                        f"The cap for this {what} is $0.00 and the price of the model at {wanted.host} is not "
                        f"known; nothing was sent.",
                        hint,
                    )
                continue
            spent = spending.usd
            if spent + wanted.cost_usd > cap:
                raise LlmError(
                    "budget",
                    f"This may cost {dollars(wanted.cost_usd)}, and of the {dollars(cap)} for this {what} "
                    f"{dollars(spent)} are spent; nothing was sent.",
                    hint,
                )

    def reserve(self, wanted: Estimate) -> None:
        """Check a request and count it as spent, until `settle` says what it really cost.

        Raises:
            LlmError: "budget"; it would break a cap.
        """
        self.check(wanted)
        self._add(wanted.cost_usd)

    def settle(self, reserved: Estimate, cost_usd: float | None) -> None:
        """Count what a reserved request really cost in place of its estimate."""
        self._add(cost_usd)
        self._add(-(reserved.cost_usd or 0.0))

    def _add(self, cost_usd: float | None) -> None:
        for _, _, spending in self._caps:
            spending.add(cost_usd or 0.0)
