"""Which past interviews are wanted."""

from msgspec import Struct

from interview_coach.domain.grade import Grader
from interview_coach.domain.interview import InterviewState, Mode
from interview_coach.domain.question import Kind


class HistoryFilter(Struct, frozen=True, kw_only=True):
    """What an interview has to be or to have; None, False and no words let everything through.

    What is said of a question (skills, kind, levels, grader, bookmarked, words) must all hold for one and the same
    question of the interview; words may also stand in the notes about the interview.

    Attributes:
        words: each must be said in question, answers, feedback or notes; the last word of each may be a beginning.
        skills: ids; the question has them all.
        levels: lowest and highest level of the question's grade of record, 1 to 5.
        grader: who graded it, among others.
        since: started then or later, ISO 8601.
        until: started before then, ISO 8601.
        unfinished: only what is active or paused.
        begun: not what is unfinished and holds no word of the person: no answer, draft, clarification or note.
        trash: only what is in the trash; else only what is not.
    """

    words: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    kind: Kind | None = None
    levels: tuple[int, int] | None = None
    grader: Grader | None = None
    bookmarked: bool = False
    mode: Mode | None = None
    state: InterviewState | None = None
    unfinished: bool = False
    begun: bool = False
    since: str | None = None
    until: str | None = None
    trash: bool = False

    @property
    def about_questions(self) -> bool:
        """Whether anything is said of single questions, words aside."""
        return bool(self.skills or self.kind or self.levels or self.grader or self.bookmarked)

    @property
    def everything(self) -> bool:
        """Whether nothing is left out but the trash."""
        return self == EVERYTHING


EVERYTHING = HistoryFilter()
"""Every interview but those in the trash."""
