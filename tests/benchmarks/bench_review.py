"""How long a past interview of many turns takes to open: `make bench`, or with `--turns N --steps N`.

Opens the review and the replay of one interview inside the running program, until everything is there and painted, and
beside them the smallest Textual program that mounts the same text as Markdown. The three take turns, so that a machine
that gets slower slows all of them. Prints ours, the yardstick and the ratio of medians, and what a jump in the replay
takes. The database and the bank are open already, as they are once home is complete.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.extend(str(Path(__file__).resolve().parents[1] / name) for name in (".", "store"))

from store_samples import attempt, grade, question, turn
from support import build_app
from textual.app import App as TextualApp
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Markdown, OptionList

from interview_coach.domain.interview import DraftStep, Event, Interview, Setup, Turn
from interview_coach.domain.record import Record
from interview_coach.services.app import App
from interview_coach.tui.app import CoachApp
from interview_coach.tui.screens.replay import ReplayScreen
from interview_coach.tui.screens.review import ReviewScreen
from interview_coach.tui.widgets.transport import TransportLine

ANSWER = (
    "Both requests read the same stock value before either writes, so the second one overwrites the first. "
    "I would run one conditional update and check the row count, and a check constraint keeps it from going "
    "negative whatever the code does. I measured it before and after: 40 ms at p99 became 12 ms. "
) * 4
SIZE = (120, 36)
TARGET_MS = 500


def at(seconds: float) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"2026-11-{20 + int(hours) // 24:02}T{int(hours) % 24:02}:{int(rest) // 60:02}:{rest % 60:06.3f}+00:00"


def long_record(name: str, turns: int, steps: int) -> Record:
    """An interview of many turns, each answer typed in many steps and graded."""
    record = Record(
        interview=Interview(
            id=name,
            setup=Setup(count=turns),
            started_at=at(0),
            finished_at=at(turns * 200),
            state="finished",
            position=turns,
        )
    )
    _happens(record, "started", 0)
    for position in range(1, turns + 1):
        begin = (position - 1) * 200
        record.interview.turns.append(_turn(name, position))
        made = record.interview.turns[-1].attempts[0].grades[0]
        about = {"attempt_id": f"{name}-a{position}", "part": 0}
        _happens(record, "question", begin, position, **about)
        for number in range(steps):
            start, end = (len(ANSWER) * place // steps for place in (number, number + 1))
            step = DraftStep(
                attempt_id=f"{name}-a{position}", part=0, at=at(begin + 10 + number * 150 / steps),
                start=start, removed=0, inserted=ANSWER[start:end], sequence=len(record.draft_steps) + 1,
            )  # fmt: skip
            record.draft_steps.append(step)
        _happens(record, "answer", begin + 170, position, **about)
        _happens(record, "feedback", begin + 171, position, **about)
        _happens(record, "graded", begin + 171, position, **about, score=made.score, level=made.level)
    _happens(record, "finished", turns * 200)
    return record


def _turn(name: str, position: int) -> Turn:
    of = question(f"item-{position}")
    answered = attempt(f"{name}-a{position}", ANSWER)
    answered.grades = [grade(answered.id, of, 40 + position % 60, grade_id=f"{name}-g{position}")]
    return turn(position, of, state="done", attempts=(answered,))


def _happens(record: Record, kind: str, seconds: float, turn: int | None = None, **data: object) -> None:
    sequence = len(record.events) + 1
    record.events.append(Event(kind=kind, at=at(seconds), turn=turn, data=data, sequence=sequence))  # type: ignore[arg-type]  # a kind by its name


async def until(pilot: Pilot[None], ready: Callable[[], bool]) -> None:
    """Wait until something is there, and then until the screen was painted with it."""
    while not ready():
        await asyncio.sleep(0.002)
    painted = asyncio.Event()
    pilot.app.screen.call_after_refresh(painted.set)
    await painted.wait()


async def opened(pilot: Pilot[None], screen: Screen[None], ready: Callable[[], bool]) -> float:
    """Return the milliseconds until a screen is there with everything in it."""
    begin = time.perf_counter()
    pilot.app.push_screen(screen)
    await until(pilot, lambda: pilot.app.screen is screen and ready())
    return (time.perf_counter() - begin) * 1000


async def review(pilot: Pilot[None], name: str, turns: int) -> float:
    screen = ReviewScreen(name)

    def ready() -> bool:
        listed = sum(found.option_count for found in screen.query("#turns").results(OptionList))
        return listed == turns and any(str(head.render()) for head in screen.query("#next-heading"))

    took = await opened(pilot, screen, ready)
    screen.dismiss()
    await pilot.pause()
    return took


async def replay(pilot: Pilot[None], name: str, jumps: list[float]) -> float:
    screen = ReplayScreen(name)

    def ready() -> bool:
        return any(line.transport.duration_ms for line in screen.query(TransportLine))

    took = await opened(pilot, screen, ready)
    for action in ("ends(1)", "question(-1)", "question(-1)", "ends(-1)", "question(1)", "question(1)"):
        begin = time.perf_counter()
        await screen.run_action(action)
        await until(pilot, lambda: True)
        jumps.append((time.perf_counter() - begin) * 1000)
        await pilot.pause()
    screen.dismiss()
    await pilot.pause()
    return took


class Bare(TextualApp[None]):
    """Mounts the whole interview as Markdown."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self.texts = texts

    def compose(self) -> ComposeResult:
        yield VerticalScroll()


async def bare(texts: list[str]) -> float:
    app = Bare(texts)
    async with app.run_test(size=SIZE) as pilot:
        begin = time.perf_counter()
        shown = [Markdown(text) for text in texts]
        await app.query_one(VerticalScroll).mount_all(shown)
        await until(pilot, lambda: all(widget.children for widget in shown))
        return (time.perf_counter() - begin) * 1000


async def measure(services: App, name: str, turns: int, runs: int) -> tuple[list[float], ...]:
    interview = services.store.interview(name)
    texts = [text for t in interview.turns for text in (t.question.prompt, ANSWER)]
    assert services.bank.questions
    reviews: list[float] = []
    replays: list[float] = []
    jumps: list[float] = []
    app = CoachApp(services)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(1)
        for index in range(runs + 1):
            shown = await review(pilot, name, turns), await replay(pilot, name, jumps)
            if index:
                reviews.append(shown[0])
                replays.append(shown[1])
    yardstick = [await bare(texts) for _ in range(max(1, runs // 3))]
    return reviews, replays, jumps, yardstick


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=300, help="how many questions the interview has")
    parser.add_argument("--steps", type=int, default=100, help="steps of typing for each answer")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    name = "long2345"
    with tempfile.TemporaryDirectory() as home:
        services = build_app(Path(home))
        services.store.import_interviews([("here", long_record(name, options.turns, options.steps))])
        reviews, replays, jumps, yardstick = asyncio.run(measure(services, name, options.turns, options.runs))
        services.close()
    print(f"{options.turns} turns, {options.turns * options.steps} steps of typing")
    for what, ours in (("review", reviews), ("replay", replays)):
        took, bare_took = statistics.median(ours), statistics.median(yardstick)
        print(
            f"{what:<8} ours {took:7.1f} ms (best {min(ours):.1f})   yardstick {bare_took:7.1f} ms   "
            f"ratio {took / bare_took:.2f}   target at most {TARGET_MS} ms"
        )
    print(f"a jump in the replay takes {statistics.median(jumps):.1f} ms, at most {max(jumps):.1f} ms")


if __name__ == "__main__":
    main()
