"""Small TOML files of the program's own: names and plain values, changed one at a time without harm to the rest."""

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from interview_coach.errors import CoachError
from interview_coach.paths import make_private_folder

Scalar = str | int | float | bool
PRIVATE = 0o600
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def read_flat(path: Path) -> dict[str, Any]:
    """Return what a file holds; nothing where there is none.

    Raises:
        CoachError: it cannot be read or is no TOML. The message never quotes the file: it may hold a key.
    """
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"\(at [a-z0-9 ,]+\)", str(error))
        raise CoachError(
            f"{path} is not TOML {where[0] if where else ''}".rstrip() + ".", "Mend the file or remove it."
        ) from None
    except UnicodeDecodeError:
        raise CoachError(f"{path} is not UTF-8 text.", "Mend the file or remove it.") from None
    except OSError as error:
        raise CoachError(
            f"{path} cannot be read: {error.strerror or error}.", "Check its permissions."
        ) from error


def put_value(path: Path, name: str, value: Scalar | None) -> None:
    """Set one value, or remove it if None; comments, order and all other values stay as they are.

    The file is replaced whole or not at all, and only its owner may read it.

    Raises:
        CoachError: the file cannot be read or written, or sets the name in a way that only a person can change.
    """
    before = read_flat(path)
    after = {key: kept for key, kept in before.items() if key != name}
    if value is not None:
        after[name] = value
    if before == after and path.exists():
        return
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    changed = _with_line(text, name, None if value is None else f"{_key(name)} = {_literal(value)}")
    if _parsed(changed) != after:
        raise CoachError(
            f"{path} sets {name} in a way that cannot be changed from here.", "Change it in the file."
        )
    _replace(path, changed)


def _parsed(text: str) -> dict[str, Any] | None:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _with_line(text: str, name: str, line: str | None) -> str:
    """Return the text with the line that sets the name replaced, else added before the first table."""
    lines = text.removesuffix("\n").split("\n") if text else []
    assigns = re.compile(rf"\s*(?:{re.escape(_key(name))}|{re.escape(_quoted(name))})\s*=")
    tables = [index for index, old in enumerate(lines) if old.lstrip().startswith("[")]
    top = tables[0] if tables else len(lines)
    for index in range(top):
        if assigns.match(lines[index]):
            lines[index : index + 1] = [] if line is None else [line]
            break
    else:
        if line is not None:
            lines.insert(top, line)
    return "\n".join(lines) + "\n" if lines else ""


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _literal(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    """Return a basic string; what TOML does not allow in one is escaped."""

    def escaped(match: re.Match[str]) -> str:
        return f"\\{match[0]}" if match[0] in '"\\' else f"\\u{ord(match[0]):04x}"

    return '"' + re.sub(r'["\\\x00-\x1f\x7f]', escaped, text) + '"'


def _replace(path: Path, text: str) -> None:
    make_private_folder(path.parent)
    target = Path(os.path.realpath(path))  # a link, as dotfile managers make them, stays one
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), PRIVATE)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                os.unlink(temporary)
        raise CoachError(
            f"{path} cannot be written: {error.strerror or error}.",
            "Check the permissions and the space on the disk.",
        ) from error
