"""One writer at a time; readers always."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from store_samples import started

from interview_coach.errors import DatabaseBusyError, StorageError
from interview_coach.store.lock import WriterLock, lock_path
from interview_coach.store.store import Store

CHILD = Path(__file__).with_name("store_child.py")


def run(action: str, database: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, CHILD, action, database], capture_output=True, text=True, check=True, timeout=60
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@contextmanager
def holding(database: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process have the database open for writing."""
    with subprocess.Popen(
        [sys.executable, CHILD, "hold", database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert json.loads(child.stdout.readline())["opened"]
        yield child
        child.kill()


def test_a_second_program_is_refused_at_once_and_told_who_has_it(tmp_path: Path) -> None:
    database = tmp_path / "interviews.sqlite3"
    with Store.open(database) as store:
        store.create(started(), [])
        refused = run("write", database)
        assert refused["kind"] == "DatabaseBusyError"
        assert refused["pid"] == os.getpid()
        assert str(os.getpid()) in refused["message"]
        assert "other window" in refused["hint"]
        # A busy machine may take its time once; a program that waits for the lock takes it every time.
        assert refused["seconds"] < 0.5 or any(run("write", database)["seconds"] < 0.5 for _ in range(9))
        assert run("read", database) == {"opened": True, "interviews": ["abcd2345"]}
    assert run("write", database)["opened"]


def test_a_killed_program_leaves_the_lock_to_the_next(tmp_path: Path) -> None:
    database = tmp_path / "interviews.sqlite3"
    with holding(database) as child:
        with pytest.raises(DatabaseBusyError) as caught:
            Store.open(database)
        assert caught.value.pid == child.pid
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert lock_path(database).read_text() == f"{child.pid}\n"
        with Store.open(database) as store:
            assert not store.read_only
            assert lock_path(database).read_text() == f"{os.getpid()}\n"


def test_a_lock_file_that_names_nobody_or_an_unknown_process_is_just_taken(tmp_path: Path) -> None:
    database = tmp_path / "interviews.sqlite3"
    for text in ("", "999999999\n", "nonsense", "\x00\x01"):
        lock_path(database).write_text(text)
        Store.open(database).close()


def test_the_same_program_cannot_open_it_twice_for_writing(tmp_path: Path) -> None:
    database = tmp_path / "interviews.sqlite3"
    with Store.open(database):
        with pytest.raises(DatabaseBusyError):
            Store.open(database)
        with Store.open(database, read_only=True) as reader:
            assert reader.summaries() == []
    Store.open(database).close()


def test_a_reader_sees_what_the_writer_commits_meanwhile(tmp_path: Path) -> None:
    database = tmp_path / "interviews.sqlite3"
    with Store.open(database) as writer, Store.open(database, read_only=True) as reader:
        assert reader.summaries() == []
        writer.create(started(), [])
        assert reader.interview("abcd") == started()


def test_a_failed_opening_gives_the_lock_back(tmp_path: Path) -> None:
    database = tmp_path / "interviews.sqlite3"
    database.write_bytes(b"this is no database at all, only some text" * 200)
    with pytest.raises(StorageError):
        Store.open(database)
    lock = WriterLock(database)
    lock.acquire()
    lock.release()
