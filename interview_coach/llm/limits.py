"""How long and how large: the times and sizes within which an endpoint must answer."""

from dataclasses import dataclass

from interview_coach.llm.types import Endpoint

MAX_TEXT = 256 * 1024
"""Characters of one message, its reasoning included."""
MAX_BODY = 256 * 1024
"""Bytes of a reply in one piece, after decompression."""
MAX_STREAM = 4 * 1024 * 1024
"""Bytes of a streamed reply: each few characters of text come in an envelope of some hundred bytes."""


@dataclass(frozen=True)
class Deadlines:
    """Times in seconds; one ask is over after `total`, whatever happens.

    Attributes:
        connect: to reach the server.
        read: between two pieces of a reply.
        total: for one ask with all its retries, waits and rungs.
    """

    connect: float = 5.0
    read: float = 60.0
    total: float = 90.0

    @classmethod
    def of(cls, endpoint: Endpoint) -> "Deadlines":
        """Return the usual times: a model on the person's own machine may take longer."""
        return cls(read=300.0, total=600.0) if endpoint.is_local else cls()
