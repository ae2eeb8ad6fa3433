"""Opening what is there, what is not, and what should not be."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_samples import T0, answered, happened, rich, started

from interview_coach.domain.history_filter import HistoryFilter
from interview_coach.errors import NewerDatabaseError, StorageError
from interview_coach.store.revision import beside
from interview_coach.store.store import Store

CHILD = Path(__file__).with_name("store_child.py")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with one interview, closed."""
    path = tmp_path / "data" / "interviews.sqlite3"
    with Store.open(path) as store:
        store.create(rich(), happened("started"))
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(".lock")}


class Powerless:
    """Opens databases from a process that permissions apply to."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def open(self, database: Path, *, read_only: bool) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(
            json.dumps({"database": str(database), "read_only": read_only}),
            file=self._process.stdin,
            flush=True,
        )
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def powerless() -> Iterator[Powerless]:
    with subprocess.Popen(
        [sys.executable, CHILD, "powerless", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Powerless(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_every_file_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "data"
    before = os.umask(umask)
    try:
        with Store.open(folder / "interviews.sqlite3") as store:
            store.create(started(), [])
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    finally:
        os.umask(before)
    names = ["interviews.sqlite3" + end for end in ("", "-shm", "-wal", ".lock")]
    assert modes == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_database_that_others_could_read_is_made_private(database: Path) -> None:
    database.chmod(0o644)
    Store.open(database).close()
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["plain", "with blank", "100%", "a#b?c=d&e", "äöü 🙂", "'quoted\""])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    database = tmp_path / name / "interviews.sqlite3"
    with Store.open(database) as store:
        store.create(started(), [])
    assert {path.name for path in (tmp_path / name).iterdir()} == {
        "interviews.sqlite3",
        "interviews.sqlite3.lock",
    }
    with Store.open(database, read_only=True) as store:
        assert len(store.summaries()) == 1


def test_every_connection_is_careful(database: Path) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}
    with Store.open(database) as store, store._write("a") as one, store._read("b") as other:
        for connection in (one, other):
            for pragma, value in expected.items():
                assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() >= 1000


def test_without_a_database_reading_gives_an_empty_history_and_makes_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "nowhere" / "interviews.sqlite3", read_only=True) as store:
        assert store.read_only
        assert store.summaries(HistoryFilter(skills=("x",), since="2026-01-01", words=("y",))) == []
        assert store.latest_unfinished() is None
        assert store.past_turns(5) == []
        assert store.pending_jobs() == []
        assert store.draft("a", 0) == ""
    assert list(tmp_path.iterdir()) == []


def test_reading_only_refuses_to_write(database: Path) -> None:
    before = database.read_bytes()
    with Store.open(database, read_only=True) as store:
        with pytest.raises(StorageError, match="reading only"):
            store.create(started(), [])
        with pytest.raises(StorageError, match="reading only"):
            store.save_draft("rich2345-1", 0, "text", T0)
        assert store.interview("rich") == rich()
    assert database.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_database_is_left_exactly_as_it_is(database: Path, read_only: bool) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = files(database.parent)
    assert set(before) == {"interviews.sqlite3"}
    with pytest.raises(NewerDatabaseError, match="newer version") as caught:
        Store.open(database, read_only=read_only)
    assert "Update" in caught.value.hint
    assert files(database.parent) == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_database_with_a_wal_is_seen_to_be_newer(database: Path, read_only: bool) -> None:
    writer = sqlite3.connect(database)
    writer.execute("UPDATE alembic_version SET version_num = '9999'")
    writer.commit()
    before = {name: text for name, text in files(database.parent).items() if not name.endswith("-shm")}
    with pytest.raises(NewerDatabaseError):
        Store.open(database, read_only=read_only)
    after = {name: text for name, text in files(database.parent).items() if not name.endswith("-shm")}
    writer.close()
    assert after == before


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not a database, but long enough to be looked at" * 100, "not a database"),
        (b"short", "not a database"),
        (b"", "empty file"),
        (b"SQLite format 3\x00" + b"\xff" * 5000, "not a database|damaged"),
    ],
)
def test_something_else_in_its_place_is_named_and_left_alone(
    tmp_path: Path, content: bytes, says: str, read_only: bool
) -> None:
    database = tmp_path / "interviews.sqlite3"
    database.write_bytes(content)
    with pytest.raises(StorageError, match=says) as caught:
        Store.open(database, read_only=read_only)
    assert caught.value.hint
    assert files(tmp_path) == {"interviews.sqlite3": content}


@pytest.mark.parametrize("read_only", [False, True])
def test_the_database_of_another_program_is_left_alone(tmp_path: Path, read_only: bool) -> None:
    database = tmp_path / "interviews.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE songs (title)")
    before = files(tmp_path)
    with pytest.raises(StorageError, match="not a database of Interview Coach"):
        Store.open(database, read_only=read_only)
    assert files(tmp_path) == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_folder_or_a_pipe_in_its_place_is_named(tmp_path: Path, read_only: bool) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StorageError, match="is a folder"):
        Store.open(tmp_path / "folder", read_only=read_only)
    with pytest.raises(StorageError, match="not a file"):
        Store.open(tmp_path / "pipe", read_only=read_only)


def test_a_file_where_the_data_folder_belongs_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StorageError, match="data"):
        Store.open(tmp_path / "data" / "interviews.sqlite3")
    with pytest.raises(StorageError, match="data"):
        Store.open(tmp_path / "data" / "interviews.sqlite3", read_only=True)


def test_a_database_that_may_not_be_written_can_still_be_read(database: Path, powerless: Powerless) -> None:
    before = files(database.parent)
    database.chmod(0o400)
    refused = powerless.open(database, read_only=False)
    assert refused["kind"] == "StorageError"
    assert "history" in refused["hint"]
    assert powerless.open(database, read_only=True) == {"opened": True, "interviews": ["rich2345"]}
    assert files(database.parent)["interviews.sqlite3"] == before["interviews.sqlite3"]


@pytest.mark.parametrize("lock_left", [False, True])
def test_a_folder_that_may_not_be_written_can_still_be_read(
    database: Path, powerless: Powerless, lock_left: bool
) -> None:
    if not lock_left:
        beside(database, ".lock").unlink()
    before = files(database.parent)
    database.parent.chmod(0o500)
    refused = powerless.open(database, read_only=False)
    assert refused["kind"] == "StorageError"
    assert "history" in refused["hint"]
    assert powerless.open(database, read_only=True) == {"opened": True, "interviews": ["rich2345"]}
    assert files(database.parent) == before


@pytest.mark.parametrize("index_left", [False, True])
def test_what_a_killed_program_left_is_read_where_nothing_may_be_written(
    database: Path, powerless: Powerless, tmp_path: Path, index_left: bool
) -> None:
    """The WAL of a program that was killed holds an interview; the folder was made read-only since."""
    folder = tmp_path / "copy"
    folder.mkdir()
    with Store.open(database) as store:
        store.create(started(), [])
        for path in database.parent.iterdir():
            if index_left or not path.name.endswith("-shm"):
                (folder / path.name).write_bytes(path.read_bytes())
    assert (folder / "interviews.sqlite3-wal").stat().st_size
    before = files(folder)
    for path in folder.iterdir():
        path.chmod(0o400)
    folder.chmod(0o500)
    found = powerless.open(folder / "interviews.sqlite3", read_only=True)
    assert found == {"opened": True, "interviews": ["abcd2345", "rich2345"]}
    assert files(folder) == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_folder_or_file_that_may_not_be_read_is_named(
    database: Path, powerless: Powerless, read_only: bool
) -> None:
    for path in (database, database.parent):
        path.chmod(0o000)
        refused = powerless.open(database, read_only=read_only)
        assert refused["kind"] == "StorageError"
        assert refused["hint"]
        path.chmod(0o700)
    assert powerless.open(database, read_only=read_only)["opened"]


def test_a_wal_without_its_database_does_not_enter_the_new_one(database: Path) -> None:
    with Store.open(database) as store:
        store.create(started(), [])
        left = beside(database, "-wal").read_bytes()
    database.unlink()
    beside(database, "-wal").write_bytes(left)
    with Store.open(database) as store:
        assert store.summaries() == []
    assert beside(database, "-wal.orphaned").read_bytes() == left


def test_a_wal_left_by_a_killed_program_is_taken_in(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    with Store.open(database) as store:
        interview = started()
        store.create(interview, [])
        answered(interview, "the answer")
        store.record(interview, [interview.turn], happened("answer"))
        for path in database.parent.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
    with Store.open(folder / "interviews.sqlite3") as store:
        assert store.interview("abcd").turn.attempts[0].texts == ["the answer"]
