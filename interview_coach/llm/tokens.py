"""Counting tokens before anything is sent.

tiktoken knows the tokens of OpenAI's models; its tables are files that it downloads on first use. They are loaded
in a thread of their own, and without leave to use the network only from the disk. Until they are there, and for
models nobody publishes a table of, the count is an estimate and says so.
"""

import hashlib
import json
import math
import os
import tempfile
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interview_coach.errors import CoachError
from interview_coach.llm.types import Message

if TYPE_CHECKING:
    from tiktoken import Encoding

MAX_WORDS = 2000
"""The longest answer that is sent to a model; longer ones are refused, never cut."""

LOAD_SECONDS = 2.0
_BYTES_PER_TOKEN = 3
_PER_MESSAGE = 4
_PER_REQUEST = 3
_GENERAL = "o200k_base"
_TABLES = {
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
}
"""The name of each table's file in tiktoken's cache and the SHA-256 of its content, as in tiktoken 0.14.

A file with another content would be removed and downloaded again, so it is looked at before tiktoken is asked.
"""


@dataclass(frozen=True)
class TokenCount:
    """How many tokens a request has; `about` when that is an estimate."""

    tokens: int
    about: bool


@dataclass
class _Table:
    """A model's encoding, or what came of looking for it; `exact` when the model is known to use it."""

    encoding: "Encoding | None" = None
    exact: bool = False
    ready: threading.Event = field(default_factory=threading.Event)


_tables: dict[tuple[str, bool], _Table] = {}
_starting = threading.Lock()


def require_length(text: str) -> None:
    """Refuse an answer that is too long for a model.

    Raises:
        CoachError: it has more than 2,000 words.
    """
    words = len(text.split())
    if words > MAX_WORDS:
        raise CoachError(
            f"The answer has {words:,} words; at most {MAX_WORDS:,} are sent to a model.",
            "It was kept and graded offline. Answer again, shorter, to have it graded by the model.",
        )


def count_tokens(
    messages: Iterable[Message],
    model: str,
    *,
    schema: Mapping[str, Any] | None = None,
    network: bool = False,
    seconds: float = LOAD_SECONDS,
) -> TokenCount:
    """Return the tokens of a request.

    Args:
        messages: what would be sent.
        model: the model's name.
        schema: the schema of the reply, which is sent too.
        network: whether missing tables may be downloaded; nothing of the request leaves the machine either way.
        seconds: how long to wait for the tables. It blocks, so an event loop should call it in a thread.
    """
    texts = [text for message in messages for text in message.values()]
    sent = len(texts) // 2
    if schema is not None:
        texts.append(json.dumps(schema))
    table = _start(model, network)
    if table.ready.wait(seconds) and table.encoding is not None:
        counted = sum(len(table.encoding.encode(text, disallowed_special=())) for text in texts)
        return TokenCount(counted + sent * _PER_MESSAGE + _PER_REQUEST, about=not table.exact)
    size = sum(len(text.encode(errors="replace")) for text in texts)
    return TokenCount(math.ceil(size / _BYTES_PER_TOKEN), about=True)


def tables_are_ready(model: str, *, network: bool = False) -> bool:
    """Whether counting for a model waits for nothing, because its tables are loaded or known to be missing."""
    return _start(model, network).ready.is_set()


def _start(model: str, network: bool) -> _Table:
    """Return the table of a model, which a thread may still be looking for."""
    with _starting:
        table = _tables.get((model, network))
        if table is None:
            table = _tables[model, network] = _Table()
            threading.Thread(target=_load, args=(table, model, network), name="tokens", daemon=True).start()
    return table


def _load(table: _Table, model: str, network: bool) -> None:
    # Any failure, from a missing network to a full disk, leaves the estimate.
    with suppress(Exception):
        from tiktoken import get_encoding
        from tiktoken.model import encoding_name_for_model

        try:
            name, exact = encoding_name_for_model(model.rpartition("/")[2]), True
        except KeyError:
            name, exact = _GENERAL, False
        if name not in _TABLES:
            name, exact = _GENERAL, False
        if network or _is_on_disk(name):
            table.encoding, table.exact = get_encoding(name), exact
    table.ready.set()


def _is_on_disk(name: str) -> bool:
    """Whether tiktoken will find a good table where it looks first (tiktoken.load.read_file_cached)."""
    default = os.path.join(tempfile.gettempdir(), "data-gym-cache")
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR", default))
    file_name, digest = _TABLES[name]
    if not folder:
        return False
    try:
        return hashlib.sha256(Path(folder, file_name).read_bytes()).hexdigest() == digest
    except OSError:
        return False
