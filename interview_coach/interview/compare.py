"""Two attempts at a question held side by side, point by point."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from interview_coach.domain.grade import Grade, MisconceptionFound, PointVerdict
from interview_coach.domain.question import Question
from interview_coach.domain.wording import point_name

Difference = Literal["gained", "lost", "same", "new", "gone"]

SIGNS: dict[Difference, str] = {"gained": "▲", "lost": "▼", "same": "=", "new": "+", "gone": "-"}
NOT_GRADED = "Only an answer that is graded can be compared."


class PointPair(Struct, frozen=True, kw_only=True):
    """What became of one key point.

    `new` and `gone` are points that only the later or only the earlier version of the question has.
    """

    id: str
    name: str
    difference: Difference
    before: PointVerdict | None
    after: PointVerdict | None


class MistakePair(Struct, frozen=True, kw_only=True):
    """What became of one misconception: gained where it is no longer held, lost where it is held now."""

    id: str
    name: str
    difference: Difference
    before: MisconceptionFound | None
    after: MisconceptionFound | None


class Comparison(Struct, frozen=True, kw_only=True):
    """What changed between two grades; levels and scores are later minus earlier.

    `caution` says why the two cannot simply be compared; it is empty where they can.
    """

    points: tuple[PointPair, ...]
    mistakes: tuple[MistakePair, ...]
    level_change: int | None
    score_change: int | None
    caution: str = ""

    @property
    def pairs(self) -> tuple[PointPair | MistakePair, ...]:
        """Points and misconceptions in the order they are shown."""
        return (*self.points, *self.mistakes)

    def count(self, difference: Difference) -> int:
        """Return how many points and misconceptions came out so."""
        return sum(pair.difference == difference for pair in self.pairs)


def compare(before: Question, first: Grade, after: Question, second: Grade) -> Comparison:
    """Compare two grades of the same question, perhaps of different versions of it."""
    both_scored = first.score is not None and second.score is not None
    both_levelled = first.level is not None and second.level is not None
    return Comparison(
        points=tuple(_points(before, first, after, second)),
        mistakes=tuple(_mistakes(before, first, after, second)),
        level_change=(second.level or 0) - (first.level or 0) if both_levelled else None,
        score_change=(second.score or 0) - (first.score or 0) if both_scored else None,
        caution=_caution(first, second),
    )


def _points(before: Question, first: Grade, after: Question, second: Grade) -> Iterator[PointPair]:
    """Yield the points of the later version in its order, then those that are gone."""
    old = {point.id: point for point in first.key_points}
    for point in second.key_points:
        was = old.pop(point.id, None)
        yield PointPair(
            id=point.id,
            name=point_name(after, point.id),
            difference="new" if was is None else _difference(point.credit - was.credit),
            before=was,
            after=point,
        )
    for point in old.values():
        yield PointPair(
            id=point.id, name=point_name(before, point.id), difference="gone", before=point, after=None
        )


def _mistakes(before: Question, first: Grade, after: Question, second: Grade) -> Iterator[MistakePair]:
    names = {m.id: m.text for m in (*before.misconceptions, *after.misconceptions)}
    held, holds = ({m.id: m for m in grade.misconceptions} for grade in (first, second))
    for mistake_id in held | holds:
        was, now = held.get(mistake_id), holds.get(mistake_id)
        yield MistakePair(
            id=mistake_id,
            name=names.get(mistake_id, mistake_id),
            difference=_difference((now is None) - (was is None)),
            before=was,
            after=now,
        )


def _difference(change: float) -> Difference:
    return "same" if not change else "gained" if change > 0 else "lost"


def _caution(first: Grade, second: Grade) -> str:
    reasons = []
    if (first.grader, first.model) != (second.grader, second.model):
        reasons.append(
            f"{first.model or first.grader} graded one and {second.model or second.grader} the other"
        )
    if first.content_hash != second.content_hash:
        reasons.append("the question was changed in between")
    if not reasons:
        return ""
    return f"Take the difference with care: {' and '.join(reasons)}."
