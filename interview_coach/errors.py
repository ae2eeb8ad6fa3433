"""Errors that carry a sentence for the person and what to do about it."""


class CoachError(Exception):
    """Something the person can understand and act on.

    Attributes:
        message: one plain sentence saying what went wrong and where.
        hint: one plain sentence saying what to do, or an empty string.
        exit_code: what a command exits with; 1 failed, 2 wrong usage.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(CoachError):
    """The command was called with something that does not exist or does not fit."""

    exit_code = 2


class QuestionFileError(CoachError):
    """A file of the bank cannot be used.

    Attributes:
        path: the file, as the person would type it.
        line: the line in it, counted from 1.
        rule: what is not as it should be.
    """

    def __init__(self, path: str, line: int, rule: str, hint: str = "") -> None:
        super().__init__(f"{path}:{line}: {rule}", hint)
        self.path = path
        self.line = line
        self.rule = rule


class StorageError(CoachError):
    """The database cannot be read or written."""


class NewerDatabaseError(StorageError):
    """The database was written by a newer version of the program; it is left untouched."""


class DatabaseBusyError(StorageError):
    """Another running program holds the database.

    Attributes:
        pid: the process that holds it, or None when it could not be read.
    """

    def __init__(self, message: str, hint: str = "", pid: int | None = None) -> None:
        super().__init__(message, hint)
        self.pid = pid


class IllegalActionError(CoachError):
    """The action does not fit the state of the interview."""
