"""Stops calling an endpoint for a while after it failed repeatedly, so that nobody waits for it in vain."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from interview_coach.llm.types import LlmError, Reason

FAILURES = 3
OPEN_SECONDS = 60.0
_ANSWERED: frozenset[Reason] = frozenset({"refused", "filtered", "too_large", "budget", "cancelled"})
"""Reasons that say nothing against the endpoint: it is the text that did not suit."""


@dataclass
class _Line:
    failures: int = 0
    opened_at: float | None = None
    trial: bool = False


class Breaker:
    """Counts failed asks in a row for each endpoint; shared by the channels of one program."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lines: dict[str, _Line] = {}

    def enter(self, key: str) -> None:
        """Let one ask through; after the pause only one, on trial, until its end is known.

        Raises:
            LlmError: circuit_open, when the endpoint is left alone for now.
        """
        line = self._lines.setdefault(key, _Line())
        if line.opened_at is None:
            return
        left = line.opened_at + OPEN_SECONDS - self._clock()
        if left > 0 or line.trial:
            wait = f"in {math.ceil(left)} seconds" if left > 0 else "in a moment"
            raise LlmError(
                "circuit_open",
                f"The model's server failed {FAILURES} times in a row and is left alone for a minute.",
                f"It is tried again {wait}; until then answers are graded offline.",
            )
        line.trial = True

    def succeeded(self, key: str) -> None:
        """Note a reply: everything is forgiven."""
        self._lines.pop(key, None)

    def failed(self, key: str, reason: Reason) -> None:
        """Note how an ask failed; a failure on trial opens the circuit again."""
        if reason in _ANSWERED:
            self.succeeded(key)
            return
        line = self._lines.setdefault(key, _Line())
        line.failures += 1
        line.trial = False
        if line.failures >= FAILURES:
            line.opened_at = self._clock()

    def released(self, key: str) -> None:
        """Note that an ask was cancelled: neither good nor bad."""
        if line := self._lines.get(key):
            line.trial = False
