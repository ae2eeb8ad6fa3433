"""What every grader is given and gives back."""

from dataclasses import dataclass
from typing import Protocol

from interview_coach.domain.grade import Grade, Grader
from interview_coach.domain.levels import Seniority
from interview_coach.domain.question import Question


@dataclass(frozen=True)
class Answer:
    """One attempt with its follow-up answers.

    Attributes:
        texts: the attempt itself, then its follow-up answers in order; a skipped follow-up is an empty text.
        follow_up_ids: for each text the follow-up it answers; None for the attempt itself, and for a follow-up
            that is not the question's own, whose answer can raise nothing.
        given: words the interviewer gave: answers to clarifying questions and wordings of follow-ups. They earn
            nothing alone.
    """

    texts: tuple[str, ...]
    follow_up_ids: tuple[str | None, ...]
    given: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.texts or len(self.texts) != len(self.follow_up_ids):
            raise ValueError("an answer has at least one text, and a follow-up id or None for each")


def single(text: str) -> Answer:
    """Return an answer without follow-ups."""
    return Answer(texts=(text,), follow_up_ids=(None,))


class GraderProtocol(Protocol):
    """Grades answers."""

    name: Grader

    def grade(self, question: Question, answer: Answer, *, seniority: Seniority, created_at: str) -> Grade:
        """Return the grade of an answer; `created_at` is ISO 8601 with offset."""
        ...
