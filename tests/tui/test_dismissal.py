"""A screen closes itself and no other, however keys and late results fall together."""

from collections.abc import Callable

import pytest
from test_tui_flow import until
from textual import events
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from interview_coach.tui.screens.base import OwnDismissal
from interview_coach.tui.screens.dialogs import ChoiceDialog, Dialog, LineDialog, TextDialog


class Under(OwnDismissal[str]):
    """What a dialog lies over."""

    def compose(self) -> ComposeResult:
        yield Static("under")


MAKERS: list[Callable[[], Dialog[str | None] | Dialog[None]]] = [
    lambda: LineDialog("Which?"),
    lambda: ChoiceDialog("Which?", {"a": "A"}),
    lambda: TextDialog("Text", "text"),
]


@pytest.mark.parametrize("make", MAKERS, ids=["line", "choice", "text"])
@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_a_key_pressed_twice_closes_one_screen(
    make: Callable[[], Dialog[str | None] | Dialog[None]], key: str
) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        under, got = Under(), list[object]()
        await app.push_screen(under)
        await app.push_screen(make(), got.append)
        await pilot.pause()
        for _ in range(3):  # faster than the program can take them one by one
            app.post_message(events.Key(key, None))
        await until(pilot, lambda: app.screen is under)
        await pilot.pause(0.2)  # what the other two keys would close is closed by then
        assert app.screen is under
        assert len(got) == 1


async def test_a_result_that_comes_late_waits_for_the_screen_over_it() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        got = list[object]()
        under, over = Under(), ChoiceDialog("Over it", {"a": "A"})
        await app.push_screen(under, got.append)
        await app.push_screen(over)
        under.dismiss("first")
        under.dismiss("second")
        await pilot.pause()
        assert app.screen is over
        assert got == []
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert got == ["first"]


async def test_a_screen_that_was_never_shown_closes_nothing() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        shown = Under()
        await app.push_screen(shown)
        Under().dismiss("x")
        await pilot.pause()
        assert app.screen is shown


async def test_without_the_rule_the_screen_below_goes_too() -> None:
    """The planted fault: what Textual itself does."""

    class Plain(Screen[str]):
        def compose(self) -> ComposeResult:
            yield Static("plain")

    app: App[None] = App()
    async with app.run_test() as pilot:
        under, over = Under(), Plain()
        await app.push_screen(under)
        await app.push_screen(over)
        over.dismiss("once")
        over.dismiss("twice")
        await pilot.pause()
        assert under not in app.screen_stack
