"""The replay screen: reached by a key, played by the clock, moved through by keys."""

from functools import partial
from pathlib import Path

import pytest
from eventful import RETRY, Eventful, hold_eventful
from support import FakeClock, build_app
from test_tui_flow import SIZES, coach, on, screen_text, until
from test_tui_snapshots import compare
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from interview_coach.services.app import App
from interview_coach.services.replaying import replay_of
from interview_coach.tui.app import CoachApp
from interview_coach.tui.screens.dialogs import LineDialog
from interview_coach.tui.screens.history import HistoryScreen
from interview_coach.tui.screens.replay import ReplayScreen
from interview_coach.tui.screens.review import ReviewScreen
from interview_coach.tui.widgets.transport import Transport, TransportLine, columns_of


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(step=0.25)


@pytest.fixture
def services(tmp_path: Path, clock: FakeClock) -> App:
    return build_app(tmp_path / "home", clock)


@pytest.fixture
def held(services: App, clock: FakeClock) -> Eventful:
    return hold_eventful(services, clock)


def shown(pilot: Pilot[None]) -> str:
    assert isinstance(pilot.app, CoachApp)
    return screen_text(pilot.app)


def told(app: CoachApp, words: str) -> bool:
    """Whether a sentence was shown beside the screen."""
    return any(words in notification.title for notification in app._notifications)


def transport(pilot: Pilot[None]) -> Transport:
    return pilot.app.screen.query_one(TransportLine).transport


def stands_at(pilot: Pilot[None], position_ms: int) -> bool:
    return transport(pilot).position_ms == position_ms


async def opened(pilot: Pilot[None], held: Eventful) -> ReplayScreen:
    """Open the replay and stand still at its beginning."""
    screen = ReplayScreen(held.id)
    pilot.app.push_screen(screen)
    await on(pilot, ReplayScreen)
    await until(pilot, lambda: transport(pilot).playing)
    await pilot.press("space", "home")
    assert not transport(pilot).playing
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_p_plays_the_highlighted_interview_from_history_and_from_its_review(
    services: App, held: Eventful, size: tuple[int, int]
) -> None:
    app = coach(services)
    async with app.run_test(size=size) as pilot:
        await pilot.press("h")
        await on(pilot, HistoryScreen)
        await until(pilot, lambda: app.screen.query_one("#interviews", OptionList).option_count == 1)
        await pilot.press("p")
        await on(pilot, ReplayScreen)
        await until(pilot, lambda: transport(pilot).playing)
        await pilot.press("escape")
        await on(pilot, HistoryScreen)
        await pilot.press("enter")
        await on(pilot, ReviewScreen)
        await until(pilot, lambda: app.screen.query_one("#turns", OptionList).option_count == 2)
        await pilot.press("p")
        await on(pilot, ReplayScreen)
        await until(pilot, lambda: transport(pilot).playing)
        await pilot.press("escape")
        await on(pilot, ReviewScreen)
    services.close()


async def test_the_palette_offers_the_replay_and_what_it_can_do(services: App, held: Eventful) -> None:
    app = coach(services)
    async with app.run_test() as pilot:
        app.push_screen(ReviewScreen(held.id))
        await on(pilot, ReviewScreen)
        assert "Replay" in {command.title for command in app.get_system_commands(app.screen)}
        await opened(pilot, held)
        offered = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Play", "Previous", "Next", "Faster", "Slower", "Jump", "To the end"} <= offered
    services.close()


@pytest.mark.parametrize("size", SIZES)
async def test_every_moment_shows_what_its_scene_holds(
    services: App, held: Eventful, size: tuple[int, int]
) -> None:
    replay = replay_of(services, held.id)
    app = coach(services)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, held)
        for place in range(len(replay.moments)):
            scene, seen = replay.scene(place), " ".join(shown(pilot).split())
            if scene.turn is not None:
                assert f"{scene.turn.position} of 2" in seen
            if scene.text:
                assert " ".join(scene.text.split()[-3:]) in seen
            if scene.grade is not None:
                assert f"Level {scene.grade.level} of 5" in seen
                assert scene.grade.top_fix in seen
                assert "✓ met The race" in seen
            if scene.said and scene.doing != "finished":
                assert scene.said[-1].text.split(".")[0][:30] in seen
            await pilot.press("right")
        assert transport(pilot).ended
    services.close()


async def test_it_plays_by_the_clock_at_its_speed_and_says_when_it_is_over(
    services: App, held: Eventful, clock: FakeClock
) -> None:
    app = coach(services)
    async with app.run_test() as pilot:
        await opened(pilot, held)
        await pilot.press("3", "space")
        assert (transport(pilot).speed, transport(pilot).playing) == (4, True)
        clock.pass_time(1)
        await until(pilot, lambda: transport(pilot).position_ms >= 4000)
        assert transport(pilot).position_ms < 8000
        await until(pilot, lambda: "… 38 s" in shown(pilot))
        clock.pass_time(600)
        await until(pilot, lambda: transport(pilot).ended)
        assert not transport(pilot).playing
        await until(pilot, lambda: "the end" in shown(pilot))
        await pilot.press("space")
        assert (transport(pilot).playing, transport(pilot).position_ms) == (True, 0)
    services.close()


async def test_standing_still_sets_no_timer(services: App, held: Eventful) -> None:
    app = coach(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, held)
        waiting = [screen._timer is not None]
        for key in ("space", "space", "space", "end"):
            await pilot.press(key)
            waiting.append(screen._timer is not None)
        assert waiting == [False, True, False, True, False]
    services.close()


async def test_keys_go_from_question_to_question_and_change_the_speed(services: App, held: Eventful) -> None:
    begins = _begins(services, held)
    app = coach(services)
    async with app.run_test() as pilot:
        await opened(pilot, held)
        for keys in (("right_square_bracket", "left_square_bracket"), ("down", "up")):
            await pilot.press("home", keys[0], keys[0])
            assert transport(pilot).position_ms == begins[1]
            await pilot.press(keys[1])
            assert transport(pilot).position_ms == begins[0]
        await pilot.press("shift+right")
        assert transport(pilot).position_ms == begins[0] + 5000
        await pilot.press("plus", "plus", "minus", "plus", "plus", "plus", "plus")
        assert transport(pilot).speed == 16
        await pilot.press("1")
        assert transport(pilot).speed == 1
    services.close()


def _begins(services: App, held: Eventful) -> list[int]:
    replay = replay_of(services, held.id)
    return [replay.offsets[place] for place in replay.questions]


async def test_g_jumps_to_a_time_or_a_question_and_tells_what_it_does_not_understand(
    services: App, held: Eventful
) -> None:
    app = coach(services)
    async with app.run_test() as pilot:
        await opened(pilot, held)
        for typed, position in (
            ("2", _begins(services, held)[1]),
            ("0:07", 7000),
            ("never", 7000),
            ("", 7000),
        ):
            await pilot.press("g")
            await on(pilot, LineDialog)
            app.screen.query_one(Input).value = typed
            await pilot.press("enter")
            await on(pilot, ReplayScreen)
            await until(pilot, partial(stands_at, pilot, position))
        await until(pilot, lambda: told(app, "neither a time nor a question"))
    services.close()


async def test_what_was_typed_is_never_taken_for_markup(services: App, held: Eventful) -> None:
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, held)
        await pilot.press("end", "up", "left", "left", "left")
        assert "[bold]as well[/bold] 🙂" in shown(pilot)
        assert RETRY.split(".", maxsplit=1)[0] in shown(pilot)
    services.close()


async def test_any_size_is_survived_while_it_plays(services: App, held: Eventful, clock: FakeClock) -> None:
    app = coach(services)
    async with app.run_test() as pilot:
        await opened(pilot, held)
        await pilot.press("space")
        for width, height in ((120, 36), (41, 12), (20, 5), (1, 1), (200, 60), (40, 12), (80, 24)):
            await pilot.resize_terminal(width, height)
            clock.pass_time(2)
            await pilot.pause(0.1)
            if (width, height) == (40, 12):
                await until(pilot, lambda: " of 00:" in shown(pilot))
        await pilot.press("end", "home")
        assert transport(pilot).position_ms == 0
    services.close()


async def test_an_interview_without_a_record_says_so(services: App, held: Eventful) -> None:
    from sqlalchemy import text

    with services.store._engine.begin() as connection:
        connection.execute(text("delete from events"))
    app = coach(services)
    async with app.run_test() as pilot:
        app.push_screen(ReplayScreen(held.id))
        await until(pilot, lambda: "Nothing is recorded" in shown(pilot))
        await pilot.press("space", "right", "end", "g", "plus", "down")
        assert isinstance(app.screen, ReplayScreen)
    services.close()


async def test_an_interview_that_is_gone_leads_back(services: App) -> None:
    app = coach(services)
    async with app.run_test() as pilot:
        app.push_screen(ReplayScreen("nothere"))
        await until(pilot, lambda: not isinstance(app.screen, ReplayScreen))
        await until(pilot, lambda: told(app, "There is no interview nothere"))
    services.close()


def test_a_bar_of_very_many_questions_stays_a_bar() -> None:
    begins = range(0, 300_000, 1000)
    assert 20 <= len(columns_of(begins, 300_000, 60)) <= 21
    assert columns_of((0, 500, 1000), 1000, 11) == {0, 5, 10}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("look", "keys"),
    [
        ("replay-typing", ("down", *["right"] * 6)),
        ("replay-feedback", ("down", *["right"] * 16)),
        ("replay-end", ("end",)),
    ],
)
async def test_the_replay_looks_as_it_did(
    services: App, held: Eventful, size: tuple[int, int], look: str, keys: tuple[str, ...]
) -> None:
    app = coach(services)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, held)
        await pilot.press(*keys)
        await compare(pilot, look, size)
    services.close()
