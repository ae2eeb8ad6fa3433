"""Answers to clarifying questions: only what the question knows."""

from interview_coach.domain.question import Question
from interview_coach.text.signals import matches

NO_MORE = "I can't say more than the task does. Make an assumption, say it aloud, and go on."


def clarify(question: Question, asked: str) -> tuple[str, bool]:
    """Return what the interviewer says to a clarifying question, and whether the question knows it."""
    known = [c.answer for c in question.clarifications if any(matches(phrase, asked) for phrase in c.asked)]
    return (" ".join(known), True) if known else (NO_MORE, False)
