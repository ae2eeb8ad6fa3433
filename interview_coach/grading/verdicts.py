"""From matches and coverage to one verdict for each point."""

from collections.abc import Sequence
from dataclasses import dataclass

from interview_coach.domain.grade import CREDIT, Confidence, Evidence, Flag, PointVerdict, Verdict
from interview_coach.domain.question import Question
from interview_coach.domain.score import CAP_FLAGS, ZERO_FLAGS
from interview_coach.grading.compiled import CompiledPoint, CompiledQuestion
from interview_coach.grading.coverage import LIFT_SHARE, MODEL_MET, Cover, best_cover, model_covers, spoken_of
from interview_coach.grading.matching import AnswerPart, Hit, find_point

MOST_STRENGTHS = 3
KIN_SHARE = 0.45
"""From this share of full marks on (level 3) an answer is about the question, so that set phrases count."""
MUST_SHARE = 0.6
"""From this share of full marks on an answer is good enough not to be capped for a phrase."""
COVERED = "Near the wording of this point, but not said outright."
_HIGH = 0.5
_MEDIUM = 0.25
_FEW_WORDS = 25
_SEVERAL = 3


@dataclass(frozen=True)
class Judged:
    """A point's verdict; `by_phrase` when a signal of several words decided it."""

    verdict: PointVerdict
    by_phrase: bool = False


def judge_points(
    question: CompiledQuestion, parts: Sequence[AnswerPart], flags: Sequence[Flag]
) -> list[Judged]:
    """Return the verdict on each point, in their order.

    Points missed by their signals are called partly there where a sentence has all words but one of a longer
    signal, or covers a line of theirs, the best covered first, until this alone would earn more than 40 % of full
    marks; not where a guard fired. In an answer that is about the question set phrases count that are akin to the
    signals, and musts that were spoken of.
    """
    judged: list[Judged] = []
    lifts: list[tuple[float, int, PointVerdict]] = []
    guarded = any(flag in CAP_FLAGS for flag in flags)
    by_model = {} if guarded else model_covers((p for p in question.points if p.by_coverage), parts)
    for index, point in enumerate(question.points):
        if point.by_coverage:
            judged.append(Judged(_model_verdict(point, by_model.get(point.point.id), question.model_share)))
            continue
        hit = find_point(point, parts)
        if hit is not None:
            judged.append(Judged(_signal_verdict(point, hit), by_phrase=hit.full and hit.signal.words > 1))
            continue
        judged.append(Judged(_missed(point)))
        if guarded:
            continue
        if (near := find_point(point, parts, nearly=True)) is not None and near.full:
            lifts.append((1.0, index, _partly(point, near.evidence, f"Near to: {near.signal.phrase}.")))
        elif (cover := best_cover(point, parts)) is not None and cover.lifts:
            lifts.append((cover.share, index, _partly(point, cover.evidence, COVERED)))
    left = LIFT_SHARE * question.question.marks
    for _, index, verdict in sorted(lifts, key=lambda lift: -lift[0]):
        gain = verdict.weight * CREDIT["partly"]
        if gain <= left:
            left -= gain
            judged[index] = Judged(verdict)
    if guarded:
        return judged
    return _with_musts(question, parts, _with_kin(question, parts, judged))


def _with_kin(question: CompiledQuestion, parts: Sequence[AnswerPart], judged: list[Judged]) -> list[Judged]:
    """Credit set phrases akin to the signals, in an answer whose own signals show that it is about the question.

    A story about something else has its "since then" and "my mistake" too.
    """
    if _earned(judged) < KIN_SHARE * question.question.marks:
        return judged
    for index, point in enumerate(question.points):
        if judged[index].verdict.verdict == "met":
            continue
        hit = find_point(point, parts, kin=True)
        if hit is not None and hit.full:
            judged[index] = Judged(_signal_verdict(point, hit), by_phrase=hit.signal.words > 1)
    return judged


def _earned(judged: Sequence[Judged]) -> float:
    return sum(j.verdict.weight * j.verdict.credit for j in judged)


def _with_musts(
    question: CompiledQuestion, parts: Sequence[AnswerPart], judged: list[Judged]
) -> list[Judged]:
    """Call a `must` point that was missed partly there where it was spoken of at all, in an answer good otherwise.

    Missing it caps the score, so that it would be the phrases alone that decide over such an answer.
    """
    if _earned(judged) < MUST_SHARE * question.question.marks:
        return judged
    for index, point in enumerate(question.points):
        if point.point.must and not judged[index].verdict.credit:
            evidence = spoken_of(point, parts)
            if evidence is not None:
                judged[index] = Judged(
                    _partly(point, evidence, "Spoken of, but not in words that are known here.")
                )
    return judged


def confidence_of(
    question: Question, judged: Sequence[Judged], parts: Sequence[AnswerPart], flags: Sequence[Flag]
) -> Confidence:
    """Return how far the grade can be trusted, by how much of the weight phrases of several words decided.

    Three points met by such phrases make it medium, however many points there are.

    A flag or a very short answer never leaves it high, a draft or another language always makes it low.
    """
    if any(flag in ZERO_FLAGS for flag in flags):
        return "high"
    if question.status == "draft" or "not_english" in flags:
        return "low"
    total = sum(j.verdict.weight for j in judged)
    share = sum(j.verdict.weight for j in judged if j.by_phrase) / total if total else 0.0
    if share < _MEDIUM and sum(j.by_phrase for j in judged) < _SEVERAL:
        return "low"
    words = sum(len(sentence.words) for part in parts for sentence in part.sentences)
    return "high" if share >= _HIGH and words >= _FEW_WORDS and not flags else "medium"


def strengths_of(question: Question, judged: Sequence[Judged]) -> tuple[str, ...]:
    """Return the heaviest points that were met, each with its quote."""
    met = [j.verdict for j in judged if j.verdict.verdict == "met" and j.verdict.evidence]
    met.sort(key=lambda verdict: -verdict.weight)
    return tuple(
        f'{question.key_point(verdict.id).name}: "{" ".join(verdict.evidence[0].quote.split())}"'
        for verdict in met[:MOST_STRENGTHS]
    )


def _signal_verdict(point: CompiledPoint, hit: Hit) -> PointVerdict:
    reason = f"Recognised by: {hit.signal.phrase}." if hit.full else "Mostly in the question's own words."
    verdict: Verdict = "met" if hit.full else "partly"
    return PointVerdict(
        id=point.point.id,
        verdict=verdict,
        weight=point.point.weight,
        credit=CREDIT[verdict],
        evidence=(hit.evidence,),
        reason=reason,
    )


def _partly(point: CompiledPoint, evidence: Evidence, reason: str) -> PointVerdict:
    return PointVerdict(
        id=point.point.id,
        verdict="partly",
        weight=point.point.weight,
        credit=CREDIT["partly"],
        evidence=(evidence,),
        reason=reason,
    )


def _model_verdict(point: CompiledPoint, cover: Cover | None, share: float) -> PointVerdict:
    """Return the verdict on a sentence of a draft's model answer: its credit is a share of what was covered."""
    if cover is None or not cover.model_credit:
        return _missed(point)
    return PointVerdict(
        id=point.point.id,
        verdict="met" if cover.share >= MODEL_MET else "partly",
        weight=point.point.weight,
        credit=round(share * cover.model_credit, 2),
        evidence=(cover.evidence,),
        reason="Compared with a sentence of the model answer.",
    )


def _missed(point: CompiledPoint) -> PointVerdict:
    return PointVerdict(
        id=point.point.id,
        verdict="missed",
        weight=point.point.weight,
        credit=CREDIT["missed"],
        reason="Not found in the answer.",
    )
