"""From a file on disk to the values in it: regular, small, UTF-8, TOML; said plainly where it is not."""

import os
import re
import stat
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from interview_coach.errors import QuestionFileError
from interview_coach.text.clean import one_line

MAX_BYTES = 5_000_000
MAX_LINES = 20_000
ENDING = ".toml"
TAXONOMY = "skills.toml"
TARGETS = "coverage.toml"
_MAX_PARTS = 16

_PART = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{_MAX_PARTS}}}")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

# What the parser says, the rule that is broken, what to do.
_SYNTAX: tuple[tuple[str, str, str], ...] = (
    ("Expected '='", "this is not a key with a value", "Write it as key = value, or put # before a comment."),
    ("Unterminated string", "a text is not closed", "Close it with the same quotes that opened it."),
    ("Unescaped '\\'", "a backslash in a text", "Use single quotes (''' ''') around it, or write \\\\."),
    ("Illegal character", "a line break or control character inside a text", "Use ''' ''' for long texts."),
    ("Cannot overwrite", "a key is given twice", "Remove one of the two."),
    (
        "Cannot declare",
        "a table is given twice",
        "Remove one of the two, or use [[double brackets]] for a list.",
    ),
    (
        "Expected newline",
        "something follows the value",
        "Check the quotes; use ''' ''' around quoted quotes.",
    ),
    ("Expected ']", "a table name is not closed", "Close it with ] or ]]."),
    ("Unclosed array", "a list is not closed", "Close it with ] and put commas between its items."),
    (
        "Invalid value",
        "the value is missing or not closed",
        "Put texts in quotes, and close every list with ].",
    ),
    ("Invalid statement", "a line begins in an unexpected way", "Write key = value or [table]."),
    (
        "Invalid initial character",
        "a key begins with an unexpected character",
        "Use letters, digits, _ and -.",
    ),
)


def shown(path: Path) -> str:
    """Return a path as a person would type it: from the folder they are in where it lies below it."""
    try:
        return one_line(str(path.absolute().relative_to(Path.cwd())))
    except (ValueError, OSError):
        return one_line(str(path))


def find_files(root: Path, unlisted: Callable[[Path, OSError], None] | None = None) -> Iterator[Path]:
    """Yield every entry below a folder that is named like a question, in the order of their names.

    A folder named like a question is yielded too, so that it is reported and not passed over. Hidden entries,
    links to folders, the taxonomy and the targets of coverage are left out. A folder that cannot be listed is told
    to `unlisted`.

    Raises:
        OSError: a folder cannot be listed, and there is nobody to tell.
    """
    try:
        with os.scandir(root) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if unlisted is None:
            raise
        unlisted(root, error)
        return
    for entry in listed:
        if entry.name.startswith(".") or entry.name in (TAXONOMY, TARGETS):
            continue
        if entry.name.endswith(ENDING):
            yield Path(entry.path)
        elif entry.is_dir(follow_symlinks=False):
            yield from find_files(Path(entry.path), unlisted)


def read_bytes(path: Path | str) -> bytes:
    """Return the content of a regular file of at most 5 MB.

    Raises:
        QuestionFileError: it is something else, too large or not readable.
    """
    try:
        # Not blocking: opening a pipe would wait for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise _not_a_file(shown(Path(path)))
            content = _all_of(descriptor, min(status.st_size, MAX_BYTES))
        finally:
            os.close(descriptor)
    except IsADirectoryError as error:
        raise _not_a_file(shown(Path(path))) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise QuestionFileError(
            shown(Path(path)), 1, f"cannot be read ({reason}).", "Check the file and its permissions."
        ) from error
    if len(content) > MAX_BYTES:
        raise QuestionFileError(
            shown(Path(path)), 1, "is larger than 5 MB.", "Split it: one question is one file."
        )
    return content


def _all_of(descriptor: int, size: int) -> bytes:
    """Return all there is up to one byte over the limit.

    Asking for the size and one more, not for the limit, spares a buffer of 5 MB for each of hundreds of files.
    """
    content = os.read(descriptor, size + 1)
    if len(content) == size:
        return content
    while len(content) <= MAX_BYTES and (more := os.read(descriptor, MAX_BYTES + 1 - len(content))):
        content += more
    return content


def decode(content: bytes, name: str) -> str:
    """Return the content as text with LF line ends.

    Raises:
        QuestionFileError: it is not UTF-8.
    """
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "Save the file as UTF-8 in your editor."
        raise QuestionFileError(name, line, "a character is not UTF-8.", hint) from error


def parse(text: str, name: str) -> dict[str, Any]:
    """Return the values of a TOML text.

    Raises:
        QuestionFileError: it is not valid TOML.
        RecursionError: lists or tables are nested hundreds deep.
    """
    if text.count("\n") > MAX_LINES:
        raise QuestionFileError(
            name, 1, f"has more than {MAX_LINES} lines.", "Split it: one question is one file."
        )
    # The parser takes time by the square of a key's parts, so a made-up key could keep it busy for hours.
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise QuestionFileError(name, line, f"a key of more than {_MAX_PARTS} parts.", "Use short keys.")
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise _syntax_error(str(error), text, name) from error


def _syntax_error(said: str, text: str, name: str) -> QuestionFileError:
    place = _PLACE.search(said)
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
    for beginning, rule, hint in _SYNTAX:
        if said.startswith(beginning):
            return QuestionFileError(name, line, f"{rule}.", hint)
    plain = said[: place.start()] if place else said
    return QuestionFileError(name, line, f"this is not valid TOML ({plain[:80]}).", "Correct the line.")


def _not_a_file(name: str) -> QuestionFileError:
    return QuestionFileError(name, 1, "is not a regular file.", "Move it away or give it another name.")
