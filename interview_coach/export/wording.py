"""Sentences about interviews and grades that several formats share, as plain text."""

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Interview, Turn
from interview_coach.domain.question import Question
from interview_coach.domain.wording import story_questions


def facts_of(interview: Interview) -> tuple[str, ...]:
    """Return when and how an interview was held."""
    setup = interview.setup
    return (
        f"{interview.started_at[:16].replace('T', ' ')} ({interview.started_at[-6:]})",
        setup.seniority,
        setup.kind or "mixed",
        f"{setup.mode} mode",
        f"grader {setup.grader}",
        interview.state,
        interview.id,
    )


def outcome_of(turn: Turn) -> str:
    """Return why a turn has no answer, or an empty string."""
    if turn.state == "waiting":
        return "Not asked yet."
    if turn.state == "skipped":
        return "Skipped."
    return "" if any(attempt.answered for attempt in turn.attempts) else "Not answered yet."


def graded_by(grade: Grade) -> str:
    """Return who graded, how sure it was, and what version of the question it saw."""
    by = grade.model or grade.grader
    return f"Graded by {by}, {grade.confidence} confidence, question version {grade.question_version}"


def notes_on(question: Question, grade: Grade) -> tuple[str, ...]:
    """Return what is said about the delivery: coaching, never part of the score."""
    missing = story_questions(question, grade)
    return (*missing, *(grade.delivery.notes if grade.delivery else ()))
