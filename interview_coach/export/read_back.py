"""Reading a JSON export back: streamed, strict, one interview at a time."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeVar

import msgspec
from msgspec import Struct

from interview_coach.domain.record import Record
from interview_coach.errors import CoachError, UsageError
from interview_coach.export.consistent import problems
from interview_coach.export.document import (
    FORMAT,
    FORMAT_SEVERAL,
    FORMAT_VERSION,
    InterviewDocument,
    interview_document,
    record_of,
)
from interview_coach.export.json_pieces import MalformedError, pieces
from interview_coach.export.summary import FORMAT_SUMMARY

Kind = TypeVar("Kind")

_HINT = "Nothing was imported. Export the interview again, or correct the file."
_NOT_AN_EXPORT = "Name a file written by: interview-coach export --format json"
_NEWER = "Update Interview Coach, then import it again."


class _Header(Struct, forbid_unknown_fields=True):
    """What stands beside the list in a file of several interviews."""

    format: Literal["interview-coach/interviews"]
    format_version: Literal[1]
    program_version: str


def opened(path: Path) -> BinaryIO:
    """Open an export to read.

    Raises:
        UsageError: there is no such file.
        CoachError: it cannot be read.
    """
    try:
        # Without O_NONBLOCK a pipe would keep the program waiting for somebody to write to it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {path}.", _NOT_AN_EXPORT) from error
    except (OSError, ValueError) as error:
        raise CoachError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UsageError(f"{path} is not a file.", _NOT_AN_EXPORT)
    return os.fdopen(descriptor, "rb")


def read_interviews(file: BinaryIO, name: str) -> Iterator[tuple[str, Record]]:
    """Yield the interviews of an export, each with its place in the file.

    Raises:
        CoachError: it cannot be read, is no export, or something in it is not as it should be; the message says where.
    """
    try:
        yield from _interviews(file, name)
    except MalformedError as error:
        raise CoachError(f"{name}:{error.line}: {error.rule}.", _HINT) from error
    except OSError as error:
        raise CoachError(f"{name} cannot be read: {error.strerror or error}.") from error


def _interviews(file: BinaryIO, name: str) -> Iterator[tuple[str, Record]]:
    members: dict[str, Any] = {}
    several = False
    for piece in pieces(file, "interviews"):
        if piece.number is None:
            members[piece.key] = piece.value
            _require_format(members, f"{name}:{piece.line}")
        else:
            several = True
            yield _read(piece.value, f"{name}:{piece.line}: interview {piece.number}", f"{name}:{piece.line}")
    if several or members.get("format") == FORMAT_SEVERAL:
        _convert(members, _Header, name)
    else:
        yield _read(members, name, f"{name}:1")


def _require_format(members: dict[str, Any], where: str) -> None:
    """Tell early what kind of file it is, before anything about its content is said."""
    given, version = members.get("format", FORMAT), members.get("format_version", FORMAT_VERSION)
    if given == FORMAT_SUMMARY:
        raise CoachError(f"{where}: a feedback summary cannot be imported.", _NOT_AN_EXPORT)
    if given not in (FORMAT, FORMAT_SEVERAL):
        raise CoachError(f"{where}: format: it must be {FORMAT} or {FORMAT_SEVERAL}.", _NOT_AN_EXPORT)
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise CoachError(f"{where}: format_version: {version} is of a newer program.", _NEWER)


def _read(value: Any, where: str, place: str) -> tuple[str, Record]:
    document = _convert(value, InterviewDocument, where)
    record = record_of(document)
    for path, rule in problems(record, value):
        raise CoachError(f"{where}: {path}: {rule}.", _HINT)
    expected = interview_document(record, document.improvement)
    for name in InterviewDocument.__struct_fields__:
        if name != "program_version" and getattr(document, name) != getattr(expected, name):
            raise CoachError(f"{where}: {name}: it does not agree with what stands below it.", _HINT)
    return place, record


def _convert(value: Any, kind: type[Kind], where: str) -> Kind:
    try:
        converted = msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        rule, _, path = str(error).partition(" - at `")
        path = path.rstrip("`").removeprefix("$").removeprefix(".")
        raise CoachError(f"{where}: {f'{path}: ' if path else ''}{rule.lower()}.", _HINT) from error
    for path in _not_understood(value, msgspec.to_builtins(converted), ""):
        raise CoachError(f"{where}: {path}: this is not known here.", _HINT)
    return converted


def _not_understood(given: Any, taken: Any, path: str) -> Iterator[str]:
    """Yield the places of what a file says and the objects made of it do not: it would be lost."""
    # What is equal, and almost all is, is not gone into.
    if isinstance(given, dict) and isinstance(taken, dict):
        for key, value in given.items():
            if key not in taken:
                yield f"{path}.{key}" if path else key
            elif value != taken[key]:
                yield from _not_understood(value, taken[key], f"{path}.{key}" if path else key)
    elif isinstance(given, list) and isinstance(taken, list | tuple) and len(given) == len(taken):
        for index, (value, other) in enumerate(zip(given, taken, strict=True)):
            if value != other:
                yield from _not_understood(value, other, f"{path}[{index}]")
    elif given != taken:
        yield path
