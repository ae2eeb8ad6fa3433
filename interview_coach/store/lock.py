"""One writer at a time: a lock beside the database, held as long as the process lives."""

import os
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from interview_coach.errors import DatabaseBusyError, StorageError

PRIVATE = 0o600
_TRIES = 10
_PAUSE_SECONDS = 0.02


def lock_path(database: Path) -> Path:
    """Return where the lock of a database is."""
    return database.with_name(database.name + ".lock")


class WriterLock:
    """The right to write a database. The system gives it back when the process ends, however it ends.

    The file's text is the process that holds it. The file stays when the lock is given back: removing it
    could let two programs hold locks on two files of the same name.
    """

    def __init__(self, database: Path) -> None:
        self.path = lock_path(database)
        self._lock = FileLock(self.path, mode=PRIVATE, thread_local=False)

    def acquire(self) -> None:
        """Take the lock without waiting.

        Raises:
            DatabaseBusyError: another program (or another part of this one) holds it.
            StorageError: the lock file cannot be made.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            pid = holder(self.path)
            who = f"process {pid}" if pid is not None else "a process that did not leave its number"
            raise DatabaseBusyError(
                f"Interview Coach is already running: {who} holds the database.",
                "Use the other window, or close it; commands that only read, such as history, still work.",
                pid,
            ) from error
        except OSError as error:
            raise StorageError(
                f"The folder {self.path.parent} cannot be written to: {error.strerror or error}.",
                "Check its permissions; commands that only read, such as history, still work.",
            ) from error
        with suppress(OSError):  # a full disk must not keep anyone from starting
            self.path.write_text(f"{os.getpid()}\n", encoding="ascii")

    def release(self) -> None:
        """Give the lock back; safe to call twice."""
        self._lock.release(force=True)


def holder(path: Path) -> int | None:
    """Return the process named in a lock file, or None when it names none.

    A process that has just taken the lock is given a moment to write its number.
    """
    for _ in range(_TRIES):
        try:
            return int(path.read_text(encoding="ascii"))
        except OSError:
            return None
        except ValueError:
            time.sleep(_PAUSE_SECONDS)
    return None
