"""From verdicts to a score; the one place where points are added, for every grader."""

from collections.abc import Iterable, Sequence

from interview_coach.domain.grade import CREDIT, Evidence, Flag, Grade, MisconceptionFound, PointVerdict
from interview_coach.domain.levels import Seniority, level_of, rank
from interview_coach.domain.question import KeyPoint, Question

MUST_CAP = 64
GUARD_CAP = 44
ZERO_FLAGS: frozenset[Flag] = frozenset({"no_answer", "gibberish", "copied_question"})
CAP_FLAGS: frozenset[Flag] = frozenset({"keyword_list", "shuffled", "negated"})


def score_of(
    question: Question,
    verdicts: Sequence[PointVerdict],
    misconceptions: Sequence[MisconceptionFound] = (),
    flags: Iterable[Flag] = (),
) -> int:
    """Return the score from 0 to 100.

    Points are the sum of weight times credit, less the penalties; the score is their share of the full
    marks. It is at most 64 unless every `must` point is at least partly there, at most 44 under a capping
    flag, and 0 under a zeroing one. Where one passage makes both a contradicted point and a misconception,
    only the larger deduction counts.
    """
    raised = set(flags)
    if raised & ZERO_FLAGS:
        return 0
    points = sum(v.weight * v.credit for v in verdicts) - sum(m.penalty for m in misconceptions)
    points += _counted_twice(verdicts, misconceptions)
    marks = question.marks or sum(v.weight for v in verdicts)
    score = int(100 * min(max(points / marks, 0.0), 1.0) + 0.5) if marks else 0
    credited = {v.id for v in verdicts if v.credit > 0}
    if any(point.must and point.id not in credited for point in question.key_points):
        score = min(score, MUST_CAP)
    if raised & CAP_FLAGS:
        score = min(score, GUARD_CAP)
    return score


def _counted_twice(verdicts: Sequence[PointVerdict], misconceptions: Sequence[MisconceptionFound]) -> float:
    """Return the smaller deductions of passages that were deducted for twice."""
    refund = 0.0
    left = list(misconceptions)
    for verdict in verdicts:
        if verdict.verdict != "contradicted":
            continue
        for found in left:
            if _overlap(verdict.evidence, found.evidence):
                refund += min(-verdict.weight * verdict.credit, found.penalty)
                left.remove(found)
                break
    return refund


def _overlap(first: Sequence[Evidence], second: Sequence[Evidence]) -> bool:
    return any(a.part == b.part and a.start < b.end and b.start < a.end for a in first for b in second)


def missing_points(
    question: Question, verdicts: Sequence[PointVerdict], seniority: Seniority
) -> list[KeyPoint]:
    """Return the points not fully met, in the order of advice.

    First those expected of the seniority (missing `must` points before others, then by what they would
    gain), then those above it.
    """
    by_id = {v.id: v for v in verdicts}
    missing = [p for p in question.key_points if (v := by_id.get(p.id)) is None or v.verdict != "met"]

    def urgency(point: KeyPoint) -> tuple[bool, bool, float]:
        credit = by_id[point.id].credit if point.id in by_id else CREDIT["missed"]
        return (
            rank(point.expect_from) > rank(seniority),
            not (point.must and credit <= 0),
            -point.weight * (1 - credit),
        )

    return sorted(missing, key=urgency)


def top_fix(
    question: Question,
    verdicts: Sequence[PointVerdict],
    misconceptions: Sequence[MisconceptionFound],
    seniority: Seniority,
) -> str:
    """Return the one change that would help most, as a sentence.

    It is the heaviest misconception, else a missed `must` point, else the point that would gain most.
    """
    if misconceptions:
        return max(misconceptions, key=lambda found: found.penalty).correction
    credit = {v.id: v.credit for v in verdicts}
    missing = missing_points(question, verdicts, seniority)
    must = [point for point in missing if point.must and credit.get(point.id, 0) <= 0]
    by_gain = sorted(missing, key=lambda point: -point.weight * (1 - credit.get(point.id, 0)))
    for point in must or by_gain:
        return point.advice or point.text
    return "Nothing is missing. Say it once more against the clock, aloud."


def grade_of_record(grades: Sequence[Grade]) -> Grade | None:
    """Return the grade that counts: the latest graded LLM grade, else the latest offline one."""
    for grader in ("llm", "offline"):
        for grade in reversed(grades):
            if grade.grader == grader and grade.status == "graded":
                return grade
    return None


def mean_score(scores: Sequence[int]) -> float | None:
    """Return the mean of the turns' scores to one decimal, or None where there is none."""
    return round(sum(scores) / len(scores), 1) if scores else None


def level_of_mean(score: float | None) -> int | None:
    """Return the level of an interview's score, or None where there is none."""
    return None if score is None else level_of(score)
