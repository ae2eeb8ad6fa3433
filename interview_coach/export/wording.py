"""Sentences about interviews and grades that several formats share, as plain text."""

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Interview, Note, Turn
from interview_coach.domain.llm import Dispute
from interview_coach.domain.question import Question
from interview_coach.domain.wording import story_questions

TAKEN_BACK = "Taken back by you: it stays and counts no more."


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


def note_heading(note: Note) -> str:
    """Return what a note is about."""
    return "Note" if note.turn is None else f"Note on question {note.turn}"


def dispute_outcome(dispute: Dispute) -> str:
    """Return what came of a dispute; where nobody was asked, the verdict it is about."""
    if not dispute.reason:
        return f"The verdict: {dispute.old_verdict}."
    return f"{dispute.old_verdict} → {dispute.new_verdict}: {dispute.reason}"
