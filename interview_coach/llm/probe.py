"""Testing a connection, and looking for model servers on this machine."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from interview_coach.llm.breaker import Breaker
from interview_coach.llm.channel import OpenAIChannel
from interview_coach.llm.limits import Deadlines
from interview_coach.llm.memory import Memory
from interview_coach.llm.parse import decoded
from interview_coach.llm.presets import PRESETS
from interview_coach.llm.types import Endpoint, LlmError, Request
from interview_coach.text.clean import clean, one_line

LOCAL_PROVIDERS = ("ollama", "llamacpp", "lmstudio", "vllm")
_LOOK_SECONDS = 0.3
_LONGEST_NAME = 200
_Fetch = Callable[[Endpoint, str, float], Awaitable[bytes | None]]
_PROBE = Request(
    messages=(
        {"role": "system", "content": "You test a connection."},
        {"role": "user", "content": "Say that you are ready: ready is true, word is the word ready."},
    ),
    schema={
        "type": "object",
        "properties": {"ready": {"type": "boolean"}, "word": {"type": "string"}},
        "required": ["ready", "word"],
        "additionalProperties": False,
    },
    schema_name="probe",
    max_output_tokens=512,
    purpose="probe",
)


@dataclass(frozen=True)
class ProbeResult:
    """What a connection can do.

    Attributes:
        ok: whether a usable reply came.
        rung: the strictest form of reply that works; empty when nothing does.
        streaming: whether replies with a schema arrive piece by piece.
        usage_reported: whether the server counts tokens.
        latency_seconds: from the request to the whole reply, everything that was tried included.
        model: the model as the server names it.
        message: one sentence for the person.
    """

    ok: bool
    rung: str
    streaming: bool
    usage_reported: bool
    latency_seconds: float
    model: str
    message: str


async def probe(
    endpoint: Endpoint, memory: Memory | None = None, *, deadlines: Deadlines | None = None
) -> ProbeResult:
    """Send one tiny request through the real ladder, from its top, and say what works.

    Args:
        endpoint: what to test; a few hundred tokens are used.
        memory: takes down what worked, if given.
        deadlines: the times; those of any request by default.
    """
    fresh = Memory()
    channel = OpenAIChannel(endpoint, fresh, Breaker(), deadlines=deadlines)
    texts: list[str] = []
    started = asyncio.get_running_loop().time()
    try:
        reply = await channel.ask(_PROBE, texts.append)
    except LlmError as error:
        seconds = asyncio.get_running_loop().time() - started
        return ProbeResult(False, "", False, False, seconds, endpoint.model, str(error))
    shape = fresh.recall(endpoint)
    if memory is not None and shape is not None:
        memory.note(endpoint, shape)
    return ProbeResult(
        ok=True,
        rung=reply.rung,
        streaming=bool(texts),
        usage_reported=not reply.usage.estimated,
        latency_seconds=reply.seconds,
        model=reply.model,
        message=f"{endpoint.host} works.",
    )


async def find_local(
    addresses: Sequence[tuple[str, str]] | None = None,
) -> list[Endpoint]:
    """Return the model servers that answer on this machine's usual ports; nothing is sent but "which models?".

    Args:
        addresses: provider and base URL of the servers to look for; the usual ones by default.
    """
    fetch = await asyncio.to_thread(_fetcher)
    if addresses is None:
        addresses = [(name, PRESETS[name].base_url) for name in LOCAL_PROVIDERS]
    endpoints = [Endpoint(url, "", provider=provider) for provider, url in addresses]
    found = await asyncio.gather(*(_look(endpoint, fetch) for endpoint in endpoints))
    return [endpoint for endpoint in found if endpoint is not None]


def _fetcher() -> _Fetch:
    """Import what sends, in a thread: it takes a while."""
    from interview_coach.llm.client import fetch

    return fetch


async def _look(endpoint: Endpoint, fetch: _Fetch) -> Endpoint | None:
    body = await fetch(endpoint, "models", _LOOK_SECONDS)
    try:
        listed = decoded(body or b"")
    except ValueError:
        return None
    models = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(models, list):
        return None
    names = [model["id"] for model in models if isinstance(model, dict) and isinstance(model.get("id"), str)]
    return replace(endpoint, model=one_line(clean(names[0]))[:_LONGEST_NAME] if names else "")
