"""Playing a past interview back: its record as one timeline, typing and later grades included."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, field

from interview_coach.domain.interview import DraftStep, Event, EventKind, Turn
from interview_coach.interview.replay_grades import LaterGrade, match_grades

SILENCE_MS = 5_000
"""How long a silence lasts in a replay at most; longer ones are shortened and marked."""

MomentKind = EventKind | Literal["typing", "grade_added"]

_OPENING: frozenset[EventKind] = frozenset({"question", "again", "follow_up"})
_CLOSING: frozenset[EventKind] = frozenset({"answer", "skipped", "follow_up_skipped"})


class Moment(Struct, frozen=True, kw_only=True, gc=False):
    """One thing that happened, and when it is played.

    `offset_ms` counts from the start of the replay with long silences shortened; `silence_ms` is how long it
    really was quiet before this moment where that was shortened, else 0. `grade_id` names the grade that was made
    then. `step` is what a moment of typing changed, None for all others. `grade_added` is a grade that no event
    tells of: one made after the interview, by another grader or another version of it.
    Like the steps it is kept from the garbage collector, which would walk through all of them again and again.
    """

    offset_ms: int
    at: str
    kind: MomentKind
    turn: int | None
    silence_ms: int = 0
    grade_id: str | None = None
    step: DraftStep | None = None
    data: dict[str, Any] = field(default_factory=dict)


def timeline(events: Sequence[Event], steps: Sequence[DraftStep], turns: Sequence[Turn] = ()) -> list[Moment]:
    """Return everything that happened in order.

    Events keep the order of their record and so do the steps of typing; between the two the clock decides, and a
    step is never played before the part it belongs to was asked nor after it was sent. The turns give the grades:
    which one each event tells of, and those that were added later.
    """
    told, later = match_grades(events, turns)
    turn_of = {str(e.data.get("attempt_id")): e.turn for e in events if e.kind in _OPENING}
    moments: list[Moment] = []
    last: datetime | None = None
    offset = 0
    for entry in _merged(events, steps, later):
        now = datetime.fromisoformat(entry.at)
        passed = max(0, round((now - last).total_seconds() * 1000)) if last is not None else 0
        last = now if last is None else max(last, now)
        offset += min(passed, SILENCE_MS)
        silence = passed if passed > SILENCE_MS else 0
        kind: MomentKind
        grade_id, step = None, None
        if isinstance(entry, DraftStep):
            kind, turn, step = "typing", turn_of.get(entry.attempt_id), entry
            data: dict[str, Any] = {"attempt_id": entry.attempt_id, "part": entry.part}
        elif isinstance(entry, LaterGrade):
            grade = entry.grade
            kind, turn, grade_id = "grade_added", entry.turn, grade.id
            data = {"attempt_id": grade.attempt_id, "score": grade.score, "level": grade.level}
        else:
            kind, turn, data = entry.kind, entry.turn, entry.data
            grade_id = told.get(id(entry))
        moments.append(
            Moment(
                offset_ms=offset, at=entry.at, kind=kind, turn=turn, silence_ms=silence, grade_id=grade_id,
                step=step, data=data,
            )
        )  # fmt: skip
    return moments


def _merged(
    events: Sequence[Event], steps: Sequence[DraftStep], later: Sequence[LaterGrade]
) -> Iterator[Event | DraftStep | LaterGrade]:
    """Yield events in their order, each step of typing and each later grade between the events around it."""
    waiting, grades = deque(steps), deque(later)
    asked: set[tuple[str, int]] = set()
    for number, event in enumerate(events):
        while grades and grades[0].before <= number:
            yield grades.popleft()
        yield from _take(waiting, asked, event)
        if event.kind in _OPENING:
            asked.add(part_of(event.data))
        yield event
    yield from waiting
    yield from grades


def _take(waiting: deque[DraftStep], asked: set[tuple[str, int]], event: Event) -> Iterator[DraftStep]:
    """Yield, and remove, the steps that come before an event."""
    if not waiting:
        return
    closes = part_of(event.data) if event.kind in _CLOSING else None
    until = datetime.fromisoformat(event.at)
    while waiting:
        step = waiting[0]
        key = (step.attempt_id, step.part)
        if key not in asked or not (key == closes or datetime.fromisoformat(step.at) <= until):
            return
        yield waiting.popleft()


def part_of(data: dict[str, Any]) -> tuple[str, int]:
    """Return the attempt and the number of the part that an event is about."""
    return str(data.get("attempt_id")), int(data.get("part") or 0)


def duration_ms(moments: Sequence[Moment]) -> int:
    """Return how long a replay takes at normal speed."""
    return moments[-1].offset_ms if moments else 0
