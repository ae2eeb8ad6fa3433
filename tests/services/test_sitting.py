"""Holding an interview over the real store, bank and grader."""

from pathlib import Path

import pytest
from support import FakeClock, build_app, hold

from interview_coach.domain.interview import Setup
from interview_coach.errors import CoachError, StorageError, UsageError
from interview_coach.services.app import App
from interview_coach.services.home import home_of
from interview_coach.services.sitting import Sitting
from interview_coach.store.store import Store

WEAK = "I would look at the logs and then fix it somehow."


def start(app: App, **fields: object) -> Sitting:
    import msgspec

    return Sitting.start(app, msgspec.convert({"count": 2, "seed": 7} | fields, Setup))


def test_an_answer_is_in_the_store_before_it_is_graded(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    sitting = start(app, follow_ups=False)
    seen: list[str | None] = []
    real = app.grader.grade

    def spying(*args: object, **kwargs: object) -> object:
        stored = app.store.interview(sitting.interview.id).turns[0].attempts[0]
        seen.append(stored.parts[0].text)
        return real(*args, **kwargs)  # type: ignore[arg-type]  # passed through as given

    monkeypatch.setattr(app.grader, "grade", spying)
    sitting.submit(WEAK)
    sitting.proceed()
    assert seen
    assert set(seen) == {WEAK}


def test_a_finished_interview_is_read_back_equal(app: App) -> None:
    sitting = hold(app, [WEAK, WEAK, WEAK])
    assert sitting.step == "finished"
    assert app.store.interview(sitting.interview.id) == sitting.interview


def test_resume_restores_question_and_unsent_text(tmp_path: Path) -> None:
    first = build_app(tmp_path)
    sitting = start(first, follow_ups=False)
    sitting.submit(WEAK)
    sitting.proceed()
    sitting.go_on()
    sitting.save_draft("half a thou")
    first.close()
    second = build_app(tmp_path)
    again = Sitting.resume(second)
    assert again.interview.id == sitting.interview.id
    assert again.turn.position == 2
    assert again.draft() == "half a thou"
    second.close()


def test_resume_after_a_kill_between_answer_and_grade_grades_it_once(tmp_path: Path) -> None:
    first = build_app(tmp_path)
    sitting = start(first, follow_ups=False)
    sitting.submit(WEAK)
    first.close()
    second = build_app(tmp_path)
    again = Sitting.resume(second)
    assert again.step == "feedback"
    again = Sitting.resume(second, again.interview.id)
    assert [len(attempt.grades) for _, attempt in again.interview.attempts()] == [1]
    second.close()


def test_a_job_left_behind_is_done_at_the_next_start_and_only_once(tmp_path: Path) -> None:
    from interview_coach.services.grading import run_pending_jobs

    app = build_app(tmp_path)
    sitting = start(app, follow_ups=False)
    sitting.submit(WEAK)
    sitting._do(sitting._machine.complete)
    app.close()
    app = build_app(tmp_path)
    assert run_pending_jobs(app) == 1
    assert run_pending_jobs(app) == 0
    (attempt,) = [a for _, a in app.store.interview(sitting.interview.id).attempts()]
    assert len(attempt.grades) == 1
    app.close()


def test_a_step_that_cannot_be_stored_was_not_taken_and_can_be_taken_again(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = start(app, follow_ups=False)
    before = app.store.interview(sitting.interview.id)

    def full(*_: object, **__: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "record", full)
        with pytest.raises(StorageError):
            sitting.submit(WEAK)
    assert sitting.step == "answer"
    assert sitting.interview == before
    sitting.submit(WEAK)
    assert sitting.proceed() == "feedback"


def test_an_answer_over_32_kb_is_refused_and_nothing_changes(app: App) -> None:
    sitting = start(app)
    with pytest.raises(CoachError, match="at most 32 KB"):
        sitting.submit("word " * 8000)
    assert sitting.step == "answer"


def test_control_characters_are_cleaned_before_they_are_stored(app: App) -> None:
    sitting = start(app, follow_ups=False)
    sitting.submit("red \x1b[31mtext\x1b[0m\x07 and\r\nmore \u202eabc")
    stored = app.store.interview(sitting.interview.id).turns[0].attempts[0].parts[0].text
    assert stored == "red text and\nmore abc"


def test_follow_ups_are_parts_of_the_attempt_and_are_graded_with_it(app: App) -> None:
    sitting = start(app, questions=("cloud/yearly-bill-day",), count=1)
    sitting.submit("Put a load balancer in front of several instances.")
    assert sitting.proceed() == "answer"
    assert sitting.part.index == 1
    assert sitting.part.prompt
    sitting.submit("I would do a load test before the big day at full size.")
    while sitting.proceed() == "answer":
        sitting.skip()
    assert sitting.step == "feedback"
    assert len(sitting.turn.attempts) == 1
    grade = sitting.turn.grade
    assert grade is not None
    assert grade.attempt_id == sitting.turn.attempts[0].id


def test_no_follow_ups_asks_none(app: App) -> None:
    sitting = start(app, follow_ups=False)
    sitting.submit(WEAK)
    assert sitting.proceed() == "feedback"


def test_mock_mode_shows_no_feedback_in_between(app: App) -> None:
    sitting = start(app, mode="mock", follow_ups=False)
    sitting.submit(WEAK)
    assert sitting.proceed() == "next"
    assert sitting.go_on() == "answer"


def test_clarifications_come_only_from_the_question(app: App) -> None:
    sitting = start(app, questions=("cloud/yearly-bill-day",), count=1)
    known = sitting.turn.question.clarifications[0]
    assert known.answer in sitting.ask(f"what about {known.asked[0]}?")
    assert "can't say more" in sitting.ask("what is your favourite colour?")
    assert [exchange.known for exchange in sitting.turn.exchanges] == [True, False]


def test_thinking_and_answering_are_measured_and_a_pause_is_not(tmp_path: Path) -> None:
    clock = FakeClock()
    app = build_app(tmp_path, clock)
    sitting = start(app, follow_ups=False)
    clock.pass_time(20)
    sitting.watch.first_key()
    clock.pass_time(30)
    sitting.pause()
    clock.pass_time(1000)
    sitting.unpause()
    clock.pass_time(5)
    sitting.submit(WEAK)
    part = sitting.turn.attempts[0].parts[0]
    assert (part.think_ms, part.answer_ms) == (20_000, 35_000)
    app.close()


def test_skipped_questions_enter_no_average(app: App) -> None:
    sitting = start(app, follow_ups=False)
    sitting.skip()
    sitting.go_on()
    sitting.submit(WEAK)
    sitting.proceed()
    sitting.go_on()
    assert sitting.step == "finished"
    grade = sitting.interview.turns[1].grade
    assert grade is not None
    assert sitting.interview.score == grade.score


def test_a_finished_interview_cannot_be_resumed(app: App) -> None:
    sitting = hold(app, [WEAK])
    with pytest.raises(UsageError, match="is finished"):
        Sitting.resume(app, sitting.interview.id)


def test_events_tell_the_interview_in_order(app: App) -> None:
    sitting = start(app, count=1, follow_ups=False)
    sitting.hint()
    sitting.ask("how many?")
    sitting.pause()
    sitting.unpause()
    sitting.submit(WEAK)
    sitting.proceed()
    sitting.again()
    sitting.submit(WEAK + " And test it.")
    sitting.proceed()
    sitting.go_on()
    kinds = [event.kind for event in app.store.events(sitting.interview.id)]
    assert kinds == [
        "started", "question", "hint", "clarification", "paused", "resumed", "answer", "feedback", "graded",
        "again", "answer", "feedback", "graded", "finished",
    ]  # fmt: skip


def test_the_typing_can_be_replayed_from_the_draft_steps(app: App) -> None:
    sitting = start(app, follow_ups=False)
    for text in ("Bo", "Both", "Both reqests", "Both requests read", "requests read it"):
        sitting.save_draft(text)
    sitting.submit("requests read it twice")
    text = ""
    for step in app.store.draft_steps(sitting.interview.id):
        text = text[: step.start] + step.inserted + text[step.start + step.removed :]
    assert text == "requests read it twice"


def test_past_interviews_show_the_question_as_it_was_asked(tmp_path: Path) -> None:
    app = build_app(tmp_path)
    own = app.paths.own_questions / "sql"
    own.mkdir(parents=True)
    text = (
        'id = "sql/mine"\nkind = "technical"\nskills = ["sql"]\nprompt = "What is a left join, {}?"\n'
        'model_answer = "It keeps every row of the left table."\n'
    )
    (own / "mine.toml").write_text(text.format("then"), encoding="utf-8")
    sitting = hold(app, ["It keeps all rows of the left table."], questions=("sql/mine",), count=1)
    app.close()
    (own / "mine.toml").write_text(text.format("now"), encoding="utf-8")
    app = build_app(tmp_path)
    assert app.bank.question("sql/mine").prompt == "What is a left join, now?"
    assert app.past.interview(sitting.interview.id).turns[0].question.prompt == "What is a left join, then?"
    app.close()


def test_an_answer_taken_back_is_stored_and_its_text_is_the_next_draft(tmp_path: Path) -> None:
    first = build_app(tmp_path)
    sitting = start(first, follow_ups=False)
    sitting.submit(WEAK)
    sitting.proceed()
    sitting.take_back()
    assert sitting.step == "answer"
    first.close()
    second = build_app(tmp_path)
    again = Sitting.resume(second)
    assert again.draft() == WEAK
    assert [a.taken_back for a in again.turn.attempts] == [True, False]
    assert again.turn.grade is None
    second.close()


def test_an_answer_whose_text_cannot_be_kept_as_the_next_draft_is_not_taken_back(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    from interview_coach.store import drafts

    sitting = start(app, follow_ups=False)
    sitting.submit(WEAK)
    sitting.proceed()
    before = app.store.interview(sitting.interview.id)

    def full(*_: object, **__: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(drafts, "save_draft", full)
        with pytest.raises(StorageError):
            sitting.take_back()
    assert sitting.step == "feedback"
    assert sitting.interview == before == app.store.interview(sitting.interview.id)
    sitting.take_back()
    assert sitting.draft() == WEAK


def test_a_question_that_was_added_is_asked_found_replayed_exported_and_imported(
    app: App, tmp_path: Path
) -> None:
    from interview_coach.domain.history_filter import HistoryFilter
    from interview_coach.interview.replay import timeline
    from interview_coach.services.exporting import interview_json
    from interview_coach.services.importing import import_interviews

    sitting = start(app, count=1, follow_ups=False)
    sitting.submit(WEAK)
    sitting.proceed()
    more = next(q for q in app.bank.askable() if q.id != sitting.turn.question.id)
    assert sitting.add_question(more, "a sibling") == 2
    assert [one.id for one in app.store.summaries(HistoryFilter(words=(more.id,)))] == [sitting.interview.id]
    assert sitting.go_on() == "answer"
    assert sitting.turn.question == more
    sitting.submit(WEAK)
    sitting.proceed()
    sitting.go_on()
    assert app.store.interview(sitting.interview.id) == sitting.interview
    added = [m for m in timeline(app.store.events(sitting.interview.id), []) if m.data.get("added")]
    assert [m.data["question_id"] for m in added] == [more.id]
    text = interview_json(app, sitting.interview.id)
    file = tmp_path / "export.json"
    file.write_text(text, encoding="utf-8")
    other = build_app(tmp_path / "other")
    import_interviews(other, file)
    assert interview_json(other, sitting.interview.id) == text
    other.close()


def test_a_question_that_cannot_be_stored_is_not_added(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    sitting = start(app, count=1, follow_ups=False)
    sitting.submit(WEAK)
    sitting.proceed()

    def full(*args: object, **kwargs: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(app.store, "record", full)
    with pytest.raises(StorageError):
        sitting.add_question(app.bank.askable()[-1], "a sibling")
    assert len(sitting.interview.turns) == 1


def test_no_model_is_asked_about_an_answer_taken_back(app: App) -> None:
    from interview_coach.services.llm import job_for

    sitting = start(app, follow_ups=False)
    sitting.submit(WEAK)
    sitting.proceed()
    assert sitting.turn.attempt is not None
    app.store.add_jobs([job_for(sitting.interview, sitting.turn, sitting.turn.attempt, "judge-1")])
    assert len(sitting.llm_jobs()) == 1
    sitting.take_back()
    assert sitting.llm_jobs() == []
    assert app.store.failed_jobs() == []
    assert app.store.interview(sitting.interview.id) == sitting.interview


def test_resume_goes_on_with_the_interview_worked_on_and_home_shows_no_empty_one(app: App) -> None:
    worked_on = start(app, follow_ups=False)
    worked_on.save_draft("half a thou")
    worked_on.pause()
    start(app).pause()
    home = home_of(app)
    assert home.unfinished is not None
    assert home.unfinished.id == worked_on.interview.id
    assert [summary.id for summary in home.recent] == [worked_on.interview.id]
    assert Sitting.resume(app).draft() == "half a thou"


def test_a_question_skipped_by_mistake_comes_back_with_what_was_written(app: App) -> None:
    sitting = start(app, follow_ups=False, mode="mock")
    sitting.save_draft("half a thou")
    sitting.skip()
    sitting.go_on()
    sitting.save_draft("on the second")
    assert sitting.unskip() == "answer"
    assert (sitting.turn.position, sitting.draft()) == (1, "half a thou")
    sitting.submit("half a thought")
    sitting.proceed()
    sitting.go_on()
    assert (sitting.turn.position, sitting.draft()) == (2, "on the second")
    stored = app.store.interview(sitting.interview.id)
    assert stored.turns[0].state == "done"
    assert [attempt.answered for attempt in stored.turns[0].attempts] == [False, True]
    assert stored == sitting.interview
