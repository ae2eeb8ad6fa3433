"""Grading stored attempts again: what it costs first, then each once, however often it is stopped."""

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from fake_server import Behaviour, FakeServer, Received, Wire, status
from model_server import model_for, use_model
from support import GOOD_ANSWER, build_app, hold, simple_question

from interview_coach.bank.bank import Bank
from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import GradingJob
from interview_coach.domain.question import Skill
from interview_coach.errors import CoachError, UsageError
from interview_coach.llm.types import Endpoint
from interview_coach.services.app import App
from interview_coach.services.keeping import turn_taken_back
from interview_coach.services.regrade import estimate_regrade, regrade_by_model, regrade_offline, wanted_of

QUESTION = simple_question()
SKILLS = {"sql-transactions": Skill(id="sql-transactions", name="SQL transactions", group="technical")}
Outcomes = list[tuple[GradingJob, Grade | CoachError]]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """An app over a bank of one question."""
    built = build_app(tmp_path / "home")
    built.__dict__["bank"] = Bank(questions=(QUESTION,), skills=SKILLS, problems=(), own=frozenset())
    yield built
    built.close()


def answered(app: App, number: int) -> list[str]:
    """Hold interviews of one answer each, every answer with a number of its own; return their ids."""
    texts = [f"This is answer number {place}. {GOOD_ANSWER}" for place in range(number)]
    return [hold(app, [text], questions=(QUESTION.id,)).interview.id for text in texts]


def regrade(app: App, concurrency: int = 2) -> tuple[int, Outcomes]:
    """Regrade everything; return how many had a grade already, and what came of the others."""
    outcomes: Outcomes = []
    kept = asyncio.run(
        regrade_by_model(app, wanted_of(app, ()), concurrency, lambda *given: outcomes.append(given))
    )
    return kept, outcomes


def models_of(app: App) -> list[list[str | None]]:
    """The graders of each stored attempt, oldest interview first."""
    interviews = [app.store.interview(summary.id) for summary in reversed(app.store.summaries())]
    return [[grade.model for grade in a.grades] for i in interviews for _, a in i.attempts()]


class Counting:
    """A model that counts whole replies by answer, and from some call on keeps them back."""

    def __init__(self, whole: int) -> None:
        self.replied: Counter[str] = Counter()
        self.open = threading.Event()
        self._whole = whole
        self._calls = 0
        self._model = model_for([QUESTION])
        self.server = FakeServer(self._answer)

    def _answer(self, received: Received) -> Behaviour:
        self._calls += 1
        held = self._calls > self._whole
        (number,) = set(re.findall(r"answer number (\d+)", received.body["messages"][1]["content"]))
        reply = self._model.answer(received)

        def behave(wire: Wire, received: Received) -> None:
            while held and not self.open.is_set():
                if wire.stopping.wait(0.01):
                    return
            reply(wire, received)
            self.replied[number] += 1

        return behave


def test_the_estimate_names_tokens_host_and_cost_and_sends_nothing(app: App) -> None:
    with model_for([QUESTION]) as server:
        use_model(app, server)
        answered(app, 3)
        said = estimate_regrade(app, wanted_of(app, ()))
        assert re.fullmatch(r"about [\d,]+ tokens to 127\.0\.0\.1:\d+, at most \$0\.00", said)
        assert server.received == []
        assert app.store.pending_jobs("llm") == []


def test_every_attempt_gets_one_grade_of_the_model_and_a_second_run_sends_nothing(app: App) -> None:
    with model_for([QUESTION]) as server:
        use_model(app, server)
        answered(app, 5)
        kept, outcomes = regrade(app, concurrency=3)
        assert (kept, len(outcomes), len(server.received)) == (0, 5, 5)
        assert models_of(app) == [[None, "judge-1"]] * 5
        assert regrade(app) == (5, [])
        assert len(server.received) == 5
        assert app.store.spent().calls == 5


def test_a_stopped_run_goes_on_and_nothing_that_was_replied_is_sent_again(app: App) -> None:
    counting = Counting(whole=3)
    with counting.server as server:
        use_model(app, server)
        answered(app, 8)

        async def stopped() -> int:
            done: Outcomes = []
            run = asyncio.create_task(
                regrade_by_model(app, wanted_of(app, ()), 2, lambda *given: done.append(given))
            )
            while len(done) < 3 or len(server.received) < 5:
                await asyncio.sleep(0.01)
            run.cancel()
            with pytest.raises(asyncio.CancelledError):
                await run
            return len(done)

        assert asyncio.run(stopped()) == 3
        assert sum(counting.replied.values()) == 3
        assert len(app.store.pending_jobs("llm")) == 5
        counting.open.set()
        before = set(counting.replied)
        kept, outcomes = regrade(app)
        assert (kept, len(outcomes)) == (3, 5)
        assert len(server.received) == 5 + 5, "the two that were cut off are asked again, nothing else"
        assert all(counting.replied[number] == 1 for number in before)
    assert models_of(app) == [[None, "judge-1"]] * 8


def test_failed_ones_are_reported_and_only_they_are_tried_again(app: App) -> None:
    model = model_for([QUESTION])
    broken = True

    def sometimes(received: Received) -> Behaviour:
        hit = "answer number 1." in received.body["messages"][1]["content"]
        return status(401) if broken and hit else model.answer(received)

    with FakeServer(sometimes) as server:
        use_model(app, server)
        ids = answered(app, 3)
        _, outcomes = regrade(app, concurrency=1)
        failed = [
            (job.interview_id, outcome.reason)
            for job, outcome in outcomes
            if isinstance(outcome, Grade) and outcome.status == "ungraded"
        ]
        assert [interview for interview, _ in failed] == [ids[1]]
        assert all(reason and "key" in reason for _, reason in failed)
        broken = False
        sent = len(server.received)
        kept, outcomes = regrade(app)
        assert (kept, len(outcomes), len(server.received) - sent) == (2, 1, 1)
    record = app.store.interview(ids[1]).turns[0].grade
    assert record is not None
    assert (record.grader, record.status) == ("llm", "graded")


def test_the_cap_for_the_month_holds_over_interviews_that_are_graded_side_by_side(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A model on this machine costs nothing; here it is taken for a hosted one.
    monkeypatch.setattr(Endpoint, "is_local", property(lambda _: False))
    monkeypatch.setenv("no_proxy", "*")
    with model_for([QUESTION], seconds=1.0) as server:
        use_model(app, server, per_month_usd=5.0, per_interview_usd=5.0)
        (app.paths.config / "prices.toml").write_text(
            '[[price]]\nmodel = "judge-1"\ninput = 1000.0\noutput = 0.0\n', encoding="utf-8"
        )
        answered(app, 6)
        _, outcomes = regrade(app, concurrency=6)
        reasons = [o.reason for _, o in outcomes if isinstance(o, Grade) and o.status == "ungraded"]
        assert len(server.received) < 6
        assert len(reasons) == 6 - len(server.received)
        assert all("for this month" in (reason or "") for reason in reasons)
        assert app.store.spent().cost_usd <= 5.0


def test_regrading_offline_adds_a_grade_only_where_it_differs(app: App) -> None:
    answered(app, 2)
    assert list(regrade_offline(app, wanted_of(app, ()))) == [False, False]
    assert models_of(app) == [[None]] * 2
    first, second = wanted_of(app, ())
    (grade,) = first.attempt.grades
    first.attempt.grades[:] = [msgspec.structs.replace(grade, score=1)]
    assert list(regrade_offline(app, [first, second])) == [True, False]
    assert sorted(len(models) for models in models_of(app)) == [1, 2]


def test_an_answer_taken_back_is_not_graded_again(app: App) -> None:
    answered(app, 2)
    first, second = wanted_of(app, ())
    turn_taken_back(app, first.interview, first.turn, first.attempt)
    assert [one.attempt.id for one in wanted_of(app, ())] == [second.attempt.id]


def test_without_a_model_it_says_what_to_set(app: App) -> None:
    answered(app, 1)
    with pytest.raises(UsageError, match="No model is set up"):
        regrade(app)
