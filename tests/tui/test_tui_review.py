"""What can be done with a past answer on the screens: again, a sibling, notes, bookmarks, taking back, copying."""

from pathlib import Path

import pytest
from support import GOOD_ANSWER, build_app, hold, simple_question
from test_tui_flow import SIZES, answer, coach, on, screen_text, setup, text_of, until
from textual import events
from textual.pilot import Pilot
from textual.widgets import OptionList

from interview_coach.bank.bank import Bank
from interview_coach.domain.interview import Interview
from interview_coach.domain.question import Skill
from interview_coach.services.app import App
from interview_coach.tui.screens.coaching import NOTHING_TO_DISPUTE
from interview_coach.tui.screens.dialogs import ChoiceDialog, LineDialog, TextDialog
from interview_coach.tui.screens.feedback import FeedbackScreen
from interview_coach.tui.screens.interview import InterviewScreen
from interview_coach.tui.screens.review import ReviewScreen
from interview_coach.tui.widgets.answer_box import AnswerBox

NAME = "sql-transactions/two-buyers"
SIBLING = "sql-transactions/two-seats"


@pytest.fixture
def services(tmp_path: Path) -> App:
    """Services over two questions alike, with one finished interview."""
    app = build_app(tmp_path / "home")
    questions = (simple_question(), simple_question(SIBLING, title="Two seats"))
    skill = Skill(id="sql-transactions", name="SQL transactions", group="technical")
    app.__dict__["bank"] = Bank(questions=questions, skills={skill.id: skill}, problems=(), own=frozenset())
    hold(app, [GOOD_ANSWER], questions=[NAME])
    return app


def stored(services: App, index: int = 0) -> Interview:
    """Return an interview from the store, the newest first."""
    return services.past.interview(services.past.summaries()[index].id)


async def open_review(pilot: Pilot[None], services: App) -> None:
    pilot.app.push_screen(ReviewScreen(stored(services).id))
    await on(pilot, ReviewScreen)
    await until(pilot, lambda: pilot.app.screen.query_one("#turns", OptionList).option_count)


async def open_feedback(pilot: Pilot[None], services: App) -> None:
    await open_review(pilot, services)
    await pilot.press("enter")
    await on(pilot, FeedbackScreen)
    await pilot.pause(0.1)


async def test_a_in_a_past_review_begins_a_new_interview_with_the_same_question(services: App) -> None:
    app = coach(services)
    async with app.run_test() as pilot:
        old = stored(services)
        await open_feedback(pilot, services)
        await pilot.press("a")
        await answer(pilot, "this time a conditional update")
        await until(
            pilot, lambda: isinstance(app.screen, FeedbackScreen) or "Follow" in text_of(app, "#talk")
        )
    new = stored(services)
    assert new.id != old.id
    assert (new.setup.mode, [turn.question.id for turn in new.turns]) == ("practice", [NAME])
    assert services.past.interview(old.id) == old
    services.close()


@pytest.mark.parametrize("size", SIZES)
async def test_s_in_a_past_review_shows_why_and_practises_it(services: App, size: tuple[int, int]) -> None:
    app = coach(services)
    async with app.run_test(size=size) as pilot:
        await open_feedback(pilot, services)
        await pilot.press("s")
        await on(pilot, ChoiceDialog)
        await until(pilot, lambda: "Same skill SQL transactions" in screen_text(app))
        await pilot.press("enter")
        await on(pilot, InterviewScreen)
    assert [turn.question.id for turn in stored(services).turns] == [SIBLING]
    assert stored(services).turns[0].reason.startswith("Same skill SQL transactions")
    services.close()


async def test_s_in_an_interview_that_goes_on_adds_it_at_the_end(services: App) -> None:
    app = coach(services, setup=setup(NAME))
    async with app.run_test() as pilot:
        await answer(pilot, "first")
        await on(pilot, FeedbackScreen)
        await pilot.press("s")
        await on(pilot, ChoiceDialog)
        await pilot.press("enter")
        await on(pilot, FeedbackScreen)
        await until(pilot, lambda: "1 of 2" in screen_text(app))
        await pilot.press("n")
        await answer(pilot, "second")
        await on(pilot, FeedbackScreen)
        await pilot.press("n")
        await on(pilot, ReviewScreen)
    assert [turn.question.id for turn in stored(services).turns] == [NAME, SIBLING]
    services.close()


async def test_without_a_sibling_it_is_said(services: App) -> None:
    bank = services.bank
    services.__dict__["bank"] = Bank(questions=bank.questions[:1], skills=bank.skills)
    app = coach(services)
    async with app.run_test() as pilot:
        await open_feedback(pilot, services)
        await pilot.press("s")
        await until(pilot, lambda: [n for n in app._notifications if "no other question" in n.message])
    services.close()


@pytest.mark.parametrize("size", SIZES)
async def test_h_hides_all_that_the_grader_says_and_brings_it_back(
    services: App, size: tuple[int, int]
) -> None:
    app = coach(services)
    async with app.run_test(size=size) as pilot:
        await open_feedback(pilot, services)
        await until(pilot, lambda: "Level" in screen_text(app))
        await pilot.press("h")
        await until(pilot, lambda: "feedback is hidden" in screen_text(app))
        hidden = screen_text(app)
        assert "conditional update" in hidden
        assert "Level" not in hidden
        assert "✓" not in hidden
        await pilot.press("h")
        await until(pilot, lambda: "✓" in screen_text(app))
    services.close()


async def test_b_marks_a_question_in_feedback_and_list(services: App) -> None:
    app = coach(services)
    async with app.run_test() as pilot:
        await open_feedback(pilot, services)
        await pilot.press("b")
        await until(pilot, lambda: screen_text(app).lstrip().startswith("★"))
        await pilot.press("escape")
        await until(pilot, lambda: "★ Two buyers" in screen_text(app))
        assert stored(services).turns[0].bookmarked
        await pilot.press("b")
        await until(pilot, lambda: "★" not in screen_text(app))
    assert not stored(services).turns[0].bookmarked
    services.close()


async def test_u_in_a_past_review_takes_the_answer_back_and_scores_follow(services: App) -> None:
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_feedback(pilot, services)
        await pilot.press("u")
        await until(pilot, lambda: "counts no more" in text_of(app, "#top-fix"))
        assert stored(services).score is None
        await pilot.press("escape")
        await until(pilot, lambda: "No level yet" in screen_text(app) and "taken back" in screen_text(app))
        await pilot.press("enter")
        await on(pilot, FeedbackScreen)
        await pilot.pause(0.1)
        await pilot.press("u")
        await until(pilot, lambda: "counts no more" not in text_of(app, "#top-fix"))
    assert stored(services).score == 100
    services.close()


async def test_u_after_a_submit_by_mistake_opens_the_answer_again_with_its_text(services: App) -> None:
    app = coach(services, setup=setup(NAME))
    async with app.run_test() as pilot:
        await answer(pilot, "half a thought")
        await on(pilot, FeedbackScreen)
        await pilot.press("u")
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.screen.query_one("#answer", AnswerBox).text == "half a thought")
        await answer(pilot, " and its end")
        await on(pilot, FeedbackScreen)
        await pilot.press("n")
        await on(pilot, ReviewScreen)
    attempts = stored(services).turns[0].attempts
    assert [(a.parts[0].text, a.taken_back) for a in attempts] == [
        ("half a thought", True),
        ("half a thought and its end", False),
    ]
    services.close()


@pytest.mark.parametrize("key", ["n", "N"])
async def test_a_note_on_one_question_is_shown_there_and_exported(services: App, key: str) -> None:
    from interview_coach.services.exporting import chosen_by_id, export_text

    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_feedback(pilot, services)
        await pilot.press(key)
        await on(pilot, LineDialog)
        await pilot.press(*"draw it", "enter")
        await until(pilot, lambda: "Note  draw it" in text_of(app, "#top-fix"))
    interview = stored(services)
    assert [(note.turn, note.text) for note in interview.notes] == [(1, "draw it")]
    for form in ("markdown", "html"):
        text = "".join(export_text(services, chosen_by_id(services, [interview.id]), form))
        assert "Note on question 1" in text
        assert "draw it" in text
    services.close()


async def test_d_without_a_model_keeps_the_persons_words_beside_the_verdict(services: App) -> None:
    from interview_coach.services.exporting import chosen_by_id, export_text

    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_feedback(pilot, services)
        await until(pilot, lambda: "Recognised by" in text_of(app, "#explanation"))
        await pilot.press("d")
        await on(pilot, LineDialog)
        await pilot.press(*"not [b]so", "enter")
        await until(pilot, lambda: "You disagree: not [b]so" in text_of(app, "#explanation"))
        await pilot.press("down")
        await until(pilot, lambda: "You disagree" not in text_of(app, "#explanation"))
    interview = stored(services)
    (dispute,) = interview.turns[0].attempts[0].disputes
    assert (dispute.point_id, dispute.argument, dispute.reason) == ("race", "not [b]so", "")
    assert dispute.new_verdict == dispute.old_verdict == "met"
    text = "".join(export_text(services, chosen_by_id(services, [interview.id]), "markdown"))
    assert "Disputed, The race" in text
    assert "The verdict: met." in text
    services.close()


async def press_blindly(pilot: Pilot[None], *keys: str) -> None:
    """Press keys faster than anything can be shown between them."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key))
    await pilot.pause(0.3)


@pytest.mark.parametrize("going_on", [False, True])
async def test_d_and_u_typed_blindly_dispute_an_answer_that_still_counts(
    services: App, going_on: bool
) -> None:
    app = coach(services, setup=setup(NAME)) if going_on else coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        if going_on:
            await answer(pilot, "half a thought")
            await on(pilot, FeedbackScreen)
        else:
            await open_feedback(pilot, services)
        await until(pilot, lambda: text_of(app, "#explanation"))
        await press_blindly(pilot, "d", "u")
        await on(pilot, LineDialog)
        await pilot.press(*" not so", "enter")
        await on(pilot, FeedbackScreen)
        await until(pilot, lambda: "not so" in text_of(app, "#explanation"))
    (attempt,) = stored(services).turns[0].attempts
    assert not attempt.taken_back
    assert "not so" in attempt.disputes[0].argument
    services.close()


async def test_an_answer_taken_back_is_not_disputed_and_what_was_said_is_kept(services: App) -> None:
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_feedback(pilot, services)
        await until(pilot, lambda: "Recognised by" in text_of(app, "#explanation"))
        screen = app.screen
        assert isinstance(screen, FeedbackScreen)
        await pilot.press("d")
        await on(pilot, LineDialog)
        screen.action_take_back()
        await until(pilot, lambda: screen._attempt.taken_back)
        await pilot.press(*"not so", "enter")
        await on(pilot, FeedbackScreen)
        await until(pilot, lambda: "Note  not so" in text_of(app, "#top-fix"))
        await pilot.press("d")
        await until(pilot, lambda: [n for n in app._notifications if n.message == NOTHING_TO_DISPUTE])
        assert app.screen is screen
    interview = stored(services)
    assert interview.turns[0].attempts[0].disputes == []
    assert [note.text for note in interview.notes] == ["not so"]
    services.close()


async def test_g_grades_again_offline_and_says_what_changed(services: App) -> None:
    import msgspec

    interview = stored(services)
    turn = interview.turns[0]
    (old,) = turn.attempts[0].grades
    points = (msgspec.structs.replace(old.key_points[0], verdict="missed", credit=0.0), *old.key_points[1:])
    worse = msgspec.structs.replace(old, id="worse", score=40, level=2, key_points=points)
    turn.attempts[0].grades.append(worse)
    services.store.record(interview, [turn], [])
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_review(pilot, services)
        await pilot.press("g")
        await on(pilot, ChoiceDialog)
        assert app.screen.query_one(OptionList).option_count == 1  # no model is set up
        await pilot.press("enter")
        await on(pilot, TextDialog)
        await until(pilot, lambda: "missed → met" in screen_text(app))
    assert [grade.score for grade in stored(services).turns[0].attempts[0].grades] == [100, 40, 100]
    services.close()


async def test_y_copies_as_markdown_by_the_terminal_and_says_how(
    services: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    def nothing_there(text: str) -> str:
        given.append(text)
        return ""

    monkeypatch.setattr("interview_coach.services.clipboard.copy_natively", nothing_there)
    app = coach(services)
    async with app.run_test(size=(120, 36)) as pilot:
        await open_feedback(pilot, services)
        await pilot.press("y")
        await on(pilot, ChoiceDialog)
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: given)
        await until(pilot, lambda: [n for n in app._notifications if "Copied the feedback" in n.message])
        assert app.clipboard == given[0]
        assert "| ✓ met | The race | 3 of 3 |" in given[0]
        await pilot.press("escape")
        await on(pilot, ReviewScreen)
        await pilot.press("y")
        await on(pilot, ChoiceDialog)
        await pilot.press("enter")
        await until(pilot, lambda: len(given) == 2)
        assert "> Two people bought the last lamp" in app.clipboard
    services.close()


async def test_f5_copies_what_is_written_so_far(services: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interview_coach.services.clipboard.copy_natively", lambda text: "xclip")
    app = coach(services, setup=setup(NAME))
    async with app.run_test(size=(120, 36)) as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: app.focused is not None and app.focused.id == "answer")
        await pilot.press(*"half", "f5")
        await on(pilot, ChoiceDialog)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "> half" in app.clipboard)
        await until(pilot, lambda: [n for n in app._notifications if "by xclip" in n.message])
    services.close()
