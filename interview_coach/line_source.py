"""Lines from a file descriptor, with a look at whether one is there already."""

import os
import select


class LineSource:
    """Reads lines of UTF-8 from a descriptor; what is not UTF-8 becomes replacement characters."""

    def __init__(self, descriptor: int = 0) -> None:
        """Nothing is read yet."""
        self._descriptor = descriptor
        self._buffer = b""
        self._ended = False
        self._pushed: list[str] = []
        self._stopped, self._stopper = os.pipe()

    def stop(self) -> None:
        """Let the input end here, whatever waits in it; a signal handler may call this."""
        os.write(self._stopper, b"\0")

    @property
    def stopped(self) -> int:
        """A descriptor that has something to read once `stop` was called, for who waits for something else."""
        return self._stopped

    @property
    def interactive(self) -> bool:
        """Whether a person at a terminal types the lines."""
        return os.isatty(self._descriptor)

    def read(self) -> str | None:
        """Return the next line without its end, or None when there is no more or `stop` was called."""
        while True:
            waiting = [self._descriptor, self._stopped]
            if self._stopped in select.select(waiting, [], [], 0 if self._has_line else None)[0]:
                return None
            if self._has_line:
                break
            data = os.read(self._descriptor, 65536)
            self._ended = not data
            self._buffer += data
        if self._pushed:
            return self._pushed.pop()
        if not self._buffer:
            return None
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode("utf-8", "replace").removesuffix("\r")

    @property
    def _has_line(self) -> bool:
        return bool(self._pushed) or b"\n" in self._buffer or self._ended

    def push_back(self, line: str) -> None:
        """Let `read` return this line next."""
        self._pushed.append(line)

    def ready(self, seconds: float) -> bool:
        """Return whether a line, or the end of the input, is there within some seconds."""
        if self._has_line:
            return True
        return bool(select.select([self._descriptor], [], [], seconds)[0])
