"""The grade of an attempt that no grade could be found for: never a made-up score."""

from interview_coach.domain.grade import BarResult, Grade, Grader, PointVerdict
from interview_coach.domain.levels import Seniority
from interview_coach.domain.question import Question


def ungraded(
    question: Question,
    *,
    content_hash: str,
    grader: Grader,
    model: str | None,
    seniority: Seniority,
    created_at: str,
    reason: str,
) -> Grade:
    """Return a grade without score that says why there is none; every point counts as missed."""
    return Grade(
        created_at=created_at,
        question_id=question.id,
        question_version=question.version,
        content_hash=content_hash,
        grader=grader,
        model=model,
        status="ungraded",
        reason=reason,
        score=None,
        level=None,
        bar=BarResult(seniority=seniority, level=question.bar.level(seniority), met=None),
        key_points=tuple(
            PointVerdict(id=point.id, verdict="missed", weight=point.weight, credit=0.0)
            for point in question.key_points
        ),
        confidence="low",
    )
