"""How long the program takes to start, beside a yardstick in the same run: `make bench`.

`--version` beside `python -c pass`; the first paint of home beside the smallest Textual program. Prints ours, the
yardstick and the ratio of medians; the runs alternate, so that a machine that gets slower slows both.
"""

import argparse
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("Interview Coach")
Bare().run()
"""
MARKER = b"Interview Coach"


def environment(home: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": home,
        "INTERVIEW_COACH_HOME": home,
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }


def run_to_end(command: list[str], home: str) -> float:
    """Return the milliseconds a command takes to its end."""
    begin = time.perf_counter()
    subprocess.run(command, env=environment(home), check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begin) * 1000


def first_paint(command: list[str], home: str) -> float:
    """Return the milliseconds until the marker was written to a terminal."""
    begin = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["COLUMNS"], os.environ["LINES"] = "120", "36"
        os.execve(command[0], command, environment(home) | {"COLUMNS": "120", "LINES": "36"})
    seen = b""
    while MARKER not in seen:
        if not select.select([fd], [], [], 30)[0]:
            raise TimeoutError("nothing was painted")
        seen += os.read(fd, 65536)
    took = (time.perf_counter() - begin) * 1000
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(fd)
    return took


def report(name: str, ours: list[float], yardstick: list[float], target: float) -> None:
    ratio = statistics.median(ours) / statistics.median(yardstick)
    print(
        f"{name:<14} ours {statistics.median(ours):7.1f} ms   yardstick {statistics.median(yardstick):7.1f} ms   "
        f"ratio {ratio:.2f}   target at most {target:g}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    python = sys.executable
    with tempfile.TemporaryDirectory() as home:
        pairs: dict[str, tuple[list[float], list[float]]] = {"--version": ([], []), "first paint": ([], [])}
        for index in range(runs + 1):
            version = run_to_end([python, "-m", "interview_coach", "--version"], home)
            empty = run_to_end([python, "-c", "pass"], home)
            ours = first_paint([python, "-m", "interview_coach"], home)
            bare = first_paint([python, "-c", BARE], home)
            if index:
                pairs["--version"][0].append(version)
                pairs["--version"][1].append(empty)
                pairs["first paint"][0].append(ours)
                pairs["first paint"][1].append(bare)
        report("--version", *pairs["--version"], target=6)
        report("first paint", *pairs["first paint"], target=2)


if __name__ == "__main__":
    main()
