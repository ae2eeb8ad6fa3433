"""What a person adds to a past answer: notes, bookmarks, disputes, and that it was sent by mistake."""

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Attempt, Interview, Note, Turn
from interview_coach.domain.llm import Dispute
from interview_coach.errors import CoachError
from interview_coach.services.app import App
from interview_coach.text.clean import clean


def add_note(app: App, interview: Interview, turn: Turn | None, text: str) -> Note:
    """Keep a note with an interview, or with one of its questions.

    Raises:
        StorageError: it could not be stored.
    """
    position = turn.position if turn is not None else None
    note = Note(id=app.new_id(), turn=position, text=clean(text), created_at=app.clock.now())
    app.store.add_note(interview.id, note)
    interview.notes.append(note)
    return note


def turn_bookmark(app: App, interview: Interview, turn: Turn) -> bool:
    """Bookmark a question, or take its bookmark away; return whether it has one now.

    Raises:
        StorageError: it could not be stored.
    """
    marked = not turn.bookmarked
    app.store.set_bookmark(interview.id, turn.position, marked)
    turn.bookmarked = marked
    return marked


def turn_taken_back(app: App, interview: Interview, turn: Turn, attempt: Attempt) -> bool:
    """Let an attempt count no more, or again; return whether it is taken back now. Scores follow.

    Raises:
        StorageError: it could not be stored; nothing changed.
    """
    attempt.taken_back = not attempt.taken_back
    try:
        app.store.take_back(interview, turn, attempt)
    except CoachError:
        attempt.taken_back = not attempt.taken_back
        raise
    return attempt.taken_back


def require_counting(attempt: Attempt) -> None:
    """Let nobody dispute a verdict on an answer that counts no more.

    Raises:
        CoachError: the answer was taken back.
    """
    if attempt.taken_back:
        raise CoachError(
            "This answer was taken back, so there is no verdict to dispute.", "Let it count again first."
        )


def dispute(app: App, attempt: Attempt, grade: Grade, point_id: str, argument: str) -> Dispute:
    """Keep beside a verdict why the person disagrees; nobody answers, so the verdict stays and no reason is given.

    Raises:
        CoachError: nothing was said, the answer was taken back, or the grade is not stored.
        StorageError: it could not be stored.
    """
    require_counting(attempt)
    argument = clean(argument).strip()
    if not argument:
        raise CoachError("Say what speaks against the verdict.")
    if grade.id is None:
        raise CoachError("This grade is not stored, so nothing can be kept beside it.")
    verdict = grade.verdict(point_id).verdict
    said = Dispute(
        id=app.new_id(),
        attempt_id=attempt.id,
        grade_id=grade.id,
        point_id=point_id,
        argument=argument,
        old_verdict=verdict,
        new_verdict=verdict,
        reason="",
        created_at=app.clock.now(),
    )
    app.store.add_dispute(said)
    attempt.disputes.append(said)
    return said
