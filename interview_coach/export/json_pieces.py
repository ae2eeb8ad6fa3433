"""Reading a JSON object piece by piece: its members, and the items of one list in it, never the whole file."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, NoReturn

import msgspec

MAX_PIECE_BYTES = 32 * 1024 * 1024
"""The most that one member or item may take; many times the longest interview."""

_MAX_DEPTH = 64
_CHUNK = 64 * 1024
_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(rb"[^ \t\r\n,:\]}\[{\"]++")
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.S)
# The innermost objects and lists are passed over as a whole: most brackets are theirs.
_FLAT = rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+'
_TO_BRACKET = re.compile(
    rb"%b(?:(?:\{%b\}|\[%b\])%b)*+[{}\[\]]" % (_FLAT, _FLAT, _FLAT, _FLAT),
    re.S,
)


class MalformedError(ValueError):
    """The text is not JSON as expected.

    Attributes:
        line: where, counted from 1.
        rule: what is not as it should be.
    """

    def __init__(self, line: int, rule: str) -> None:
        super().__init__(rule)
        self.line = line
        self.rule = rule


class Piece(NamedTuple):
    """One member of the object, or one item of its list: the key, the line it begins at, and its value.

    `number` counts the items of the list from 1; it is None for a member.
    """

    key: str
    number: int | None
    line: int
    value: Any


def pieces(file: BinaryIO, items_of: str) -> Iterator[Piece]:
    """Yield the members of the object in a file in their order; those of the list `items_of` one by one.

    Memory holds one piece at a time.

    Raises:
        MalformedError: it is no JSON object, a member comes twice, or a piece is too large.
        OSError: the file cannot be read.
    """
    scanner = _Scanner(file)
    scanner.expect(b"{", "the file must be a JSON object")
    seen: set[str] = set()
    while scanner.peek() != b"}":
        if seen:
            scanner.expect(b",", "a comma is missing between two members")
        line = scanner.line_of_next()
        key = scanner.value()
        if not isinstance(key, str):
            raise MalformedError(line, "the name of a member must be a text")
        if key in seen:
            raise MalformedError(line, f"{key!r} is there twice")
        seen.add(key)
        scanner.expect(b":", "a colon is missing after the name of a member")
        if key == items_of:
            yield from _items(scanner, key)
        else:
            line = scanner.line_of_next()
            yield Piece(key, None, line, scanner.value())
    scanner.expect(b"}", "the object does not end")
    if scanner.peek():
        raise MalformedError(scanner.line_of_next(), "something follows the end of the object")


def _items(scanner: "_Scanner", key: str) -> Iterator[Piece]:
    scanner.expect(b"[", f"{key!r} must be a list")
    index = 0
    while scanner.peek() != b"]":
        if index:
            scanner.expect(b",", "a comma is missing between two items")
        index += 1
        line = scanner.line_of_next()
        yield Piece(key, index, line, scanner.value())
    scanner.expect(b"]", f"the list {key!r} does not end")


class _Scanner:
    """Takes values from the front of a file, holding no more of it than the value at hand."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer = bytearray()
        self._line = 1
        self._fill()
        if self._buffer.startswith(_BOM):
            del self._buffer[: len(_BOM)]

    def peek(self) -> bytes:
        """Return the next byte that is not white space, or nothing at the end of the file."""
        while True:
            self._drop(_end(_SPACE, self._buffer, 0))
            if self._buffer or not self._fill():
                return bytes(self._buffer[:1])

    def line_of_next(self) -> int:
        """Return the line of what comes next."""
        self.peek()
        return self._line

    def expect(self, byte: bytes, rule: str) -> None:
        """Take one byte.

        Raises:
            MalformedError: another one, or the end of the file, comes next.
        """
        found = self.peek()
        if found != byte:
            self._refuse(rule if found else "the file ends too early")
        self._drop(1)

    def value(self) -> Any:
        """Take one value.

        Raises:
            MalformedError: there is none, or it is not well formed.
        """
        first = self.peek()
        plain = _STRING if first == b'"' else _SCALAR
        end = self._end_of_container() if first in (b"{", b"[") else self._end_of(plain)
        raw = bytes(self._buffer[:end])
        try:
            value = msgspec.json.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            self._refuse(_rule(error), raw[: _offset(error)].count(b"\n"))
        self._drop(end)
        return value

    def _end_of(self, pattern: re.Pattern[bytes]) -> int:
        while True:
            end = _end(pattern, self._buffer, 0)
            if 0 < end < len(self._buffer) or not self._fill():
                break
        if end <= 0:
            missing = self._buffer and pattern is _SCALAR
            self._refuse("a value is missing" if missing else "the file ends too early")
        return end

    def _end_of_container(self) -> int:
        end, depth = 1, 1
        while True:
            found = _end(_TO_BRACKET, self._buffer, end)
            if found < 0:
                if not self._fill():
                    self._refuse("the file ends too early")
                continue
            depth += 1 if self._buffer[found - 1] in b"{[" else -1
            end = found
            if depth == 0:
                return end
            if depth > _MAX_DEPTH:
                self._refuse(f"it is nested more than {_MAX_DEPTH} deep", self._buffer.count(b"\n", 0, end))

    def _fill(self) -> bool:
        """Read on, as much again as is held, so that a long value is not searched over and over."""
        if len(self._buffer) > MAX_PIECE_BYTES:
            self._refuse(f"one piece of it is over {MAX_PIECE_BYTES // 1024 // 1024} MB")
        more = self._file.read(max(_CHUNK, len(self._buffer)))
        self._buffer += more
        return bool(more)

    def _drop(self, count: int) -> None:
        self._line += self._buffer.count(b"\n", 0, count)
        del self._buffer[:count]

    def _refuse(self, rule: str, lines: int = 0) -> NoReturn:
        raise MalformedError(self._line + lines, rule)


def _end(pattern: re.Pattern[bytes], buffer: bytearray, start: int) -> int:
    """Return where a match from `start` ends, or -1; the match itself would keep the buffer from changing."""
    found = pattern.match(buffer, start)
    return -1 if found is None else found.end()


def _rule(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return re.sub(r"^JSON is malformed: | \(byte \d+\)$", "", str(error)).lower()


def _offset(error: Exception) -> int:
    if isinstance(error, UnicodeDecodeError):
        return error.start
    found = re.search(r"\(byte (\d+)\)$", str(error))
    return int(found[1]) if found else 0
