"""The bank in one file that loads in milliseconds; fresh while the content of its sources is the same."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from interview_coach import __version__
from interview_coach.domain.question import Question, Skill
from interview_coach.errors import CoachError
from interview_coach.paths import make_private_folder

FORMAT = 1
NAME = "bank.msgpack"


class Problem(msgspec.Struct, frozen=True):
    """A problem of a file without its folder, which may be another one next time.

    `source` is the position of the folder in the list of sources, `path` is below it.
    """

    source: int
    path: str
    line: int
    rule: str
    hint: str


class Compiled(msgspec.Struct, frozen=True):
    """All that is kept of a bank; `key` tells which sources it was made from."""

    key: str
    questions: tuple[Question, ...]
    skills: tuple[Skill, ...]
    own: tuple[str, ...]
    problems: tuple[Problem, ...]


def key_of(sources: tuple[Mapping[str, bytes], ...]) -> str:
    """Return a digest over names and bytes of all source files, the program's version and the format."""
    digest = hashlib.sha256(f"{__version__} {FORMAT}".encode())
    for source in sources:
        digest.update(b"\0source")
        for name, content in sorted(source.items()):
            digest.update(f"\0{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            digest.update(content)
    return digest.hexdigest()


def read_compiled(cache: Path, key: str) -> Compiled | None:
    """Return what was compiled from the sources with this key, or None where it has to be made again."""
    try:
        compiled = msgspec.msgpack.decode((cache / NAME).read_bytes(), type=Compiled)
    except (OSError, ValueError, RecursionError):
        return None
    return compiled if compiled.key == key else None


def write_compiled(cache: Path, compiled: Compiled) -> bool:
    """Put a compiled bank in the cache folder, whole or not at all; return whether it could be written."""
    try:
        make_private_folder(cache)
        # What a killed run left behind. Where another run is writing just now, its rename fails, which is no
        # harm: both would write the same.
        for leftover in cache.glob(f".{NAME}-*"):
            leftover.unlink(missing_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{NAME}-", dir=cache)
    except (OSError, CoachError):
        return False
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.msgpack.encode(compiled))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, cache / NAME)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        return False
    return True
