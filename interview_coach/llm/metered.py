"""A channel that keeps the caps and tells what each request used: every call of a grade passes through it."""

import asyncio
from collections.abc import Callable
from functools import partial

from interview_coach.llm.budget import Budget, Estimate, estimate
from interview_coach.llm.prices import Prices
from interview_coach.llm.tokens import tables_are_ready
from interview_coach.llm.types import Channel, LlmError, Reason, Reply, Request, TokenUsage

OnUsage = Callable[[Request, TokenUsage, float | None], None]
"""Told the request, what it used, and its cost in US dollars or None."""

_COUNT_SECONDS = 0.2
"""A grade does not wait longer for exact counts; the tables go on loading for the next one."""

_WAS_READ: frozenset[Reason] = frozenset({"timeout", "bad_reply", "refused", "filtered", "cancelled"})
"""Failures after which the model may have read the request, so that it is counted as paid for."""


class MeteredChannel:
    """Asks another channel, within a budget.

    Attributes:
        endpoint: where text goes.
    """

    def __init__(
        self,
        channel: Channel,
        budget: Budget,
        prices: Prices,
        on_usage: OnUsage,
        *,
        network: bool = False,
    ) -> None:
        """Prepare; nothing is counted yet.

        Args:
            channel: does the asking.
            budget: the caps; several channels may share it.
            prices: what tokens cost.
            on_usage: told what each request used, failed ones that may have cost included.
            network: whether missing tables for counting may be downloaded.
        """
        self.endpoint = channel.endpoint
        self._channel = channel
        self._budget = budget
        self._prices = prices
        self._on_usage = on_usage
        self._network = network

    async def ask(self, request: Request, on_text: Callable[[str], None] | None = None) -> Reply:
        """Ask as the other channel does, unless that would break a cap.

        Raises:
            LlmError: no usable reply, or "budget" and nothing was sent.
        """
        wanted = await self.estimate(request)
        self._budget.reserve(wanted)
        read = TokenUsage(prompt=wanted.prompt_tokens, estimated=True)
        used = TokenUsage()
        try:
            reply = await self._channel.ask(request, on_text)
            used = reply.usage
        except LlmError as error:
            used = read if error.reason in _WAS_READ else used
            raise
        except asyncio.CancelledError:
            used = read
            raise
        finally:
            cost = self._prices.cost(self.endpoint, used)
            self._budget.settle(wanted, cost)
            if used != TokenUsage():
                self._on_usage(request, used, cost)
        return reply

    async def estimate(self, request: Request) -> Estimate:
        """Return what a request will take at most, without sending it."""
        counted = partial(
            estimate,
            request.messages,
            request.max_output_tokens,
            self.endpoint,
            self._prices,
            schema=request.schema,
            network=self._network,
            seconds=_COUNT_SECONDS,
        )
        if tables_are_ready(self.endpoint.model, network=self._network):
            return counted()
        return await asyncio.to_thread(counted)
