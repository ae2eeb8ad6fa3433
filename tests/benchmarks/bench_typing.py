"""How soon a key shows in the answer box, also while a model's grade streams: `make bench`, or with `--keys N`.

Each key is typed into a real terminal and timed until its character was painted: in the smallest Textual program with
the same widget, in our answer box, and in our answer box while the grade of the answer before is streaming. The three
take turns key by key, so that a machine that gets slower slows all of them.
"""

import argparse
import json
import os
import pty
import select
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.extend(str(Path(__file__).resolve().parents[1] / name) for name in ("llm", "services"))

from bench_llm import app_for
from bench_start import environment
from model_server import graded_by_offline
from slow_model import running, told

KEYS = "äöüéèêáàâóòôíìîúùûñç"
"""Characters that no control sequence holds."""
QUESTIONS = ("cloud/yearly-bill-day", "caching/hiccup-every-minute")
ANSWER = "a load balancer in front of several instances"
BARE = """
from textual.app import App
from textual.widgets import TextArea
class Bare(App):
    def compose(self):
        yield TextArea(placeholder="Submit")
Bare().run()
"""


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, command: list[str], home: Path) -> None:
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.execve(command[0], command, environment(str(home)) | {"COLUMNS": "120", "LINES": "36"})
        self._seen = b""

    def wait_for(self, text: str, seconds: float = 30) -> float:
        """Read until a text was painted; return when, in seconds."""
        wanted, end = text.encode(), time.monotonic() + seconds
        while wanted not in self._seen:
            if not select.select([self._fd], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError(f"{text!r} was not painted")
            self._seen += os.read(self._fd, 65536)
        self._seen = b""
        return time.monotonic()

    def send(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def drain(self) -> None:
        """Read what is painted meanwhile."""
        while select.select([self._fd], [], [], 0)[0]:
            os.read(self._fd, 65536)
        self._seen = b""

    def echo(self, key: str) -> float:
        """Return the milliseconds from a key to its character on the screen."""
        self.drain()
        begin = time.monotonic()
        self.send(key)
        return (self.wait_for(key) - begin) * 1000

    def close(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._fd)


@contextmanager
def terminals(folder: Path, url: str) -> Iterator[dict[str, Terminal]]:
    """The three programs, each with its cursor in an empty box."""
    program = [sys.executable, "-m", "interview_coach", "practice", "--no-follow-ups"]
    asked = [part for name in QUESTIONS for part in ("--question", name)]
    opened = {"bare": Terminal([sys.executable, "-c", BARE], folder)}
    opened["bare"].wait_for("Submit")
    for name, grader in (("ours", "offline"), ("ours, a grade streams", "llm")):
        home = folder / grader
        with app_for(home, url):
            pass
        opened[name] = box = Terminal([*program, *asked, "--grader", grader], home)
        box.wait_for("Submit")
        time.sleep(0.5)
        box.send(f"{ANSWER}\n")
        box.wait_for("The one change")
        time.sleep(1.5)
        box.send("n")
        box.wait_for("Submit")
        time.sleep(1)
    try:
        yield opened
    finally:
        for terminal in opened.values():
            terminal.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=120, help="keys typed into each")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with app_for(folder / "bank", "http://127.0.0.1:1/v1") as app:
            question = app.bank.question(QUESTIONS[0])
            reply = graded_by_offline(question, [ANSWER])
        # It streams longer than the typing takes, at about a hundred tokens a second, verdicts all the way.
        stream = 10 + args.keys * 0.1
        for point in reply["key_points"]:
            point["why"] = "so it says " * int(stream * 400 / 11 / len(reply["key_points"]))
        said = [(question.prompt.strip(), json.dumps(reply))]
        with running(folder, said, 0.2, stream) as url, terminals(folder, url) as opened:
            times: dict[str, list[float]] = {kind: [] for kind in opened}
            for number in range(args.keys):
                for kind, terminal in opened.items():
                    times[kind].append(terminal.echo(KEYS[number % len(KEYS)]))
                time.sleep(0.03)
            assert told(url)["calls"] == 0, "the grade came before the typing was done"
    bare = times.pop("bare")
    for kind, ours in times.items():
        for what, at, target in (("median", 0.5, 1.2), ("p95", 0.95, 1.3)):
            mine, yardstick = (sorted(values)[int(at * len(values))] for values in (ours, bare))
            print(
                f"{kind:<24} {what:<7} ours {mine:6.2f} ms   bare {yardstick:6.2f} ms   "
                f"ratio {mine / yardstick:.2f}   target at most {target}"
            )
    print(f"{args.keys} keys each; mean of bare {statistics.fmean(bare):.2f} ms")


if __name__ == "__main__":
    main()
