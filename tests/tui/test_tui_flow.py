"""The screens, driven by keys as a person would."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support import build_app
from textual.app import App as Tui
from textual.content import Content
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from interview_coach.domain.interview import Note, Setup
from interview_coach.domain.question import Question
from interview_coach.services.app import App
from interview_coach.text.clean import clean
from interview_coach.tui.app import CoachApp, Start
from interview_coach.tui.screens.dialogs import ChoiceDialog
from interview_coach.tui.screens.drafting import AUTOSAVE_SECONDS
from interview_coach.tui.screens.feedback import FeedbackScreen
from interview_coach.tui.screens.history import HistoryScreen
from interview_coach.tui.screens.home import HomeScreen
from interview_coach.tui.screens.interview import InterviewScreen
from interview_coach.tui.screens.replay import ReplayScreen
from interview_coach.tui.screens.review import ReviewScreen
from interview_coach.tui.widgets.answer_box import AnswerBox

SIZES = [(120, 36), (80, 24)]


@pytest.fixture
def services(tmp_path: Path) -> App:
    """Services whose database the app closes itself."""
    return build_app(tmp_path / "home")


async def until(pilot: Pilot[None], condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something holds, or fail saying what is on the screen."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        await pilot.pause(0.02)
        try:
            if condition():
                return
        except Exception:  # a widget that is not there yet is not an answer
            continue
    pytest.fail(f"never happened; screen is {pilot.app.screen!r}")


def coach(services: App, **start: object) -> CoachApp:
    if isinstance(setup := start.get("setup"), Setup):
        start["setup"] = lambda: setup
    return CoachApp(services, Start(**start))  # type: ignore[arg-type]  # passed through as given


def setup(*questions: str, **fields: object) -> Setup:
    import msgspec

    values = {"count": len(questions) or 2, "seed": 7, "follow_ups": False, "questions": questions} | fields
    return msgspec.convert(values, Setup)


def has_exports(services: App, count: int) -> bool:
    return len(exports(services, "md")) == count


async def on(pilot: Pilot[None], screen: type) -> None:
    """Wait until such a screen is on top and painted."""
    await until(pilot, lambda: isinstance(pilot.app.screen, screen) and screen_text(pilot.app).strip())


async def click(pilot: Pilot[None], selector: str) -> None:
    """Click on something once it stays in its place."""
    places: list[Region] = []

    def stays() -> bool:
        places.append(pilot.app.screen.query_one(selector).region)
        return len(places) > 3 and places[-1].area > 0 and len(set(places[-3:])) == 1

    await until(pilot, stays)
    assert await pilot.click(selector), f"something else lies over {selector}"


async def answer(pilot: Pilot[None], text: str) -> None:
    """Type an answer key by key and send it."""
    await on(pilot, InterviewScreen)
    await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "answer")
    await pilot.press(*[{" ": "space", ".": "full_stop"}.get(letter, letter) for letter in text], "ctrl+j")


@pytest.mark.parametrize("size", SIZES)
async def test_enter_on_home_shows_the_first_question(services: App, size: tuple[int, int]) -> None:
    app = coach(services)
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter")
        await on(pilot, InterviewScreen)
        assert isinstance(app.screen, InterviewScreen)
        assert app.screen._sitting.turn.position == 1
        await until(pilot, lambda: app.focused is not None and app.focused.id == "answer")


@pytest.mark.parametrize("size", SIZES)
async def test_three_answers_end_in_review_history_and_an_export(
    services: App, size: tuple[int, int]
) -> None:
    app = coach(services, setup=setup(count=3))
    async with app.run_test(size=size) as pilot:
        for number in range(3):
            await answer(pilot, f"answer number {number} is to measure it first.")
            await on(pilot, FeedbackScreen)
            await pilot.press("n")
        await on(pilot, ReviewScreen)
        await until(pilot, lambda: app.screen.query_one("#turns", OptionList).option_count == 3)
        for number in range(2):
            await pilot.press("e")
            await on(pilot, ChoiceDialog)
            await pilot.press("enter")
            await until(pilot, partial(has_exports, services, number + 1))
            await on(pilot, ReviewScreen)
        await pilot.press("escape")
        await on(pilot, HomeScreen)
        await pilot.press("h")
        await on(pilot, HistoryScreen)
        await until(pilot, lambda: app.screen.query_one("#interviews", OptionList).option_count == 1)
        await pilot.press("e")
        await on(pilot, ChoiceDialog)
        await pilot.press("down", "enter")
        await until(pilot, lambda: exports(services, "html"))
    written, second = exports(services, "md")
    assert second.read_bytes() == written.read_bytes()
    assert "answer number 2 is to measure it first" in written.read_text(encoding="utf-8").replace("\\", "")
    services.close()


def exports(services: App, ending: str) -> list[Path]:
    return sorted(services.paths.exports.glob(f"*.{ending}"))


async def test_keys_typed_right_before_submit_are_in_the_answer(services: App) -> None:
    text = "this was typed faster than anybody can read it"
    app = coach(services, setup=setup(count=1))
    async with app.run_test() as pilot:
        await answer(pilot, text)
        await on(pilot, FeedbackScreen)
    (attempt,) = [a for s in services.store.summaries() for _, a in services.store.interview(s.id).attempts()]
    assert attempt.parts[0].text == text
    services.close()


async def test_what_is_typed_is_saved_within_a_second_without_any_key(services: App) -> None:
    app = coach(services, setup=setup(count=1))
    async with app.run_test() as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is not None)
        await pilot.press(*"unsent")
        screen = app.screen
        assert isinstance(screen, InterviewScreen)
        # The time itself is the machine's; what the program decides is when it saves.
        assert AUTOSAVE_SECONDS < 1
        await until(pilot, lambda: screen._sitting.draft() == "unsent")
    services.close()


async def test_pause_leaves_to_home_and_resume_comes_back_with_the_text(services: App) -> None:
    app = coach(services, setup=setup(count=2))
    async with app.run_test() as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is not None)
        await pilot.press(*"half", "escape")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 3)
        await pilot.press("down", "enter")
        await on(pilot, HomeScreen)
        await until(
            pilot, lambda: "resume" in [o.id for o in app.screen.query_one("#menu", OptionList).options]
        )
        await pilot.press("r")
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.screen.query_one("#answer", AnswerBox).text == "half")
    services.close()


async def test_answering_again_keeps_both_attempts(services: App) -> None:
    app = coach(services, setup=setup(count=1))
    async with app.run_test() as pilot:
        await answer(pilot, "first")
        await on(pilot, FeedbackScreen)
        await pilot.press("a")
        await answer(pilot, "second")
        await on(pilot, FeedbackScreen)
        await pilot.press("n")
        await on(pilot, ReviewScreen)
    (summary,) = services.store.summaries()
    texts = [a.parts[0].text for _, a in services.store.interview(summary.id).attempts()]
    assert texts == ["first", "second"]
    services.close()


async def test_hint_clarification_skip_and_follow_up_are_reachable_by_keys(services: App) -> None:
    app = coach(services, setup=setup("cloud/yearly-bill-day", follow_ups=True))
    async with app.run_test(size=(120, 36)) as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("f3")
        await until(pilot, lambda: "Hint" in text_of(app, "#talk"))
        await pilot.press("f2")
        await until(pilot, lambda: app.focused is not None and app.focused.id is None)
        await pilot.press(*"budget", "enter")
        await until(pilot, lambda: "You  budget" in text_of(app, "#talk"))
        await answer(pilot, "a load balancer and many instances")
        await until(pilot, lambda: text_of(app, "#talk").count("Interviewer") == 2)
        await pilot.press("f4")
        await until(pilot, lambda: text_of(app, "#talk").count("Interviewer") == 3 or is_feedback(app))
        if not is_feedback(app):
            await pilot.press("f4")
        await on(pilot, FeedbackScreen)
    services.close()


def is_feedback(app: CoachApp) -> bool:
    return isinstance(app.screen, FeedbackScreen)


def text_of(app: CoachApp, selector: str) -> str:
    visual = app.screen.query_one(selector, Static).visual
    assert isinstance(visual, Content)
    return visual.plain


async def test_moving_through_the_points_lights_their_quotes(services: App) -> None:
    app = coach(services, setup=setup("cloud/yearly-bill-day"))
    async with app.run_test(size=(120, 36)) as pilot:
        await answer(pilot, "a load balancer in front of several instances")
        await on(pilot, FeedbackScreen)
        screen = app.screen
        assert isinstance(screen, FeedbackScreen)
        lit = set()
        for _ in range(9):
            visual = screen.query_one("#answer-text", Static).visual
            assert isinstance(visual, Content)
            lit |= {visual.plain[span.start : span.end] for span in visual.spans}
            await pilot.press("down")
            await pilot.pause()
        grade = screen._attempt.grade
        assert grade is not None
        quotes = {e.quote for v in grade.key_points for e in v.evidence}
        assert quotes
        assert quotes <= lit


async def test_a_paste_over_32_kb_is_cut_with_a_notice(services: App) -> None:
    from textual import events

    app = coach(services, setup=setup(count=1))
    async with app.run_test() as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is not None)
        box = app.screen.query_one("#answer", AnswerBox)
        box.post_message(events.Paste("x" * 40_000 + "\x1b[31m"))
        await until(pilot, lambda: len(box.text) == 32 * 1024)
        await until(pilot, lambda: any("32 KB" in n.message for n in app._notifications))
    services.close()


HOSTILE = "[@click=app.bell]x[/] [/] [TODO] \x1b]52;c;aGk=\x07\x9b31m\x1bc end"


async def test_hostile_text_is_shown_as_text_and_no_control_reaches_the_terminal(
    services: App, tmp_path: Path
) -> None:
    own = services.paths.own_questions / "sql"
    own.mkdir(parents=True)
    escaped = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in HOSTILE)
    (own / "hostile.toml").write_text(
        f'id = "sql/hostile"\ntitle = "[/] [TODO] title"\nkind = "technical"\nskills = ["sql"]\n'
        f'prompt = "{escaped}"\nmodel_answer = "{escaped} is an answer."\n',
        encoding="utf-8",
    )
    app = coach(services, setup=setup("sql/hostile"))
    async with app.run_test(size=(120, 36)) as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is not None)
        assert "[TODO]" in screen_text(app)
        app.screen.query_one("#answer", AnswerBox).load_text(HOSTILE + " answer")
        await pilot.pause()
        assert_inert(app)
        await pilot.press("ctrl+j")
        await on(pilot, FeedbackScreen)
        assert "[@click=app.bell]x[/]" in screen_text(app)
        assert_inert(app)
        await pilot.press("n")
        await on(pilot, ReviewScreen)
        assert isinstance(app.screen, ReviewScreen)
        await until(pilot, lambda: "[TODO] title" in screen_text(app))
        assert_inert(app)
        held = app.screen._interview
        assert held is not None
        note = Note(id="n1", turn=None, text=clean(HOSTILE), created_at=services.clock.now())
        services.store.add_note(held.id, note)
        app.push_screen(HistoryScreen("TODO bell"))
        await on(pilot, HistoryScreen)
        await until(pilot, lambda: "note: [@click=app.bell]x[/] [/] [TODO]" in screen_text(app))
        assert_inert(app)
        await pilot.press("p")
        await on(pilot, ReplayScreen)
        await until(pilot, lambda: "[/] [TODO] title" in screen_text(app))
        await pilot.press("home")
        for _ in range(6):
            await pilot.press("right")
            assert_inert(app)
        assert "[@click=app.bell]x[/]" in screen_text(app)
    services.close()


def screen_text(app: Tui[Any]) -> str:
    return "\n".join(
        "".join(segment.text for segment in line) for line in app.screen._compositor.render_strips()
    )


def assert_inert(app: CoachApp) -> None:
    """Prove that the filter leaves nothing that a terminal would obey."""
    from textual.color import Color

    (control_filter,) = [f for f in app.get_line_filters() if type(f).__name__ == "ControlFilter"]
    for line in app.screen._compositor.render_strips():
        filtered = "".join(s.text for s in control_filter.apply(list(line), Color(0, 0, 0)))
        assert filtered.isprintable(), filtered


def test_the_filter_finds_a_planted_escape() -> None:
    from rich.segment import Segment
    from textual.color import Color

    from interview_coach.tui.safety import ControlFilter

    segments = ControlFilter().apply([Segment("a\x1b]52;c;x\x07b\x9bc")], Color(0, 0, 0))
    assert "".join(segment.text for segment in segments) == "a]52;c;xbc"


async def test_an_unknown_question_on_the_command_line_is_told_on_home(services: App) -> None:
    def unknown() -> Setup:
        services.bank.question("nothing/here")
        raise AssertionError

    app = CoachApp(services, Start(setup=unknown))
    async with app.run_test() as pilot:
        await until(pilot, lambda: any("nothing/here" in n.title for n in app._notifications))
        assert isinstance(app.screen, HomeScreen)


async def test_setup_names_the_nearest_skill_and_starts_with_the_right_one(services: App) -> None:
    from textual.widgets import Input

    from interview_coach.tui.screens.setup import SetupScreen

    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("c")
        await on(pilot, SetupScreen)
        await until(pilot, lambda: app.screen.query_one("#skills", Input))
        skills = app.screen.query_one("#skills", Input)
        skills.value = "grapql"
        await until(pilot, lambda: "graphql" in text_of(app, "#problem").lower())
        skills.value = "graphql caching"
        await until(pilot, lambda: "GraphQL" in text_of(app, "#plan"))
        await until(pilot, lambda: "Caching" in text_of(app, "#plan"))
        skills.value = "graphql"
        await until(pilot, lambda: "GraphQL" in text_of(app, "#plan"))
        await pilot.press("ctrl+j")
        await on(pilot, InterviewScreen)
        screen = app.screen
        assert isinstance(screen, InterviewScreen)
        question: Question = screen._sitting.turn.question
        assert "graphql" in question.skills
    services.close()


async def test_the_bank_practises_the_highlighted_question_and_hides_its_key(services: App) -> None:
    from interview_coach.tui.screens.bank import BankScreen

    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("b")
        await on(pilot, BankScreen)
        await until(pilot, lambda: app.screen.query_one("#questions", OptionList).option_count > 20)
        await pilot.press("down", "down")
        chosen = app.screen.query_one("#questions", OptionList).highlighted_option
        assert chosen is not None
        question = services.bank.question(chosen.id or "")
        await until(pilot, lambda: question.prompt.split()[0] in screen_text(app))
        await pilot.pause(0.2)
        assert question.key_points[0].text not in screen_text(app)
        await pilot.press("enter")
        await on(pilot, InterviewScreen)
        screen = app.screen
        assert isinstance(screen, InterviewScreen)
        assert screen._sitting.turn.question.id == question.id
    services.close()


async def test_a_second_window_reads_only_and_says_who_holds_the_database(tmp_path: Path) -> None:
    first, second = build_app(tmp_path / "home"), build_app(tmp_path / "home")
    first.store  # noqa: B018  # opens and locks it
    app = coach(second)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "already running" in text_of(app, "#notices"))
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("h")
        await on(pilot, HistoryScreen)
    first.close()
    second.close()


async def test_notes_are_kept_with_the_interview(services: App) -> None:
    app = coach(services, setup=setup(count=1))
    async with app.run_test() as pilot:
        await answer(pilot, "something")
        await on(pilot, FeedbackScreen)
        await pilot.press("n")
        await on(pilot, ReviewScreen)
        await until(pilot, lambda: app.screen.query_one("#turns", OptionList).option_count == 1)
        await pilot.press("n")
        await until(pilot, lambda: app.focused is not None and app.focused.id is None)
        await pilot.press(*"slower", "enter")
        await until(pilot, lambda: "slower" in text_of(app, "#result"))
    services.close()


async def test_the_help_panel_and_the_palette_open(services: App) -> None:
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await asyncio.sleep(0)
        await pilot.press("f1")
        await until(pilot, lambda: app.screen.query("HelpPanel"))
        await pilot.press("f1")
        await until(pilot, lambda: not app.screen.query("HelpPanel"))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: type(app.screen).__name__ == "CommandPalette")


async def test_help_begins_with_the_keys_of_the_footer_in_its_order(services: App) -> None:
    from textual.widgets import Footer
    from textual.widgets._footer import FooterKey

    app = coach(services)
    async with app.run_test(size=(160, 36)) as pilot:
        for keys, screen, first in (
            ((), HomeScreen, "select"),
            (("enter",), InterviewScreen, "screen.submit"),
        ):
            await pilot.press(*keys)
            await on(pilot, screen)
            await until(pilot, lambda: app.focused is not None and app.screen.query(FooterKey))
            active = [binding for _, binding, _, _ in app.screen.active_bindings.values()]
            helped = list(dict.fromkeys(binding.action for binding in active))
            footer = [key.action for key in app.screen.query_one(Footer).query(FooterKey)]
            shown = [action for action in footer if action != "command_palette"]
            assert helped[: len(shown)] == shown
            assert helped[0] == first
            assert len(helped) > len(shown)
    services.close()


async def test_a_window_that_is_too_small_says_so_and_keeps_the_text(services: App) -> None:
    app = coach(services, setup=setup(count=1))
    async with app.run_test(size=(100, 30)) as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is not None)
        await pilot.press(*"kept")
        for size in ((30, 30), (100, 8), (1, 1)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: not app.screen.query_one("#answer", AnswerBox).display)
            await pilot.pause(0.1)
            assert not app.screen.query_one("#answer", AnswerBox).display
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: app.screen.query_one("#answer", AnswerBox).display)
        assert app.screen.query_one("#answer", AnswerBox).text == "kept"
    services.close()


async def test_skipping_something_written_is_asked_first(services: App) -> None:
    app = coach(services, setup=setup(count=2))
    async with app.run_test(size=(120, 36)) as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is not None)
        await pilot.press(*"half", "f4")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
        await pilot.press("enter")
        await on(pilot, InterviewScreen)
        assert app.screen.query_one("#answer", AnswerBox).text == "half"
        await pilot.press("f4")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "2 of 2" in screen_text(app))
    services.close()


async def test_f4_by_mistake_is_told_and_undone_and_never_ends_the_interview_unasked(services: App) -> None:
    app = coach(services, setup=setup(count=2))
    async with app.run_test(size=(120, 36)) as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("f4")
        await until(pilot, lambda: [n for n in app._notifications if "f8 asks it again" in n.message])
        await until(pilot, lambda: "2 of 2" in screen_text(app))
        await pilot.press("f8")
        await until(pilot, lambda: "1 of 2" in screen_text(app))
        await pilot.press("f4")
        await until(pilot, lambda: "2 of 2" in screen_text(app))
        await pilot.press("f4")
        await on(pilot, ChoiceDialog)
        assert "ends the interview" in screen_text(app)
        await pilot.press("enter")
        await on(pilot, InterviewScreen)
        await pilot.press("f4")
        await on(pilot, ChoiceDialog)
        await pilot.press("down", "enter")
        await on(pilot, ReviewScreen)
    services.close()


async def test_every_attempt_can_be_read_again(services: App) -> None:
    app = coach(services, setup=setup(count=1))
    async with app.run_test(size=(120, 36)) as pilot:
        await answer(pilot, "first words")
        await on(pilot, FeedbackScreen)
        await pilot.press("a")
        await answer(pilot, "second words")
        await on(pilot, FeedbackScreen)
        await until(pilot, lambda: "second words" in screen_text(app))
        await pilot.press("o")
        await until(pilot, lambda: "first words" in screen_text(app))
    services.close()


async def test_a_database_that_cannot_be_read_is_told_on_home_and_in_the_history(services: App) -> None:
    services.paths.data.mkdir(parents=True)
    services.paths.database.write_bytes(b"this is no database, whatever its name says" * 100)
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "cannot be read at the moment" in screen_text(app))
        assert "Welcome" not in screen_text(app)
        await pilot.press("h")
        await on(pilot, HistoryScreen)
        await until(pilot, lambda: "cannot be read at the moment" in screen_text(app))


async def test_a_mock_interview_shows_no_level_before_its_end(services: App) -> None:
    app = coach(services, setup=setup(count=2, mode="mock"))
    async with app.run_test(size=(120, 36)) as pilot:
        await answer(pilot, "measure it first and then change one thing")
        await until(pilot, lambda: "2 of 2" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 3)
        await pilot.press("down", "enter")
        await on(pilot, HomeScreen)
        await until(pilot, lambda: "paused" in text_of(app, "#recent-list"))
        assert "level" not in text_of(app, "#recent-list")
    services.close()
