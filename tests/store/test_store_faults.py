"""What a disk or another program does to us is told plainly, costs nothing stored, and passes."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from store_samples import T0, answered, grade, happened, started

from interview_coach.errors import StorageError
from interview_coach.store import engine
from interview_coach.store.faults import plain_errors, storage_error
from interview_coach.store.store import Store

LONG = "a long answer " * 2000


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "interviews.sqlite3"
    with Store.open(path) as store:
        store.create(started(), happened("started"))
    return path


@contextmanager
def full_disk(store: Store) -> Iterator[None]:
    """Let the database grow by one page at most."""

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")

    def lift(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1000000")

    event.listen(store._engine, "checkout", limit)
    event.listen(store._engine, "checkin", lift)
    yield
    event.remove(store._engine, "checkout", limit)
    event.remove(store._engine, "checkin", lift)


def test_a_full_disk_is_told_plainly_and_the_same_call_works_when_there_is_space(database: Path) -> None:
    with Store.open(database) as store:
        interview = store.interview("abcd")
        attempt_id = interview.turn.attempts[0].id
        with full_disk(store), pytest.raises(StorageError, match="disk is full") as caught:
            store.save_draft(attempt_id, 0, LONG, T0)
        assert "free some space" in caught.value.hint
        assert store.draft(attempt_id, 0) == ""
        job = answered(interview, LONG)
        with full_disk(store), pytest.raises(StorageError, match="disk is full"):
            store.record(interview, [interview.turn], happened("answer"), [job])
        assert not store.interview("abcd").turn.attempts[0].answered
        assert [event.kind for event in store.events("abcd2345")] == ["started"]
        assert store.pending_jobs() == []

        store.record(interview, [interview.turn], happened("answer"), [job])
        store.finish_job(job, grade(attempt_id, interview.turn.question))
    with Store.open(database, read_only=True) as store:
        assert store.interview("abcd").turn.attempts[0].texts == [LONG]


def test_another_program_that_writes_is_told_plainly(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    with Store.open(database) as store, closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="Another program is using"):
            store.save_draft("abcd2345-a1", 0, "text", T0)
        assert store.draft("abcd2345-a1", 0) == ""
        other.execute("ROLLBACK")
        store.save_draft("abcd2345-a1", 0, "text", T0)
        assert store.draft("abcd2345-a1", 0) == "text"


def test_damage_found_while_reading_is_told_plainly(database: Path) -> None:
    raw = bytearray(database.read_bytes())
    with closing(sqlite3.connect(database)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'turns'").fetchone()
    raw[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    database.write_bytes(raw)
    with Store.open(database) as store, pytest.raises(StorageError, match="damaged"):
        store.interview("abcd")


def test_a_record_that_cannot_be_understood_is_told_plainly(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE question_snapshots SET question = '{\"id\": 3}'")
        connection.commit()
    with Store.open(database) as store:
        with pytest.raises(StorageError, match="cannot be understood"):
            store.interview("abcd")
        assert len(store.summaries()) == 1


def test_deleting_an_interview_takes_all_that_belongs_to_it(database: Path) -> None:
    with Store.open(database) as store:
        interview = store.interview("abcd")
        store.save_draft("abcd2345-a1", 0, "text", T0)
        job = answered(interview, "text and more")
        store.record(interview, [interview.turn], happened("answer"), [job])
        store.finish_job(job, grade(job.attempt_id, interview.turn.question))
        assert store.delete(["abcd"], T0) == ["abcd2345"]
        assert store.purge(T0) == 0
        assert store.purge("2200-01-01T00:00:00+00:00") == 1
        with store._read("looking") as connection:
            names = connection.exec_driver_sql(
                "SELECT name FROM sqlite_schema WHERE type = 'table'"
            ).scalars()
            left = {
                name
                for name in names.all()
                if not name.startswith(("sqlite_", "search_text_"))
                and connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
            }
    assert left == {"alembic_version", "question_snapshots"}


def sqlite_failure(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("some words of the library")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_IOERR_FSYNC, "disk reported an error"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "Another program"),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, "Another program"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "may not be written"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "cannot be opened"),
        (sqlite3.SQLITE_NOTADB, "not a database"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "damaged"),
        (sqlite3.SQLITE_NOMEM, "memory"),
        (sqlite3.SQLITE_ERROR, "Some words of the library"),
    ],
)
def test_every_kind_of_failure_has_a_sentence_and_a_hint(code: int, says: str) -> None:
    error = storage_error(sqlite_failure(code), "saving the answer")
    assert says in error.message
    assert error.message.endswith("It happened while saving the answer.")
    assert error.hint


@pytest.mark.parametrize(
    ("raised", "says"),
    [
        (SQLAlchemyError("the pool is empty"), "The pool is empty"),
        (OSError(28, "No space left on device"), "disk is full"),
        (OSError(30, "Read-only file system"), "may not be written"),
        (OSError(40, "Too many levels of symbolic links"), "Too many levels"),
    ],
)
def test_no_other_failure_of_storage_gets_through(raised: Exception, says: str) -> None:
    def fail() -> None:
        with plain_errors("testing"):
            raise raised

    with pytest.raises(StorageError, match=says):
        fail()


def test_a_disk_that_is_full_from_the_start_leaves_nothing_half_made(tmp_path: Path) -> None:
    """The limit on the size of files stands in for the disk; the program starts once there is space."""
    script = (
        "import resource, signal, sys; from pathlib import Path;"
        "from interview_coach.errors import StorageError; from interview_coach.store.store import Store;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "try: Store.open(Path(sys.argv[1]))\n"
        "except StorageError as error: print(error)"
    )
    database = tmp_path / "data" / "interviews.sqlite3"
    done = subprocess.run(
        [sys.executable, "-c", script, str(database)], capture_output=True, text=True, check=True, timeout=60
    )
    assert "The disk" in done.stdout
    assert {path.name for path in database.parent.iterdir()} == {"interviews.sqlite3.lock"}
    with Store.open(database) as store:
        store.create(started(), [])
