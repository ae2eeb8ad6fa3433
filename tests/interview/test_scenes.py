"""The scenes of a replay are what was on the screen, moment by moment."""

from pathlib import Path

import pytest
from eventful import FIRST, PROMPT, Eventful, Seen, bank_of, hold_eventful
from support import FakeClock, build_app, hold

from interview_coach.domain.interview import DraftStep, Event, Interview, Setup, Turn
from interview_coach.domain.question import Question
from interview_coach.domain.record import Record
from interview_coach.interview.replay import SILENCE_MS
from interview_coach.interview.scenes import Replay, Scene
from interview_coach.interview.typed import STEPS_BETWEEN_MARKS, Typed
from interview_coach.services.app import App
from interview_coach.services.replaying import replay_of


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(step=0.25)


@pytest.fixture
def app(tmp_path: Path, clock: FakeClock) -> App:
    return build_app(tmp_path / "home", clock)


@pytest.fixture
def held(app: App, clock: FakeClock) -> Eventful:
    return hold_eventful(app, clock)


def seen_in(replay: Replay, place: int) -> Seen:
    """A scene in the terms of the person who held the interview."""
    scene, moment = replay.scene(place), replay.moments[place]
    return Seen(
        moment.kind, scene.doing, scene.turn.position if scene.turn else None, scene.text,
        tuple(said.text for said in scene.said), scene.answer_number, scene.grade,
    )  # fmt: skip


def scenes_of(replay: Replay) -> list[Scene]:
    return [replay.scene(place) for place in range(len(replay.moments))]


def test_every_scene_is_what_was_seen_then(app: App, held: Eventful) -> None:
    replay = replay_of(app, held.id)
    expected = list(held.seen)
    # After the interview the feedback of the last answer there was stays on the stage; a skipped one has none.
    assert [seen_in(replay, place) for place in range(len(replay.moments))] == expected
    app.close()


def test_the_moments_are_the_record_event_by_event(app: App, held: Eventful) -> None:
    replay = replay_of(app, held.id)
    played = [
        (m.kind, m.turn, m.at, m.data) for m in replay.moments if m.kind not in ("typing", "grade_added")
    ]
    assert played == [(e.kind, e.turn, e.at, e.data) for e in app.store.events(held.id)]
    assert [m.step for m in replay.moments if m.step] == app.store.record_of(held.id).draft_steps
    added = [replay.grade_of(m) for m in replay.moments if m.kind == "grade_added"]
    assert added == [replay.interview.turns[0].attempts[1].grades[1]]
    app.close()


def test_each_part_ends_in_the_stored_answer(app: App, held: Eventful) -> None:
    replay = replay_of(app, held.id)
    last: dict[tuple[str, int], str] = {}
    for place, moment in enumerate(replay.moments):
        if moment.step is not None:
            last[moment.step.attempt_id, moment.step.part] = replay.scene(place).text
    stored = {
        (attempt.id, part.index): part.text
        for _, attempt in replay.interview.attempts()
        for part in attempt.parts
        if part.text is not None
    }
    assert len(stored) == 3
    assert {key: last[key] for key in stored} == stored
    app.close()


def test_scenes_are_the_same_in_any_order(app: App, held: Eventful) -> None:
    replay = replay_of(app, held.id)
    backwards = [replay_of(app, held.id).scene(place) for place in reversed(range(len(replay.moments)))]
    assert scenes_of(replay) == backwards[::-1]
    app.close()


def test_a_bank_that_changed_changes_no_scene(app: App, held: Eventful) -> None:
    before = scenes_of(replay_of(app, held.id))
    app.__dict__["bank"] = bank_of(prompt="Something else now?", hint="Another hint.", key_points=[])
    after = scenes_of(replay_of(app, held.id))
    assert after == before
    shown = after[1].turn
    assert shown is not None
    assert shown.question.prompt == PROMPT
    app.close()


def test_long_silences_are_marked_with_how_long_they_were(app: App, held: Eventful) -> None:
    replay = replay_of(app, held.id)
    marked = {m.kind: m.silence_ms // 1000 for m in replay.moments if m.silence_ms}
    assert marked == {"clarification": 38, "resumed": 86_400, "again": 20, "grade_added": 7 * 86_400}
    gaps = [b - a for a, b in zip(replay.offsets, replay.offsets[1:], strict=False)]
    assert max(gaps) == SILENCE_MS
    app.close()


def test_going_back_to_the_question_before_keeps_the_draft_of_the_one_that_came_next(app: App) -> None:
    sitting = hold(app, ["first answer"], count=2)
    sitting.save_draft("half a thou")
    sitting.again()
    sitting.submit("better answer")
    sitting.proceed()
    sitting.go_on()
    sitting.save_draft("half a thought")
    replay = replay_of(app, sitting.interview.id)
    told = [
        (m.kind, s.turn and s.turn.position, s.answer_number, s.text)
        for m, s in zip(replay.moments, scenes_of(replay), strict=True)
    ]
    assert told[-9:] == [
        ("question", 2, 1, ""), ("typing", 2, 1, "half a thou"), ("again", 1, 2, ""),
        ("typing", 1, 2, "better answer"), ("answer", 1, 2, "better answer"), ("feedback", 1, 2, ""),
        ("graded", 1, 2, ""), ("question", 2, 1, "half a thou"), ("typing", 2, 1, "half a thought"),
    ]  # fmt: skip
    app.close()


def test_a_grade_that_comes_late_disturbs_no_other_question(app: App, held: Eventful) -> None:
    record = app.store.record_of(held.id)
    graded = next(e for e in record.events if e.kind == "graded")
    record.events.remove(graded)
    second = next(n for n, e in enumerate(record.events) if e.kind == "question" and e.turn == 2)
    record.events.insert(second + 1, graded)
    replay = Replay(record)
    place = next(n for n, m in enumerate(replay.moments) if m.kind == "graded" and m.data == graded.data)
    scene = replay.scene(place)
    assert scene.turn is not None
    assert (scene.turn.position, scene.doing, scene.grade) == (2, "thinking", None)
    assert scene.notice == f"Meanwhile question 1 got a grade: level {graded.data['level']}."
    app.close()


def test_an_interview_without_a_record_has_one_empty_scene(app: App, held: Eventful) -> None:
    interview = app.store.interview(held.id)
    scene = Replay(Record(interview=interview)).scene(0)
    later = Replay(Record(interview=interview)).moments
    assert [m.kind for m in later] == ["grade_added"] * 3
    assert (scene.doing, scene.turn) == ("waiting", None)
    app.close()


def test_events_of_nowhere_are_played_without_harm() -> None:
    at = "2026-11-20T10:00:00+00:00"
    question = Question(id="sql/x", kind="technical", skills=("sql",), prompt="What?")
    interview = Interview(
        id="x",
        setup=Setup(),
        started_at=at,
        turns=[Turn(position=1, question=question, content_hash="", reason="")],
    )
    events = [
        Event(kind=kind, at=at, data={"attempt_id": "gone", "part": 7, "level": "high", "prompt": None})
        for kind in ("answer", "question", "follow_up", "answer", "graded", "again", "resumed", "finished")
    ]
    replay = Replay(Record(interview=interview, events=events, draft_steps=[
        DraftStep(attempt_id="gone", part=7, at=at, start=99, removed=99, inserted="x"),
    ]))  # fmt: skip
    assert len(scenes_of(replay)) == 9


def test_the_text_at_any_step_is_what_all_steps_before_it_made() -> None:
    steps, texts, text = [], [""], ""
    for number in range(3 * STEPS_BETWEEN_MARKS + 5):
        start = (number * 7) % (len(text) + 1)
        step = DraftStep(
            attempt_id="a",
            part=0,
            at="",
            start=start,
            removed=number % 3,
            inserted=f"{number} " * (number % 2),
        )
        text = text[:start] + step.inserted + text[start + step.removed :]
        steps.append(step)
        texts.append(text)
    typed = Typed()
    for place, step in enumerate(steps):
        typed.add(10 + 2 * place, step)
    asked = [70, 3, 150, 10 + 2 * STEPS_BETWEEN_MARKS, 9, 400]
    assert [typed.at(place)[0] for place in asked] == [
        texts[max(0, min(len(steps), (place - 10) // 2 + 1))] for place in asked
    ]


def test_the_first_question_is_the_one_that_was_asked(app: App, held: Eventful) -> None:
    turn = replay_of(app, held.id).scene(1).turn
    assert turn is not None
    assert turn.question.id == FIRST
    app.close()
