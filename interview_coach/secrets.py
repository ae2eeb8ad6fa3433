"""Keys of endpoints: kept in the environment, the system's keyring or a private file, and never shown.

A key is kept under a name: the id of a provider preset, or the host it is for. It is looked up under the name
of the endpoint that is asked, so that changing the address never sends a key to another host.
"""

import hmac
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from interview_coach.errors import UsageError
from interview_coach.flat_toml import PRIVATE, put_value, read_flat
from interview_coach.paths import Paths

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

OWN_VARIABLE = "INTERVIEW_COACH_API_KEY"
MASK = "********"
KEYRING = "the keyring"
KEYRING_SECONDS = 2.0
"""How long the keyring may take; a locked one waits for a window that the person may not see."""

MAX_KEY = 4096
_SHORTEST = 6
_NAME = re.compile(r"[a-z0-9][a-z0-9.:_\[\]-]{0,252}")
_LOOKS_LIKE_A_KEY = re.compile(
    r"\b(?:sk|gsk|xai|nvapi)[-_][A-Za-z0-9_-]{8,}|\bAIza[A-Za-z0-9_-]{20,}"
    r"|(?i:(?<=bearer )|(?<=api-key: )|(?<=api_key=)|(?<=apikey=))[^\s\"',;&]+"
)
_known: Final[set[str]] = set()
_silent: Final = threading.Event()
"""Set when the keyring did not answer in time: it is not asked again by this process."""

T = TypeVar("T")


class SecretStr:
    """A text that shows itself to nobody: it is neither printed, formatted, compared in the open nor pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= _SHORTEST:
            _known.add(value)

    def reveal(self) -> str:
        """Return the text itself, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return MASK if self._value else "''"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretStr) and hmac.compare_digest(
            self._value.encode(), other._value.encode()
        )

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled or copied to a file")


@dataclass(frozen=True)
class Key:
    """A key and where it was found."""

    secret: SecretStr
    where: str


def redact(text: str) -> str:
    """Return the text without the keys this process has seen, and without what looks like one; for logs."""
    for value in sorted(_known, key=len, reverse=True):
        text = text.replace(value, MASK)
    return _LOOKS_LIKE_A_KEY.sub(MASK, text)


def find_key(
    paths: Paths,
    name: str,
    names_of_variables: Sequence[str] = (),
    variables: Iterable[tuple[str, Mapping[str, str]]] = (),
) -> Key | None:
    """Return the key kept under a name, or None.

    Args:
        paths: where the private file is.
        name: the id of a preset, or a host.
        names_of_variables: which variables may hold this key, the most special first.
        variables: the variables there are, each group with what to call it: environment first, then `.env`.

    Raises:
        CoachError: the private file cannot be read.
    """
    for where, known in variables:
        for variable in names_of_variables:
            if value := known.get(variable, "").strip():
                return Key(SecretStr(value), f"{variable} in {where}")
    if kept := _kept_in_file(paths).get(name):
        return Key(SecretStr(kept), str(keys_file(paths)))
    if kept := _ask_keyring(lambda ring: ring.get_password(_service(paths), name)):
        return Key(SecretStr(kept), KEYRING)
    return None


def store_key(paths: Paths, name: str, key: SecretStr) -> str:
    """Keep a key in the keyring if there is one that answers, else in the private file; return where it is.

    Raises:
        UsageError: the name or the key cannot be one.
        CoachError: the private file cannot be written.
    """
    _check(name, key)

    def put(ring: "KeyringBackend") -> bool:
        ring.set_password(_service(paths), name, key.reveal())
        return ring.get_password(_service(paths), name) == key.reveal()

    if _ask_keyring(put):
        if name in _kept_in_file(paths):  # an older one there would win
            put_value(keys_file(paths), name, None)
        return KEYRING
    put_value(keys_file(paths), name, key.reveal())
    return str(keys_file(paths))


def remove_key(paths: Paths, name: str) -> bool:
    """Forget a key, wherever it is kept; return whether there was one."""
    in_file = name in _kept_in_file(paths)
    if in_file:
        put_value(keys_file(paths), name, None)

    def drop(ring: "KeyringBackend") -> bool:
        there = ring.get_password(_service(paths), name) is not None
        if there:
            ring.delete_password(_service(paths), name)
        return there

    return bool(_ask_keyring(drop)) or in_file


def keyring_name() -> str:
    """Return what the usable keyring is called, or an empty string where there is none."""
    return _ask_keyring(lambda ring: type(ring).__module__.removeprefix("keyring.backends.")) or ""


def keys_file(paths: Paths) -> Path:
    """Return the private file that holds keys where there is no keyring."""
    return paths.config / "keys.toml"


def _check(name: str, key: SecretStr) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is neither a provider nor a host.", "Use an id such as openai, or a host."
        )
    value = key.reveal()
    if not value:
        raise UsageError("No key was given.", "Paste the key and press enter.")
    if len(value) > MAX_KEY or not (value.isascii() and value.isprintable()) or " " in value:
        raise UsageError(
            "This cannot be a key: keys are letters, digits and signs on one line.", "Copy it again."
        )


def _kept_in_file(paths: Paths) -> dict[str, str]:
    path = keys_file(paths)
    with suppress(OSError):  # there is none, or it is another's, who may have chosen otherwise
        if path.stat().st_mode & 0o077:
            path.chmod(PRIVATE)
    return {name: value for name, value in read_flat(path).items() if isinstance(value, str)}


def _service(paths: Paths) -> str:
    """Return the name of this installation, so that one with its own folders has its own keys."""
    return f"interview-coach {paths.config}"


def _ask_keyring(question: Callable[["KeyringBackend"], T]) -> T | None:
    """Return what a usable keyring says, or None where there is none or it does not answer in time."""
    if _silent.is_set():
        return None
    answers: list[T] = []

    def ask() -> None:
        with suppress(Exception):  # a keyring can fail in any way, and there is the file
            import keyring

            ring = keyring.get_keyring()
            if ring.priority >= 1:  # below are those that keep nothing, or keep it in plain text
                answers.append(question(ring))

    thread = threading.Thread(target=ask, name="keyring", daemon=True)
    thread.start()
    thread.join(KEYRING_SECONDS)
    if thread.is_alive():
        _silent.set()
    return answers[0] if answers else None
