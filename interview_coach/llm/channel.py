"""Asking a model over an OpenAI-compatible interface: deadline, retries, ladder and breaker around each request."""

import asyncio
import math
import random
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from interview_coach.llm.breaker import Breaker
from interview_coach.llm.failures import Failure, without_key
from interview_coach.llm.ladder import Ladder, LineProtocol
from interview_coach.llm.limits import Deadlines
from interview_coach.llm.memory import Memory, address_of
from interview_coach.llm.parse import looks_refused, object_in, split_thoughts
from interview_coach.llm.presets import first_shape
from interview_coach.llm.reading import Message
from interview_coach.llm.retries import OnWait, Retries, Sleep
from interview_coach.llm.types import Endpoint, Reply, Request, TokenUsage
from interview_coach.llm.validate import fits
from interview_coach.text.clean import clean, one_line

if TYPE_CHECKING:
    from openai import AsyncOpenAI

MAX_REQUESTS = 12
"""Requests of one ask, whatever a server makes of them."""
_BYTES_PER_TOKEN = 3
_LONGEST_NAME = 200
_imported = threading.Event()
"""Set once the SDK is there: opening a client is quick from then on."""


class OpenAIChannel:
    """A channel to one endpoint; safe to use from several tasks at once.

    Each ask opens a connection of its own, unless they come within `async with channel`: then they share some.

    Attributes:
        endpoint: where text goes.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        memory: Memory,
        breaker: Breaker,
        *,
        deadlines: Deadlines | None = None,
        lines: LineProtocol | None = None,
        sleep: Sleep = asyncio.sleep,
        on_wait: OnWait | None = None,
        rng: random.Random | None = None,
    ) -> None:
        """Prepare; nothing is sent and nothing heavy imported before the first ask.

        Args:
            endpoint: where text goes.
            memory: what worked before.
            breaker: which endpoints are left alone for now.
            deadlines: the times; by default 90 s for an ask, 600 s when the server is on this machine.
            lines: the plainest form of a reply; without it that rung is left out.
            sleep: how to pause.
            on_wait: told the seconds left and why, about once a second, during a pause.
            rng: where the jitter of pauses comes from.
        """
        self.endpoint = endpoint
        self._memory = memory
        self._breaker = breaker
        self._deadlines = deadlines or Deadlines.of(endpoint)
        self._lines = lines
        self._sleep = sleep
        self._on_wait = on_wait
        self._rng = rng or random.Random()  # noqa: S311 - jitter, not a secret
        self._keeps = False
        self._kept: AsyncOpenAI | None = None

    async def __aenter__(self) -> Self:
        """Keep connections open from the next ask on."""
        self._keeps = True
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        self._keeps = False
        if self._kept is not None:
            await self._kept.close()
            self._kept = None

    @asynccontextmanager
    async def _client(self) -> AsyncIterator["AsyncOpenAI | Failure"]:
        """Give a client, or why there is none."""
        if self._kept is not None:
            yield self._kept
            return
        # In a thread the first time, which imports the SDK: that takes long enough for the screen to stop.
        if _imported.is_set():
            client = _open_client(self.endpoint, self._deadlines)
        else:
            client = await asyncio.to_thread(_open_client, self.endpoint, self._deadlines)
        if self._keeps and self._kept is None and not isinstance(client, Failure):
            self._kept = client
        try:
            yield client
        finally:
            if client is not self._kept and not isinstance(client, Failure):
                await client.close()

    async def ask(self, request: Request, on_text: Callable[[str], None] | None = None) -> Reply:
        """Ask once and return the reply; cancel the task to stop.

        Args:
            request: what to ask.
            on_text: gets the growing text when the server can stream; may start again from the beginning.

        Raises:
            LlmError: no usable reply, with the reason.
        """
        if wrong := _wrong_settings(self.endpoint):
            raise wrong.error()
        key = f"{address_of(self.endpoint)} {self.endpoint.model}"
        self._breaker.enter(key)
        try:
            outcome = await self._ask_in_time(request, on_text)
        except BaseException:
            self._breaker.released(key)
            raise
        if isinstance(outcome, Failure):
            self._breaker.failed(key, outcome.reason)
            # Raised here, outside every `except`, so that no exception that knows the key hangs on to it.
            raise outcome.error()
        self._breaker.succeeded(key)
        return outcome

    async def _ask_in_time(self, request: Request, on_text: Callable[[str], None] | None) -> Reply | Failure:
        attempt = _Ask(self, request, on_text)
        try:
            async with asyncio.timeout(self._deadlines.total):
                return await attempt.run()
        except TimeoutError:
            seconds = f"{self._deadlines.total:g} seconds"
            return Failure(
                "timeout",
                f"{self.endpoint.host} gave no whole reply within {seconds}.",
                attempt.last.message if attempt.last else "Try again, or a faster model.",
            )


class _Ask:
    """One ask: its requests one after the other."""

    def __init__(
        self, channel: OpenAIChannel, request: Request, on_text: Callable[[str], None] | None
    ) -> None:
        self._channel = channel
        self._request = request
        self._on_text = on_text
        self._endpoint = channel.endpoint
        self._usage = TokenUsage()
        self.last: Failure | None = None

    async def run(self) -> Reply | Failure:
        loop = asyncio.get_running_loop()
        started = loop.time()
        channel = self._channel
        known = channel._memory.recall(self._endpoint)
        ladder = Ladder(
            self._request,
            self._endpoint,
            known or first_shape(self._endpoint),
            streamed=self._on_text is not None,
            lines=channel._lines,
        )
        retries = Retries(channel._rng, channel._sleep, channel._on_wait)
        async with channel._client() as client:
            if isinstance(client, Failure):
                return client
            for _ in range(MAX_REQUESTS):
                outcome = await self._attempt(client, ladder)
                if isinstance(outcome, Reply):
                    channel._memory.note(self._endpoint, ladder.shape)
                    return replace(outcome, seconds=loop.time() - started)
                if outcome is None:
                    continue
                self.last = outcome
                left = channel._deadlines.total - (loop.time() - started)
                if ladder.after_refusal(outcome):
                    continue
                if await retries.wait(outcome, left):
                    continue
                if known is None and ladder.after_server_error(outcome):
                    continue
                break
        if known is not None and self.last and self.last.reason in ("bad_reply", "bad_request", "server"):
            channel._memory.forget(self._endpoint)
        return self.last or _unusable(self._endpoint)

    async def _attempt(self, client: "AsyncOpenAI", ladder: Ladder) -> Reply | Failure | None:
        """Send the next request; None when the ladder has something else to try."""
        from interview_coach.llm.exchange import exchange

        body = ladder.body()
        message = await exchange(client, self._endpoint, body, self._on_text if ladder.streams else None)
        if isinstance(message, Failure):
            return message
        self._count(message)
        if stopped := self._stopped(message):
            return stopped
        cut = message.finish_reason in ("length", "max_tokens")
        if cut and ladder.after_cut():
            return None
        if reply := self._reply(message, ladder):
            return reply
        if looks_refused(message.content):
            return Failure("refused", f"The model at {self._endpoint.host} declined to answer.")
        self.last = _cut_twice(self._endpoint) if cut else _unusable(self._endpoint)
        return None if ladder.after_bad_reply() else self.last

    def _stopped(self, message: Message) -> Failure | None:
        host = self._endpoint.host
        if message.finish_reason == "content_filter":
            return Failure("filtered", f"The content filter of {host} stopped the reply.")
        if message.refusal.strip() or message.finish_reason == "refusal":
            return Failure("refused", f"The model at {host} declined to answer.")
        if message.finish_reason == "error":
            return Failure("server", f"{host} broke the reply off.", "Try again later.", retryable=True)
        return None

    def _reply(self, message: Message, ladder: Ladder) -> Reply | None:
        """Return the reply when it is what was asked for."""
        schema = self._request.schema
        content = without_key(message.content, self._endpoint)
        reasoning = without_key(message.reasoning, self._endpoint)
        text, value = clean(content), None
        if schema is None:
            text = split_thoughts(text)[0].strip()
            if not text or looks_refused(text):
                return None
        elif ladder.rung == "lines" and self._channel._lines is not None:
            value = self._channel._lines.parse(split_thoughts(text)[0])
            if value is None or not fits(value, schema):
                return None
        else:
            value = object_in(content, reasoning, lambda found: fits(found, schema))
            if value is None:
                return None
        model = one_line(clean(message.model))[:_LONGEST_NAME] or self._endpoint.model
        return Reply(text, value, ladder.rung, self._usage, message.finish_reason, 0.0, model)

    def _count(self, message: Message) -> None:
        """Add the tokens of one request; about a third of the bytes where the server does not count."""
        usage = message.usage
        if usage is None:
            sent = sum(len(said["content"].encode("utf-8", "replace")) for said in self._request.messages)
            got = len((message.content + message.reasoning).encode("utf-8", "replace"))
            usage = TokenUsage(
                math.ceil(sent / _BYTES_PER_TOKEN), math.ceil(got / _BYTES_PER_TOKEN), estimated=True
            )
        before = self._usage
        self._usage = TokenUsage(
            before.prompt + usage.prompt,
            before.completion + usage.completion,
            before.cached + usage.cached,
            before.reasoning + usage.reasoning,
            before.estimated or usage.estimated,
        )


def _open_client(endpoint: Endpoint, deadlines: Deadlines) -> "AsyncOpenAI | Failure":
    """Import the SDK and open a client; takes a second the first time, so that is done in a thread."""
    from interview_coach.llm.client import open_client

    try:
        client = open_client(endpoint, deadlines)
        _ = client.chat.completions  # the SDK imports this large part of itself when it is first touched
    except (
        ImportError,
        ValueError,
        OSError,
    ):  # a kind of proxy that is not spoken here, a file that is not there
        hint = "Use an http:// proxy; SSL_CERT_FILE and SSL_CERT_DIR, if set, must exist."
        return Failure(
            "network", "The proxy or the certificates that the environment names cannot be used.", hint
        )
    _imported.set()
    return client


def _wrong_settings(endpoint: Endpoint) -> Failure | None:
    try:
        parts = urlsplit(endpoint.base_url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fine = False
    if not fine or not endpoint.base_url.isprintable():
        return Failure("bad_request", "The base URL is not an address of the form https://host/path.")
    if "@" in urlsplit(endpoint.base_url).netloc:
        return Failure(
            "bad_request", f"The base URL of {endpoint.host} holds a name or password.", "Set a key instead."
        )
    key = endpoint.api_key
    if not key.isascii() or not key.isprintable() or " " in key:
        hint = "Set it again; it may have been copied with something around it."
        return Failure("auth", f"The key for {endpoint.host} has characters that no key has.", hint)
    if not endpoint.model.strip():
        return Failure(
            "bad_request", f"No model is set for {endpoint.host}.", "Set one, as the provider names it."
        )
    return None


def _unusable(endpoint: Endpoint) -> Failure:
    return Failure(
        "bad_reply",
        f"The model at {endpoint.host} did not reply in the form asked for.",
        "Try another model.",
    )


def _cut_twice(endpoint: Endpoint) -> Failure:
    return Failure(
        "bad_reply", f"The reply of the model at {endpoint.host} was cut off twice.", "Try another model."
    )
