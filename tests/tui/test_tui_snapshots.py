"""Pictures of the screens as text, at both sizes: what a person sees, character by character.

Look at a difference; if it is meant, write the pictures anew with UPDATE_SNAPSHOTS=1 and commit them.
"""

import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from support import GOOD_ANSWER, build_app, hold, simple_question
from test_tui_flow import coach, on, screen_text, until
from textual.pilot import Pilot
from textual.widgets import OptionList

from interview_coach.bank.bank import Bank
from interview_coach.domain.interview import Setup
from interview_coach.domain.question import Skill
from interview_coach.services.app import App
from interview_coach.tui.screens.dialogs import ChoiceDialog
from interview_coach.tui.screens.feedback import FeedbackScreen
from interview_coach.tui.screens.history import HistoryScreen
from interview_coach.tui.screens.interview import InterviewScreen
from interview_coach.tui.screens.review import ReviewScreen
from interview_coach.tui.widgets.answer_box import AnswerBox

FOLDER = Path(__file__).parent / "snapshots"
SIZES = [(120, 36), (80, 24)]
SKILLS = {
    "sql-transactions": Skill(id="sql-transactions", name="SQL transactions", group="technical"),
    "conflict": Skill(
        id="conflict", name="Conflict", group="soft", project="Argue the other side for a day."
    ),
}


@pytest.fixture
def services(tmp_path: Path) -> App:
    """Services over a bank of two questions, with one finished interview."""
    app = build_app(tmp_path / "home")
    story = simple_question(
        "conflict/story", kind="behavioural", format="story", title="You disagreed",
        prompt="Tell me about a time you disagreed with somebody about a release.",
    )  # fmt: skip
    questions = (story, simple_question())
    app.__dict__["bank"] = Bank(questions=questions, skills=SKILLS, problems=(), own=frozenset())
    hold(app, [GOOD_ANSWER, "We argued and then I asked why."], questions=[q.id for q in reversed(questions)])
    return app


async def home(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: pilot.app.screen.query_one("#menu", OptionList).option_count > 2)


async def bank(pilot: Pilot[None]) -> None:
    await pilot.press("b")
    await until(pilot, lambda: "Two people bought" in shown(pilot) or "Tell me about" in shown(pilot))


async def setup(pilot: Pilot[None]) -> None:
    await pilot.press("c")
    await until(pilot, lambda: "For example" in shown(pilot))


async def history(pilot: Pilot[None]) -> None:
    await pilot.press("h")
    await on(pilot, HistoryScreen)
    await until(pilot, lambda: pilot.app.screen.query_one("#interviews", OptionList).option_count == 1)


async def review(pilot: Pilot[None]) -> None:
    await history(pilot)
    await pilot.press("enter")
    await on(pilot, ReviewScreen)
    await until(pilot, lambda: "What to do next" in shown(pilot))


async def feedback(pilot: Pilot[None]) -> None:
    await review(pilot)
    await pilot.press("enter")
    await on(pilot, FeedbackScreen)
    await until(pilot, lambda: "Recognised by" in shown(pilot))


async def dialog(pilot: Pilot[None]) -> None:
    await history(pilot)
    await pilot.press("e")
    await on(pilot, ChoiceDialog)


def shown(pilot: Pilot[None]) -> str:
    from interview_coach.tui.app import CoachApp

    assert isinstance(pilot.app, CoachApp)
    return screen_text(pilot.app)


def picture_of(text: str) -> str:
    return "\n".join(still(line).rstrip() for line in text.splitlines()) + "\n"


def path_of(name: str, size: tuple[int, int]) -> Path:
    return FOLDER / f"{name}-{size[0]}x{size[1]}.txt"


async def compare(pilot: Pilot[None], name: str, size: tuple[int, int]) -> None:
    """Compare what stays on the screen; a slow machine has its time to paint it."""
    path, deadline = path_of(name, size), time.monotonic() + 15
    while path.is_file() and time.monotonic() < deadline:
        if picture_of(shown(pilot)) == path.read_text(encoding="utf-8"):
            break
        await pilot.pause(0.05)
    await pilot.pause(0.3)
    compare_text(name, size, shown(pilot))


def compare_text(name: str, size: tuple[int, int], text: str) -> None:
    path, picture = path_of(name, size), picture_of(text)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(picture, encoding="utf-8")
    assert path.is_file(), f"there is no picture {path.name}; make it with UPDATE_SNAPSHOTS=1"
    assert picture == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("look", [home, bank, setup, history, review, feedback, dialog])
async def test_the_screen_looks_as_it_did(
    services: App, size: tuple[int, int], look: Callable[[Pilot[None]], Awaitable[None]]
) -> None:
    app = coach(services)
    async with app.run_test(size=size) as pilot:
        await home(pilot)
        await look(pilot)
        await compare(pilot, look.__name__, size)
    services.close()


@pytest.mark.parametrize("size", SIZES)
async def test_the_interview_looks_as_it_did(services: App, size: tuple[int, int]) -> None:
    chosen = Setup(questions=("sql-transactions/two-buyers",), count=1, follow_ups=False)
    app = coach(services, setup=chosen)
    async with app.run_test(size=size) as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is not None and app.focused.id == "answer")
        screen = app.screen
        assert isinstance(screen, InterviewScreen)
        app.screen.query_one("#answer", AnswerBox).load_text("both read the same stock\nand then write")
        await until(pilot, lambda: "8 words" in shown(pilot) and "saved" in shown(pilot))
        await pilot.press("f3")
        await until(pilot, lambda: "Write down both requests" in shown(pilot))
        await compare(pilot, "interview", size)
    services.close()


def still(line: str) -> str:
    """Return a line without the running clock."""
    import re

    return re.sub(r"(answering|thinking) \d+:\d\d of", r"\1 0:00 of", line)


def test_a_changed_screen_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UPDATE_SNAPSHOTS", raising=False)
    with pytest.raises(AssertionError):
        compare_text("home", (120, 36), "something else")
