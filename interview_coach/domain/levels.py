"""Seniorities, levels and the bands of scores between them."""

from typing import Literal, get_args

Seniority = Literal["junior", "mid", "senior", "staff"]
Level = Literal[1, 2, 3, 4, 5]

SENIORITIES: tuple[Seniority, ...] = get_args(Seniority)
MAX_COUNT = 300
"""The most questions an interview can have."""

LEVEL_WORDS: dict[int, str] = {1: "starting", 2: "partial", 3: "solid", 4: "strong", 5: "excellent"}
_LOWEST_SCORE: tuple[tuple[int, Level], ...] = ((85, 5), (65, 4), (45, 3), (25, 2), (0, 1))


def level_of(score: float) -> Level:
    """Return the level of a score from 0 to 100 (bands 0-24, 25-44, 45-64, 65-84, 85-100).

    Raises:
        ValueError: the score is outside 0 to 100.
    """
    if not 0 <= score <= 100:
        raise ValueError(f"a score is between 0 and 100, not {score}")
    return next(level for lowest, level in _LOWEST_SCORE if score >= lowest)


def scores_of(level: int) -> tuple[int, int]:
    """Return the lowest and the highest whole score of a level from 1 to 5."""
    lowest = next(score for score, of in _LOWEST_SCORE if of == level)
    return lowest, min((score for score, _ in _LOWEST_SCORE if score > lowest), default=101) - 1


def rank(seniority: Seniority) -> int:
    """Return 0 for junior up to 3 for staff, for comparing."""
    return SENIORITIES.index(seniority)
