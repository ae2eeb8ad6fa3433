"""A model for benchmarks, in a process of its own: it takes a fixed time and replies what a file says.

Started as `python slow_model.py REPLIES.json SECONDS [STREAM_SECONDS]`; prints its port. REPLIES is a list of
`[text, content]`: the first whose text stands in the request gives the reply. A streamed reply comes at once after
the wait, or evenly over STREAM_SECONDS. `GET /told` returns the last request and when its last byte was sent, by the
monotonic clock that all processes share.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_USAGE = {"prompt_tokens": 1200, "completion_tokens": 300, "total_tokens": 1500}
_PIECE = 12


class SlowModel:
    """Answers every request after the same time."""

    def __init__(self, replies: Sequence[tuple[str, str]], seconds: float, stream_seconds: float) -> None:
        self._replies = replies
        self._seconds = seconds
        self._stream_seconds = stream_seconds
        self._told: dict[str, Any] = {"calls": 0}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                sizes = [
                    line.partition(":")[2] for line in lines if line.lower().startswith("content-length")
                ]
                body = await reader.readexactly(int(sizes[0]) if sizes else 0)
                if lines[0].startswith("GET"):
                    writer.write(_whole(self._told))
                else:
                    await self._reply(json.loads(body), writer)
                await writer.drain()
        writer.close()

    async def _reply(self, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        text = "\n".join(message["content"] for message in body["messages"])
        content = next((content for known, content in self._replies if known in text), "{}")
        await asyncio.sleep(self._seconds)
        if body.get("stream"):
            await self._stream(content, writer)
        else:
            message = {"role": "assistant", "content": content}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            writer.write(_whole({**_envelope("chat.completion"), "choices": [choice], "usage": _USAGE}))
        self._told = {"calls": self._told["calls"] + 1, "body": body, "at": time.monotonic()}

    async def _stream(self, content: str, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        pieces = [content[at : at + _PIECE] for at in range(0, len(content), _PIECE)]
        for piece in pieces:
            choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
            writer.write(_event({"choices": [choice]}))
            if self._stream_seconds:
                await writer.drain()
                await asyncio.sleep(self._stream_seconds / len(pieces))
        writer.write(_event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}))
        writer.write(_event({"choices": [], "usage": _USAGE}))
        writer.write(_chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n")


def _envelope(kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": "judge-1"}


def _whole(value: dict[str, Any]) -> bytes:
    data = json.dumps(value).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def _event(fields: dict[str, Any]) -> bytes:
    return _chunk(b"data: " + json.dumps(_envelope("chat.completion.chunk") | fields).encode() + b"\n\n")


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


async def _main(replies: Path, seconds: float, stream_seconds: float) -> None:
    model = SlowModel(json.loads(replies.read_text(encoding="utf-8")), seconds, stream_seconds)
    server = await asyncio.start_server(model.serve, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextlib.contextmanager
def running(
    folder: Path, replies: Sequence[tuple[str, str]], seconds: float, stream_seconds: float = 0.0
) -> Iterator[str]:
    """Run the server while the block lasts; give its base URL."""
    file = folder / "replies.json"
    file.write_text(json.dumps(replies), encoding="utf-8")
    command = [sys.executable, __file__, str(file), str(seconds), str(stream_seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
        finally:
            process.kill()


def told(url: str) -> dict[str, Any]:
    """Return how many calls there were, the last request and when the last byte of its reply was sent."""
    with urllib.request.urlopen(f"{url}/told") as response:
        found: dict[str, Any] = json.load(response)
        return found


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
