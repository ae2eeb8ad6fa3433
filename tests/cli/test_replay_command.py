"""`replay` in a terminal: the same moments as on the screen, in words or as JSON."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from eventful import FIX, PROMPT, RACE, RETRY, hold_eventful
from support import FakeClock, build_app
from test_plain_mode import run

from interview_coach.commands import replay as command
from interview_coach.domain.interview import Event
from interview_coach.services.app import App


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(step=0.25)


@pytest.fixture
def app(tmp_path: Path, clock: FakeClock) -> App:
    return build_app(tmp_path / "home", clock)


def played(app: App, *args: str) -> int:
    return command.run(command.parser().parse_args(args), app)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the player waited each time; it does not really wait."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


def test_everything_that_happened_is_told_in_order(
    app: App, clock: FakeClock, capsys: pytest.CaptureFixture[str], waits: list[float]
) -> None:
    held = hold_eventful(app, clock)
    assert played(app, held.id, "--speed", "16") == 0
    told = capsys.readouterr().out
    place = 0
    for words in (
        "(started)", "Question 1 of 2: Two buyers, one item", PROMPT, "… 38 s", "You asked: Which isolation level?",
        "Interviewer: The default one.", "Both requests raed", "Hint: Write down both requests", "(paused)", "… 24 h",
        "(resumed)", "\n  (edited) Both requests read the same", RACE.removeprefix("Both requests read the same"),
        "Sent.",
        "Follow-up: And in one statement?", FIX, "Sent.", "Follow-up: How do you prove it?", "No",
        "Follow-up skipped.", "Feedback on question 1, answer 1", "Level 4 of 5", "The one change: Let the database",
        "… 20 s", "Answering again, answer 2.", RETRY, "Sent.", "Feedback on question 1, answer 2", "Level 5 of 5",
        "Question 2 of 2: The skipped one", "(paused)", "(resumed)", "Skipped.", "(finished)", "… 7 d",
        "Graded later, question 1, answer 2", "Level 2 of 5", "The one change: Prove it.", "(the end)",
    ):  # fmt: skip
        found = told.find(words, place)
        assert found >= 0, f"{words!r} is not told after {told[:place][-200:]!r}"
        place = found + len(words)
    assert told.count(RACE) == 2, "typed once in the first answer and once in the retry, and never told again"
    assert sum(waits) == pytest.approx(json_of(app, capsys, held.id)[-1]["offset_ms"] / 16_000)
    app.close()


def json_of(app: App, capsys: pytest.CaptureFixture[str], *args: str) -> list[dict[str, Any]]:
    assert played(app, *args, "--json") == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_json_prints_every_event_of_the_record_the_typing_and_the_later_grade(
    app: App, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    held = hold_eventful(app, clock)
    moments = json_of(app, capsys, held.id)
    events: list[Event] = app.store.events(held.id)
    assert [
        (m["kind"], m["turn"], m["at"], m["data"])
        for m in moments
        if m["kind"] not in ("typing", "grade_added")
    ] == [(e.kind, e.turn, e.at, e.data) for e in events]
    assert [m["text"] for m in moments if m["kind"] == "typing"] == [
        seen.text for seen in held.seen if seen.kind == "typing"
    ]
    stored = [g.id for _, a in app.store.interview(held.id).attempts() for g in a.grades]
    assert sorted(str(m["grade_id"]) for m in moments if m["grade_id"]) == sorted(str(one) for one in stored)
    assert list(moments[0]) == ["offset_ms", "at", "kind", "turn", "silence_ms", "grade_id", "data", "text"]
    app.close()


def test_turn_begins_at_a_question_and_one_that_is_not_there_is_told(
    app: App, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    held = hold_eventful(app, clock)
    moments = json_of(app, capsys, held.id, "--turn", "2")
    assert [m["kind"] for m in moments] == [
        "question",
        "paused",
        "resumed",
        "skipped",
        "finished",
        "grade_added",
    ]
    app.close()
    done = run(app.paths.data.parent, "replay", held.id, "--turn", "3")
    assert done.returncode == 2
    assert "Question 3 was not asked in this interview" in done.stderr
    assert "Traceback" not in done.stderr
