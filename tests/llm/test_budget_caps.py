"""A call that would break a cap is not made, however many are under way."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from interview_coach.llm import tokens
from interview_coach.llm.budget import Budget, Estimate, Spending, dollars, estimate
from interview_coach.llm.metered import MeteredChannel
from interview_coach.llm.prices import Price, Prices
from interview_coach.llm.types import Endpoint, LlmError, Reason, Reply, Request, TokenUsage

ENDPOINT = Endpoint("https://api.example.com/v1", "m", "sk-canary-1234567890")
PRICES = Prices((Price(model="m", input=1.0, cached_input=0.5, output=10.0),))
REQUEST = Request(({"role": "user", "content": "x" * 3000},), None, "grade", 1000, "grade")


@pytest.fixture(autouse=True)
def _no_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(tokens, "_tables", {})


def costing(cost: float | None) -> Estimate:
    return Estimate(prompt_tokens=100, about=True, output_tokens=10, cost_usd=cost, host="api.example.com")


class Scripted:
    """A channel that answers, waits or fails as it is told."""

    def __init__(self, answer: Callable[[], TokenUsage], endpoint: Endpoint = ENDPOINT) -> None:
        self.endpoint = endpoint
        self.asked = 0
        self.go = asyncio.Event()
        self.go.set()
        self._answer = answer

    async def ask(self, request: Request, on_text: Callable[[str], None] | None = None) -> Reply:
        self.asked += 1
        await self.go.wait()
        return Reply("{}", None, "text", self._answer(), "stop", 0.1, self.endpoint.model)


def test_the_estimate_is_for_the_longest_reply_with_nothing_cached() -> None:
    found = estimate(REQUEST.messages, 1000, ENDPOINT, PRICES)
    assert (found.prompt_tokens, found.about, found.output_tokens) == (1002, True, 1000)
    assert found.cost_usd == pytest.approx(1002 / 1e6 + 1000 * 10 / 1e6)
    assert found.host == "api.example.com"
    assert found.sentence == "About 2,002 tokens to api.example.com, at most $0.01"
    unknown = estimate(REQUEST.messages, 1000, ENDPOINT, Prices(()))
    assert unknown.cost_usd is None
    assert "price is not known" in unknown.sentence


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "$0.00"),
        (1234.5, "$1,234.50"),
        (0.0123, "$0.01"),
        (0.0012, "$0.0012"),
        (1e-6, "less than $0.0001"),
    ],
)
def test_amounts_are_shown_so_that_small_ones_are_not_nothing(amount: float, shown: str) -> None:
    assert dollars(amount) == shown


@pytest.mark.parametrize(
    ("interview", "month", "breaks"),
    [(0.5, 5.0, "interview"), (None, 0.5, "month"), (0.0, None, "interview"), (None, None, ""), (0.7, 0.7, "")],
)  # fmt: skip
def test_a_request_passes_up_to_each_cap_and_not_over(
    interview: float | None, month: float | None, breaks: str
) -> None:
    budget = Budget(interview, month, Spending(0.4), Spending(0.4))
    if not breaks:
        budget.check(costing(0.3))
        return
    with pytest.raises(LlmError, match=f"this {breaks}") as caught:
        budget.check(costing(0.3))
    assert caught.value.reason == "budget"
    assert "nothing was sent" in caught.value.message
    assert f"per_{breaks}_usd" in caught.value.hint


def test_an_unknown_price_passes_unless_nothing_may_be_spent() -> None:
    Budget(0.01, 0.01, Spending(5.0), Spending(5.0)).check(costing(None))
    for budget in (Budget(0.0, None), Budget(None, 0.0)):
        with pytest.raises(LlmError, match="not known"):
            budget.check(costing(None))
        budget.check(costing(0.0))


def test_what_is_under_way_counts_until_it_is_settled() -> None:
    budget = Budget(1.0, 10.0)
    first = costing(0.6)
    budget.reserve(first)
    with pytest.raises(LlmError):
        budget.reserve(costing(0.6))
    budget.settle(first, 0.1)
    assert budget.interview.usd == budget.month.usd == pytest.approx(0.1)
    budget.reserve(costing(0.6))


async def test_usage_and_cost_of_each_request_are_told() -> None:
    used = TokenUsage(prompt=1000, completion=100, cached=800)
    told: list[tuple[str, TokenUsage, float | None]] = []
    budget = Budget(1.0, 1.0)
    channel = MeteredChannel(
        Scripted(lambda: used), budget, PRICES, lambda r, u, c: told.append((r.purpose, u, c))
    )
    assert channel.endpoint is ENDPOINT
    await channel.ask(REQUEST)
    cost = (200 * 1.0 + 800 * 0.5 + 100 * 10) / 1e6
    ((purpose, usage, charged),) = told
    assert (purpose, usage) == ("grade", used)
    assert charged == pytest.approx(cost)
    assert budget.month.usd == pytest.approx(cost)


async def test_sixteen_at_once_never_break_the_cap() -> None:
    inner = Scripted(lambda: TokenUsage(prompt=1002, completion=1000))
    inner.go.clear()
    each = 1002 / 1e6 + 1000 * 10 / 1e6
    budget = Budget(None, 5.5 * each)
    channel = MeteredChannel(inner, budget, PRICES, lambda *_: None)
    asking = [asyncio.create_task(channel.ask(REQUEST)) for _ in range(16)]
    while sum(task.done() for task in asking) < 11:
        await asyncio.sleep(0.001)
    inner.go.set()
    results = await asyncio.gather(*asking, return_exceptions=True)
    refused = [error for error in results if isinstance(error, LlmError)]
    assert inner.asked == 5
    assert len(refused) == 11
    assert {error.reason for error in refused} == {"budget"}
    assert budget.month.usd == pytest.approx(5 * each)


async def test_a_request_over_the_cap_is_not_made() -> None:
    inner = Scripted(TokenUsage)
    told: list[object] = []
    channel = MeteredChannel(inner, Budget(0.001, None), PRICES, lambda *given: told.append(given))
    with pytest.raises(LlmError, match="this interview"):
        await channel.ask(REQUEST)
    assert (inner.asked, told) == (0, [])


@pytest.mark.parametrize(("reason", "paid"), [("timeout", True), ("bad_reply", True), ("auth", False)])
async def test_a_failure_counts_as_read_only_where_it_may_have_been(reason: Reason, paid: bool) -> None:
    def fail() -> TokenUsage:
        raise LlmError(reason, "x")

    told: list[TokenUsage] = []
    budget = Budget(1.0, 1.0)
    channel = MeteredChannel(Scripted(fail), budget, PRICES, lambda r, u, c: told.append(u))
    with pytest.raises(LlmError):
        await channel.ask(REQUEST)
    assert told == ([TokenUsage(prompt=1002, estimated=True)] if paid else [])
    assert budget.interview.usd == pytest.approx(1002 / 1e6 if paid else 0.0)


async def test_a_cancelled_request_gives_its_reservation_back() -> None:
    inner = Scripted(TokenUsage)
    inner.go.clear()
    budget = Budget(1.0, 1.0)
    told: list[TokenUsage] = []
    channel = MeteredChannel(inner, budget, PRICES, lambda r, u, c: told.append(u))
    task = asyncio.create_task(channel.ask(REQUEST))
    while not inner.asked:
        await asyncio.sleep(0.001)
    assert budget.month.usd > 0.01
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert budget.month.usd == pytest.approx(1002 / 1e6)
    assert [usage.prompt for usage in told] == [1002]
