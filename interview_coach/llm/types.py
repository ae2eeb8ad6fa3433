"""What the parts of the LLM grader share: an endpoint, a request, a reply, a channel and its errors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from interview_coach.errors import CoachError

Message = dict[str, str]
"""One message: {"role": "system" | "user" | "assistant", "content": text}."""

Rung = Literal["json_schema_strict", "json_schema", "json_object", "prompt", "lines", "text"]
"""How a reply was asked for, from the strictest form to the loosest; "text" when no schema was given."""

Reason = Literal[
    "network",
    "timeout",
    "auth",
    "not_found",
    "quota",
    "rate_limit",
    "server",
    "refused",
    "filtered",
    "too_large",
    "bad_reply",
    "cancelled",
    "budget",
    "circuit_open",
    "bad_request",
]


@dataclass(frozen=True)
class Endpoint:
    """Where text goes.

    Attributes:
        base_url: the address before "/chat/completions".
        model: the model's name, or the deployment's name on Azure.
        api_key: the key, never shown; empty for servers that want none.
        provider: the id of a preset, or "custom".
        api_version: the dated API version, Azure only.
        extra_body: fields added to every request of this endpoint.
    """

    base_url: str
    model: str
    api_key: str = field(repr=False, default="")
    provider: str = "custom"
    api_version: str = ""
    extra_body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The host, and the port if it is written, for showing: never a user name or password."""
        return _authority(self.base_url).rpartition("@")[2]

    @property
    def is_local(self) -> bool:
        """Whether the address is this machine's own (loopback)."""
        name = (_hostname(self.base_url) or "").rstrip(".")
        if name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return False


def _authority(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


@dataclass(frozen=True)
class Request:
    """One question to a model.

    Attributes:
        messages: what is sent, the static part first.
        schema: the JSON schema of the reply (every field required, no bounds, references inlined), None for text.
        schema_name: "grade", "probe", ...
        max_output_tokens: how long the reply may be; doubled once when it was cut.
        purpose: "grade", "follow_up", "clarify", "rewrite", "discuss" or "probe".
    """

    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None
    schema_name: str
    max_output_tokens: int
    purpose: str


@dataclass(frozen=True)
class TokenUsage:
    """What a request cost in tokens; cached is part of prompt, reasoning part of completion."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    reasoning: int = 0
    estimated: bool = False


@dataclass(frozen=True)
class Reply:
    """What came back.

    Attributes:
        text: the message text as received.
        value: the object whose types fit the schema, None when no schema was asked for.
        rung: how it was asked for.
        usage: tokens over all attempts that were answered.
        finish_reason: as the server said it.
        seconds: from the call to the reply, attempts and waits included.
        model: the model the server says it used.
    """

    text: str
    value: dict[str, Any] | None
    rung: str
    usage: TokenUsage
    finish_reason: str
    seconds: float
    model: str


class Channel(Protocol):
    """Something that can be asked."""

    endpoint: Endpoint

    async def ask(self, request: Request, on_text: Callable[[str], None] | None = None) -> Reply:
        """Ask once and return the reply; cancel the task to stop.

        Args:
            request: what to ask.
            on_text: gets the growing text so far when the server can stream; may start again from the beginning.

        Raises:
            LlmError: no usable reply, with the reason.
        """
        ...


class LlmError(CoachError):
    """No usable reply came.

    Attributes:
        reason: what kind of failure, for code to decide on.
        message: the same for the person; no key, and server text only cleaned and shortened.
    """

    def __init__(self, reason: Reason, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.reason: Reason = reason
