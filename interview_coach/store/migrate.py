"""New databases and older ones, brought to the present without ever touching the file in use.

Everything happens in a copy beside it; the last step is one rename. A program that is killed at any moment
leaves the old file or the new one, and leftovers that the next start removes.
"""

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, table

from interview_coach.errors import CoachError, StorageError
from interview_coach.paths import make_private_folder
from interview_coach.store.engine import connect, file_engine, for_writing
from interview_coach.store.faults import plain_errors, storage_error
from interview_coach.store.index_table import INDEX
from interview_coach.store.lock import PRIVATE
from interview_coach.store.revision import Schema, beside, exists, refuse_newer, stored_revision

NEW = ".new"
PARTIAL = ".partial"
_COMPANIONS = ("", "-wal", "-shm", "-journal")


def make_current(database: Path, schema: Schema) -> None:
    """Create the database or bring it to the revision of this program; the caller holds the writer lock.

    Raises:
        NewerDatabaseError: a newer program wrote it; it was left as it is.
        StorageError: it cannot be done; what was there is still there.
    """
    if not exists(database):
        steps, doing = _create, f"creating {database}"
    else:
        revision = stored_revision(database)
        refuse_newer(database, revision, schema)
        if revision == schema.head:
            return
        steps, doing = _upgrade, f"bringing {database} up to date"
    try:
        with plain_errors(doing):
            steps(database, schema)
    finally:
        _remove(beside(database, NEW))


def _create(database: Path, schema: Schema) -> None:
    new = _fresh(beside(database, NEW))
    _migrate(new, schema)
    # A WAL without its database would be taken for a part of the new one.
    with suppress(FileNotFoundError):
        os.replace(beside(database, "-wal"), beside(database, "-wal.orphaned"))
    beside(database, "-shm").unlink(missing_ok=True)
    _put_in_place(new, database)


def _upgrade(database: Path, schema: Schema) -> None:
    _fold_wal(database)
    new = _fresh(beside(database, NEW))
    _copy(_backup(database, schema), new)
    _migrate(new, schema)
    for companion in ("-wal", "-shm"):  # folded above, and nobody else writes
        beside(database, companion).unlink(missing_ok=True)
    _put_in_place(new, database)


def _fold_wal(database: Path) -> None:
    """Bring what the WAL holds into the database itself, so that the file alone is complete."""
    with closing(connect(database, "write")) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StorageError(
            "The database has to be brought up to date, and another program is reading it.",
            "Close the other window and start again.",
        )


def backup_folder(database: Path) -> Path:
    """Return where the copies of a database are kept."""
    return database.parent / "backups"


def _backup(database: Path, schema: Schema) -> Path:
    """Put a verified copy into the folder of backups."""
    folder = backup_folder(database)
    try:
        make_private_folder(folder)
    except CoachError as error:
        raise StorageError(error.message, error.hint) from error
    for leftover in folder.glob(f"*{PARTIAL}*"):
        leftover.unlink()
    moment = time.strftime("%Y%m%dT%H%M%S")
    backup = folder / f"{database.stem}-{moment}-before-{schema.head}{database.suffix}"
    partial = _fresh(beside(backup, PARTIAL))
    _copy(database, partial)
    _put_in_place(partial, backup)
    return backup


def _copy(source: Path, target: Path) -> None:
    """Copy a database that nobody writes and whose WAL is folded, and check the copy."""
    with closing(connect(source, "immutable")) as old, closing(connect(target, "migrate")) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
        _check(new)


def _migrate(database: Path, schema: Schema) -> None:
    """Run the missing migrations in one transaction, then verify everything that can be verified."""
    engine = for_writing(file_engine(database, "migrate"))
    with engine.connect() as connection:
        kept = _row_counts(connection)
    with engine.begin() as connection:
        _run_scripts(connection, schema)
    with engine.connect() as connection:
        _verify(connection, schema, kept)
    engine.dispose()
    if stored_revision(database) != schema.head:
        raise StorageError("The migration did not reach its end.", "Please report it with the log file.")


def _run_scripts(connection: Connection, schema: Schema) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(schema.scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except Exception as error:  # a script can raise anything, and what is in use is still whole
        raise storage_error(error, "changing the tables") from error


def _verify(connection: Connection, schema: Schema, kept: dict[str, int]) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    _check(driver)
    context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
    differences = compare_metadata(context, schema.metadata)
    counts = _row_counts(connection)
    lost = [name for name, count in kept.items() if counts.get(name, count) != count]
    if differences or lost:
        raise StorageError(
            f"The new database is not as it should be ({len(differences)} differences, rows lost of {lost}).",
            "What was there was left as it is; please report it with the log file.",
        )


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether the program made a table itself: SQLite makes some for the full-text index."""
    return kind != "table" or not (name or "").startswith(INDEX)


def _check(connection: sqlite3.Connection) -> None:
    problems = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    problems += [f"{row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
    if problems:
        raise StorageError(
            f"The database is damaged: {problems[0]}.",
            "It was left as it is; put a backup in its place, and keep a copy of the file.",
        )


def _row_counts(connection: Connection) -> dict[str, int]:
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in inspect(connection).get_table_names()
        if not name.startswith(INDEX)
    }


def _fresh(path: Path) -> Path:
    """Make an empty private file where leftovers may lie."""
    _remove(path)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
    try:
        os.fchmod(descriptor, PRIVATE)
    finally:
        os.close(descriptor)
    return path


def _remove(path: Path) -> None:
    for companion in _COMPANIONS:
        beside(path, companion).unlink(missing_ok=True)


def _put_in_place(new: Path, target: Path) -> None:
    """Make sure that a file is on the disk, then give it its name."""
    _sync(new)
    os.replace(new, target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
