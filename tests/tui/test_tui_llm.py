"""The screens with a model behind them: a real HTTP server, driven by keys as a person would."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_server import Behaviour, FakeServer, Received, Wire, always, status
from judge_samples import claim
from model_server import model_for, use_model
from support import build_app, simple_question
from test_tui_flow import click, coach, on, screen_text, text_of, until
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input, Select, Static

from interview_coach.bank.bank import Bank
from interview_coach.consent import agreed_hosts
from interview_coach.domain.interview import Attempt, Interview, Setup
from interview_coach.domain.question import Skill
from interview_coach.services.app import App
from interview_coach.tui.app import CoachApp
from interview_coach.tui.screens.bank import BankScreen
from interview_coach.tui.screens.dialogs import ChoiceDialog, LineDialog, TextDialog
from interview_coach.tui.screens.feedback import FeedbackScreen
from interview_coach.tui.screens.history import HistoryScreen
from interview_coach.tui.screens.home import HomeScreen
from interview_coach.tui.screens.interview import InterviewScreen
from interview_coach.tui.screens.review import ReviewScreen
from interview_coach.tui.screens.settings import SettingsScreen
from interview_coach.tui.screens.setup import SetupScreen
from interview_coach.tui.widgets.answer_box import AnswerBox
from interview_coach.tui.widgets.points import PointList
from interview_coach.tui.widgets.top_bar import TopBar

QUESTION = simple_question()
OTHER = simple_question(
    "sql-transactions/two-seats", title="Two seats", prompt="One seat went to two people. Why?"
)
SKILLS = {"sql-transactions": Skill(id="sql-transactions", name="SQL transactions", group="technical")}
RULE = "The schema forbids less than none."
ANSWER = f"Both read the same stock, a lost update. I run one conditional update. {RULE}"
VERDICTS = [
    claim("race", "a lost update"),
    claim("fix", "one conditional update"),
    claim("guard", RULE),
]
SIZE = (120, 36)


@pytest.fixture
def services(tmp_path: Path) -> App:
    """Services over a bank of two questions; the app closes the database itself."""
    built = build_app(tmp_path / "home")
    bank = Bank(questions=(QUESTION, OTHER), skills=SKILLS, problems=(), own=frozenset())
    built.__dict__["bank"] = bank
    return built


class Gate:
    """A model that sends a part of each reply and keeps the rest back until it is let go."""

    def __init__(self, part: float = 0.0) -> None:
        self.part = part
        self.open = threading.Event()
        self.server = FakeServer(self._answer)
        self._model = model_for([QUESTION, OTHER], key_points=VERDICTS)

    def _answer(self, received: Received) -> Behaviour:
        return self._held(self._model.answer(received))

    def _held(self, behaviour: Behaviour) -> Behaviour:
        gate = self

        class Held(Wire):
            def send(self, data: bytes) -> None:
                at = int(len(data) * gate.part)
                super().send(data[:at])
                while not gate.open.wait(0.02) and not self.stopping.is_set():
                    continue
                super().send(data[at:])

        return lambda wire, received: behaviour(Held(wire.socket, wire.stopping), received)

    def __enter__(self) -> "Gate":
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.open.set()
        self.server.__exit__()

    @property
    def calls(self) -> int:
        return len(self.server.received)


def setup(*questions: str, **fields: Any) -> Setup:
    asked = questions or (QUESTION.id,)
    return Setup(questions=asked, count=len(asked), follow_ups=False, grader="llm", **fields)


async def answer(pilot: Pilot[None], text: str = ANSWER) -> None:
    """Put an answer in the box and send it."""
    await on(pilot, InterviewScreen)
    await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "answer")
    pilot.app.screen.query_one("#answer", AnswerBox).set_text(text)
    await pilot.press("ctrl+j")


def headline(app: CoachApp) -> str:
    return text_of(app, "#headline")


def by_the_model(app: CoachApp) -> list[str]:
    """The lines of points that say they come from the model."""
    lines = [str(option.prompt) for option in app.screen.query_one(PointList).options]
    return [line for line in lines if "(model)" in line]


def stored(services: App) -> Interview:
    (summary,) = services.store.summaries()
    return services.store.interview(summary.id)


def graders(attempt: Attempt) -> list[tuple[str, str]]:
    return [(grade.grader, grade.status) for grade in attempt.grades]


async def test_the_offline_grade_is_there_at_once_and_the_models_verdicts_replace_it_one_by_one(
    services: App,
) -> None:
    with Gate(part=0.45) as gate:
        use_model(services, gate.server)
        app = coach(services, setup=setup())
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await on(pilot, FeedbackScreen)
            await until(pilot, lambda: "offline" in headline(app))
            assert "71" in headline(app)
            await until(pilot, lambda: 0 < len(by_the_model(app)) < len(VERDICTS))
            assert "judge-1 is reading" in text_of(app, "#top-fix")
            assert "offline" in headline(app)
            gate.open.set()
            await until(pilot, lambda: "judge-1," in headline(app))
            assert "100" in headline(app)
            assert "is reading" not in text_of(app, "#top-fix")
        (attempt,) = [a for _, a in stored(services).attempts()]
        assert graders(attempt) == [("offline", "graded"), ("llm", "graded")]
    services.close()


async def test_escape_stops_the_model_the_job_waits_and_g_asks_again(services: App) -> None:
    with Gate(part=0.45) as gate:
        use_model(services, gate.server)
        app = coach(services, setup=setup())
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await on(pilot, FeedbackScreen)
            await until(pilot, lambda: by_the_model(app))
            await pilot.press("escape")
            await until(pilot, lambda: "Stopped." in text_of(app, "#top-fix"))
            assert isinstance(app.screen, FeedbackScreen)
            assert "offline" in headline(app)
            assert by_the_model(app) == []
            assert [job.model for job in services.store.pending_jobs("llm")] == ["judge-1"]
            gate.open.set()
            await pilot.press("g")
            await until(pilot, lambda: "judge-1," in headline(app))
            assert services.store.pending_jobs("llm") == []
            assert gate.calls == 2
            await pilot.press("g")
            await until(pilot, lambda: "already" in text_of(app, "#top-fix"))
            assert gate.calls == 2
    services.close()


@pytest.mark.parametrize(("code", "why"), [(401, "key"), (404, "judge-1")])
async def test_a_failing_model_leaves_one_line_that_says_why(services: App, code: int, why: str) -> None:
    with FakeServer(always(status(code))) as server:
        use_model(services, server)
        app = coach(services, setup=setup())
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await on(pilot, FeedbackScreen)
            await until(pilot, lambda: "the offline one stands" in text_of(app, "#top-fix"))
            (line,) = [t for t in text_of(app, "#top-fix").splitlines() if "the offline one stands" in t]
            assert why in line
            assert "offline" in headline(app)
            await pilot.press("n")
            await on(pilot, ReviewScreen)
    services.close()


async def discussed(services: App, quote: str, shown: Callable[[str], bool]) -> Attempt:
    """Argue about the last point with a model that quotes something; return the attempt as stored."""
    points = [*VERDICTS[:2], claim("guard", "", "missed")]
    with model_for([QUESTION], key_points=points, discuss_quote=quote) as server:
        use_model(services, server)
        app = coach(services, setup=setup())
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await on(pilot, FeedbackScreen)
            await until(pilot, lambda: "judge-1," in headline(app))
            app.screen.query_one(PointList).highlighted = 2
            await pilot.press("d")
            await on(pilot, LineDialog)
            await pilot.press(*"thelastsentence", "enter")
            await on(pilot, TextDialog)
            await until(pilot, lambda: shown(screen_text(app)))
            await pilot.press("escape")
            await on(pilot, FeedbackScreen)
            assert "71" in headline(app)
    (attempt,) = [a for _, a in stored(services).attempts()]
    services.close()
    return attempt


async def test_a_verdict_that_is_discussed_with_a_quote_changes_in_the_dispute_and_not_in_the_grade(
    services: App,
) -> None:
    attempt = await discussed(services, RULE, lambda text: "missed becomes met" in text)
    (dispute,) = attempt.disputes
    assert (dispute.point_id, dispute.old_verdict, dispute.new_verdict) == ("guard", "missed", "met")
    assert [e.quote for e in dispute.evidence] == [RULE.rstrip(".")]
    assert dispute.argument == "thelastsentence"
    grade = attempt.grade
    assert grade is not None
    assert grade.verdict("guard").verdict == "missed"


async def test_a_verdict_that_is_discussed_without_a_quote_stays(services: App) -> None:
    attempt = await discussed(services, "", lambda text: "It stays missed" in text)
    (dispute,) = attempt.disputes
    assert (dispute.old_verdict, dispute.new_verdict, dispute.evidence) == ("missed", "missed", ())


async def test_a_rewrite_shows_added_words_and_blanks_for_what_nobody_said(services: App) -> None:
    with model_for([QUESTION], key_points=VERDICTS, missing_fact="How many buyers?") as server:
        use_model(services, server)
        app = coach(services, setup=setup())
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await on(pilot, FeedbackScreen)
            await until(pilot, lambda: "How many buyers?" in text_of(app, "#top-fix"))
            await pilot.press("f")
            await on(pilot, LineDialog)
            await pilot.press(*"40", "enter")
            await on(pilot, TextDialog)
            await until(pilot, lambda: "40 buyers" in screen_text(app))
            text = screen_text(app)
            assert "____" in text
            assert "2 blanks" in text
            assert "Zoltan" not in text
            assert "99" not in text
            styles = [str(span.style) for span in spans_of(app)]
            assert any("underline" in style for style in styles)
            assert any("strike" in style for style in styles)
    services.close()


def spans_of(app: CoachApp) -> list[Any]:
    found = [widget.visual for widget in app.screen.query(Static)]
    return [span for visual in found if isinstance(visual, Content) for span in visual.spans]


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A model that answers at once."""
    with model_for([QUESTION, OTHER], key_points=VERDICTS) as running:
        yield running


async def fill_in(pilot: Pilot[None], server: FakeServer) -> None:
    """Open the settings and set a model up by hand."""
    await on(pilot, HomeScreen)
    await pilot.press("comma")
    await on(pilot, SettingsScreen)
    screen = pilot.app.screen
    await until(pilot, lambda: "Now:" in text_of(as_coach(pilot), "#said"))
    screen.query_one("#provider", Select).value = "custom"
    await pilot.pause()
    screen.query_one("#base_url", Input).value = server.url
    screen.query_one("#model", Input).value = "judge-1"
    screen.query_one("#key", Input).value = "sk-canary-1234567890"


def chosen(services: App) -> str:
    return services.settings.grader


def as_coach(pilot: Pilot[None]) -> CoachApp:
    assert isinstance(pilot.app, CoachApp)
    return pilot.app


async def test_settings_are_saved_tested_and_chosen_with_host_and_cost_and_nothing_is_sent_before(
    services: App, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody() -> list[tuple[str, str, str]]:
        return []

    monkeypatch.setattr("interview_coach.services.setup_model.local_servers", nobody)
    app = coach(services)
    host = f"127.0.0.1:{server.port}"
    async with app.run_test(size=SIZE) as pilot:
        await fill_in(pilot, server)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Saved" in text_of(app, "#said"))
        assert (services.settings.model, services.settings.base_url) == ("judge-1", server.url)
        assert app.screen.query_one("#key", Input).value == ""
        assert server.received == []
        assert "nothing leaves this machine" in screen_text(app)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: "replies as" in text_of(app, "#said"))
        assert "streams" in text_of(app, "#said")
        sent = str(server.bodies)
        assert "You test" in sent or "ready" in sent
        calls = len(server.received)
        await click(pilot, "#choose")
        await on(pilot, ChoiceDialog)
        text = screen_text(app)
        assert "this machine" in text
        assert "judge-1" in text
        assert host in text
        assert "$0.00" in text or "costs nothing" in text
        assert len(server.received) == calls
        assert agreed_hosts(services.paths) == {}
        await pilot.press("down", "enter")
        await on(pilot, SettingsScreen)
        assert chosen(services) == "offline"
        await click(pilot, "#choose")
        await on(pilot, ChoiceDialog)
        await pilot.press("enter")
        await until(pilot, lambda: "grades from now on" in text_of(app, "#said"))
        assert chosen(services) == "llm"
        assert list(agreed_hosts(services.paths)) == [host]
        await until(pilot, lambda: host in str(app.screen.query_one(TopBar).render()))
        await click(pilot, "#offline")
        await until(pilot, lambda: "nothing leaves" in str(app.screen.query_one(TopBar).render()))
        assert chosen(services) == "offline"
        assert len(server.received) == calls
        assert "sk-canary" not in screen_text(app)
    services.close()


async def test_a_wrong_address_is_told_and_nothing_is_chosen(services: App, server: FakeServer) -> None:
    app = coach(services)
    async with app.run_test(size=SIZE) as pilot:
        await fill_in(pilot, server)
        app.screen.query_one("#base_url", Input).value = "not an address"
        await click(pilot, "#choose")
        await until(pilot, lambda: "Now:" not in text_of(app, "#said") and text_of(app, "#said"))
        assert isinstance(app.screen, SettingsScreen)
        assert agreed_hosts(services.paths) == {}
        assert server.received == []
    services.close()


async def test_the_top_bar_says_the_host_on_every_screen(services: App, server: FakeServer) -> None:
    use_model(services, server, follow_ups=False)
    app = coach(services)
    host = f"127.0.0.1:{server.port}"
    seen: list[type] = []

    async def look(pilot: Pilot[None], screen: type) -> None:
        await on(pilot, screen)
        await until(pilot, lambda: host in str(app.screen.query_one(TopBar).render()))
        seen.append(screen)

    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, HomeScreen)
        for key, screen in (
            ("c", SetupScreen),
            ("h", HistoryScreen),
            ("b", BankScreen),
            ("comma", SettingsScreen),
        ):
            await pilot.press(key)
            await look(pilot, screen)
            await pilot.press("escape")
            await on(pilot, HomeScreen)
        await pilot.press("enter")
        for _ in range(2):
            await look(pilot, InterviewScreen)
            await answer(pilot)
            await look(pilot, FeedbackScreen)
            await until(pilot, lambda: "judge-1," in headline(app))
            await pilot.press("n")
        await look(pilot, ReviewScreen)
    assert len(set(seen)) == 8
    services.close()


async def test_an_interview_with_another_grader_than_the_settings_says_where_its_answers_go(
    services: App, server: FakeServer
) -> None:
    use_model(services, server, grader="offline")
    app = coach(services, setup=setup())
    host = f"127.0.0.1:{server.port}"
    async with app.run_test(size=SIZE) as pilot:
        await on(pilot, InterviewScreen)
        await until(pilot, lambda: host in str(app.screen.query_one(TopBar).render()))
        await answer(pilot)
        await on(pilot, FeedbackScreen)
        await until(pilot, lambda: "judge-1," in headline(app))
        await pilot.press("n")
        await on(pilot, ReviewScreen)
        await pilot.press("escape")
        await on(pilot, HomeScreen)
        await until(pilot, lambda: "nothing leaves" in str(app.screen.query_one(TopBar).render()))
    services.close()


async def test_in_mock_mode_the_grades_come_at_the_end_in_the_review(services: App) -> None:
    with Gate() as gate:
        use_model(services, gate.server)
        app = coach(services, setup=setup(QUESTION.id, OTHER.id, mode="mock"))
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await until(pilot, lambda: "Two seats" in screen_text(app))
            assert gate.calls == 0
            await answer(pilot)
            await on(pilot, ReviewScreen)
            await until(pilot, lambda: "judge-1 is grading 2 answers" in text_of(app, "#model"))
            await until(pilot, lambda: gate.calls == 2)
            assert "71" in text_of(app, "#result")
            gate.open.set()
            await until(pilot, lambda: "100" in text_of(app, "#result"))
            await until(pilot, lambda: not app.screen.query_one("#model", Static).display)
        assert gate.calls == 2
        assert [graders(a) for _, a in stored(services).attempts()] == [
            [("offline", "graded"), ("llm", "graded")]
        ] * 2
    services.close()


async def test_a_failing_model_in_mock_mode_says_why_in_the_review(services: App) -> None:
    with FakeServer(always(status(401))) as server:
        use_model(services, server)
        app = coach(services, setup=setup(mode="mock"))
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await on(pilot, ReviewScreen)
            await until(pilot, lambda: "the offline grade stands" in text_of(app, "#model"))
            assert "key" in text_of(app, "#model")
            assert "71" in text_of(app, "#result")
    services.close()


async def test_going_on_leaves_the_grade_under_way_and_it_is_there_in_the_review(services: App) -> None:
    with Gate(part=0.45) as gate:
        use_model(services, gate.server)
        app = coach(services, setup=setup(QUESTION.id, OTHER.id))
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await on(pilot, FeedbackScreen)
            await until(pilot, lambda: by_the_model(app))
            await pilot.press("n")
            await on(pilot, InterviewScreen)
            assert services.under_way.endpoint is not None
            await answer(pilot)
            await on(pilot, FeedbackScreen)
            await until(pilot, lambda: by_the_model(app))
            await pilot.press("n")
            await on(pilot, ReviewScreen)
            await until(pilot, lambda: "is grading 2 answers" in text_of(app, "#model"))
            gate.open.set()
            await until(pilot, lambda: "100" in text_of(app, "#result"))
            await until(pilot, lambda: not app.screen.query_one("#model", Static).display)
        assert gate.calls == 2
        assert [len(a.grades) for _, a in stored(services).attempts()] == [2, 2]
    services.close()


async def test_feedback_opened_again_joins_the_grade_under_way(services: App) -> None:
    with Gate(part=0.45) as gate:
        use_model(services, gate.server)
        app = coach(services, setup=setup(mode="mock"))
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await on(pilot, ReviewScreen)
            await until(pilot, lambda: gate.calls == 1)
            await pilot.press("enter")
            await on(pilot, FeedbackScreen)
            await until(pilot, lambda: "is reading" in text_of(app, "#top-fix"))
            gate.open.set()
            await until(pilot, lambda: "judge-1," in headline(app))
        assert gate.calls == 1
    services.close()


async def test_choosing_offline_stops_what_is_under_way_and_nothing_more_is_sent(services: App) -> None:
    with Gate() as gate:
        use_model(services, gate.server)
        app = coach(services, setup=setup(mode="mock"))
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await on(pilot, ReviewScreen)
            await until(pilot, lambda: gate.calls == 1)
            await pilot.press("escape")
            await on(pilot, HomeScreen)
            await pilot.press("comma")
            await on(pilot, SettingsScreen)
            await click(pilot, "#offline")
            await until(pilot, lambda: "nothing leaves" in str(app.screen.query_one(TopBar).render()))
            assert services.under_way.endpoint is None
            await pilot.press("escape")
            await on(pilot, HomeScreen)
            await pilot.pause(0.3)
            assert gate.calls == 1
            assert [job.model for job in services.store.pending_jobs("llm")] == ["judge-1"]
    services.close()


async def test_leaving_the_program_in_mid_grade_leaves_the_job_and_the_next_start_makes_the_grade(
    services: App, tmp_path: Path
) -> None:
    with Gate() as gate:
        use_model(services, gate.server)
        app = coach(services, setup=setup())
        async with app.run_test(size=SIZE) as pilot:
            await answer(pilot)
            await on(pilot, FeedbackScreen)
            await until(pilot, lambda: gate.calls == 1)
            await pilot.press("ctrl+q")
            await pilot.pause()
        services.close()
        gate.open.set()
        again = build_app(tmp_path / "home")
        again.__dict__["bank"] = services.bank
        async with coach(again).run_test(size=SIZE) as pilot:
            await until(pilot, lambda: again.store.pending_jobs("llm") == [])
        assert gate.calls == 2
        (attempt,) = [a for _, a in stored(again).attempts()]
        assert graders(attempt) == [("offline", "graded"), ("llm", "graded")]
        again.close()
