"""A replay is the record, event by event, with the typing in between."""

from typing import Any

from support import hold

from interview_coach.domain.interview import DraftStep, Event, EventKind
from interview_coach.interview.replay import SILENCE_MS, duration_ms, timeline
from interview_coach.services.app import App


def event(kind: EventKind, seconds: int, **data: Any) -> Event:
    return Event(kind=kind, at=f"2026-11-20T10:{seconds // 60:02}:{seconds % 60:02}+00:00", turn=1, data=data)


def step(seconds: int, start: int, removed: int, inserted: str, part: int = 0) -> DraftStep:
    at = f"2026-11-20T10:{seconds // 60:02}:{seconds % 60:02}+00:00"
    return DraftStep(attempt_id="a", part=part, at=at, start=start, removed=removed, inserted=inserted)


def test_typing_is_played_between_the_events_and_edits_are_replayed() -> None:
    events = [
        event("question", 0, attempt_id="a"),
        event("hint", 3),
        event("answer", 6, attempt_id="a", part=0),
    ]
    steps = [step(1, 0, 0, "Boht"), step(4, 2, 2, "th"), step(5, 4, 0, " read")]
    played = [(m.kind, m.step.inserted if m.step else None) for m in timeline(events, steps)]
    assert played == [
        ("question", None), ("typing", "Boht"), ("hint", None), ("typing", "th"), ("typing", " read"),
        ("answer", None),
    ]  # fmt: skip


def test_a_step_is_never_played_after_its_answer_was_sent_whatever_the_clock_said() -> None:
    events = [
        event("question", 0, attempt_id="a"),
        event("answer", 6, attempt_id="a", part=0),
        event("graded", 7),
    ]
    assert [m.kind for m in timeline(events, [step(50, 0, 0, "late")])] == [
        "question",
        "typing",
        "answer",
        "graded",
    ]


def test_long_silences_are_shortened_and_marked() -> None:
    events = [
        event("question", 0, attempt_id="a"),
        event("hint", 100),
        event("answer", 102, attempt_id="a", part=0),
    ]
    moments = timeline(events, [])
    assert [m.offset_ms for m in moments] == [0, SILENCE_MS, SILENCE_MS + 2000]
    assert [m.silence_ms for m in moments] == [0, 100_000, 0]
    assert duration_ms(moments) == SILENCE_MS + 2000


def test_a_clock_that_jumps_back_never_makes_time_negative() -> None:
    events = [
        event("question", 50, attempt_id="a"),
        event("hint", 10),
        event("answer", 51, attempt_id="a", part=0),
    ]
    assert [m.offset_ms for m in timeline(events, [])] == [0, 0, 1000]


def test_the_replay_of_a_real_interview_equals_its_record(app: App) -> None:
    sitting = hold(app, ["first answer here", "second one"])
    events = app.store.events(sitting.interview.id)
    moments = timeline(events, app.store.draft_steps(sitting.interview.id))
    assert [(m.kind, m.turn, m.data) for m in moments if m.kind != "typing"] == [
        (e.kind, e.turn, e.data) for e in events
    ]
    assert [m.step.inserted for m in moments if m.step] == ["first answer here", "second one"]
