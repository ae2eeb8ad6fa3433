"""Words and signs for grades, the same on screens, in plain mode and in exports."""

from interview_coach.domain.grade import FLAG_SENTENCES, Grade, PointVerdict, Verdict
from interview_coach.domain.levels import LEVEL_WORDS, Level
from interview_coach.domain.question import Question

VERDICT_SIGNS: dict[Verdict, str] = {"met": "✓", "partly": "◐", "missed": "○", "contradicted": "✗"}


def headline(grade: Grade) -> str:
    """Return `Level 3 of 5, solid, score 60`, or why there is no level."""
    if grade.level is None or grade.score is None:
        return f"Not graded: {grade.reason or 'no reason was given'}"
    return f"Level {grade.level} of 5, {LEVEL_WORDS[grade.level]}, score {grade.score}"


def bar_sentence(grade: Grade) -> str:
    """Return how the level stands against the bar of the person's seniority."""
    if grade.bar.met is None:
        return f"The bar for {grade.bar.seniority} is level {grade.bar.level}"
    reached = "reached" if grade.bar.met else "not reached yet"
    return f"The bar for {grade.bar.seniority} is level {grade.bar.level}: {reached}"


def caution_of(grade: Grade) -> str:
    """Return how sure the offline grader is of what it did not find; empty where there is nothing to add."""
    unsure = grade.grader == "offline" and grade.status == "graded" and not grade.flags
    if not unsure or all(verdict.verdict == "met" for verdict in grade.key_points):
        return ""
    return (
        "The offline grader knows phrases, not meaning: what you did say in other words, it may have missed."
    )


def story_questions(question: Question, grade: Grade) -> list[str]:
    """Return what to ask for the parts of a story that were not found; a situation to be played has none."""
    if question.format != "story":
        return []
    return [part.question for part in grade.star or () if not part.found]


def points_of(verdict: PointVerdict) -> str:
    """Return `3 of 3`, the points a verdict earned of its weight."""
    return f"{verdict.weight * verdict.credit:g} of {verdict.weight}"


def point_name(question: Question, point_id: str) -> str:
    """Return the name of a key point; a draft's points made of its model answer are named by their line."""
    for point in question.key_points:
        if point.id == point_id:
            return point.name
    return f"Model answer, line {point_id.rpartition('-')[2]}"


def advice_of(question: Question, point_id: str) -> str:
    """Return what to do about a key point that was missed; empty for a line of a draft's model answer."""
    return next((point.advice or point.text for point in question.key_points if point.id == point_id), "")


def flag_sentences(grade: Grade) -> list[str]:
    """Return what to tell the person about each flag, kindly."""
    return [FLAG_SENTENCES[flag] for flag in grade.flags]


def overall(score: float | None, level: Level | int | None) -> str:
    """Return an interview's level and score in words."""
    if score is None or level is None:
        return "no level yet"
    return f"level {level} of 5, {LEVEL_WORDS[level]}, score {score:g}"


def count_of(number: int, noun: str) -> str:
    """Return `1 question` or `3 questions`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
