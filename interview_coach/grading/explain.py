"""Which signals of a question an answer sets off, for whoever writes the question.

The matching is that of the offline grader; nothing here decides anything.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from interview_coach.domain.grade import Evidence, Grade
from interview_coach.grading.compiled import CompiledPoint, CompiledQuestion
from interview_coach.grading.coverage import Cover, best_cover, model_covers
from interview_coach.grading.matching import AnswerPart, Hit, earning, match
from interview_coach.grading.parts import read_answer
from interview_coach.grading.protocol import Answer
from interview_coach.text.signals import Signal

Fired = Literal["yes", "given", "refused", "no"]


class SignalTrace(Struct, frozen=True, kw_only=True):
    """What became of one signal: `given` when it says only the question's words, `refused` when it is denied.

    Of a key point `given` earns half; of a misconception neither `given` nor `refused` counts.
    """

    phrase: str
    fired: Fired
    evidence: Evidence | None = None


class Coverage(Struct, frozen=True, kw_only=True):
    """How much of a line of the point one sentence covers, 0 to 1; what is not said outright may earn by it."""

    share: float
    evidence: Evidence | None = None


class PointTrace(Struct, frozen=True, kw_only=True):
    """One key point with its verdict and all its signals; a sentence of a draft's model answer has none."""

    id: str
    label: str
    verdict: str
    weight: int
    credit: float
    reason: str
    signals: tuple[SignalTrace, ...]
    say: Coverage


class MisconceptionTrace(Struct, frozen=True, kw_only=True):
    """One misconception, whether the grader found it, and all its signals."""

    id: str
    text: str
    found: bool
    penalty: int
    signals: tuple[SignalTrace, ...]


class Trace(Struct, frozen=True, kw_only=True):
    """The grade of an answer with all that led to it."""

    question_id: str
    grade: Grade
    key_points: tuple[PointTrace, ...]
    misconceptions: tuple[MisconceptionTrace, ...]


def explain(question: CompiledQuestion, answer: Answer, grade: Grade) -> Trace:
    """Return what led the offline grader to the grade that it gave this answer."""
    parts, _ = read_answer(question, answer)
    by_model = model_covers((point for point in question.points if point.by_coverage), parts)
    verdicts = {verdict.id: verdict for verdict in grade.key_points}
    points = []
    for point in question.points:
        verdict = verdicts[point.point.id]
        cover = by_model.get(point.point.id) if point.by_coverage else best_cover(point, parts)
        points.append(
            PointTrace(
                id=verdict.id,
                label=point.point.name,
                verdict=verdict.verdict,
                weight=verdict.weight,
                credit=verdict.credit,
                reason=verdict.reason,
                signals=tuple(_of_point(signal, point, parts) for signal in point.signals),
                say=_coverage(cover),
            )
        )
    found = {misconception.id for misconception in grade.misconceptions}
    mistakes = tuple(
        MisconceptionTrace(
            id=misconception.id,
            text=misconception.text,
            found=misconception.id in found,
            penalty=misconception.penalty,
            signals=tuple(_of_mistake(signal, parts) for signal in signals),
        )
        for misconception, signals in question.misconceptions
    )
    return Trace(
        question_id=question.question.id, grade=grade, key_points=tuple(points), misconceptions=mistakes
    )


def _of_point(signal: Signal, point: CompiledPoint, parts: Iterable[AnswerPart]) -> SignalTrace:
    able = [part for part in parts if part.can_raise(point.point.id)]
    hit = _first(lambda part: match(signal, part, earning(point, part), alike=True), able)
    return _trace(signal, hit)


def _of_mistake(signal: Signal, parts: Sequence[AnswerPart]) -> SignalTrace:
    held = _first(lambda part: match(signal, part, part.sentences, alike=False, held=True), parts)
    if held is not None:
        return _trace(signal, held)
    named = _first(lambda part: match(signal, part, part.sentences, alike=False), parts)
    if named is None:
        return _trace(signal, None)
    return SignalTrace(phrase=signal.phrase, fired="refused", evidence=named.evidence)


def _first(find: Callable[[AnswerPart], Hit | None], parts: Iterable[AnswerPart]) -> Hit | None:
    """Return the match in the first part that has one, a full one before one in given words."""
    hits = [hit for part in parts if (hit := find(part)) is not None]
    return next((hit for hit in hits if hit.full), hits[0] if hits else None)


def _trace(signal: Signal, hit: Hit | None) -> SignalTrace:
    if hit is None:
        return SignalTrace(phrase=signal.phrase, fired="no")
    return SignalTrace(phrase=signal.phrase, fired="yes" if hit.full else "given", evidence=hit.evidence)


def _coverage(cover: Cover | None) -> Coverage:
    if cover is None:
        return Coverage(share=0.0)
    return Coverage(share=round(cover.share, 2), evidence=cover.evidence)
