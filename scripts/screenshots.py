"""Make the pictures of the README from the running program: `make screenshots`.

The program runs in a temporary home with a fixed clock and real answers, is driven by keys, and every picture is what
it drew. An argument names another folder; `--size 80x24` draws another terminal.
"""

import argparse
import asyncio
import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot

from interview_coach.domain.interview import Setup
from interview_coach.paths import Paths
from interview_coach.services.app import App
from interview_coach.services.sitting import Sitting
from interview_coach.tui.app import CoachApp, Start
from interview_coach.tui.screens.home import HomeScreen

_FONT_FACE = re.compile(r"@font-face\s*\{.*?\}", re.S)
QUESTION = "sql-transactions/oversold-last-item"
SECOND = "conflict/deadline-vs-risk"
ANSWER = """so both requests read the same stock value before either of them writes, both see 1, both pass the check \
and the second overwrites the first. read committed is the postgres default and it allows that, a transaction alone \
does not stop it.

first i would do it in one statement:

UPDATE item SET stock = stock - 1 WHERE id = 7 AND stock > 0

and look at the row count, zero means sold out. select for update works too but with 40 buyers they all queue up."""
STORY = """last spring our product manager wanted the reporting page out before a customer visit. i thought it was not \
safe because one query timed out sometimes. i talked to her and asked why that date mattered, then i proposed a \
smaller scope: only the monthly report. we agreed on that and in the end the visit went fine."""


class Clock:
    """A clock that goes on by a second at each look, from one fixed morning."""

    def __init__(self) -> None:
        """Begin at nine."""
        self._now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def now(self) -> str:
        """Return the next second."""
        self._now += timedelta(seconds=1)
        return self._now.isoformat(timespec="milliseconds")

    def monotonic(self) -> float:
        """Return the same time as seconds."""
        return self._now.timestamp()


def counting_ids() -> Callable[[], str]:
    """Return ids that are the same in every run."""
    numbers = iter(range(2000, 10_000))
    return lambda: f"k{next(numbers)}x7m"


async def take(folder: Path, size: tuple[int, int]) -> None:
    """Drive the program and write one SVG for each screen."""
    with tempfile.TemporaryDirectory() as home:
        root = Path(home)
        services = App(Paths(root / "c", root / "d", root / "s", root / "k"), Clock(), counting_ids())
        _past_interview(services)
        app = CoachApp(services, Start())
        async with app.run_test(size=size) as pilot:
            await _settle(pilot)
            _save(app, folder / "home.svg")
            home_screen = app.screen
            assert isinstance(home_screen, HomeScreen)
            home_screen.begin(Setup(questions=(QUESTION, SECOND), count=2, follow_ups=False), None)
            await _settle(pilot)
            app.screen.query_one("#answer").load_text(ANSWER)  # type: ignore[attr-defined]  # the answer box
            await _settle(pilot)
            _save(app, folder / "interview.svg")
            await pilot.press("ctrl+j")
            await _settle(pilot)
            _save(app, folder / "feedback.svg")
            await pilot.press("escape")
            await _settle(pilot)
            await pilot.press("h")
            await _settle(pilot)
            await pilot.press("down", "enter")
            await _settle(pilot)
            _save(app, folder / "review.svg")
            await pilot.press("escape", "escape", "b")
            await _settle(pilot)
            _save(app, folder / "bank.svg")
            await pilot.press("escape", "c")
            await _settle(pilot)
            _save(app, folder / "setup.svg")
        services.close()


def _past_interview(services: App) -> None:
    setup = Setup(questions=(QUESTION, SECOND), count=2, follow_ups=False)
    sitting = Sitting.start(services, setup)
    for answer in (ANSWER, STORY):
        sitting.submit(answer)
        sitting.proceed()
        sitting.go_on()


async def _settle(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.app.workers.wait_for_complete(
            [worker for worker in pilot.app.workers if worker.group != "interview"]
        )
        await pilot.pause(0.3)


def _save(app: CoachApp, path: Path) -> None:
    """Write a picture without the download address of a font; the reader's monospace font is used."""
    svg = _FONT_FACE.sub("", app.export_screenshot(title="Interview Coach"))
    path.write_text(svg, encoding="utf-8")


def main() -> None:
    """Make all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("--size", default="120x36")
    args = parser.parse_args()
    width, height = (int(part) for part in args.size.split("x"))
    args.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(args.folder, (width, height)))


if __name__ == "__main__":
    main()
