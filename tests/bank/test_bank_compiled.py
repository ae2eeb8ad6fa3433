"""The compiled bank is fresh by content, and never stands in the way."""

import os
import stat
from pathlib import Path

import msgspec
import pytest
from bank_samples import draft, put, small_bank

from interview_coach.bank import compiled
from interview_coach.bank.bank import Bank, load_bank
from interview_coach.bank.load import LoadedFile, parse_question


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were parsed, as they are."""
    names: list[str] = []

    def spy(content: bytes, path: Path, root: Path, taxonomy: set[str] | None) -> LoadedFile:
        names.append(path.name)
        return parse_question(content, path, root, taxonomy)

    monkeypatch.setattr("interview_coach.bank.sources.parse_question", spy)
    return names


def load(root: Path) -> Bank:
    return load_bank(root / "bank", root / "own", root / "cache")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    small_bank(tmp_path / "bank")
    return tmp_path


def test_the_second_load_parses_nothing_and_gives_the_same(home: Path, parsed: list[str]) -> None:
    put(home, "bank/sql/broken.toml", "oops")
    first = load(home)
    assert len(parsed) == 4
    parsed.clear()
    second = load(home)
    assert (parsed, second.questions, second.skills) == ([], first.questions, first.skills)
    assert [str(p) for p in second.problems] == [str(p) for p in first.problems]
    assert len(second.problems) == 1


def test_a_touched_file_is_not_compiled_again(home: Path, parsed: list[str]) -> None:
    load(home)
    parsed.clear()
    os.utime(home / "bank/sql/slow-report.toml", (1, 1))
    load(home)
    assert parsed == []


@pytest.mark.parametrize("change", ["edit", "add", "remove", "rename", "own"])
def test_a_change_of_content_is_seen(home: Path, change: str) -> None:
    before = load(home)
    path = home / "bank/sql/slow-report.toml"
    if change == "edit":
        times = path.stat()
        path.write_text(path.read_text().replace("report slow", "report sloW"))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    elif change == "add":
        put(home, "bank/sql/new.toml", draft("sql/new"))
    elif change == "remove":
        path.unlink()
    elif change == "rename":
        path.rename(path.with_name("other.toml"))
    else:
        put(home, "own/sql/mine.toml", draft("sql/mine"))
    after = load(home)
    assert (after.questions, after.problems) != (before.questions, before.problems)


def test_another_version_of_the_program_compiles_anew(
    home: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(home)
    parsed.clear()
    monkeypatch.setattr(compiled, "__version__", "99")
    load(home)
    assert len(parsed) == 3


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "foreign", "folder", "deep"])
def test_a_damaged_cache_is_ignored_and_made_again(home: Path, parsed: list[str], damage: str) -> None:
    good = load(home)
    path = home / "cache" / compiled.NAME
    content = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(
            {
                "cut": content[: len(content) // 2],
                "flipped": bytes(byte ^ 255 for byte in content),
                "empty": b"",
                "foreign": msgspec.msgpack.encode({"key": "x", "questions": "none"}),
                "deep": b"\x91" * 100_000,
            }[damage]
        )
    parsed.clear()
    assert load(home).questions == good.questions
    assert len(parsed) == 3
    if damage != "folder":
        parsed.clear()
        load(home)
        assert parsed == []


def test_a_cache_that_cannot_be_written_is_no_error(home: Path) -> None:
    (home / "cache").write_text("a file, where a folder should be")
    assert len(load(home).questions) == 3


def test_the_compiled_file_is_private_and_nothing_is_left_beside_it(home: Path) -> None:
    old = os.umask(0)
    try:
        (home / "cache").mkdir()
        put(home, f"cache/.{compiled.NAME}-killed", "half of it")
        load(home)
    finally:
        os.umask(old)
    assert os.listdir(home / "cache") == [compiled.NAME]
    assert stat.S_IMODE((home / "cache" / compiled.NAME).stat().st_mode) == 0o600


def test_names_and_bytes_cannot_be_mistaken_for_each_other() -> None:
    keys = {
        compiled.key_of(({"a": b"bc"},)),
        compiled.key_of(({"ab": b"c"},)),
        compiled.key_of(({"a": b"", "bc": b""},)),
        compiled.key_of(({"a": b"bc"}, {})),
        compiled.key_of(({}, {"a": b"bc"})),
    }
    assert len(keys) == 5
