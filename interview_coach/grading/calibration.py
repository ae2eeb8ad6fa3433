"""How well a grader agrees with people: grading scored answers, and what comes out of it.

Grading and statistics are separate: whatever turns answers into grades, one by one, a few at a time or from a
store, ends in a list of `Graded`, and all figures come from that list.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from interview_coach.domain.grade import Grade
from interview_coach.domain.question import Question
from interview_coach.grading import calibration_statistics as agreement
from interview_coach.grading.calibration_data import ScoredAnswer
from interview_coach.grading.calibration_statistics import Interval, Pair
from interview_coach.grading.protocol import GraderProtocol, single

DIGITS = 4
_NO_TIME = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class Graded:
    """A scored answer with the grade a grader gave."""

    answer: ScoredAnswer
    grade: Grade

    @property
    def pair(self) -> Pair | None:
        """The human score and the grader's, 0 to 1; None if it is ungraded."""
        return None if self.grade.score is None else (self.answer.human, self.grade.score / 100)

    @property
    def gap(self) -> float:
        """How far the two are apart; 0 if it is ungraded."""
        return abs(self.pair[0] - self.pair[1]) if self.pair else 0.0


class Agreement(Struct, frozen=True, kw_only=True):
    """The figures of one run, scores scaled 0 to 1; None where one is undefined."""

    n: int
    questions: int
    pearson: float | None
    spearman: float | None
    within_question_pearson: float | None
    rmse: float | None
    rmse_mapped: float | None
    qwk: float | None
    mean_human: float | None
    mean_grader: float | None
    log_length_r: float | None
    ungraded: int
    pearson_ci95: Interval | None
    within_question_ci95: Interval | None


def grade_answers(
    answers: Iterable[ScoredAnswer], questions: Mapping[str, Question], grader: GraderProtocol
) -> Iterator[Graded]:
    """Grade answers one after the other, as they are asked for."""
    for answer in answers:
        question = questions[answer.question_id]
        grade = grader.grade(
            question, single(answer.answer), seniority=question.asked_from, created_at=_NO_TIME
        )
        yield Graded(answer, grade)


def by_question(graded: Sequence[Graded]) -> dict[str, list[Pair]]:
    """Return the pairs of scores of each question that has any."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for each in graded:
        if each.pair is not None:
            groups[each.answer.question_id].append(each.pair)
    return dict(groups)


def agreement_of(graded: Sequence[Graded]) -> Agreement:
    """Return the figures of a run."""
    groups = by_question(graded)
    counted = [(each.answer.answer, each.pair) for each in graded if each.pair is not None]
    pairs = [pair for _, pair in counted]
    human, ours = [a for a, _ in pairs], [b for _, b in pairs]
    lengths = [agreement.log_length(text) for text, _ in counted]
    pooled, within = agreement.intervals(groups)
    return Agreement(
        n=len(pairs),
        questions=len(groups),
        pearson=_round(agreement.pearson(human, ours)),
        spearman=_round(agreement.spearman(human, ours)),
        within_question_pearson=_round(agreement.within_question(groups)),
        rmse=_round(agreement.rmse(pairs)),
        rmse_mapped=_round(agreement.rmse_mapped(groups)),
        qwk=_round(agreement.qwk(pairs)),
        mean_human=_round(_mean(human)),
        mean_grader=_round(_mean(ours)),
        log_length_r=_round(agreement.pearson(lengths, ours)),
        ungraded=len(graded) - len(pairs),
        pearson_ci95=_rounded(pooled),
        within_question_ci95=_rounded(within),
    )


def worst(graded: Sequence[Graded], number: int) -> list[Graded]:
    """Return the answers on which grader and people are furthest apart, the furthest first."""
    return sorted(graded, key=lambda each: (-each.gap, each.answer.line))[:number]


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _rounded(interval: Interval | None) -> Interval | None:
    return None if interval is None else (round(interval[0], DIGITS), round(interval[1], DIGITS))
