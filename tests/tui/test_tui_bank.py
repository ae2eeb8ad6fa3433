"""The bank screen: filter, own levels, the hidden key, practising at once."""

from pathlib import Path

import pytest
from support import GOOD_ANSWER, build_app, hold, simple_question
from test_tui_flow import SIZES, coach, on, until
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from interview_coach.bank.bank import Bank
from interview_coach.domain.question import Skill
from interview_coach.errors import StorageError
from interview_coach.services.app import App
from interview_coach.tui.screens.bank import BankScreen
from interview_coach.tui.screens.home import HomeScreen
from interview_coach.tui.screens.interview import InterviewScreen

ANSWERED = simple_question()
FRESH = simple_question("conflict/story", kind="behavioural", format="story", title="You disagreed")
DRAFT = simple_question("sql-transactions/draft", status="draft", title="Half written")
SKILLS = {
    "sql-transactions": Skill(id="sql-transactions", name="SQL transactions", group="technical"),
    "conflict": Skill(id="conflict", name="Conflict", group="soft"),
}


@pytest.fixture
def services(tmp_path: Path) -> App:
    """Two questions and a draft; one of them answered twice, with different levels."""
    app = build_app(tmp_path / "home")
    app.__dict__["bank"] = Bank(questions=(FRESH, DRAFT, ANSWERED), skills=SKILLS)
    hold(app, ["No idea."], questions=[ANSWERED.id])
    hold(app, [GOOD_ANSWER], questions=[ANSWERED.id])
    return app


async def open_bank(pilot: Pilot[None]) -> BankScreen:
    await pilot.press("b")
    await on(pilot, BankScreen)
    await until(pilot, lambda: questions(pilot).highlighted is not None and text(pilot, "#facts"))
    assert isinstance(pilot.app.screen, BankScreen)
    return pilot.app.screen


def questions(pilot: Pilot[None]) -> OptionList:
    return pilot.app.screen.query_one("#questions", OptionList)


def ids(pilot: Pilot[None]) -> list[str]:
    return [option.id or "" for option in questions(pilot).options]


def text(pilot: Pilot[None], name: str) -> str:
    return str(pilot.app.screen.query_one(name, Static).render())


async def type_filter(pilot: Pilot[None], words: str) -> None:
    await pilot.press("slash")
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    await pilot.press(*[{" ": "space", ":": "colon"}.get(letter, letter) for letter in words])


@pytest.mark.parametrize("size", SIZES)
async def test_the_filter_narrows_the_list_as_it_is_typed(services: App, size: tuple[int, int]) -> None:
    app = coach(services)
    async with app.run_test(size=size) as pilot:
        await open_bank(pilot)
        assert ids(pilot) == [FRESH.id, ANSWERED.id]
        await type_filter(pilot, "kind:tech lamp")
        await until(pilot, lambda: ids(pilot) == [ANSWERED.id])
        await pilot.press("enter")
        assert app.focused is questions(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: len(ids(pilot)) == 2)
        await pilot.press("escape")
        await on(pilot, HomeScreen)
    services.close()


async def test_a_word_that_is_not_understood_is_told_kindly_and_the_list_stays(services: App) -> None:
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_bank(pilot)
        await type_filter(pilot, "kind:hard")
        await until(pilot, lambda: "There is no kind 'hard'" in text(pilot, "#filter-hint"))
        assert len(ids(pilot)) == 2
        await type_filter(pilot, " zebra")
        await until(pilot, lambda: "No question fits" in text(pilot, "#filter-hint"))
        assert ids(pilot) == []
    services.close()


async def test_who_names_a_status_sees_drafts_too(services: App) -> None:
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_bank(pilot)
        await type_filter(pilot, "status:draft")
        await until(pilot, lambda: ids(pilot) == [DRAFT.id])
    services.close()


async def test_each_question_shows_the_last_level_and_opened_all_of_them(services: App) -> None:
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_bank(pilot)
        fresh, answered = (str(option.prompt) for option in questions(pilot).options)
        assert "not tried" in fresh
        levels = [turn.level for turn in services.past.past_turns(10)]
        assert len(set(levels)) == 2
        assert f"level {levels[0]} · SQL transactions" in answered
        assert "will be listed here" in text(pilot, "#own-levels")
        await pilot.press("down")
        await until(pilot, lambda: "Asked 2 times" in text(pilot, "#own-levels"))
        shown = text(pilot, "#own-levels")
        assert shown.index(f"level {levels[0]}") < shown.index(f"level {levels[1]}")
        assert "60 s to think, 240 s to answer" in text(pilot, "#facts")
    services.close()


async def test_the_key_is_hidden_until_the_question_was_answered_or_asked_for(services: App) -> None:
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_bank(pilot)
        assert "Both read" not in text(pilot, "#key")
        assert "The key is hidden" in text(pilot, "#key")
        await pilot.press("k")
        assert "Both read before either writes." in text(pilot, "#key")
        assert "A transaction alone allows it." in text(pilot, "#key")
        await pilot.press("down")
        await until(pilot, lambda: "debug" in text(pilot, "#facts"))
        assert "Both read before either writes." in text(pilot, "#key")  # answered before
        await pilot.press("k")
        assert "The key is hidden" in text(pilot, "#key")
    services.close()


@pytest.mark.parametrize("size", SIZES)
async def test_the_question_can_have_the_whole_screen(services: App, size: tuple[int, int]) -> None:
    app = coach(services)
    async with app.run_test(size=size) as pilot:
        screen = await open_bank(pilot)
        await pilot.press("v")
        await until(pilot, lambda: not questions(pilot).display)
        assert screen.query_one("#preview").size.width > size[0] - 8
        await pilot.press("escape")
        await until(pilot, lambda: questions(pilot).display)
        assert app.screen is screen
    services.close()


async def test_enter_after_filtering_practises_what_is_left(services: App) -> None:
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_bank(pilot)
        await type_filter(pilot, "skill:sql-tr")
        await until(pilot, lambda: ids(pilot) == [ANSWERED.id])
        await pilot.press("enter", "enter")
        await on(pilot, InterviewScreen)
        screen = app.screen
        assert isinstance(screen, InterviewScreen)
        assert screen._sitting.turn.question.id == ANSWERED.id
        assert len(screen._sitting.interview.turns) == 1
    services.close()


async def test_questions_are_there_even_where_the_history_cannot_be_read(
    services: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(app: App) -> None:
        raise StorageError("The history cannot be read.")

    monkeypatch.setattr("interview_coach.services.past_levels.past_levels", broken)
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_bank(pilot)
        assert len(ids(pilot)) == 2
    services.close()
