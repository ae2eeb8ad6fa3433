"""Where things are on this machine."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from interview_coach.errors import CoachError

HOME_VARIABLE = "INTERVIEW_COACH_HOME"


@dataclass(frozen=True)
class Paths:
    """The folders of one person's installation; none needs to exist yet."""

    config: Path
    data: Path
    state: Path
    cache: Path

    @property
    def database(self) -> Path:
        """Where interviews are stored."""
        return self.data / "interviews.sqlite3"

    @property
    def config_file(self) -> Path:
        """The settings a person may edit."""
        return self.config / "config.toml"

    @property
    def own_questions(self) -> Path:
        """The person's own questions, merged over the shipped bank."""
        return self.config / "questions"

    @property
    def exports(self) -> Path:
        """Where exports go unless told otherwise."""
        return self.data / "exports"

    @property
    def log_file(self) -> Path:
        """What went wrong, for a report; never holds answers or keys."""
        return self.state / "interview-coach.log"


def shipped_bank() -> Path:
    """The folder of shipped questions: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "question_bank"
    return inside if inside.is_dir() else package.parent / "question_bank"


def find_paths(environment: dict[str, str] | None = None) -> Paths:
    """Return the folders to use: all under INTERVIEW_COACH_HOME if set, else the platform's usual places.

    Raises:
        CoachError: there is no home folder to put anything in.
    """
    env = os.environ if environment is None else environment
    try:
        if home := env.get(HOME_VARIABLE):
            root = Path(home).expanduser().absolute()
            return Paths(root / "config", root / "data", root / "state", root / "cache")
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("interview-coach", appauthor=False)
        return Paths(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path)
    except (RuntimeError, KeyError) as error:
        raise CoachError(
            "This account has no home folder.", f"Set {HOME_VARIABLE} to a folder you can write to."
        ) from error


def make_private_folder(folder: Path) -> None:
    """Create a folder, and those above it, that only the owner may look into (0700), whatever the umask.

    Raises:
        CoachError: the folder cannot be made or is not a folder.
    """
    try:
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        for place in reversed(missing):
            place.mkdir(mode=0o700, exist_ok=True)
            place.chmod(0o700)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "it is not a folder")
    except OSError as error:
        raise CoachError(
            f"The folder {folder} cannot be used: {error.strerror or error}.",
            f"Check its permissions, or set {HOME_VARIABLE} to a folder you can write to.",
        ) from error
