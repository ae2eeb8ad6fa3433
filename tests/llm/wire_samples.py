"""What the tests of the channel share: a small schema, requests, channels with short times, a judge of outcomes."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from fake_server import FakeServer

from interview_coach.llm.breaker import Breaker
from interview_coach.llm.channel import OpenAIChannel
from interview_coach.llm.client import open_client
from interview_coach.llm.limits import Deadlines
from interview_coach.llm.memory import Memory
from interview_coach.llm.types import Channel, Endpoint, LlmError, Reply, Request
from interview_coach.llm.validate import fits

KEY = "sk-canary-7f3a9b2c4d5e6f708192"
OPEN_CLIENT = open_client
"""Imported here, so that no test's deadline pays for the first import of the SDK."""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "points": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "verdict": {"type": "string", "enum": ["met", "missed"]},
                },
                "required": ["id", "verdict"],
                "additionalProperties": False,
            },
        },
        "score": {"type": "number"},
        "fix": {"type": "string"},
    },
    "required": ["points", "score", "fix"],
    "additionalProperties": False,
}
VALUE: dict[str, Any] = {
    "points": [{"id": "race", "verdict": "met"}, {"id": "lock", "verdict": "missed"}],
    "score": 50,
    "fix": "Say how the loser learns of it \u2013 with a {status} code.",
}
GOOD = json.dumps(VALUE)
REQUEST = Request(
    messages=(
        {"role": "system", "content": "Grade the answer."},
        {"role": "user", "content": "The answer: it is a race."},
    ),
    schema=SCHEMA,
    schema_name="grade",
    max_output_tokens=800,
    purpose="grade",
)
TEXT_REQUEST = replace(REQUEST, schema=None, purpose="rewrite")
SHORT = Deadlines(connect=0.3, read=0.2, total=2.0)
AMPLE = Deadlines(connect=10, read=20, total=30)

Ask = Callable[[], Awaitable[Reply]]


class Sleeps:
    """Pauses that take no time; remembers how long they would have been."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


def endpoint_of(server: FakeServer, **changes: Any) -> Endpoint:
    """Hosted as far as the habits go, so that requests look as they do to a stranger."""
    return replace(Endpoint(server.url, "some-model", KEY, provider="openai"), **changes)


def channel_to(endpoint: Endpoint, **options: Any) -> OpenAIChannel:
    usual: dict[str, Any] = {"deadlines": AMPLE, "sleep": Sleeps(), "rng": random.Random(7)}
    memory = options.pop("memory", None) or Memory()
    breaker = options.pop("breaker", None) or Breaker()
    return OpenAIChannel(endpoint, memory, breaker, **{**usual, **options})


async def error_of(channel: Channel, request: Request = REQUEST, *, streamed: bool = False) -> LlmError:
    """Ask where no reply is expected."""
    try:
        reply = await channel.ask(request, (lambda _: None) if streamed else None)
    except LlmError as error:
        return error
    raise AssertionError(f"a reply came: {reply}")


async def complaint_about(ask: Ask, seconds: float, schema: dict[str, Any] | None = SCHEMA) -> str:
    """Return what is wrong with how an ask ended, or an empty text: the judge of every fault."""
    try:
        async with asyncio.timeout(seconds):
            reply = await ask()
    except LlmError as error:
        if not error.message or KEY in f"{error} {error!r} {error.hint}":
            return f"a bad message: {error!r}"
        if error.__context__ is not None or error.__cause__ is not None:
            return f"an exception hangs on to it: {error.__context__!r}"
        return ""
    except TimeoutError:
        return f"it hangs: not over after {seconds} s"
    except Exception as error:
        return f"{type(error).__name__} escaped"
    if schema is not None and (reply.value is None or not fits(reply.value, schema)):
        return f"a value that does not fit: {reply.value}"
    return ""
