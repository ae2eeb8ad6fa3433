"""Notices that the terminal has gone, also where no signal says so.

A closed window sends SIGHUP to the first process of the session only. When that is a program that waits for this one,
such as `make`, nobody else is told, and reading from the dead terminal returns at once, for ever.
"""

import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress


def watch_terminal(fd: int, gone: Callable[[], object], seconds: float, code: int) -> None:
    """Call `gone`, from a thread of its own, when the terminal at a file descriptor is closed.

    The process is ended with this exit code some seconds after that if `gone` has not ended it: what writes to a closed
    terminal may wait for ever. Where the system cannot watch a terminal nothing happens.
    """

    def wait() -> None:
        poller = select.poll()
        poller.register(fd, 0)  # a hang-up is told without being asked for
        if any(mask & select.POLLHUP for _, mask in poller.poll()):
            with suppress(RuntimeError):  # the program was at its end anyway
                gone()
            time.sleep(seconds)
            os._exit(code)

    if hasattr(select, "poll") and os.isatty(fd):
        threading.Thread(target=wait, name="terminal", daemon=True).start()
