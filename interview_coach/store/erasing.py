"""Deleting the database with everything that was ever kept of it."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from interview_coach.errors import CoachError, StorageError
from interview_coach.paths import make_private_folder
from interview_coach.store.lock import WriterLock, lock_path
from interview_coach.store.migrate import backup_folder


def erase_database(database: Path) -> list[Path]:
    """Delete a database, what belongs to it and its backups, and return what is gone.

    Raises:
        DatabaseBusyError: another program has it open for writing.
        StorageError: something could not be deleted; the message says what.
    """
    try:
        make_private_folder(database.parent)
    except CoachError as error:
        raise StorageError(error.message, error.hint) from error
    lock = WriterLock(database)
    lock.acquire()
    try:
        companions = database.parent.glob(f"{database.name}*")
        files = [path for path in companions if path != lock_path(database) and path.is_file()]
        # The database last: until then nothing is lost that a second try would not find.
        gone = _erase_folder(backup_folder(database))
        return gone + erase_files(sorted(files, key=lambda path: path == database))
    finally:
        lock.release()


def erase_files(files: Iterable[Path]) -> list[Path]:
    """Delete files that are there and return which.

    Raises:
        StorageError: one could not be deleted.
    """
    gone = []
    for path in files:
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise _cannot(path, error) from error
        gone.append(path)
    return gone


def _erase_folder(folder: Path) -> list[Path]:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _cannot(folder, error) from error
    return [folder]


def _cannot(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{path} could not be deleted: {error.strerror or error}.", "Check its permissions and try again."
    )
