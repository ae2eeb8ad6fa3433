"""What is typed while a slow machine is still between two questions belongs to the right one."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import build_app
from test_tui_flow import answer, coach, on, setup, until
from textual import events
from textual.pilot import Pilot

from interview_coach.services.app import App
from interview_coach.services.sitting import Sitting
from interview_coach.tui.app import CoachApp
from interview_coach.tui.screens.feedback import FeedbackScreen
from interview_coach.tui.screens.interview import InterviewScreen
from interview_coach.tui.widgets.answer_box import AnswerBox


@pytest.fixture
def services(tmp_path: Path) -> App:
    """Services whose database the app closes itself."""
    return build_app(tmp_path / "home")


class Held:
    """A step of the sitting that does not end before it is let go."""

    def __init__(self, patch: pytest.MonkeyPatch, name: str) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        real: Callable[..., Any] = getattr(Sitting, name)

        def slow(sitting: Sitting, *args: Any) -> Any:
            self.begun.set()
            assert self.go_on.wait(60)
            return real(sitting, *args)

        patch.setattr(Sitting, name, slow)


def box(app: CoachApp) -> AnswerBox:
    return app.screen.query_one("#answer", AnswerBox)


def send(app: CoachApp, *keys: str) -> None:
    """Press keys without waiting for what they do: that is held."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def held_after(pilot: Pilot[None], patch: pytest.MonkeyPatch, step: str, key: str) -> Held:
    """Leave the feedback by a key whose step is held, so that the question before is still on the screen."""
    held = Held(patch, step)
    await pilot.press(key)
    await until(pilot, lambda: held.begun.is_set() and isinstance(pilot.app.screen, InterviewScreen))
    return held


async def eventually(condition: Callable[[], object]) -> None:
    """Wait for something while a step is held; the pilot would wait for the step."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


def texts(services: App) -> list[list[str | None]]:
    (summary,) = services.past.summaries()
    return [
        [attempt.parts[0].text for attempt in turn.attempts]
        for turn in services.past.interview(summary.id).turns
    ]


async def feedback_on(pilot: Pilot[None], text: str) -> None:
    await answer(pilot, text)
    await on(pilot, FeedbackScreen)


@pytest.mark.parametrize(
    ("key", "step", "stored"),
    [
        ("a", "again", [["first", "second"], []]),
        ("u", "take_back", [["first", "firstsecond"], []]),
        ("n", "go_on", [["first"], ["second"]]),
    ],
)
async def test_an_answer_typed_and_sent_before_the_question_is_there_is_the_answer_to_it(
    services: App, monkeypatch: pytest.MonkeyPatch, key: str, step: str, stored: list[list[str]]
) -> None:
    app = coach(services, setup=setup(count=2))
    async with app.run_test() as pilot:
        await feedback_on(pilot, "first")
        held = await held_after(pilot, monkeypatch, step, key)
        send(app, *"second", "ctrl+j")
        await eventually(lambda: box(app).text == "second")
        held.go_on.set()
        await on(pilot, FeedbackScreen)
    assert texts(services) == stored
    services.close()


async def test_words_typed_before_the_question_is_there_are_saved_as_its_draft(
    services: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = coach(services, setup=setup(count=2))
    async with app.run_test() as pilot:
        await feedback_on(pilot, "first")
        held = await held_after(pilot, monkeypatch, "take_back", "u")
        send(app, *"more")
        await eventually(lambda: box(app).text == "more")
        held.go_on.set()
        await until(pilot, lambda: box(app).text == "firstmore")
        screen = app.screen
        assert isinstance(screen, InterviewScreen)
        await until(pilot, lambda: screen._sitting.draft() == "firstmore")
    services.close()


async def test_an_answer_sent_twice_opens_one_feedback(
    services: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = coach(services, setup=setup(count=1))
    async with app.run_test() as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is box(app))
        held = Held(monkeypatch, "submit")
        send(app, *"text", "ctrl+j", "ctrl+j", "f4")
        await eventually(held.begun.is_set)
        held.go_on.set()
        await on(pilot, FeedbackScreen)
        await pilot.pause(0.2)
        assert [type(screen) for screen in app.screen_stack[-2:]] == [InterviewScreen, FeedbackScreen]
    services.close()
