"""A real llama.cpp server with tiny models made here; see the target test-llama of the Makefile."""

import contextlib
import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-llama" / "bin" / "python"
MAKER = Path(__file__).with_name("tiny_model.py")
CONTEXT = 16384
SEED = 7
_START_SECONDS = 60.0
_ANSWERED = re.compile(r'"POST /v1/chat/completions HTTP/1\.1" (\d{3})')


@dataclass(frozen=True)
class Recital:
    """What a model says whatever it is asked; with an empty text its weights are random."""

    text: str = ""
    forever: bool = False


@dataclass
class LlamaServer:
    """A running server; its models go by their names in the request."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def statuses(self) -> list[int]:
        """Return the status of every chat request so far, in the order of the answers."""
        return [int(found) for found in _ANSWERED.findall(self.log.read_text("utf-8", "replace"))]

    def disconnected(self) -> int:
        """Return how many streamed replies it has stopped because nobody was listening any more."""
        return self.log.read_text("utf-8", "replace").count("Disconnected from client")

    def post(self, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Send a chat request past the program; return status and body."""
        request = Request(
            f"{self.url}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urlopen(request, timeout=60) as response:
                return response.status, json.load(response)
        except HTTPError as error:
            return error.code, json.load(error)


@contextlib.contextmanager
def llama_server(folder: Path, models: Mapping[str, Recital]) -> Iterator[LlamaServer]:
    """Make the models in a folder, serve them on a free loopback port, and stop the server afterwards."""
    if not PYTHON.exists():
        raise RuntimeError(f"{PYTHON} is not there: `make test-llama` builds it.")
    for number, (name, recital) in enumerate(models.items()):
        command = [str(PYTHON), str(MAKER), str(folder / f"{name}.gguf"), str(SEED + number), recital.text]
        if recital.forever:
            command.append("--forever")
        subprocess.run(command, check=True, timeout=60)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {"n_ctx": CONTEXT, "n_threads": 1, "n_threads_batch": 1, "seed": SEED, "verbose": False}
    listed = [
        {"model": str(folder / f"{name}.gguf"), "model_alias": name, "chat_format": "chatml", **shared}
        for name in models
    ]
    config = folder / "server.json"
    config.write_text(json.dumps({"host": "127.0.0.1", "port": port, "models": listed}), "utf-8")
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [PYTHON, "-m", "llama_cpp.server", "--config_file", config],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"},
            cwd=folder,
        )
    try:
        server = LlamaServer(port, log, process)
        _wait(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(server: LlamaServer) -> None:
    """Return when the server answers; it says why if it does not."""
    until = time.monotonic() + _START_SECONDS
    while server.process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(URLError, OSError), urlopen(f"{server.url}/models", timeout=5):
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start:\n{server.log.read_text('utf-8', 'replace')[-2000:]}")
