"""Reading a chat completion off the wire, in one piece or streamed, whatever the server calls it.

What arrives decides how it is read, not what was asked for: some servers stream unasked, some do not stream when
asked, some say the wrong content type.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from interview_coach.llm.failures import Failure, of_error_object
from interview_coach.llm.limits import MAX_TEXT
from interview_coach.llm.parse import decoded
from interview_coach.llm.types import Endpoint, TokenUsage

_MOST_TOKENS = 10**9
_STREAM_STARTS = (b"data:", b"event:", b"id:", b"retry:", b":")


@dataclass
class Message:
    """One message as it came.

    Attributes:
        content: its text.
        reasoning: the model's thoughts, where a server sends them beside the text.
        refusal: what the model said instead, where a server marks a refusal.
        finish_reason: why it ended, empty while it has not.
        model: the model as the server names it.
        usage: the tokens as the server counted them.
    """

    content: str = ""
    reasoning: str = ""
    refusal: str = ""
    finish_reason: str = ""
    model: str = ""
    usage: TokenUsage | None = None


@dataclass
class Reader:
    """Takes the bytes of a reply as they come and makes a message of them."""

    endpoint: Endpoint
    failure: Failure | None = None
    _message: Message = field(default_factory=Message)
    _pieces: dict[str, list[str]] = field(default_factory=dict)
    _length: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _searched: int = 0
    _streamed: bool | None = None
    _done: bool = False

    @property
    def finished(self) -> bool:
        """Whether nothing more is to be read: the stream said so, or it is spoilt."""
        return self._done or self.failure is not None

    @property
    def text_so_far(self) -> str:
        """The text of the message up to here."""
        return "".join(self._pieces.get("content", ()))

    @property
    def length(self) -> int:
        """The number of characters up to here, thoughts included."""
        return self._length

    def feed(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._buffer += piece
        if self._streamed is None:
            start = bytes(self._buffer[:4096]).lstrip()
            if len(start) < len(b"event:") and b"\n" not in start:
                return
            self._streamed = start.startswith(_STREAM_STARTS)
        if self._streamed:
            self._take_lines()

    def end(self) -> Message | Failure:
        """Return the message, or what is wrong with it."""
        if self._streamed:
            self._take_line(bytes(self._buffer))
        elif not self.failure:
            self._take_whole(bytes(self._buffer))
        if self.failure:
            return self.failure
        if not self._done and not self._message.finish_reason:
            return self._bad("The reply from {host} broke off.")
        for name, pieces in self._pieces.items():
            setattr(self._message, name, "".join(pieces))
        return self._message

    def _take_lines(self) -> None:
        start = 0
        while not self.finished and (end := self._buffer.find(b"\n", max(start, self._searched))) >= 0:
            self._take_line(bytes(self._buffer[start:end]))
            start = end + 1
        del self._buffer[:start]
        self._searched = len(self._buffer)

    def _take_line(self, line: bytes) -> None:
        name, _, data = line.strip().partition(b":")
        data = data.strip()
        if name != b"data" or not data or self.finished:
            return
        if data.startswith(b"[DONE]"):
            self._done = True
            return
        try:
            event = decoded(data)
        except ValueError:
            self._bad("A part of the reply from {host} is damaged.")
            return
        self._take(event, "delta")

    def _take_whole(self, body: bytes) -> None:
        start = body[:4096].lstrip().lower()
        if start.startswith(b"<"):
            self.failure = Failure(
                "bad_reply",
                f"{self.endpoint.host} answered with a web page, not as a model's interface does.",
                "Check the base URL; it usually ends in /v1.",
            )
            return
        try:
            value = decoded(body)
        except ValueError:
            self._bad("The reply from {host} is empty." if not start else "The reply from {host} is damaged.")
            return
        self._take(value[0] if isinstance(value, list) and value else value, "message")
        if not self.failure and not self._pieces and not self._message.finish_reason:
            self._bad("The reply from {host} holds no message.")
        self._done = True

    def _take(self, event: object, part: str) -> None:
        if not isinstance(event, dict):
            self._bad("The reply from {host} has an unknown form.")
            return
        if event.get("error"):
            self.failure = of_error_object(event["error"], self.endpoint)
            return
        if isinstance(event.get("model"), str) and event["model"]:
            self._message.model = event["model"]
        if isinstance(event.get("usage"), dict):
            self._message.usage = usage_of(event["usage"])
        choices = event.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        if choice.get("error"):
            self.failure = of_error_object(choice["error"], self.endpoint)
            return
        if isinstance(choice.get("finish_reason"), str):
            self._message.finish_reason = choice["finish_reason"]
        message = choice.get(part) or choice.get("message") or choice.get("delta")
        if isinstance(message, dict):
            self._add("content", _text_of(message.get("content")))
            self._add("refusal", _text_of(message.get("refusal")))
            thoughts = _text_of(message.get("reasoning")) or _text_of(message.get("reasoning_content"))
            self._add("reasoning", thoughts)

    def _add(self, name: str, text: str) -> None:
        if not text:
            return
        self._length += len(text)
        if self._length > MAX_TEXT:
            self.failure = too_large(self.endpoint)
            return
        self._pieces.setdefault(name, []).append(text)

    def _bad(self, sentence: str) -> Failure:
        message = sentence.replace("{host}", self.endpoint.host)
        self.failure = Failure("bad_reply", message, "Try again, or another model.", retryable=True)
        return self.failure


def too_large(endpoint: Endpoint) -> Failure:
    """Return the failure for a reply that is longer than is ever read."""
    return Failure("too_large", f"{endpoint.host} sent more than 256 KB for one reply.", "Try another model.")


def usage_of(usage: Mapping[str, Any]) -> TokenUsage:
    """Return the tokens as a server counted them; what is no sensible number counts as 0."""
    return TokenUsage(
        prompt=_count(usage, "prompt_tokens"),
        completion=_count(usage, "completion_tokens"),
        cached=_count(usage.get("prompt_tokens_details"), "cached_tokens"),
        reasoning=_count(usage.get("completion_tokens_details"), "reasoning_tokens"),
    )


def _count(counts: object, name: str) -> int:
    value = counts.get(name) if isinstance(counts, dict) else None
    fine = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS
    return value if fine and isinstance(value, int) else 0


def _text_of(content: object) -> str:
    """Return the text of a message's content: a text, or a list of parts of which the texts are taken."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
        return "".join(part["text"] for part in parts if isinstance(part.get("text"), str))
    return ""
