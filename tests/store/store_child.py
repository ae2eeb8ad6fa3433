"""A second program that uses the store: opens it, holds it, or looks at it without the powers of root.

Run as `python store_child.py ACTION DATABASE`; prints one JSON object a line.
"""

import ctypes
import json
import os
import sys
import time
from pathlib import Path

from interview_coach.errors import CoachError, DatabaseBusyError
from interview_coach.store.store import Store

_CAPABILITY_VERSION_3 = 0x20080522
"""Of the structures below (linux/capability.h)."""


def say(**values: object) -> None:
    print(json.dumps(values), flush=True)


def obey_permissions() -> None:
    """Give up root's power to read and write everything, so that a permission means something."""
    if os.geteuid() != 0:
        return
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, nothing) != 0:
        raise OSError(ctypes.get_errno(), "the powers of root cannot be given up")


def attempt_open(database: Path, *, read_only: bool) -> None:
    began = time.perf_counter()
    try:
        with Store.open(database, read_only=read_only) as store:
            say(opened=True, interviews=[summary.id for summary in store.summaries()])
    except CoachError as error:
        pid = error.pid if isinstance(error, DatabaseBusyError) else None
        seconds = time.perf_counter() - began
        say(
            opened=False,
            kind=type(error).__name__,
            message=error.message,
            hint=error.hint,
            pid=pid,
            seconds=seconds,
        )


def main() -> None:
    action, database = sys.argv[1], Path(sys.argv[2])
    if action == "hold":
        with Store.open(database):
            say(opened=True, pid=os.getpid())
            sys.stdin.read()
    elif action == "modules":
        with Store.open(database) as store:
            store.summaries()
        say(alembic="alembic" in sys.modules)
    elif action == "powerless":
        obey_permissions()
        for line in sys.stdin:
            request = json.loads(line)
            attempt_open(Path(request["database"]), read_only=request["read_only"])
    else:
        attempt_open(database, read_only=action == "read")


if __name__ == "__main__":
    main()
