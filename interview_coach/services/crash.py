"""When the program itself fails: one sentence for the person, details without values in a file."""

import os
import traceback
from datetime import datetime

from interview_coach import __version__
from interview_coach.errors import CoachError
from interview_coach.paths import find_paths, make_private_folder

MAX_LOG_BYTES = 256 * 1024


def report_crash(error: BaseException) -> CoachError:
    """Append where the program failed to the log file, and return what to tell the person.

    Only files, lines and the type of the error are written: no local variables and no message, since both may
    hold an answer or a key.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = "\n".join(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
    moment = datetime.now().astimezone().isoformat(timespec="seconds")
    entry = f"{moment} interview-coach {__version__} {type(error).__name__}\n{places}\n"
    what = f"The program failed ({type(error).__name__}); what was saved is safe."
    try:
        log = find_paths().log_file
        make_private_folder(log.parent)
        keep = log.stat().st_size < MAX_LOG_BYTES if log.exists() else True
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if keep else os.O_TRUNC)
        with os.fdopen(os.open(log, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(entry)
    except (OSError, CoachError):
        return CoachError(what, "Start it again; please report it if it happens again.")
    return CoachError(what, f"Start it again; please report it with {log} if it happens again.")
