"""Comparing attempts: which there are of a question, and what changed between two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Attempt, Interview, PastAttempt, Turn
from interview_coach.errors import UsageError
from interview_coach.interview.compare import NOT_GRADED, Comparison, compare
from interview_coach.services.app import App

NOTHING_TO_COMPARE = "There is no other answer to compare with."


@dataclass(frozen=True)
class Side:
    """One attempt where it was given."""

    interview: Interview
    turn: Turn
    attempt: Attempt

    @property
    def at(self) -> str:
        """When it was answered."""
        return self.attempt.parts[0].closed_at or self.attempt.parts[0].asked_at

    @property
    def grade(self) -> Grade:
        """The grade of record.

        Raises:
            UsageError: there is none.
        """
        if self.attempt.grade is None:
            raise UsageError(NOT_GRADED, "Have it graded first: interview-coach regrade " + self.interview.id)
        return self.attempt.grade


def others_of(app: App, turn: Turn, attempt: Attempt) -> list[PastAttempt]:
    """Return the other graded attempts at the question of a turn, newest first."""
    found = app.past.attempts_at(turn.question.id)
    return [one for one in found if one.attempt_id != attempt.id and one.score is not None]


def side_of(app: App, past: PastAttempt) -> Side:
    """Read an attempt whole.

    Raises:
        UsageError: it is gone meanwhile.
    """
    return _side(app.past.interview(past.interview_id), past.attempt_id)


def _side(interview: Interview, attempt_id: str) -> Side:
    for turn, attempt in interview.attempts():
        if attempt.id == attempt_id:
            return Side(interview, turn, attempt)
    raise UsageError(f"There is no attempt {attempt_id}.")


def in_order(one: Side, other: Side) -> tuple[Side, Side]:
    """Return the earlier and the later of two attempts at one question.

    Raises:
        UsageError: they are answers to different questions.
    """
    if one.turn.question.id != other.turn.question.id:
        raise UsageError(
            f"These are answers to different questions: {one.turn.question.id} and {other.turn.question.id}.",
            "Compare answers to the same question.",
        )
    if one.interview.id == other.interview.id and one.turn.position == other.turn.position:
        first, second = sorted((one, other), key=lambda side: side.attempt.number)
    else:
        first, second = sorted((one, other), key=lambda side: datetime.fromisoformat(side.at))
    return first, second


def comparison_of(before: Side, after: Side) -> Comparison:
    """Return what changed from one attempt to another.

    Raises:
        UsageError: one of them is not graded.
    """
    return compare(before.turn.question, before.grade, after.turn.question, after.grade)


def pairs_of(app: App, ids: Sequence[str]) -> list[tuple[Side, Side]]:
    """Return the attempts that one or two ids mean to compare, the earlier of each pair first.

    Two attempts are compared with each other, and of two interviews the last answers to each question they share.
    One attempt, or each last answer of one interview, is compared with the answer before it.

    Raises:
        UsageError: an id is unknown or ambiguous, or there is nothing to compare.
    """
    chosen = [_meant(app, one) for one in ids]
    pairs: list[tuple[Side, Side]] = []
    if len(chosen) == 1:
        for side in chosen[0]:
            earlier = _before(app, side)
            if earlier is not None:
                pairs.append((earlier, side))
    else:
        single = all(len(sides) == 1 for sides in chosen)
        first, second = chosen
        pairs = [
            in_order(one, other)
            for one in first
            for other in second
            if (single or one.turn.question.id == other.turn.question.id)
            and one.attempt.id != other.attempt.id
        ]
    if not pairs:
        raise UsageError(
            NOTHING_TO_COMPARE, "Compare answers to the same question; the ids are in: show --json"
        )
    return pairs


def _meant(app: App, given: str) -> list[Side]:
    """Return the attempt an id means, or the last graded one of each turn of an interview."""
    try:
        interview = app.past.interview(given)
    except UsageError:
        found = app.past.find_attempt(given.strip()) if given.strip() else None
        if found is None:
            raise
        return [_side(app.past.interview(found[0]), found[1])]
    return [
        Side(interview, turn, graded[-1])
        for turn in interview.turns
        if (graded := [a for a in turn.attempts if a.grade is not None and not a.taken_back])
    ]


def _before(app: App, side: Side) -> Side | None:
    """Return the graded answer to the same question that was given right before, if there is one."""
    listed = app.past.attempts_at(side.turn.question.id)
    places = [one.attempt_id for one in listed]
    earlier = listed[places.index(side.attempt.id) + 1 :] if side.attempt.id in places else []
    found = next((one for one in earlier if one.score is not None and not one.taken_back), None)
    return side_of(app, found) if found is not None else None
