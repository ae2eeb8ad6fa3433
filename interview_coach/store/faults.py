"""What SQLite reports, in plain sentences."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from interview_coach.errors import StorageError

_PRIMARY_CODE = 0xFF
"""The low byte of an extended result code is the kind of error (sqlite.org/rescode.html)."""

_AGAIN = "What you typed is still in the window; "
_SENTENCES: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: ("The disk is full.", f"{_AGAIN}free some space and try again."),
    sqlite3.SQLITE_IOERR: ("The disk reported an error.", f"{_AGAIN}check the disk and try again."),
    sqlite3.SQLITE_BUSY: ("Another program is using the database.", f"{_AGAIN}close it and try again."),
    sqlite3.SQLITE_LOCKED: ("Another program is using the database.", f"{_AGAIN}close it and try again."),
    sqlite3.SQLITE_READONLY: (
        "The database, or the folder it is in, may not be written to.",
        "Check the permissions of both.",
    ),
    sqlite3.SQLITE_PERM: ("The database may not be used.", "Check the permissions of the file."),
    sqlite3.SQLITE_CANTOPEN: (
        "The database cannot be opened.",
        "Check the permissions of the file and of its folder.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "The file is not a database.",
        "Move it away to start afresh, or put a backup in its place.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The database is damaged.",
        "Keep a copy of the file, then put a backup in its place.",
    ),
    sqlite3.SQLITE_NOMEM: ("There is not enough memory.", f"{_AGAIN}close other programs and try again."),
    sqlite3.SQLITE_CONSTRAINT: (
        "This does not fit what is stored already.",
        "Nothing was changed; please report it with the log file.",
    ),
}
_ERRNO = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EIO: sqlite3.SQLITE_IOERR,
    errno.EACCES: sqlite3.SQLITE_READONLY,
    errno.EPERM: sqlite3.SQLITE_READONLY,
    errno.EROFS: sqlite3.SQLITE_READONLY,
}


def storage_error(error: Exception, doing: str) -> StorageError:
    """Return the error for the person; `doing` ends the sentence 'While ..., something went wrong'."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(cause, OSError):
        code, words = _ERRNO.get(cause.errno or 0, -1), cause.strerror or str(cause)
    else:
        code, words = getattr(cause, "sqlite_errorcode", -1), str(cause)
    kind = code & _PRIMARY_CODE if code >= 0 else -1
    unknown = (f"{words.rstrip('.').capitalize()}.", f"{_AGAIN}please try again.")
    sentence, hint = _SENTENCES.get(kind, unknown)
    return StorageError(f"{sentence} It happened while {doing}.", hint)


@contextmanager
def plain_errors(doing: str) -> Iterator[None]:
    """Turn whatever the database raises into a StorageError; nothing of the transaction remains then."""
    try:
        yield
    except msgspec.MsgspecError as error:
        raise StorageError(
            f"Something stored cannot be understood ({error}). It happened while {doing}.",
            "Update the program, or put a backup in the place of the database.",
        ) from error
    except UnicodeEncodeError as error:
        raise StorageError(
            f"The text holds characters that cannot be stored. It happened while {doing}.",
            "Remove what does not show as a character and try again.",
        ) from error
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise storage_error(error, doing) from error
