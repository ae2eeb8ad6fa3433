"""Which stored grade each event of a record tells of, and the grades that no event tells of."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Event, Turn


class LaterGrade(NamedTuple):
    """A grade that no event tells of, and where it belongs: before the event of this number, or after all."""

    before: int
    turn: int
    grade: Grade

    @property
    def at(self) -> str:
        """When it was made."""
        return self.grade.created_at


def match_grades(
    events: Sequence[Event], turns: Sequence[Turn]
) -> tuple[dict[int, str | None], list[LaterGrade]]:
    """Return the id of the grade that each event tells of, by `id()` of the event, and the other grades in order.

    An event names attempt, score and level only. Of the grades of that attempt which say the same it tells of the
    latest that was there by then.
    """
    left = {attempt.id: list(attempt.grades) for turn in turns for attempt in turn.attempts}
    told: dict[int, str | None] = {}
    last_of: dict[str, int] = {}
    for number, event in enumerate(events):
        attempt_id = str(event.data.get("attempt_id"))
        last_of[attempt_id] = number
        if event.kind == "graded" and (grade := _told_of(event, left.get(attempt_id, []))) is not None:
            left[attempt_id].remove(grade)
            told[id(event)] = grade.id
    # The clock may have jumped back; a time counts only once it is past all before it.
    times = list(accumulate((_time(event.at) for event in events), max))
    later = [
        LaterGrade(
            max(bisect_right(times, _time(grade.created_at)), last_of.get(attempt.id, -1) + 1),
            turn.position,
            grade,
        )
        for turn in turns
        for attempt in turn.attempts
        for grade in left[attempt.id]
    ]
    return told, sorted(later, key=lambda entry: (entry.before, _time(entry.at)))


def _told_of(event: Event, grades: Sequence[Grade]) -> Grade | None:
    said = (event.data.get("score"), event.data.get("level"))
    same = [grade for grade in grades if (grade.score, grade.level) == said]
    by_then = [grade for grade in same if _time(grade.created_at) <= _time(event.at)]
    return by_then[-1] if by_then else next(iter(same), None)


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at)
