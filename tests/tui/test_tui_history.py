"""The list of past interviews: searching, deleting, bringing back, reading on."""

import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from support import build_app
from test_tui_flow import until
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from interview_coach.domain.history_filter import HistoryFilter
from interview_coach.domain.interview import Interview, Setup
from interview_coach.services.app import App
from interview_coach.services.sitting import Sitting
from interview_coach.tui.app import CoachApp
from interview_coach.tui.screens import exporting, history
from interview_coach.tui.screens.dialogs import ChoiceDialog, ProgressDialog
from interview_coach.tui.screens.history import HistoryScreen
from interview_coach.tui.screens.replay import ReplayScreen
from interview_coach.tui.screens.review import ReviewScreen
from interview_coach.tui.widgets.filter_line import FilterLine

IN_TRASH = HistoryFilter(trash=True)


@pytest.fixture
def services(tmp_path: Path) -> App:
    """Services whose database the app closes itself."""
    return build_app(tmp_path / "home")


def hold(services: App, answer: str) -> str:
    """Hold an interview with one question, to its end; return its id."""
    setup = Setup(count=1, seed=7, follow_ups=False)
    sitting = Sitting.start(services, setup)
    sitting.submit(answer)
    sitting.proceed()
    sitting.go_on()
    return sitting.interview.id


def lines(pilot: Pilot[None]) -> list[str]:
    listed = pilot.app.screen.query_one("#interviews", OptionList)
    return [str(listed.get_option_at_index(place).prompt) for place in range(listed.option_count)]


def lists(pilot: Pilot[None], count: int) -> bool:
    return len(lines(pilot)) == count


async def opened(pilot: Pilot[None]) -> None:
    pilot.app.push_screen(HistoryScreen())
    await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen) and lines(pilot))


async def test_words_narrow_the_list_and_are_shown_where_they_stand(services: App) -> None:
    hold(services, "A thundering herd of requests.")
    hold(services, "No idea, sorry, perhaps the index.")
    async with CoachApp(services).run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        assert len(lines(pilot)) == 2
        await pilot.press("slash", *"herds mode:prac")
        await until(pilot, lambda: len(lines(pilot)) == 1)
        assert "1: A thundering herd of requests." in lines(pilot)[0]
        await pilot.press("escape")
        await until(pilot, lambda: len(lines(pilot)) == 2)
        pilot.app.screen.query_one(FilterLine).value = "colour:red herd"
        await until(pilot, lambda: len(lines(pilot)) == 1)
        assert "no filter colour:" in str(pilot.app.screen.query_one("#none", Static).render())


async def test_what_is_deleted_is_in_the_trash_and_comes_back(services: App) -> None:
    first, second = hold(services, "The first answer."), hold(services, "The second answer.")
    async with CoachApp(services).run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("x")
        await until(pilot, lambda: len(lines(pilot)) == 1)
        assert [one.id for one in services.past.summaries()] == [first]
        await pilot.press("t")
        await until(pilot, lambda: "kept for 30 more days" in lines(pilot)[0])
        await pilot.press("u")
        await until(pilot, lambda: not lines(pilot))
        assert "trash is empty" in str(pilot.app.screen.query_one("#none", Static).render())
        await pilot.press("t")
        await until(pilot, lambda: len(lines(pilot)) == 2)
        await pilot.press("x")
        await until(pilot, lambda: len(lines(pilot)) == 1)
        await pilot.press("u")
        await until(pilot, lambda: len(lines(pilot)) == 2)
        assert [one.id for one in services.past.summaries()] == [second, first]


async def test_a_long_history_is_read_page_by_page(services: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE", 3)
    for number in range(8):
        hold(services, f"answer {number}")
    async with CoachApp(services).run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        assert len(lines(pilot)) == 3
        for listed in (6, 8):
            await pilot.press("end")
            await until(pilot, partial(lists, pilot, listed))
        await pilot.press("end")
        assert len(lines(pilot)) == 8


@pytest.mark.parametrize(("picks", "name"), [(1, "interviews-"), (6, "summary-")])
async def test_all_that_is_listed_is_exported_with_a_bar(
    services: App, monkeypatch: pytest.MonkeyPatch, picks: int, name: str
) -> None:
    monkeypatch.setattr(exporting, "MANY", 2)
    for number in range(3):
        hold(services, f"answer {number}")
    async with CoachApp(services).run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))
        await pilot.press(*["down"] * picks, "enter")
        await until(pilot, lambda: any("Written" in note.title for note in pilot.app._notifications))
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
    (written,) = services.paths.exports.iterdir()
    assert written.name.startswith(name)
    assert written.suffix == ".html"


async def test_the_bar_goes_away_whatever_was_opened_over_it(
    services: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MANY", 2)
    for number in range(2):
        hold(services, f"answer {number}")
    held, go_on = threading.Event(), threading.Event()
    write = exporting._write

    def slow(*args: object) -> Path:
        held.set()
        assert go_on.wait(60)
        return write(*args)  # type: ignore[arg-type]  # passed on as they are

    monkeypatch.setattr(exporting, "_write", slow)
    async with CoachApp(services).run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))
        await pilot.press("enter")
        await until(pilot, lambda: held.is_set() and isinstance(pilot.app.screen, ProgressDialog))
        over = ChoiceDialog("Over it", {"a": "A"})
        await pilot.app.push_screen(over)
        go_on.set()
        await until(pilot, lambda: any("Written" in note.title for note in pilot.app._notifications))
        await pilot.pause(0.3)
        assert pilot.app.screen is over
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))


async def test_a_long_export_stops_at_escape_and_leaves_nothing(
    services: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MANY", 2)
    for number in range(2):
        hold(services, f"answer {number}")
    held, go_on = threading.Event(), threading.Event()
    read = services.past.interviews

    def slow(ids: Sequence[str]) -> list[Interview]:
        held.set()
        assert go_on.wait(60)
        return read(ids)

    async with CoachApp(services).run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        monkeypatch.setattr(services.past, "interviews", slow)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))
        await pilot.press("enter")
        await until(pilot, lambda: held.is_set() and isinstance(pilot.app.screen, ProgressDialog))
        await pilot.press("escape")
        go_on.set()
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
    assert list(services.paths.exports.iterdir()) == []


async def test_typing_in_the_line_is_no_key_of_the_list(services: App, tmp_path: Path) -> None:
    kept = hold(services, "An answer about extra locks.")
    async with CoachApp(services).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("slash", *"extra")
        await until(pilot, lambda: pilot.app.screen.query_one(FilterLine).value == "extra")
        assert [one.id for one in services.past.summaries()] == [kept]


@pytest.mark.parametrize("key", ["x", "enter", "v", "p"])
async def test_a_quick_key_after_a_search_acts_on_what_it_found(
    services: App, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr(history, "TYPING_SECONDS", 60)  # any key is quicker than the list
    first, _ = hold(services, "about the stampede"), hold(services, "about something else")
    async with CoachApp(services).run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: len(lines(pilot)) == 2)
        await pilot.press("slash", *"stampede", "enter", key)
        if key == "x":
            await until(pilot, lambda: services.past.page(IN_TRASH).count)
            assert [one.id for one in services.past.page(IN_TRASH).summaries] == [first]
        else:
            await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen | ReplayScreen))
            assert isinstance(pilot.app.screen, ReviewScreen | ReplayScreen)
            assert pilot.app.screen._interview_id == first


async def test_the_trash_offers_to_bring_back_and_not_to_delete(services: App) -> None:
    hold(services, "one")
    async with CoachApp(services).run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: len(lines(pilot)) == 1)

        def offered() -> set[str]:
            return {key for key, active in pilot.app.screen.active_bindings.items() if active.binding.show}

        assert {"x", "t"} <= offered()
        assert "u" not in offered()
        await pilot.press("x")
        await until(pilot, lambda: not lines(pilot))
        assert "u" in offered()
        await pilot.press("t")
        await until(pilot, lambda: len(lines(pilot)) == 1)
        assert "u" in offered()
        assert "x" not in offered()
