"""Which revision a database is at, found without loading the migrations."""

import sqlite3
import stat
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import MetaData

from interview_coach.errors import NewerDatabaseError, StorageError
from interview_coach.store import tables
from interview_coach.store.engine import Access, connect
from interview_coach.store.faults import storage_error


@dataclass(frozen=True)
class Schema:
    """The revisions of this program from first to last, their scripts, and the tables they end in."""

    revisions: tuple[str, ...]
    scripts: Path
    metadata: MetaData

    @property
    def head(self) -> str:
        """The revision that this program reads and writes."""
        return self.revisions[-1]


CURRENT = Schema(("0001", "0002", "0003"), Path(__file__).parent / "migrations", tables.Base.metadata)


def beside(database: Path, suffix: str) -> Path:
    """Return the path of a companion of the database: `-wal`, `-shm`, `.new` and the like."""
    return database.with_name(database.name + suffix)


def exists(database: Path) -> bool:
    """Return whether there is a database file.

    Raises:
        StorageError: something else is in its place, or the folder may not be looked into.
    """
    try:
        status = database.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StorageError(
            f"The database {database} cannot be reached: {error.strerror or error}.",
            "Check the permissions of its folder, or set INTERVIEW_COACH_HOME to a folder you can use.",
        ) from error
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not a file"
        raise StorageError(
            f"{database} is {kind}, and the database belongs there.",
            "Move it away, or set INTERVIEW_COACH_HOME to another folder.",
        )
    if status.st_size == 0:
        raise StorageError(
            f"The database {database} is an empty file.",
            "Move it away to start afresh, or put a backup in its place.",
        )
    return True


def access_to_look(database: Path) -> Access:
    """Return how to read a database so that nothing appears beside it, if that is possible.

    A WAL that holds something has to be read too; without one the file alone is the whole truth.
    """
    try:
        return "read" if beside(database, "-wal").stat().st_size else "immutable"
    except OSError:
        return "immutable"


def stored_revision(database: Path, access: Access | None = None) -> str:
    """Return the revision of an existing database, changing nothing.

    Raises:
        StorageError: the file cannot be read, or is no database of this program.
    """
    try:
        with closing(connect(database, access or access_to_look(database))) as connection:
            known = connection.execute(
                "SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'"
            ).fetchone()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    except sqlite3.Error as error:
        raise storage_error(error, f"opening {database}") from error
    if row is None:
        raise StorageError(
            f"{database} is not a database of Interview Coach.",
            "Move it away, or set INTERVIEW_COACH_HOME to another folder.",
        )
    return str(row[0])


def refuse_newer(database: Path, revision: str, schema: Schema) -> None:
    """Leave a database alone that this program does not know.

    Raises:
        NewerDatabaseError: the revision is none of ours.
    """
    if revision not in schema.revisions:
        raise NewerDatabaseError(
            f"A newer version of Interview Coach wrote the database {database} (revision {revision}).",
            "Update the program; the database was left as it is.",
        )
