"""Agreement of two lists of scores from 0 to 1: a grader's and those of people.

All are None where they are undefined: no answers, or no spread of one of the two.
"""

import math
import random
import statistics
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

BANDS = 5
LEAST_ANSWERS = 10
MOST_R = 0.99
RESAMPLES = 1000
SEED = 20_261_120

Pair = tuple[float, float]
"""A human score and the grader's, both from 0 to 1."""
Groups = Mapping[str, Sequence[Pair]]
"""The pairs of each question."""
Interval = tuple[float, float]


def pearson(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return the correlation of two lists, -1 to 1."""
    return _r(_sums(list(zip(first, second, strict=True))))


def log_length(text: str) -> float:
    """Return log(1 + words) of a text."""
    return math.log1p(len(text.split()))


def spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return the correlation of ranks, -1 to 1; equal values share the mean of their ranks."""
    return pearson(_ranks(first), _ranks(second))


def within_question(groups: Groups) -> float | None:
    """Return the mean correlation within questions, by Fisher's z, each question with the same weight.

    Counted are questions with at least 10 answers and any spread of human scores. One without spread of the
    grader's counts as 0, and no |r| counts as more than .99.
    """
    return _fisher_mean([_r(_sums(pairs)) for pairs in groups.values() if counts(pairs)])


def counts(pairs: Sequence[Pair]) -> bool:
    """Return whether a question says something about agreement within questions."""
    return len(pairs) >= LEAST_ANSWERS and len({human for human, _ in pairs}) > 1


def rmse(pairs: Sequence[Pair]) -> float | None:
    """Return the root of the mean squared difference, 0 to 1."""
    return math.sqrt(statistics.fmean((a - b) ** 2 for a, b in pairs)) if pairs else None


def rmse_mapped(groups: Groups) -> float | None:
    """Return the error after one linear map of the grader's scores, fitted to the other questions in turn.

    None below two questions.
    """
    filled = [pairs for pairs in groups.values() if pairs]
    if len(filled) < 2:
        return None
    sums = [_sums(pairs) for pairs in filled]
    total = tuple(map(sum, zip(*sums, strict=True)))
    squares: list[float] = []
    for pairs, own in zip(filled, sums, strict=True):
        n, human, ours, _, ours2, both = (t - o for t, o in zip(total, own, strict=True))
        spread = n * ours2 - ours**2
        slope = (n * both - human * ours) / spread if spread > 1e-9 else 0.0
        start = (human - slope * ours) / n
        squares.extend((a - start - slope * b) ** 2 for a, b in pairs)
    return math.sqrt(statistics.fmean(squares))


def band(score: float) -> int:
    """Return the band of a score from 0 to 1: 0 to 4, all equally wide."""
    return min(int(score * BANDS + 1e-9), BANDS - 1)


def confusion(pairs: Iterable[Pair]) -> list[list[int]]:
    """Return how often each band of human scores (rows) got each band of the grader (columns)."""
    table = [[0] * BANDS for _ in range(BANDS)]
    for human, ours in pairs:
        table[band(human)][band(ours)] += 1
    return table


def qwk(pairs: Sequence[Pair]) -> float | None:
    """Return the kappa of five equal bands with quadratic weights (Cohen 1968), at most 1."""
    table = confusion(pairs)
    n = len(pairs)
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    cells = [(i, j) for i in range(BANDS) for j in range(BANDS)]
    expected = sum((i - j) ** 2 * rows[i] * columns[j] for i, j in cells)
    return 1 - n * sum((i - j) ** 2 * table[i][j] for i, j in cells) / expected if expected else None


def intervals(groups: Groups) -> tuple[Interval | None, Interval | None]:
    """Return where 95 % of 1,000 resamples within questions lie: for `pearson`, and for `within_question`.

    The seed is fixed, so that the same answers give the same intervals. A resample whose statistic is
    undefined is left out.
    """
    draw = random.Random(SEED)  # noqa: S311 - resampling for statistics, nothing secret
    data = [(len(pairs), _columns(pairs), counts(pairs)) for pairs in groups.values() if pairs]
    pooled: list[float] = []
    within: list[float] = []
    for _ in range(RESAMPLES):
        total = [0.0] * 6
        inside: list[float | None] = []
        for n, columns, counted in data:
            picked = draw.choices(range(n), k=n)
            sums = (float(n), *(sum(map(column.__getitem__, picked)) for column in columns))
            total = [t + s for t, s in zip(total, sums, strict=True)]
            if counted and _spread(n, sums[1], sums[3]):
                inside.append(_r(sums))
        for values, value in ((pooled, _r(total)), (within, _fisher_mean(inside))):
            if value is not None:
                values.append(value)
    return _middle(pooled), _middle(within)


def _fisher_mean(correlations: Sequence[float | None]) -> float | None:
    if not correlations:
        return None
    return math.tanh(statistics.fmean(math.atanh(max(-MOST_R, min(MOST_R, r or 0.0))) for r in correlations))


def _columns(pairs: Sequence[Pair]) -> tuple[list[float], ...]:
    """Return what is summed up for a correlation: both scores, their squares and their product."""
    human, ours = [a for a, _ in pairs], [b for _, b in pairs]
    return human, ours, [a * a for a in human], [b * b for b in ours], [a * b for a, b in pairs]


def _sums(pairs: Sequence[Pair]) -> tuple[float, ...]:
    return (float(len(pairs)), *map(math.fsum, _columns(pairs)))


def _spread(n: float, total: float, squares: float) -> float:
    """Return the spread of n values; what rounding leaves of none at all is 0."""
    spread = squares - total * total / n
    return spread if spread > 1e-9 else 0.0


def _r(sums: Sequence[float]) -> float | None:
    n, human, ours, human2, ours2, both = sums
    if n < 2:
        return None
    spread = _spread(n, human, human2) * _spread(n, ours, ours2)
    return max(-1.0, min(1.0, (both - human * ours / n) / math.sqrt(spread))) if spread else None


def _ranks(values: Sequence[float]) -> list[float]:
    ranks = [0.0] * len(values)
    before = 0
    for _, tied in groupby(sorted((value, index) for index, value in enumerate(values)), key=itemgetter(0)):
        places = [index for _, index in tied]
        for index in places:
            ranks[index] = before + (len(places) + 1) / 2
        before += len(places)
    return ranks


def _middle(values: Sequence[float]) -> Interval | None:
    """Return where the middle 95 % of values lie, None for fewer than two."""
    if len(values) < 2:
        return None
    fortieths = statistics.quantiles(values, n=40, method="inclusive")
    return fortieths[0], fortieths[-1]
