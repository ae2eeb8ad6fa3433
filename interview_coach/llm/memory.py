"""What worked with which endpoint, kept in a small file so that the next request begins there.

The file holds addresses, model names and the shape of requests: no key, no text. It may be deleted at any time,
and one that cannot be read or written is done without.
"""

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from interview_coach.errors import CoachError
from interview_coach.llm.shape import Shape
from interview_coach.llm.types import Endpoint
from interview_coach.paths import make_private_folder

FILE_NAME = "llm-endpoints.json"
KEPT_SECONDS = 30 * 86400.0
"""After this long everything is tried again from the top: servers learn."""
_LARGEST_FILE = 1024 * 1024
_MOST_ENTRIES = 200

_Entries = dict[str, dict[str, tuple[float, Shape]]]


def address_of(endpoint: Endpoint) -> str:
    """Return the base URL without user name, password and query: what an endpoint is known by."""
    parts = urlsplit(endpoint.base_url)
    return f"{parts.scheme}://{endpoint.host}{parts.path.rstrip('/')}"


class Memory:
    """The remembered shapes, by address and model."""

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        """Use a file, `Memory(paths.state / FILE_NAME)`, or with None nothing beyond this object."""
        self._path = path
        self._clock = clock
        self._held: _Entries = {}

    def recall(self, endpoint: Endpoint) -> Shape | None:
        """Return what worked with this endpoint within the last 30 days."""
        noted = self._entries().get(address_of(endpoint), {}).get(endpoint.model)
        if noted is None or not 0 <= self._clock() - noted[0] <= KEPT_SECONDS:
            return None
        return noted[1]

    def note(self, endpoint: Endpoint, shape: Shape) -> None:
        """Remember what worked; the time of an unchanged note stays, so that it does get old."""
        if self.recall(endpoint) == shape:
            return
        entries = self._entries()
        entries.setdefault(address_of(endpoint), {})[endpoint.model] = (self._clock(), shape)
        self._write(entries)

    def forget(self, endpoint: Endpoint) -> None:
        """Remember nothing of this endpoint: what worked does not any more."""
        entries = self._entries()
        if entries.get(address_of(endpoint), {}).pop(endpoint.model, None):
            self._write(entries)

    def _entries(self) -> _Entries:
        if self._path is None:
            return self._held
        import msgspec

        try:
            with self._path.open("rb") as file:
                return msgspec.json.decode(file.read(_LARGEST_FILE), type=_Entries)
        except (OSError, ValueError, RecursionError):  # absent, or not ours any more
            return {}

    def _write(self, entries: _Entries) -> None:
        self._held = entries
        if self._path is None:
            return
        import msgspec

        newest = sorted(
            ((at, url, model) for url, models in entries.items() for model, (at, _) in models.items()),
            reverse=True,
        )[:_MOST_ENTRIES]
        kept: _Entries = {}
        for _, url, model in newest:
            kept.setdefault(url, {})[model] = entries[url][model]
        text = json.dumps(msgspec.to_builtins(kept), indent=1, sort_keys=True)
        with contextlib.suppress(OSError, CoachError):
            _replace(self._path, text.encode("utf-8", "replace"))


def _replace(path: Path, content: bytes) -> None:
    """Put a file in place whole or not at all, for its owner only (mkstemp makes it 0600)."""
    make_private_folder(path.parent)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
