"""Every fault of the network and of the server, at every place, ends in a reply or a reason, and in time."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from fake_server import (
    FAULTS,
    POSITIONS,
    Behaviour,
    FakeServer,
    always,
    broken,
    gzip_bomb,
    raw,
    say,
    streamed,
)
from wire_samples import (
    GOOD,
    KEY,
    REQUEST,
    SHORT,
    TEXT_REQUEST,
    VALUE,
    channel_to,
    complaint_about,
    endpoint_of,
    error_of,
)

from interview_coach.llm.limits import MAX_BODY, Deadlines
from interview_coach.llm.types import Endpoint, LlmError, Reply

TIME_FOR_CLEANING_UP = 20.0  # generous: a busy machine; a fault that hangs lasts longer
LIMIT = SHORT.total + TIME_FOR_CLEANING_UP


async def complaints(behaviour: Behaviour, **options: Any) -> list[str]:
    """Ask in all ways at once and return what is wrong."""
    with FakeServer(always(behaviour)) as server:
        found = []
        for request in (REQUEST, TEXT_REQUEST):
            for on_text in (None, lambda _: None):
                channel = channel_to(endpoint_of(server), deadlines=SHORT, **options)
                schema = dict(request.schema) if request.schema else None
                found.append(complaint_about(partial(channel.ask, request, on_text), LIMIT, schema))
        return [complaint for complaint in await asyncio.gather(*found) if complaint]


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_ends_in_a_reply_or_a_reason(fault: str, position: Any) -> None:
    assert await complaints(broken(GOOD, FAULTS[fault], position)) == []


@pytest.mark.parametrize("fault", ["closed", "reset", "HTML", "hangs"])
@pytest.mark.parametrize("position", ["before", "headers", "middle"])
async def test_a_reply_that_broke_off_is_never_taken(fault: str, position: Any) -> None:
    with FakeServer(always(broken(GOOD, FAULTS[fault], position))) as server:
        for streamed_too in (True, False):
            error = await error_of(channel_to(endpoint_of(server), deadlines=SHORT), streamed=streamed_too)
            assert error.reason in ("network", "timeout", "bad_reply", "server")


@pytest.mark.parametrize("size", [10 * 1024 * 1024, 200 * 1024 * 1024])
async def test_a_gzip_bomb_is_not_unpacked_beyond_the_limit(size: int) -> None:
    with FakeServer(always(gzip_bomb(size))) as server:
        error = await error_of(channel_to(endpoint_of(server)))
    assert error.reason == "too_large"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip", "gzip, gzip", "\x00"])
async def test_an_encoding_that_was_not_asked_for_is_told(encoding: str) -> None:
    data = (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding.encode() + b"\r\nContent-Length: 5\r\n\r\n12345"
    )
    with FakeServer(always(raw(data))) as server:
        error = await error_of(channel_to(endpoint_of(server)))
    assert error.reason in ("bad_reply", "network")


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "image/png", "application/json", ""])
async def test_a_stream_with_the_wrong_content_type_is_still_bounded(kind: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode()
    with FakeServer(always(raw(head + b"x" * (2 * MAX_BODY)))) as server:
        error = await error_of(channel_to(endpoint_of(server)), streamed=True)
    assert error.reason == "too_large"


async def test_an_endless_message_ends_at_256_kilobytes() -> None:
    event = b'data: {"choices":[{"index":0,"delta":{"content":"' + b"word " * 800 + b'"}}]}\n\n'
    with FakeServer(always(raw(streamed(event * 500)))) as server:
        error = await error_of(channel_to(endpoint_of(server)), streamed=True)
    assert error.reason == "too_large"


# ---- before there is a connection ----------------------------------------------------------------------------


def test_refused_says_that_nothing_answers() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    endpoint = Endpoint(f"http://127.0.0.1:{port}/v1", "m", KEY)
    error = asyncio.run(error_of(channel_to(endpoint)))
    assert (error.reason, error.message) == ("network", f"Nothing answers at 127.0.0.1:{port}.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("https_proxy", f"socks5://me:{KEY}@127.0.0.1:9"),
        ("https_proxy", "gopher://127.0.0.1:9"),
        ("https_proxy", "http://127.0.0.1:9"),
        ("https_proxy", "http://127.0.0.1:notaport"),
        ("SSL_CERT_FILE", "/nonexistent/certificates.pem"),
    ],
)
async def test_an_environment_that_cannot_work_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    def unknown(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setenv(name, value)
    channel = channel_to(Endpoint("https://models.example/v1", "m", KEY))
    assert (await error_of(channel)).reason == "network"
    assert await complaint_about(lambda: channel.ask(REQUEST), 30) == ""


async def test_an_unknown_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = await error_of(channel_to(Endpoint("https://models.example/v1", "m", KEY)))
    assert (error.reason, error.message) == ("network", "The name of models.example was not found.")


async def test_a_name_service_that_hangs_ends_at_the_connect_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hang(*_args: object, **_kwargs: object) -> None:
        over.wait(90)
        raise socket.gaierror(socket.EAI_AGAIN, "Try again")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    channel = channel_to(Endpoint("https://models.example/v1", "m", KEY), deadlines=SHORT)
    try:
        complaint = await complaint_about(lambda: channel.ask(REQUEST), LIMIT)
    finally:
        over.set()
    assert complaint == ""


async def test_plain_text_where_tls_is_expected_is_told() -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        error = await error_of(channel_to(Endpoint(f"https://127.0.0.1:{port}/v1", "m", KEY)))
    assert error.reason == "network"
    assert "secure connection" in error.message


@pytest.fixture
def full_backlog() -> Iterator[int]:
    """A port that takes no more connections: the client's first packet is dropped."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = []
        for _ in range(8):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
            waiting.append(client)
        yield port
        for client in waiting:
            client.close()


async def test_a_server_that_does_not_take_connections_times_out(full_backlog: int) -> None:
    channel = channel_to(Endpoint(f"http://127.0.0.1:{full_backlog}/v1", "m", KEY), deadlines=SHORT)
    error: LlmError | None = None

    async def ask() -> Reply:
        nonlocal error
        try:
            return await channel.ask(REQUEST)
        except LlmError as raised:
            error = raised
            raise

    assert await complaint_about(ask, LIMIT) == ""
    assert error is not None
    assert error.reason == "timeout"


# ---- cancelling ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("position", POSITIONS)
async def test_a_cancelled_ask_ends_at_once_and_counts_as_nothing(position: Any) -> None:
    with FakeServer(always(broken(GOOD, FAULTS["hangs"], position))) as server:
        channel = channel_to(endpoint_of(server))
        task = asyncio.create_task(channel.ask(REQUEST, lambda _: None))
        while not server.received:
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 15)
        server.answer = always(say(GOOD))
        assert (await channel.ask(REQUEST)).value == VALUE


# ---- negative controls ---------------------------------------------------------------------------------------


async def test_the_harness_finds_a_channel_without_a_deadline() -> None:
    never = Deadlines(connect=900, read=900, total=900)
    with FakeServer(always(broken(GOOD, FAULTS["hangs"], "middle"))) as server:
        channel = channel_to(endpoint_of(server), deadlines=never)
        assert "hangs" in await complaint_about(lambda: channel.ask(REQUEST), 0.5)


async def test_the_harness_finds_a_channel_whose_total_is_not_kept() -> None:
    """Each read is in time, the whole never is."""
    drips = Deadlines(connect=1, read=1, total=900)
    with FakeServer(always(broken(GOOD, FAULTS["slow drip"], "middle"))) as server:
        channel = channel_to(endpoint_of(server), deadlines=drips)
        assert "hangs" in await complaint_about(lambda: channel.ask(REQUEST), 0.7)


async def test_the_harness_finds_what_escapes() -> None:
    async def broken_channel() -> Reply:
        raise KeyError("choices")

    assert await complaint_about(broken_channel, 1) == "KeyError escaped"


async def test_the_harness_finds_a_value_of_the_wrong_type() -> None:
    with FakeServer(always(say(GOOD))) as server:
        channel = channel_to(endpoint_of(server))
        found = await complaint_about(
            lambda: channel.ask(REQUEST), 30, {"type": "object", "required": ["no"]}
        )
    assert "does not fit" in found


async def test_the_harness_finds_a_key_in_a_message() -> None:
    async def talkative_channel() -> Reply:
        raise LlmError("auth", f"The key {KEY} is wrong.")

    assert "bad message" in await complaint_about(talkative_channel, 1)
