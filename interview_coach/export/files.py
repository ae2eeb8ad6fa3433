"""Writing an export so that the target is old or new, never half."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from interview_coach.errors import CoachError


def write_file(path: Path, chunks: Iterable[str], *, overwrite: bool = False) -> Path:
    """Write text to a file (0600) through a temporary one beside it, flushed to disk, then renamed.

    Symbolic links are not followed: a link at the target is refused.

    Raises:
        CoachError: the file is there already and `overwrite` is off, or it cannot be written.
    """
    try:
        if path.is_symlink():
            raise CoachError(f"{path} is a symbolic link.", "Name a file that is not one.")
        if path.exists() and not overwrite:
            raise CoachError(f"{path} is there already.", "Choose another name or add --force.")
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.writelines(chunks)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise CoachError(
            f"{path} cannot be written: {error.strerror or error}.", "Choose another place with --output."
        ) from error
    return path
