"""Weights that leave room for every level, and bars that can be reached."""

from interview_coach.checks.findings import Notes
from interview_coach.domain.grade import PointVerdict
from interview_coach.domain.levels import SENIORITIES, Seniority, level_of, rank
from interview_coach.domain.question import Question
from interview_coach.domain.score import score_of

MAX_SHARE = 0.4
MAX_MUST = 3


def weight_share(question: Question, notes: Notes) -> None:
    """No key point carries more than 40 % of all weight."""
    whole = sum(point.weight for point in question.key_points)
    for index, point in enumerate(question.key_points):
        if point.weight > MAX_SHARE * whole:
            message = f"Key point {point.id!r} weighs {point.weight} of {whole}, over {MAX_SHARE:.0%}."
            notes.add(f"key_points[{index}].weight", message, "Lower it, or split the point.")


def must_count(question: Question, notes: Notes) -> None:
    """At most three key points are `must`."""
    musts = [index for index, point in enumerate(question.key_points) if point.must]
    if len(musts) > MAX_MUST:
        message = f"{len(musts)} key points are must, not at most {MAX_MUST}."
        notes.add(
            f"key_points[{musts[MAX_MUST]}].must", message, "Keep must for what an answer cannot do without."
        )


def bar_reachable(question: Question, notes: Notes) -> None:
    """With every point expected up to a seniority met, and nothing else, its bar is reached."""
    for seniority in SENIORITIES:
        score = score_when_expected_is_met(question, seniority)
        wanted = question.bar.level(seniority)
        if level_of(score) < wanted:
            message = (
                f"A {seniority} who meets every point expected of {seniority} scores {score}: "
                f"level {level_of(score)}, below the bar of {wanted}."
            )
            notes.add(f"bar.{seniority}", message, "Lower the bar, or expect more points of this seniority.")


def score_when_expected_is_met(question: Question, seniority: Seniority) -> int:
    """Return the score of an answer that meets exactly the points expected up to a seniority."""
    verdicts = []
    for point in question.key_points:
        met = rank(point.expect_from) <= rank(seniority)
        verdicts.append(
            PointVerdict(
                id=point.id,
                verdict="met" if met else "missed",
                weight=point.weight,
                credit=1.0 if met else 0.0,
            )
        )
    return score_of(question, verdicts)
