"""Keys are found, kept and never shown."""

import copy
import json
import pickle
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from support import paths_in

from interview_coach import secrets
from interview_coach.errors import CoachError, UsageError
from interview_coach.flat_toml import read_flat
from interview_coach.secrets import KEYRING, SecretStr, find_key, keys_file, redact, remove_key, store_key

CANARY = "sk-canary-1234567890abcdef"


class MemoryKeyring(KeyringBackend):
    """A keyring as a desktop has one."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        try:
            del self.kept[service, username]
        except KeyError as error:
            raise PasswordDeleteError from error


class LockedKeyring(MemoryKeyring):
    """A keyring that waits for a password nobody types."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.unlocked.wait(60)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.unlocked.wait(60)


class BrokenKeyring(MemoryKeyring):
    """A keyring that takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)
    secrets._silent.clear()


def test_a_secret_shows_itself_nowhere() -> None:
    secret = SecretStr(CANARY)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>20}",
        f"{secret!r}",
        str([secret]),
        repr([secret]),
    ]
    shown += [repr({"key": secret}), repr(secrets.Key(secret, "here"))]
    assert all("canary" not in text for text in shown)
    assert secret.reveal() == CANARY
    assert secret == SecretStr(CANARY)
    assert secret != SecretStr("other")
    assert secret != CANARY
    assert not SecretStr("")
    for leave in (pickle.dumps, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            leave(secret)


def test_logs_are_freed_of_keys_known_and_unknown() -> None:
    SecretStr("a-key-of-no-known-form")
    line = f"401 for a-key-of-no-known-form; Bearer abc.def, {CANARY} api_key=zzzz&x=1 sk-other-0123456789"
    cleaned = redact(line)
    for leak in ("no-known-form", "abc.def", "canary", "zzzz", "0123456789"):
        assert leak not in cleaned
    assert "401 for" in cleaned
    assert redact("the key point was missed, ask-again") == "the key point was missed, ask-again"


def test_a_variable_beats_dotenv_beats_what_is_kept(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    store_key(paths, "openai", SecretStr("kept-key-1"))
    groups = [("the environment", {"MINE": "  from-env "}), (".env", {"MINE": "x", "OTHER": "from-dotenv"})]
    found = [find_key(paths, "openai", names, groups) for names in (("MINE",), ("OTHER",), ("NONE",), ())]
    assert [key.secret.reveal() for key in found if key] == [
        "from-env",
        "from-dotenv",
        "kept-key-1",
        "kept-key-1",
    ]
    assert [key.where for key in found if key][:2] == ["MINE in the environment", "OTHER in .env"]


def test_a_key_is_only_found_under_its_own_name(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    store_key(paths, "groq", SecretStr(CANARY))
    assert find_key(paths, "api.example.com") is None


def test_without_a_keyring_the_file_is_private(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    where = store_key(paths, "api.example.com:8443", SecretStr(CANARY))
    assert where == str(keys_file(paths))
    assert stat.S_IMODE(keys_file(paths).stat().st_mode) == 0o600
    keys_file(paths).chmod(0o644)
    assert find_key(paths, "api.example.com:8443") == secrets.Key(SecretStr(CANARY), where)
    assert stat.S_IMODE(keys_file(paths).stat().st_mode) == 0o600
    assert remove_key(paths, "api.example.com:8443")
    assert not remove_key(paths, "api.example.com:8443")
    assert find_key(paths, "api.example.com:8443") is None


def test_a_keyring_is_preferred_and_an_older_key_leaves_the_file(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    store_key(paths, "openai", SecretStr("older-key"))
    keyring.set_keyring(MemoryKeyring())
    assert store_key(paths, "openai", SecretStr(CANARY)) == KEYRING
    assert read_flat(keys_file(paths)) == {}
    assert find_key(paths, "openai") == secrets.Key(SecretStr(CANARY), KEYRING)
    assert find_key(paths_in(tmp_path / "another"), "openai") is None
    assert remove_key(paths, "openai")
    assert find_key(paths, "openai") is None


def test_a_keyring_that_keeps_nothing_is_not_trusted(tmp_path: Path) -> None:
    keyring.set_keyring(BrokenKeyring())
    assert store_key(paths_in(tmp_path), "openai", SecretStr(CANARY)) != KEYRING
    assert find_key(paths_in(tmp_path), "openai") is not None


def test_a_locked_keyring_is_waited_for_once_and_briefly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "KEYRING_SECONDS", 0.05)
    locked = LockedKeyring()
    keyring.set_keyring(locked)
    paths = paths_in(tmp_path)
    start = time.monotonic()
    assert store_key(paths, "openai", SecretStr(CANARY)) == str(keys_file(paths))
    assert find_key(paths, "other") is None
    assert secrets.keyring_name() == ""
    assert time.monotonic() - start < 20
    locked.unlocked.set()


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "ключ", "x" * 5000, "\x1b[31m"])
def test_what_cannot_be_a_key_is_refused_without_showing_it(tmp_path: Path, key: str) -> None:
    with pytest.raises(UsageError) as caught:
        store_key(paths_in(tmp_path), "openai", SecretStr(key))
    assert not key or key not in str(caught.value)
    assert not (tmp_path / "config").exists()


@pytest.mark.parametrize("name", ["", "../x", "https://a.example", "Open AI", "a/b"])
def test_a_name_is_a_preset_or_a_host(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="neither"):
        store_key(paths_in(tmp_path), name, SecretStr(CANARY))


def test_a_broken_file_of_keys_is_told_without_its_content(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    keys_file(paths_in(tmp_path)).write_text(f'openai = "{CANARY}', encoding="utf-8")
    with pytest.raises(CoachError) as caught:
        find_key(paths_in(tmp_path), "openai")
    assert "canary" not in str(caught.value)
