"""Choosing the follow-up that aims at what is missing."""

from collections.abc import Collection

from interview_coach.domain.grade import Grade
from interview_coach.domain.question import FollowUp, Question
from interview_coach.domain.score import ZERO_FLAGS

MOST = 2


def choose_follow_up(question: Question, grade: Grade, asked: Collection[str]) -> FollowUp | None:
    """Return the follow-up to ask after an answer, or None.

    A misconception comes first, then the heaviest missing point, then the level, then what was said well.
    None after two, after nothing that could be read as an answer, and when there is nothing left to gain.

    Args:
        question: the question that was answered.
        grade: what the grader says of the answer so far.
        asked: ids of the follow-ups asked in this attempt already.
    """
    if len(asked) >= MOST or ZERO_FLAGS & set(grade.flags):
        return None
    gained = {v.id for v in grade.key_points if v.verdict == "met"}
    open_ones = [
        f
        for f in question.follow_ups
        if f.id not in asked and _applies(f, grade) and not (f.awards and gained.issuperset(f.awards))
    ]
    return min(open_ones, key=lambda f: _order(f, question), default=None)


def _applies(follow_up: FollowUp, grade: Grade) -> bool:
    when, level = follow_up.when, grade.level or 1
    verdicts = {v.id: v.verdict for v in grade.key_points}
    if when.missing is not None:
        return verdicts.get(when.missing) in ("missed", "contradicted")
    if when.hit is not None:
        return verdicts.get(when.hit) in ("met", "partly")
    if when.misconception is not None:
        return any(found.id == when.misconception for found in grade.misconceptions)
    if when.level_below is not None:
        return level < when.level_below
    if when.level_at_least is not None:
        return level >= when.level_at_least
    return True


def _order(follow_up: FollowUp, question: Question) -> tuple[int, int]:
    when = follow_up.when
    place = question.follow_ups.index(follow_up)
    if when.misconception is not None:
        return (0, place)
    if when.missing is not None:
        point = question.key_point(when.missing)
        return (1, -10 * point.must - point.weight)
    if when.level_below is not None:
        return (2, place)
    return (3 if when.always is None else 4, place)
