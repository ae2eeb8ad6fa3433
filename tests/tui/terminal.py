"""A terminal for tests: the real program in a pty, its screen in an emulator."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

import pyte

ROOT = Path(__file__).resolve().parents[2]
# Private sequences that the emulator would print as text.
_UNKNOWN = re.compile(rb"\x1b\[[<>=?][0-9;:]*[a-zA-Z$]p?|\x1b\].*?(?:\x07|\x1b\\)|\x1bP.*?\x1b\\", re.S)


class Terminal:
    """Runs a command in a pseudo-terminal of some size."""

    def __init__(self, home: Path, *args: str, size: tuple[int, int] = (120, 36), code: str = "") -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.output = b""
        command = [sys.executable, *(["-c", code] if code else ["-m", "interview_coach"]), *args]
        env = {
            "PATH": os.environ["PATH"],
            "INTERVIEW_COACH_HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, command, env)  # the child ends here
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float) -> bool:
        """Read what comes within some seconds; False when the program has gone."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.output += data
        self._stream.feed(_UNKNOWN.sub(b"", data))
        return bool(data)

    def text(self) -> str:
        return "\n".join(self.screen.display)

    def wait_for(self, text: str, seconds: float = 30) -> None:
        """Read until a text is on the screen."""
        deadline = time.monotonic() + seconds
        while text not in self.text():
            if time.monotonic() > deadline or not self.read(0.1):
                raise AssertionError(f"{text!r} never appeared:\n{self.text()}")

    def type(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def close_window(self) -> None:
        """Close the terminal, as a person closes its window."""
        os.close(self.fd)

    def _read_the_rest(self) -> None:
        """Read what the program wrote right before its end."""
        with suppress(OSError, ValueError):  # the window may be closed
            while select.select([self.fd], [], [], 0)[0] and self.read(0):
                pass

    def wait(self, seconds: float = 60) -> int:
        """Wait for the end; return the exit code, negative for a signal."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self._read_the_rest()
                return os.waitstatus_to_exitcode(status)
            try:
                self.read(0.05)
            except (OSError, ValueError):
                time.sleep(0.05)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise AssertionError(f"the program did not end:\n{self.text()}")
