"""Time, passed in so that tests and replays can hold it still."""

import time
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time of day and measures durations."""

    def now(self) -> str:
        """Return the local time as ISO 8601 with offset and milliseconds."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some moment; never goes backwards."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> str:
        """Return the local time as ISO 8601 with offset and milliseconds."""
        return datetime.now().astimezone().isoformat(timespec="milliseconds")

    def monotonic(self) -> float:
        """Return seconds since some moment; never goes backwards."""
        return time.monotonic()
