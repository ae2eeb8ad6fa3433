"""Playing a past interview back: its record as one timeline, typing included."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, field

from interview_coach.domain.interview import DraftStep, Event, EventKind

SILENCE_MS = 5_000
"""How long a silence lasts in a replay at most; longer ones are shortened and marked."""

_OPENING: frozenset[EventKind] = frozenset({"question", "again", "follow_up"})


class Moment(Struct, frozen=True, kw_only=True):
    """One thing that happened, and when it is played.

    `offset_ms` counts from the start of the replay with long silences shortened; `silence_ms` is how long it
    really was quiet before this moment where that was shortened, else 0. `text` is the whole unsent text after a
    step of typing, None for events.
    """

    offset_ms: int
    at: str
    kind: EventKind | Literal["typing"]
    turn: int | None
    silence_ms: int = 0
    text: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


def timeline(events: Sequence[Event], steps: Sequence[DraftStep]) -> list[Moment]:
    """Return everything that happened in order.

    Events keep the order of their record and so do the steps of typing; between the two the clock decides, and a
    step is never played before the part it belongs to was asked nor after it was sent.
    """
    moments: list[Moment] = []
    texts: dict[tuple[str, int], str] = {}
    last: datetime | None = None
    offset = 0
    turn: int | None = None
    for entry in _merged(events, steps):
        now = datetime.fromisoformat(entry.at)
        passed = max(0, round((now - last).total_seconds() * 1000)) if last is not None else 0
        last = now if last is None else max(last, now)
        offset += min(passed, SILENCE_MS)
        silence = passed if passed > SILENCE_MS else 0
        if isinstance(entry, DraftStep):
            key = (entry.attempt_id, entry.part)
            before = texts.get(key, "")
            texts[key] = before[: entry.start] + entry.inserted + before[entry.start + entry.removed :]
            typed = {"attempt_id": entry.attempt_id, "part": entry.part}
            moments.append(
                Moment(
                    offset_ms=offset, at=entry.at, kind="typing", turn=turn, silence_ms=silence,
                    text=texts[key], data=typed,
                )
            )  # fmt: skip
        else:
            turn = entry.turn or turn
            moments.append(
                Moment(
                    offset_ms=offset, at=entry.at, kind=entry.kind, turn=entry.turn, silence_ms=silence,
                    data=entry.data,
                )
            )  # fmt: skip
    return moments


def _merged(events: Sequence[Event], steps: Sequence[DraftStep]) -> Iterator[Event | DraftStep]:
    """Yield events in their order, each step of typing between the events around it."""
    waiting = list(steps)
    asked: set[tuple[str, int]] = set()
    for event in events:
        yield from _take(waiting, asked, event)
        if event.kind in _OPENING:
            asked.add((str(event.data.get("attempt_id")), int(event.data.get("part", 0))))
        yield event
    yield from waiting


def _take(waiting: list[DraftStep], asked: Iterable[tuple[str, int]], event: Event) -> Iterator[DraftStep]:
    """Yield, and remove, the steps that come before an event."""
    closes = None
    if event.kind in ("answer", "skipped", "follow_up_skipped"):
        closes = (str(event.data.get("attempt_id")), int(event.data.get("part", 0)))
    known = set(asked)
    while waiting:
        step = waiting[0]
        key = (step.attempt_id, step.part)
        if key not in known:
            return
        earlier = datetime.fromisoformat(step.at) <= datetime.fromisoformat(event.at)
        if not (earlier or key == closes):
            return
        yield waiting.pop(0)


def duration_ms(moments: Sequence[Moment]) -> int:
    """Return how long a replay takes at normal speed."""
    return moments[-1].offset_ms if moments else 0
