"""A server on loopback that speaks the wire format of chat completions over real sockets, with every fault.

What it does with a request is a `Behaviour`; `say`, `stream` and `status` make the sound ones, `broken` breaks
any of them at a place of the byte stream. It counts and keeps what it received.
"""

import gzip
import json
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

Position = Literal["before", "headers", "middle", "last"]
POSITIONS: tuple[Position, ...] = ("before", "headers", "middle", "last")


@dataclass(frozen=True)
class Received:
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


@dataclass
class Wire:
    """One connection, from the server's side."""

    socket: socket.socket
    stopping: threading.Event

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reset(self) -> None:
        """Close so that the other side sees a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def hang(self) -> None:
        self.stopping.wait(60)


Behaviour = Callable[[Wire, Received], None]
Fault = Callable[[Wire, bytes, bytes], None]
"""What happens after the first bytes were sent: gets what was sent and what is left."""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 200
    owner: "FakeServer"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        owner = cast(_Server, self.server).owner
        received = self._read()
        if received is None:
            return
        with owner.lock:
            owner.received.append(received)
            behaviour = owner.answer(received)
        try:
            behaviour(Wire(self.connection, owner.stopping), received)
        except OSError:
            return  # the client had enough

    def _read(self) -> Received | None:
        try:
            first = self.rfile.readline(65536).decode("latin-1").split()
            if len(first) != 3:
                return None
            headers: dict[str, str] = {}
            while line := self.rfile.readline(65536).decode("latin-1").strip():
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            raw = self.rfile.read(int(headers.get("content-length", "0")))
            return Received(first[1], headers, json.loads(raw) if raw else {})
        except (OSError, ValueError):
            return None


@dataclass
class FakeServer:
    """Use as a context manager; `answer` chooses the behaviour for each request."""

    answer: Callable[[Received], Behaviour]
    received: list[Received] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "FakeServer":
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [received.body for received in self.received]


def always(behaviour: Behaviour) -> Callable[[Received], Behaviour]:
    return lambda _: behaviour


def in_turn(*behaviours: Behaviour) -> Callable[[Received], Behaviour]:
    """One after the other; the last one stays."""
    left = list(behaviours)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


# ---- sound replies -------------------------------------------------------------------------------------------


def head(status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def completion(content: object, *, finish: str | None = "stop", **message: Any) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "served-model",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {
            "prompt_tokens": 120,
            "completion_tokens": 30,
            "total_tokens": 150,
            "prompt_tokens_details": {"cached_tokens": 100},
            "completion_tokens_details": {"reasoning_tokens": 10},
        },
    }


def in_one_piece(body: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> bytes:
    usual = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return head(status, {**usual, **(headers or {})}) + body


def events(content: str, *, finish: str | None = "stop", usage: bool = True, size: int = 7) -> bytes:
    """The same reply as a stream of events."""
    whole = completion(content, finish=finish)
    common = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "served-model"}
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": content[at : at + size]} for at in range(0, len(content), size)]
    chunks = [{**common, "choices": [{"index": 0, "delta": d, "finish_reason": None}]} for d in deltas]
    if finish:
        chunks.append({**common, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    if usage:
        chunks.append({**common, "choices": [], "usage": whole["usage"]})
    lines = [": a comment", *(f"data: {json.dumps(chunk)}" for chunk in chunks), "data: [DONE]"]
    return ("\n\n".join(lines) + "\n\n").encode()


def streamed(body: bytes) -> bytes:
    return head(200, {"Content-Type": "text/event-stream; charset=utf-8"}) + body


def normal_bytes(received: Received, content: str) -> bytes:
    """A sound reply to a request: streamed when it asks for that."""
    if received.body.get("stream"):
        usage = bool((received.body.get("stream_options") or {}).get("include_usage"))
        return streamed(events(content, usage=usage))
    return in_one_piece(json.dumps(completion(content)).encode())


def say(content: str) -> Behaviour:
    return lambda wire, received: wire.send(normal_bytes(received, content))


def raw(data: bytes) -> Behaviour:
    return lambda wire, _: wire.send(data)


def message(content: object, *, finish: str | None = "stop", **rest: Any) -> Behaviour:
    """A reply in one piece with anything in it, whatever was asked for."""
    return raw(in_one_piece(json.dumps(completion(content, finish=finish, **rest)).encode()))


def status(code: int, error: object = None, headers: Mapping[str, str] | None = None) -> Behaviour:
    body = json.dumps({"error": error or {"message": "no", "type": "x", "code": None, "param": None}})
    return raw(in_one_piece(body.encode(), headers, code))


def slow(behaviour: Behaviour, seconds: float) -> Behaviour:
    def wait_first(wire: Wire, received: Received) -> None:
        wire.stopping.wait(seconds)
        behaviour(wire, received)

    return wait_first


# ---- faults --------------------------------------------------------------------------------------------------


def broken(content: str, fault: Fault, position: Position) -> Behaviour:
    """A sound reply that goes wrong at a place."""

    def behave(wire: Wire, received: Received) -> None:
        data = normal_bytes(received, content)
        body = data.index(b"\r\n\r\n") + 4
        places = {
            "before": 0,
            "headers": body // 2,
            "middle": body + (len(data) - body) // 2,
            "last": len(data) - 8,
        }
        at = places[position]
        wire.send(data[:at])
        fault(wire, data[:at], data[at:])

    return behave


def _close(_wire: Wire, _sent: bytes, _rest: bytes) -> None:
    return


def _reset(wire: Wire, _sent: bytes, _rest: bytes) -> None:
    wire.reset()


def _hang(wire: Wire, _sent: bytes, _rest: bytes) -> None:
    wire.hang()


def _drip(wire: Wire, _sent: bytes, rest: bytes) -> None:
    for byte in rest + b"\n" * 10_000:
        wire.send(bytes([byte]))
        if wire.stopping.wait(0.03):
            return


def _inserting(data: bytes) -> Fault:
    def insert(wire: Wire, _sent: bytes, rest: bytes) -> None:
        wire.send(data + rest)

    return insert


def _replacing(data: bytes) -> Fault:
    def replace(wire: Wire, _sent: bytes, _rest: bytes) -> None:
        wire.send(data)

    return replace


def _endless(piece: bytes) -> Fault:
    def flood(wire: Wire, _sent: bytes, _rest: bytes) -> None:
        end = time.monotonic() + 30
        while not wire.stopping.is_set() and time.monotonic() < end:
            wire.send(piece)

    return flood


def _again(wire: Wire, sent: bytes, rest: bytes) -> None:
    wire.send(sent[-200:] + rest)


_ENDLESS_EVENT = b'data: {"choices":[{"index":0,"delta":{"content":"never "},"finish_reason":null}]}\n\n'

FAULTS: Mapping[str, Fault] = {
    "closed": _close,
    "reset": _reset,
    "hangs": _hang,
    "slow drip": _drip,
    "NUL": _inserting(b"\x00" * 4096),
    "invalid UTF-8": _inserting(b"\xff\xfe\xc3\x28"),
    "escape sequences": _inserting(b"\x1b]52;c;QUJD\x07\x1b[2J"),
    "50 MB": _inserting(b"a" * (50 * 1024 * 1024)),
    "HTML": _replacing(b"<!DOCTYPE html><html><body>Login</body></html>"),
    "endless stream": _endless(b"x" * 65536),
    "endless events": _endless(_ENDLESS_EVENT * 100),
    "endless comments": _endless(b": still there\n\n" * 1000),
    "endless white space": _endless(b" \n" * 4096),
    "duplicate chunks": _again,
    "an error event": _replacing(b'\n\ndata: {"error":{"message":"overloaded","code":529}}\n\n'),
    "deep nesting": _replacing(b'\n\ndata: {"choices":' + b"[" * 100_000 + b"\n\n"),
}


def gzip_bomb(size: int = 50 * 1024 * 1024, start: bytes = b"") -> Behaviour:
    """A small reply that becomes large."""
    packed = gzip.compress(start + b" " * size)
    return raw(in_one_piece(packed, {"Content-Encoding": "gzip"}))
