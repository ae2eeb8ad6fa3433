"""Opening the database: for writing under the lock, or for reading without leaving a trace."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Engine

from interview_coach.errors import CoachError, StorageError
from interview_coach.paths import make_private_folder
from interview_coach.store.engine import Access, connect, file_engine, memory_engine
from interview_coach.store.faults import plain_errors
from interview_coach.store.lock import PRIVATE, WriterLock
from interview_coach.store.migrate import make_current
from interview_coach.store.revision import (
    Schema,
    access_to_look,
    beside,
    exists,
    refuse_newer,
    stored_revision,
)


def open_for_writing(database: Path, schema: Schema) -> tuple[Engine, WriterLock]:
    """Take the lock, create or migrate the database where needed, and return an engine for it.

    Raises:
        DatabaseBusyError, NewerDatabaseError, StorageError: it cannot be used.
    """
    try:
        make_private_folder(database.parent)
    except CoachError as error:
        raise StorageError(error.message, error.hint) from error
    _require_writable(database)
    lock = WriterLock(database)
    lock.acquire()
    try:
        make_current(database, schema)
        with suppress(OSError):  # not the owner, who may have chosen otherwise
            database.chmod(PRIVATE)
        engine = file_engine(database, "write")
        with plain_errors(f"opening {database}"):
            engine.connect().close()
    except BaseException:
        lock.release()
        raise
    return engine, lock


def _require_writable(database: Path) -> None:
    places = [database.parent, database] if exists(database) else [database.parent]
    for place in places:
        if not os.access(place, os.W_OK):
            raise StorageError(
                f"{place} cannot be written to.",
                "Check its permissions; commands that only read, such as history, still work.",
            )


def open_for_reading(database: Path, schema: Schema) -> Engine:
    """Return an engine that only reads; over nothing, where there is no database.

    Raises:
        NewerDatabaseError, StorageError: it cannot be read.
    """
    if not exists(database):
        engine = memory_engine()
        schema.metadata.create_all(engine)
        return engine
    access = _way_to_read(database)
    if access is None:
        return _engine_over_copy(database, schema)
    _require_current(database, schema)
    return file_engine(database, access)


def _require_current(database: Path, schema: Schema) -> None:
    revision = stored_revision(database)
    refuse_newer(database, revision, schema)
    if revision != schema.head:
        raise StorageError(
            f"The database {database} is of an older version of Interview Coach.",
            "Start interview-coach once without other arguments; it brings the database up to date.",
        )


def _way_to_read(database: Path) -> Access | None:
    """Return how to read a database for longer, or None when only a copy can be read.

    Reading beside a writer needs a shared index next to the file. Where none can be made, nobody is
    writing, and the file is read as it is, unless the last writer left a WAL behind.
    """
    if os.access(database.parent, os.W_OK):
        return "read"
    try:
        with closing(connect(database, "read")) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.OperationalError:
        return "immutable" if access_to_look(database) == "immutable" else None
    return "read"


def _engine_over_copy(database: Path, schema: Schema) -> Engine:
    """Return an engine over a copy in memory of a database and the WAL beside it."""
    with plain_errors(f"reading {database}"), tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / database.name
        for suffix in ("", "-wal"):
            shutil.copyfile(beside(database, suffix), beside(copy, suffix))
        _require_current(copy, schema)
        with closing(connect(copy, "read")) as source:
            return memory_engine(source)
