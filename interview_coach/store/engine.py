"""Connections to the database and how they behave."""

import sqlite3
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from interview_coach.errors import StorageError

BUSY_MS = 5000
"""How long a call waits for another program's lock before it gives up."""

_WRITES = "writes"

Access = Literal["write", "migrate", "read", "immutable"]

_PRAGMAS: dict[Access, tuple[str, ...]] = {
    "write": ("foreign_keys=ON", "synchronous=FULL"),
    # Rebuilding a table deletes the old one, which would take all that belongs to it along.
    "migrate": ("foreign_keys=OFF", "synchronous=FULL"),
    "read": ("foreign_keys=ON", "query_only=ON"),
    "immutable": ("foreign_keys=ON", "query_only=ON"),
}
_OPTIONS: dict[Access, str] = {
    "write": "mode=rw",
    "migrate": "mode=rwc",
    "read": "mode=ro",
    "immutable": "mode=ro&immutable=1",
}


def connect(database: Path, access: Access) -> sqlite3.Connection:
    """Open one connection.

    `write` never creates the file. `read` never changes it and sees what a running program writes;
    `immutable` leaves no trace at all, and is right only where nothing can write meanwhile and no WAL holds
    anything. The driver's own handling of transactions is off: it would leave changes of tables outside.

    Raises:
        sqlite3.Error: it cannot be opened.
        StorageError: the disk does not allow write-ahead logging.
    """
    connection = sqlite3.connect(
        f"{database.absolute().as_uri()}?{_OPTIONS[access]}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
    )
    try:
        for pragma in (f"busy_timeout={BUSY_MS}", "trusted_schema=OFF", *_PRAGMAS[access]):
            connection.execute(f"PRAGMA {pragma}")
        if access == "write":
            _use_wal(connection, database)
        connection.create_function("folded", 1, _folded, deterministic=True)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection, database: Path) -> None:
    if connection.execute("PRAGMA journal_mode=WAL").fetchone() != ("wal",):
        raise StorageError(
            f"The disk of {database} does not allow safe writing.",
            "Move the data folder to a local disk (INTERVIEW_COACH_HOME).",
        )


def _folded(text: str | None) -> str:
    """Return the text for comparing without regard to case, in any script; LIKE knows only ASCII."""
    return (text or "").casefold()


def file_engine(database: Path, access: Access) -> Engine:
    """Return an engine whose connections several threads may take in turn."""
    pool = NullPool if access == "migrate" else QueuePool
    engine = create_engine("sqlite://", creator=lambda: connect(database, access), poolclass=pool)
    _begin_explicitly(engine)
    return engine


def for_writing(engine: Engine) -> Engine:
    """Return the engine with transactions that take the right to write at once, or wait for it."""
    return engine.execution_options(**{_WRITES: True})


def memory_engine(source: sqlite3.Connection | None = None) -> Engine:
    """Return an engine over a copy in memory, or over nothing; one connection, which threads wait for."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.create_function("folded", 1, _folded, deterministic=True)
    if source is not None:
        source.backup(connection)
    engine = create_engine(
        "sqlite://", creator=lambda: connection, poolclass=QueuePool, pool_size=1, max_overflow=0
    )
    _begin_explicitly(engine)
    return engine


def _begin_explicitly(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")
