"""Grading by a model, from the sitting to the store, over real HTTP."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_server import FakeServer, always, status
from model_server import model_for, use_model
from support import GOOD_ANSWER, build_app, simple_question

from interview_coach.bank.bank import Bank
from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Setup
from interview_coach.domain.question import Skill
from interview_coach.services.app import App
from interview_coach.services.endpoint import destination, endpoint_for_grading
from interview_coach.services.llm import Llm, run_jobs
from interview_coach.services.sitting import Sitting

QUESTION = simple_question()
SKILLS = {"sql-transactions": Skill(id="sql-transactions", name="SQL transactions", group="technical")}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """An app over a bank of one question."""
    built = build_app(tmp_path / "home")
    built.__dict__["bank"] = Bank(questions=(QUESTION,), skills=SKILLS, problems=(), own=frozenset())
    yield built
    built.close()


def answered(app: App, text: str = GOOD_ANSWER, *, follow_ups: bool = False) -> Sitting:
    setup = Setup(questions=(QUESTION.id,), count=1, follow_ups=follow_ups, grader="llm")
    sitting = Sitting.start(app, setup)
    sitting.submit(text)
    sitting.proceed()
    return sitting


def grade_by_model(sitting: Sitting) -> list[Grade]:
    grader = sitting.model_grader()
    assert grader is not None
    grades: list[Grade] = []

    def done(_: object, outcome: Grade | Exception) -> None:
        assert isinstance(outcome, Grade)
        grades.append(outcome)
        sitting.take_in(outcome)

    asyncio.run(run_jobs(grader.run_job, sitting.llm_jobs(), on_done=done))
    return grades


def test_an_answer_gets_an_offline_grade_at_once_and_the_models_grade_of_record_after(app: App) -> None:
    with model_for([QUESTION]) as server:
        use_model(app, server)
        sitting = answered(app)
        assert sitting.turn.grade is not None
        assert sitting.turn.grade.grader == "offline"
        assert [job.model for job in sitting.llm_jobs()] == ["judge-1"]
        (grade,) = grade_by_model(sitting)
    assert (grade.status, grade.grader, grade.model) == ("graded", "llm", "judge-1")
    assert sitting.turn.grade == grade
    assert app.store.interview(sitting.interview.id).turns[0].grade == grade
    assert sitting.llm_jobs() == []
    assert app.store.spent(interview_id=sitting.interview.id).calls == 1
    assert grade.usage.prompt_tokens == 120


def test_a_key_in_the_environment_alone_sends_nothing(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    with model_for([QUESTION]) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-000000000000")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        app.forget_settings()
        sitting = answered(app)
        assert sitting.model_grader() is None
        assert server.received == []
        assert destination(app).host == ""


def test_without_consent_to_the_host_nothing_is_sent(app: App) -> None:
    with model_for([QUESTION]) as server:
        use_model(app, server)
        (app.paths.config / "consent.toml").unlink()
        assert endpoint_for_grading(app) is None
        assert answered(app).model_grader() is None
        assert server.received == []


def test_offline_keeps_a_hosted_model_out(app: App) -> None:
    with model_for([QUESTION]) as server:
        use_model(app, server, base_url="https://api.example.com/v1")
        from interview_coach.consent import agree

        agree(app.paths, "api.example.com", "2026-11-20T10:00:00+00:00")
        assert endpoint_for_grading(app) is not None
        app.set_offline()
        assert endpoint_for_grading(app) is None
        assert server.received == []


@pytest.mark.parametrize("code", [401, 404, 429, 500])
def test_a_failing_endpoint_leaves_the_offline_grade_and_a_reason(
    app: App, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import interview_coach.llm.retries as retries

    monkeypatch.setattr(retries, "pause_before", lambda *_: 0.0, raising=False)
    with FakeServer(always(status(code))) as server:
        use_model(app, server)
        sitting = answered(app)
        (grade,) = grade_by_model(sitting)
    assert (grade.status, grade.score) == ("ungraded", None)
    assert grade.reason
    assert sitting.turn.grade is not None
    assert sitting.turn.grade.grader == "offline"
    assert app.store.interview(sitting.interview.id).turns[0].attempts[0].parts[0].text == GOOD_ANSWER


def test_a_kill_after_the_reply_finishes_the_job_without_asking_again(app: App, tmp_path: Path) -> None:
    with model_for([QUESTION]) as server:
        use_model(app, server)
        sitting = answered(app)
        (job,) = sitting.llm_jobs()

        def cut(*_: object) -> Grade:
            raise KeyboardInterrupt

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(type(app.store), "finish_job", cut)
            grader = sitting.model_grader()
            assert grader is not None
            with pytest.raises(KeyboardInterrupt):
                asyncio.run(grader.run_job(job))
        asked = len(server.received)
        assert asked == 1
        (grade,) = grade_by_model(sitting)
        assert len(server.received) == asked
    assert grade.status == "graded"
    grades = app.store.interview(sitting.interview.id).turns[0].attempts[0].grades
    assert [g.grader for g in grades] == ["offline", "llm"]


def test_a_cap_stops_the_call_that_would_break_it(app: App) -> None:
    with model_for([QUESTION]) as server:
        use_model(
            app, server, base_url=server.url.replace("127.0.0.1", "localhost"), per_interview_usd=0.0001
        )
        (app.paths.config / "prices.toml").write_text(
            '[[price]]\nmodel = "judge-1"\ninput = 1000.0\noutput = 1000.0\n', encoding="utf-8"
        )
        from interview_coach.consent import agree
        from interview_coach.llm.types import Endpoint

        agree(app.paths, f"localhost:{server.port}", "2026-11-20T10:00:00+00:00")
        sitting = answered(app)
        with pytest.MonkeyPatch.context() as patched:
            # A model on this machine costs nothing; here it is taken for a hosted one.
            patched.setattr(Endpoint, "is_local", property(lambda _: False))
            (grade,) = grade_by_model(sitting)
        assert server.received == []
    assert grade.status == "ungraded"
    assert "nothing was sent" in (grade.reason or "")


def test_the_interviewer_model_words_follow_ups_and_never_sees_the_key(app: App) -> None:
    with model_for([QUESTION]) as server:
        use_model(app, server)
        sitting = answered(app, "Both read the same stock, a lost update happens.", follow_ups=True)
        assert sitting.part.prompt == "Could you tell me a little more about that part?"
        (body,) = server.bodies
    sent = json.dumps(body)
    for point in QUESTION.key_points:
        assert point.text not in sent
        assert point.say not in sent
    assert "row count" not in sent
    assert sitting.part.follow_up_id == "f-fix"


def test_a_wording_that_gives_the_key_away_is_replaced_by_the_banks(app: App) -> None:
    from fake_server import say

    leaking = say(json.dumps({"question": "Would you check the row count after it?"}))
    with FakeServer(always(leaking)) as server:
        use_model(app, server)
        sitting = answered(app, "Both read the same stock, a lost update happens.", follow_ups=True)
    assert sitting.part.prompt == "And in one statement?"


def test_an_answer_over_2000_words_is_not_sent(app: App) -> None:
    with model_for([QUESTION]) as server:
        use_model(app, server)
        sitting = answered(app, "word " * 2001 + "lost update")
        (grade,) = grade_by_model(sitting)
        assert server.received == []
    assert "2,000" in (grade.reason or "")


def test_verdicts_are_told_one_by_one_while_they_stream(app: App) -> None:
    with model_for([QUESTION]) as server:
        use_model(app, server)
        sitting = answered(app)
        (job,) = sitting.llm_jobs()
        told: list[str] = []
        grader = sitting.model_grader()
        assert isinstance(grader, Llm)
        asyncio.run(grader.run_job(job, lambda verdict: told.append(verdict.id)))
    assert told == ["race", "fix", "guard"]


def test_a_model_chosen_for_one_interview_grades_it_whatever_the_settings_say(app: App) -> None:
    with model_for([QUESTION]) as server:
        use_model(app, server, grader="offline")
        sitting = answered(app)
        (grade,) = grade_by_model(sitting)
    assert (grade.grader, grade.status) == ("llm", "graded")
