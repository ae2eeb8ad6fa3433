"""Writing an export so that the target is old or new, never half, and nothing is left behind."""

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from interview_coach.errors import CoachError
from interview_coach.paths import make_private_folder

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK)
_ENCODING = "utf-8"


def write_file(path: Path, chunks: Iterable[str | bytes], *, overwrite: bool = False) -> Path:
    """Write text to a file (UTF-8, LF, 0600), flushed to the disk before it gets its name; return the path.

    What is bytes is such text already.

    A link at the target is refused, and so is anything that is not a file.

    Raises:
        CoachError: the file is there already and `overwrite` is off, or it cannot be written.
    """
    try:
        _refuse_what_is_there(path, overwrite)
        if not path.parent.is_dir():
            make_private_folder(path.parent)
        with _unnamed(path) as (descriptor, source):
            with os.fdopen(descriptor, "wb", closefd=False) as file:
                file.writelines(c if isinstance(c, bytes) else c.encode(_ENCODING) for c in chunks)
                file.flush()
            os.fsync(descriptor)
            _give_name(source, path, overwrite)
    except OSError as error:
        if error.errno == errno.EEXIST:
            raise _is_there(path) from error
        raise CoachError(
            f"{path} cannot be written: {error.strerror or error}.", "Choose another place with --output."
        ) from error
    return path


def free_name(path: Path) -> Path:
    """Return the path, with a number before its ending if something is there already."""
    number, free = 1, path
    stem, dot, ending = path.name.partition(".")
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{stem}-{number}{dot}{ending}")
    return free


def _refuse_what_is_there(path: Path, overwrite: bool) -> None:
    if path.is_symlink():
        raise CoachError(f"{path} is a symbolic link.", "Name a file that is not one.")
    if path.exists():
        if not path.is_file():
            raise CoachError(f"{path} is not a file.", "Choose another name.")
        if not overwrite:
            raise _is_there(path)


def _is_there(path: Path) -> CoachError:
    return CoachError(f"{path} is there already.", "Choose another name or add --force.")


@contextmanager
def _unnamed(path: Path) -> Iterator[tuple[int, Path]]:
    """Give an open file in the folder of a path, and a path that leads to it.

    Where the system can, the file has no name yet, so that a kill leaves nothing behind (open(2), O_TMPFILE);
    elsewhere it has a hidden one.
    """
    named: Path | None = None
    try:
        descriptor = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o600)
        source = Path(f"/proc/self/fd/{descriptor}")
        if not source.exists():
            os.close(descriptor)
            raise FileNotFoundError
    except (AttributeError, OSError):
        source = named = path.with_name(_hidden(path.name))
        descriptor = os.open(named, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        yield descriptor, source
    finally:
        os.close(descriptor)
        if named is not None:
            named.unlink(missing_ok=True)


def _give_name(source: Path, path: Path, overwrite: bool) -> None:
    """Make a written file appear under its name: in place of another one, or only where there is none."""
    hidden = source.parent == path.parent
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        if not overwrite:
            try:
                _link(source, path.name, folder)
            except OSError as error:
                if not hidden or error.errno not in _NO_LINKS or path.exists():
                    raise
                source.replace(path)
        elif hidden:
            source.replace(path)
        else:
            _link_over(source, path.name, folder)
        with suppress(OSError):  # some disks cannot flush a folder; the file itself is flushed
            os.fsync(folder)
    finally:
        os.close(folder)


def _link(source: Path, name: str, folder: int) -> None:
    # Naming the folder makes the system follow the link that leads to the file without a name.
    os.link(source, name, dst_dir_fd=folder, follow_symlinks=True)


def _link_over(source: Path, name: str, folder: int) -> None:
    """Give a file the name of another one; a link cannot replace, so it passes through a second name."""
    second = _hidden(name)
    _link(source, second, folder)
    try:
        os.replace(second, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        os.unlink(second, dir_fd=folder)
        raise


def _hidden(name: str) -> str:
    return f".{name}.{secrets.token_hex(4)}.tmp"
