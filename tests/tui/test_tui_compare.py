"""Comparing two answers on the screen."""

from pathlib import Path

import pytest
from support import GOOD_ANSWER, build_app, hold
from test_tui_flow import SIZES, coach, on, screen_text, until
from textual.content import Content
from textual.widgets import OptionList, Static

from interview_coach.services.app import App
from interview_coach.tui.screens.compare import CompareScreen
from interview_coach.tui.screens.dialogs import ChoiceDialog
from interview_coach.tui.screens.feedback import FeedbackScreen
from interview_coach.tui.screens.history import HistoryScreen
from interview_coach.tui.screens.review import ReviewScreen

QUESTION = "sql-transactions/oversold-last-item"
WEAK = "Both requests read the same stock value, I would look at the logs."


@pytest.fixture
def services(tmp_path: Path) -> App:
    """Two past interviews over one question."""
    app = build_app(tmp_path / "home")
    for text in (WEAK, GOOD_ANSWER):
        hold(app, [text], questions=[QUESTION])
    return app


@pytest.mark.parametrize("size", SIZES)
async def test_c_holds_this_answer_against_the_other_and_lights_quotes_in_both(
    services: App, size: tuple[int, int]
) -> None:
    app = coach(services)
    async with app.run_test(size=size) as pilot:
        await pilot.press("h")
        await on(pilot, HistoryScreen)
        await until(pilot, lambda: app.screen.query_one("#interviews", OptionList).option_count == 2)
        await pilot.press("enter")
        await on(pilot, ReviewScreen)
        await until(pilot, lambda: app.screen.query_one("#turns", OptionList).option_count == 1)
        await pilot.press("enter")
        await on(pilot, FeedbackScreen)
        await until(pilot, lambda: "c" in app.screen.active_bindings)
        await pilot.press("c")
        await on(pilot, CompareScreen)
        await until(pilot, lambda: "gained" in screen_text(app))
        text = screen_text(app)
        assert "levels up" in text
        assert "logs" in text
        pairs = app.screen.query_one("#pairs", OptionList)
        await until(pilot, lambda: pairs.highlighted is not None)
        pairs.highlighted = 0  # the race, which both answers name
        await until(pilot, lambda: "same stock" in lit(app.screen.query_one("#before-text", Static)))
        assert lit(app.screen.query_one("#after-text", Static)) in GOOD_ANSWER
        assert lit(app.screen.query_one("#after-text", Static))
        await pilot.press("escape")
        await on(pilot, FeedbackScreen)
    services.close()


def lit(shown: Static) -> str:
    content = shown.content
    assert isinstance(content, Content)
    return " ".join(
        content.plain[span.start : span.end] for span in content.spans if "warning" in str(span.style)
    )


async def test_with_several_others_it_asks_which(services: App) -> None:
    hold(services, [WEAK], questions=[QUESTION])
    app = coach(services)
    async with app.run_test() as pilot:
        interview = services.store.interview(services.store.summaries()[0].id)
        turn = interview.turns[0]
        app.push_screen(FeedbackScreen(interview, turn, turn.attempts[0]))
        await on(pilot, FeedbackScreen)
        await until(pilot, lambda: "c" in app.screen.active_bindings)
        await pilot.press("c")
        await on(pilot, ChoiceDialog)
        assert app.screen.query_one(OptionList).option_count == 2
        await pilot.press("down", "enter")
        await on(pilot, CompareScreen)
    services.close()


async def test_the_only_answer_offers_no_comparison(tmp_path: Path) -> None:
    services = build_app(tmp_path / "one")
    interview = hold(services, [WEAK], questions=[QUESTION]).interview
    app = coach(services)
    async with app.run_test() as pilot:
        app.push_screen(FeedbackScreen(interview, interview.turns[0], interview.turns[0].attempts[0]))
        await on(pilot, FeedbackScreen)
        await pilot.pause(0.3)
        assert "c" not in app.screen.active_bindings
    services.close()
