"""The levels a person reached on each question before."""

from collections import defaultdict
from collections.abc import Mapping

from interview_coach.domain.interview import PastTurn
from interview_coach.services.app import App

ALL = 1_000_000


def past_levels(app: App) -> Mapping[str, tuple[PastTurn, ...]]:
    """Return the graded turns of each question by its id, newest first; a question without any is not there.

    Raises:
        StorageError: the history cannot be read.
    """
    found: defaultdict[str, list[PastTurn]] = defaultdict(list)
    for turn in app.past.past_turns(ALL):
        if turn.level is not None:
            found[turn.question_id].append(turn)
    return {question_id: tuple(turns) for question_id, turns in found.items()}
