"""Grading a past interview again by a model from its review: host and cost first, then what changed."""

import threading
from pathlib import Path

from fake_server import Behaviour, FakeServer, Received, Wire, always, status
from model_server import model_for, use_model
from support import GOOD_ANSWER, build_app, hold, simple_question
from test_tui_flow import coach, on, screen_text, text_of, until
from textual.pilot import Pilot
from textual.widgets import OptionList

from interview_coach.bank.bank import Bank
from interview_coach.services.app import App
from interview_coach.tui.screens.dialogs import ChoiceDialog, LineDialog, TextDialog
from interview_coach.tui.screens.feedback import FeedbackScreen
from interview_coach.tui.screens.review import ReviewScreen

QUESTION = simple_question()


def held(home: Path) -> App:
    app = build_app(home)
    app.__dict__["bank"] = Bank(questions=(QUESTION,), skills={}, problems=(), own=frozenset())
    hold(app, [GOOD_ANSWER], questions=[QUESTION.id])
    return app


async def reviewed(pilot: Pilot[None], services: App) -> None:
    """Open the review of the newest interview."""
    pilot.app.push_screen(ReviewScreen(services.past.summaries()[0].id))
    await until(pilot, lambda: pilot.app.screen.query_one("#turns", OptionList).option_count)


async def test_g_names_host_and_cost_and_the_models_grade_is_added(tmp_path: Path) -> None:
    services = held(tmp_path / "home")
    with model_for([QUESTION]) as server:
        use_model(services, server, grader="offline")
        app = coach(services)
        async with app.run_test(size=(120, 36)) as pilot:
            await reviewed(pilot, services)
            await pilot.press("g")
            await on(pilot, ChoiceDialog)
            assert "127.0.0.1" in screen_text(app)
            assert server.received == []
            await pilot.press("down", "enter")
            await on(pilot, TextDialog)
            assert "for the first time" in screen_text(app)
        grades = services.store.interview(services.store.summaries()[0].id).turns[0].attempts[0].grades
        assert [grade.grader for grade in grades] == ["offline", "llm"]
        services.close()


async def test_a_failing_model_is_told_and_the_offline_one_stands(tmp_path: Path) -> None:
    services = held(tmp_path / "home")
    with FakeServer(always(status(401))) as server:
        use_model(services, server, grader="offline")
        app = coach(services)
        async with app.run_test(size=(120, 36)) as pilot:
            await reviewed(pilot, services)
            await pilot.press("g")
            await on(pilot, ChoiceDialog)
            await pilot.press("down", "enter")
            await on(pilot, TextDialog)
            assert "what was there stands" in screen_text(app)
            await pilot.press("escape")
            await until(pilot, lambda: "Not graded by the model" in text_of(app, "#model"))
        services.close()


async def test_a_note_meanwhile_does_not_stop_the_model_and_a_second_g_is_refused(tmp_path: Path) -> None:
    services = held(tmp_path / "home")
    let_go = threading.Event()
    model = model_for([QUESTION])

    def late(received: Received) -> Behaviour:
        reply = model.answer(received)

        def behave(wire: Wire, received: Received) -> None:
            while not let_go.wait(0.02) and not wire.stopping.is_set():
                continue
            reply(wire, received)

        return behave

    with FakeServer(late) as server:
        use_model(services, server, grader="offline")
        app = coach(services)
        async with app.run_test(size=(120, 36)) as pilot:
            await reviewed(pilot, services)
            review = app.screen
            await pilot.press("g")
            await on(pilot, ChoiceDialog)
            await pilot.press("down", "enter")
            await until(pilot, lambda: len(server.received) == 1 and app.screen is review)
            assert "is grading 1 answer" in text_of(app, "#model")
            await pilot.press("g")
            await until(pilot, lambda: any("already" in one.message for one in app._notifications))
            assert app.screen is review
            await pilot.press("n")
            await on(pilot, LineDialog)
            let_go.set()
            await until(pilot, lambda: any("first time" in one.message for one in app._notifications))
            assert isinstance(app.screen, LineDialog), "nothing takes the keys of who is writing a note"
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is review and not text_of(app, "#model"))
        grades = services.store.interview(services.store.summaries()[0].id).turns[0].attempts[0].grades
        assert [grade.grader for grade in grades] == ["offline", "llm"]
        assert len(server.received) == 1
        services.close()


async def test_leaving_the_review_ends_the_grading_in_order(tmp_path: Path) -> None:
    services = held(tmp_path / "home")
    with model_for([QUESTION], seconds=30) as server:
        use_model(services, server, grader="offline")
        app = coach(services)
        async with app.run_test(size=(120, 36)) as pilot:
            home = app.screen
            await reviewed(pilot, services)
            await pilot.press("g")
            await on(pilot, ChoiceDialog)
            await pilot.press("down", "enter")
            await until(pilot, lambda: len(server.received) == 1 and isinstance(app.screen, ReviewScreen))
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is home)
            await until(pilot, lambda: not [one for one in app.workers if one.group == "regrade"])
        assert len(services.store.pending_jobs("llm")) == 1
        services.close()


async def test_g_on_an_answer_taken_back_asks_no_model_and_says_so(tmp_path: Path) -> None:
    services = held(tmp_path / "home")
    with model_for([QUESTION]) as server:
        use_model(services, server)
        app = coach(services)
        async with app.run_test(size=(120, 36)) as pilot:
            await reviewed(pilot, services)
            await pilot.press("enter")
            await on(pilot, FeedbackScreen)
            await until(pilot, lambda: app.screen.check_action("grade_again", ()))
            await pilot.press("u")
            await until(pilot, lambda: "counts no more" in text_of(app, "#top-fix"))
            await pilot.press("g")
            await until(pilot, lambda: "no model is asked" in text_of(app, "#top-fix"))
        assert server.received == []
        services.close()
