"""Comparisons in words, the same on the screen and on the command line."""

from interview_coach.domain.wording import count_of
from interview_coach.interview.compare import Comparison, MistakePair, PointPair


def change_sentence(found: Comparison) -> str:
    """Return the change in level and score, and how many points were gained and lost."""
    counts = f"{count_of(found.count('gained'), 'point')} gained, {found.count('lost')} lost"
    if found.level_change is None or found.score_change is None:
        return f"{counts}."
    change = found.level_change
    level = (
        f"{count_of(abs(change), 'level')} {'up' if change > 0 else 'down'}" if change else "The same level"
    )
    return f"{level}, score {found.score_change:+d}: {counts}."


def standing(pair: PointPair | MistakePair) -> str:
    """Return what a pair was before and is after, such as `missed → met`."""
    if isinstance(pair, MistakePair):
        return f"{'held' if pair.before else 'not held'} → {'held' if pair.after else 'not held'}"
    before = pair.before.verdict if pair.before else "not asked for"
    after = pair.after.verdict if pair.after else "not asked for"
    return before if pair.difference == "same" and before == after else f"{before} → {after}"
