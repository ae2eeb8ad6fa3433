"""Helpers for tests above the store: a clock that stands still, an app with its own home, a small bank."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from interview_coach.domain.interview import Setup
from interview_coach.domain.question import Question
from interview_coach.paths import Paths
from interview_coach.services.app import App
from interview_coach.services.sitting import Sitting

GOOD_ANSWER = (
    "Both requests read the same stock value before either writes, so the second overwrites the first, a lost "
    "update. Read committed allows that. I would run one conditional update, stock = stock - 1 where stock > 0, "
    "and check the row count. A check constraint keeps it from going negative whatever the code does."
)


class FakeClock:
    """A clock that moves only when told to; `step` seconds pass at every look at the time of day."""

    def __init__(self, step: float = 0.0) -> None:
        self.seconds = 0.0
        self.step = step

    def now(self) -> str:
        self.seconds += self.step
        start = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
        return (start + timedelta(seconds=self.seconds)).isoformat(timespec="milliseconds")

    def monotonic(self) -> float:
        return self.seconds

    def pass_time(self, seconds: float) -> None:
        self.seconds += seconds


def paths_in(home: Path) -> Paths:
    return Paths(home / "config", home / "data", home / "state", home / "cache")


def counting_ids() -> Callable[[], str]:
    numbers = iter(range(1, 1_000_000))
    return lambda: f"id{next(numbers):06}"


def build_app(home: Path, clock: FakeClock | None = None) -> App:
    """Return an app over its own home, with a fixed clock and ids that count up."""
    return App(paths_in(home), clock or FakeClock(step=0.25), counting_ids())


def hold(app: App, answers: Sequence[str], **setup: object) -> Sitting:
    """Hold a whole interview, giving the same answers in turn, and return the finished sitting."""
    fields = {"count": len(answers), "seed": 7, "follow_ups": False} | setup
    sitting = Sitting.start(app, msgspec.convert(fields, Setup))
    for answer in answers:
        sitting.submit(answer)
        sitting.proceed()
        sitting.go_on()
    return sitting


def simple_question(question_id: str = "sql-transactions/two-buyers", **fields: object) -> Question:
    """Return a small complete question; `fields` replace those given here."""
    values: dict[str, object] = {
        "id": question_id,
        "status": "reviewed",
        "title": "Two buyers, one item",
        "kind": "technical",
        "format": "debug",
        "asked_from": "junior",
        "skills": [question_id.split("/", maxsplit=1)[0]],
        "prompt": "Two people bought the last lamp of a shop. How could that happen, and what would you change?",
        "hint": "Write down both requests, line by line.",
        "anchors": {"1": "Restates it.", "3": "One fix.", "5": "Fix, guard and proof."},
        "key_points": [
            {
                "id": "race",
                "label": "The race",
                "text": "Both read before either writes.",
                "weight": 3,
                "must": True,
                "expect_from": "junior",
                "signals": ["lost update", "race condition", "both read same stock"],
                "advice": "Walk through both requests.",
                "say": "Both read the same stock, a lost update.",
            },
            {
                "id": "fix",
                "label": "One conditional update",
                "text": "One update that checks.",
                "weight": 2,
                "signals": ["conditional update", "row count"],
                "advice": "Fix it in the update.",
                "say": "One conditional update, and I check the row count.",
            },
            {
                "id": "guard",
                "label": "A guard in the database",
                "text": "A constraint.",
                "weight": 2,
                "expect_from": "senior",
                "signals": ["check constraint", "database refuses"],
                "advice": "Let the database refuse it.",
                "say": "A check constraint as well.",
            },
        ],
        "misconceptions": [
            {
                "id": "tx",
                "text": "A transaction is enough.",
                "signals": ["just wrap transaction"],
                "penalty": 2,
                "correction": "A transaction alone allows it.",
            }
        ],
        "follow_ups": [
            {"id": "f-fix", "when": {"missing": "fix"}, "prompt": "And in one statement?", "awards": ["fix"]},
            {
                "id": "f-always",
                "when": {"always": True},
                "prompt": "How do you prove it?",
                "awards": ["guard"],
            },
        ],
        "clarifications": [{"asked": ["isolation level"], "answer": "The default one."}],
        "examples": [{"band": "weak", "levels": [1, 2], "answer": "No idea, a bug."}],
        "sources": [{"title": "A standard", "url": "https://example.org/standard"}],
    }
    return msgspec.convert(values | fields, Question)
