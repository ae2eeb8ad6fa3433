"""When an attempt is made again, and after how long."""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable

from interview_coach.llm.failures import Failure

RETRIES = 2
_FIRST_DELAY = 0.8

Sleep = Callable[[float], Awaitable[None]]
OnWait = Callable[[float, str], None]
_WHY = {
    "rate_limit": "the server asks for fewer requests",
    "timeout": "the server was too slow",
    "network": "the connection failed",
    "server": "the server has a problem",
}


class Retries:
    """Two more attempts for one ask, with growing, jittered pauses that are counted down visibly."""

    def __init__(
        self, rng: random.Random, sleep: Sleep = asyncio.sleep, on_wait: OnWait | None = None
    ) -> None:
        self._rng = rng
        self._sleep = sleep
        self._on_wait = on_wait
        self._made = 0

    async def wait(self, failure: Failure, seconds_left: float) -> bool:
        """Return whether to try again, after having waited for it; never past the deadline."""
        if not failure.retryable or self._made >= RETRIES:
            return False
        delay = self._delay(failure)
        if delay >= seconds_left:
            return False
        self._made += 1
        await self._count_down(delay, _WHY.get(failure.reason, "the reply could not be used"))
        return True

    def _delay(self, failure: Failure) -> float:
        jittered: float = _FIRST_DELAY * 2.0**self._made * self._rng.uniform(0.5, 1.5)
        if failure.wait is None:
            return jittered
        # Not all clients that were told the same time come back at the same moment.
        return failure.wait + self._rng.uniform(0, 0.25) if math.isfinite(failure.wait) else math.inf

    async def _count_down(self, delay: float, why: str) -> None:
        while delay > 0:
            if self._on_wait:
                self._on_wait(delay, why)
            step = min(1.0, delay)
            await self._sleep(step)
            delay -= step
