"""Testing a connection says what works; servers on this machine are found without being used."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from fake_server import (
    FAULTS,
    FakeServer,
    Received,
    always,
    broken,
    completion,
    gzip_bomb,
    in_one_piece,
    raw,
    say,
    status,
)
from wire_samples import AMPLE, KEY, endpoint_of

from interview_coach.llm.memory import Memory
from interview_coach.llm.probe import find_local, probe
from interview_coach.llm.shape import Shape

READY = '{"ready": true, "word": "ready"}'


async def test_a_probe_says_what_works_and_remembers_it() -> None:
    memory = Memory()
    with FakeServer(always(say(READY))) as server:
        endpoint = endpoint_of(server)
        memory.note(endpoint, Shape(form="prompt"))
        result = await probe(endpoint, memory, deadlines=AMPLE)
        assert (result.ok, result.rung, result.streaming, result.usage_reported) == (
            True,
            "json_schema_strict",
            True,
            True,
        )
        assert result.model == "served-model"
        assert 0 < result.latency_seconds < 30
        assert memory.recall(endpoint) == Shape()


async def test_a_probe_sees_what_does_not_work() -> None:
    def plain(received: Received) -> Any:
        if "response_format" in received.body:
            return status(400, {"message": "Unknown field response_format"})
        if received.body.get("stream"):
            return status(400, {"message": "stream is not supported"})
        body = completion(READY)
        del body["usage"]
        return raw(in_one_piece(json.dumps(body).encode()))

    with FakeServer(plain) as server:
        result = await probe(endpoint_of(server), deadlines=AMPLE)
    assert (result.ok, result.rung, result.streaming, result.usage_reported) == (True, "prompt", False, False)


async def test_a_probe_that_fails_says_why_without_the_key() -> None:
    with FakeServer(always(status(401, {"message": f"Incorrect API key {KEY}"}))) as server:
        result = await probe(endpoint_of(server), deadlines=AMPLE)
    assert not result.ok
    assert "did not accept the key" in result.message
    assert KEY not in repr(result)


def models(names: list[Any]) -> Callable[[Received], Any]:
    body = json.dumps({"object": "list", "data": [{"id": name} for name in names]}).encode()
    return always(raw(in_one_piece(body)))


async def test_a_local_server_is_found_with_its_first_model_and_nothing_else_is_asked() -> None:
    with FakeServer(models(["llama\x1b[2J-small", "other"])) as server, FakeServer(models([])) as empty:
        found = await find_local([("ollama", server.url), ("vllm", empty.url)])
        assert [(e.provider, e.base_url, e.model, e.api_key) for e in found] == [
            ("ollama", server.url, "llama-small", ""),
            ("vllm", empty.url, "", ""),
        ]
        assert [received.path for received in server.received] == ["/v1/models"]
        assert "authorization" not in server.received[0].headers


@pytest.mark.parametrize("names", [[5], [None], [{"a": 1}]])
async def test_models_without_a_proper_name_leave_it_open(names: list[Any]) -> None:
    with FakeServer(models(names)) as server:
        assert [endpoint.model for endpoint in await find_local([("ollama", server.url)])] == [""]


OTHERS = {
    "a web page": raw(in_one_piece(b"<html>Jenkins</html>")),
    "not found": status(404),
    "a list": raw(in_one_piece(b"[]")),
    "another object": raw(in_one_piece(b'{"data": "x"}')),
    "deep": raw(in_one_piece(b"[" * 100_000)),
    "a bomb": gzip_bomb(10 * 1024 * 1024),
    **{
        f"{name}, {place}": broken("x", FAULTS[name], place)
        for name in FAULTS
        for place in ("before", "middle")
    },
}


@pytest.mark.parametrize("name", OTHERS)
async def test_other_programs_on_those_ports_are_no_models_and_cost_no_time(name: str) -> None:
    with FakeServer(always(OTHERS[name])) as server:
        started = time.monotonic()
        found = await find_local([("llamacpp", server.url)])
        assert time.monotonic() - started < 20  # these servers hang for 30 s and longer
    # a sound completion with something before or in it is no list of models either
    assert found == []


async def test_closed_ports_are_nothing() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert await find_local([("ollama", f"http://127.0.0.1:{port}/v1")]) == []
