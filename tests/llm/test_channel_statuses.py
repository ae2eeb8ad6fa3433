"""What each HTTP status means, what is tried again and after how long."""

import asyncio
import json
import random
import time
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest
from fake_server import FakeServer, always, head, in_one_piece, in_turn, raw, say, slow, status
from wire_samples import (
    AMPLE,
    GOOD,
    KEY,
    REQUEST,
    TEXT_REQUEST,
    VALUE,
    Sleeps,
    channel_to,
    endpoint_of,
    error_of,
)

from interview_coach.llm.breaker import FAILURES, Breaker
from interview_coach.llm.failures import MAX_QUOTED, Failure
from interview_coach.llm.retries import RETRIES, Retries


def error(message: str = "no", **fields: Any) -> dict[str, Any]:
    return {"message": message, "type": None, "param": None, "code": None, **fields}


ONCE, THRICE = 1, 1 + RETRIES
QUOTA = error("You exceeded your current quota.", code="insufficient_quota")
CASES = [
    (401, error("Incorrect API key provided"), "auth", ONCE),
    (400, error("API key not valid. Please pass a valid API key."), "auth", ONCE),
    (403, error("Country not supported"), "auth", ONCE),
    (404, error("The model does not exist"), "not_found", ONCE),
    (405, error(), "not_found", ONCE),
    (402, error("Insufficient credits"), "quota", ONCE),
    (429, QUOTA, "quota", ONCE),
    (429, error("Rate limit reached"), "rate_limit", THRICE),
    (400, error("This model's maximum context length is 8192 tokens"), "too_large", ONCE),
    (413, error("Request too large"), "too_large", ONCE),
    (400, error("filtered", code="content_filter"), "filtered", ONCE),
    (408, error(), "timeout", THRICE),
    (409, error(), "server", THRICE),
    (502, error(), "server", THRICE),
    (503, error("loading model"), "server", THRICE),
    (529, error("Overloaded", type="overloaded_error"), "server", THRICE),
    (302, error(), "bad_request", ONCE),
    (307, error(), "bad_request", ONCE),
]


@pytest.mark.parametrize(("code", "said", "reason", "requests"), CASES)
async def test_a_status_becomes_a_reason(code: int, said: dict[str, Any], reason: str, requests: int) -> None:
    answer = always(status(code, said, {"Location": "http://127.0.0.1:9/"}))
    with FakeServer(answer) as server:
        failed = await error_of(channel_to(endpoint_of(server)))
        assert (failed.reason, len(server.received)) == (reason, requests)


@pytest.mark.parametrize("code", [500, 502, 503, 529, 429, 408])
async def test_a_passing_fault_is_survived(code: int) -> None:
    sleeps = Sleeps()
    with FakeServer(in_turn(status(code), status(code), say(GOOD))) as server:
        reply = await channel_to(endpoint_of(server), sleep=sleeps).ask(REQUEST)
        assert (reply.value, len(server.received)) == (VALUE, 3)
    assert sum(sleeps.slept) > 0


async def test_a_plain_500_is_retried_and_then_asked_in_words() -> None:
    def python_server(received: Any) -> Any:
        return status(500) if "response_format" in received.body else say(GOOD)

    with FakeServer(python_server) as server:
        reply = await channel_to(endpoint_of(server)).ask(REQUEST)
        assert (reply.rung, len(server.received)) == ("prompt", 4)


@pytest.mark.parametrize("asked", ["7", "7.5", "date"])
async def test_retry_after_is_respected_with_a_countdown(asked: str) -> None:
    header = formatdate(time.time() + 8, usegmt=True) if asked == "date" else asked
    waits: list[tuple[float, str]] = []
    sleeps = Sleeps()
    with FakeServer(in_turn(status(429, headers={"Retry-After": header}), say(GOOD))) as server:
        channel = channel_to(endpoint_of(server), sleep=sleeps, on_wait=lambda *told: waits.append(told))
        assert (await channel.ask(REQUEST)).value == VALUE
    assert 6 <= sum(sleeps.slept) <= 9
    assert max(sleeps.slept) <= 1
    seconds = [left for left, _ in waits]
    assert seconds == sorted(seconds, reverse=True)
    assert len(seconds) >= 7
    assert {why for _, why in waits} == {"the server asks for fewer requests"}


ABSURD = ["31", "3600", "-1", "nan", "inf", "1e400", "soon", "", "Fri, 99 Foo 2030", "9" * 400]


@pytest.mark.parametrize("header", [*ABSURD, "Fri, 01 Jan 2100 00:00:00 GMT"])
async def test_an_absurd_retry_after_means_no_retry(header: str) -> None:
    sleeps = Sleeps()
    with FakeServer(always(status(429, headers={"Retry-After": header}))) as server:
        failed = await error_of(channel_to(endpoint_of(server), sleep=sleeps))
        assert (failed.reason, len(server.received), sleeps.slept) == ("rate_limit", 1, [])


async def test_a_retry_after_in_the_past_means_now() -> None:
    past = formatdate(time.time() - 1000, usegmt=True)
    sleeps = Sleeps()
    with FakeServer(in_turn(status(503, headers={"Retry-After": past}), say(GOOD))) as server:
        assert (await channel_to(endpoint_of(server), sleep=sleeps).ask(REQUEST)).value == VALUE
    assert sum(sleeps.slept) < 1


async def test_nothing_is_waited_for_beyond_the_deadline() -> None:
    sleeps = Sleeps()
    deadlines = replace(AMPLE, total=10)
    with FakeServer(always(status(429, headers={"Retry-After": "20"}))) as server:
        failed = await error_of(channel_to(endpoint_of(server), sleep=sleeps, deadlines=deadlines))
        assert (failed.reason, len(server.received), sleeps.slept) == ("rate_limit", 1, [])


async def test_the_jitter_comes_from_the_seed_and_grows() -> None:
    async def pauses(seed: int) -> list[float]:
        sleeps = Sleeps()
        retries = Retries(random.Random(seed), sleeps)
        failure = Failure("server", "x", retryable=True)
        sums: list[float] = []
        while await retries.wait(failure, 1000):
            sums.append(sum(sleeps.slept) - sum(sums))
        return sums

    first = await pauses(1)
    assert first == await pauses(1)
    assert first != await pauses(2)
    assert len(first) == RETRIES
    assert all(low <= pause <= 3 * low for pause, low in zip(first, (0.4, 0.8), strict=True))


async def test_a_read_timeout_is_retried() -> None:
    deadlines = replace(AMPLE, read=1.5)
    with FakeServer(in_turn(slow(say(GOOD), 30), say(GOOD))) as server:
        assert (await channel_to(endpoint_of(server), deadlines=deadlines).ask(REQUEST)).value == VALUE
        assert len(server.received) == 2


# ---- the words -----------------------------------------------------------------------------------------------


async def test_the_server_is_quoted_clean_and_short_and_without_the_key() -> None:
    nasty = f"\x1b[2J\x1b]52;c;QQ\x07bad \u202e{KEY[:9]}\x00{KEY[9:]} Bearer abcdef " + "x" * 5000
    with FakeServer(always(status(400, error(nasty)))) as server:
        failed = await error_of(channel_to(endpoint_of(server)), TEXT_REQUEST)
    assert failed.reason == "bad_request"
    assert KEY not in str(failed)
    assert "abcdef" not in str(failed)
    assert "[key]" in str(failed)
    assert str(failed).isprintable()
    assert len(failed.message) < MAX_QUOTED + 120


@pytest.mark.parametrize("key", [KEY, "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "AIzaSyA-1234567890abcdefghijk"])
async def test_keys_of_any_form_are_not_quoted(key: str) -> None:
    with FakeServer(always(status(403, error(f"key {key[:5]}\u200e{key[5:]} has no access")))) as server:
        failed = await error_of(channel_to(endpoint_of(server, api_key=key)))
    assert "key [key] has no access" in failed.message


@pytest.mark.parametrize(
    "body",
    [
        b'[{"error": {"code": 429, "message": "Quota per minute", "status": "RESOURCE_EXHAUSTED"}}]',
        b'{"error": "slow down"}',
        b'{"detail": "slow down"}',
        b'{"message": "slow down"}',
        b"slow down",
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b"<html>slow down</html>",
    ],
)
async def test_error_bodies_of_every_form_are_understood(body: bytes) -> None:
    with FakeServer(always(raw(in_one_piece(body, status=429)))) as server:
        failed = await error_of(channel_to(endpoint_of(server)))
        assert (failed.reason, len(server.received)) == ("rate_limit", THRICE)


async def test_an_error_inside_a_successful_reply_is_an_error() -> None:
    body = json.dumps({"error": {"code": 502, "message": "Provider returned error"}}).encode()
    with FakeServer(in_turn(raw(in_one_piece(body)), say(GOOD))) as server:
        assert (await channel_to(endpoint_of(server)).ask(REQUEST)).value == VALUE
    quota = json.dumps({"error": {"message": "insufficient_quota", "type": "insufficient_quota"}}).encode()
    with FakeServer(always(raw(in_one_piece(quota)))) as server:
        assert (await error_of(channel_to(endpoint_of(server)))).reason == "quota"


async def test_a_redirect_is_not_followed() -> None:
    with FakeServer(always(say(GOOD))) as other:
        away = raw(head(307, {"Location": f"{other.url}/chat/completions", "Content-Length": "0"}))
        with FakeServer(always(away)) as server:
            failed = await error_of(channel_to(endpoint_of(server)))
        assert failed.reason == "bad_request"
        assert other.received == []


# ---- the breaker around it -----------------------------------------------------------------------------------


async def test_after_three_failed_asks_the_endpoint_is_left_alone_for_a_minute() -> None:
    now = [1000.0]
    breaker = Breaker(clock=lambda: now[0])
    with FakeServer(always(status(401))) as server:
        channel = channel_to(endpoint_of(server), breaker=breaker)
        for _ in range(FAILURES):
            assert (await error_of(channel)).reason == "auth"
        assert (await error_of(channel)).reason == "circuit_open"
        assert len(server.received) == FAILURES
        now[0] += 61
        server.answer = always(slow(say(GOOD), 0.2))
        trial = asyncio.create_task(channel.ask(REQUEST))
        await asyncio.sleep(0)
        assert (await error_of(channel)).reason == "circuit_open"
        assert (await trial).value == VALUE
        assert (await channel.ask(REQUEST)).value == VALUE


async def test_a_refusal_says_nothing_against_the_endpoint() -> None:
    with FakeServer(always(status(400, error("x", code="content_filter")))) as server:
        channel = channel_to(endpoint_of(server))
        for _ in range(FAILURES + 2):
            assert (await error_of(channel)).reason == "filtered"


async def test_a_cancelled_trial_leaves_room_for_the_next() -> None:
    now = [0.0]
    breaker = Breaker(clock=lambda: now[0])
    with FakeServer(always(status(401))) as server:
        channel = channel_to(endpoint_of(server), breaker=breaker)
        for _ in range(FAILURES):
            await error_of(channel)
        now[0] += 61
        server.answer = always(slow(say(GOOD), 30))
        trial = asyncio.create_task(channel.ask(REQUEST))
        while len(server.received) == FAILURES:
            await asyncio.sleep(0.005)
        trial.cancel()
        with pytest.raises(asyncio.CancelledError):
            await trial
        server.answer = always(say(GOOD))
        assert (await channel.ask(REQUEST)).value == VALUE
