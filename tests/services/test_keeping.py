"""What a person adds to a past answer, over the real store."""

import pytest
from support import GOOD_ANSWER, hold, simple_question

from interview_coach.domain.interview import Interview
from interview_coach.errors import CoachError, StorageError
from interview_coach.services.app import App
from interview_coach.services.keeping import add_note, dispute, turn_bookmark, turn_taken_back
from interview_coach.services.llm import job_for
from interview_coach.services.practising import practise, siblings_of

QUESTION = "sql-transactions/oversold-last-item"


@pytest.fixture
def interview(app: App) -> Interview:
    """A finished interview of one question."""
    return hold(app, [GOOD_ANSWER], questions=[QUESTION]).interview


def test_what_is_kept_is_read_back_equal(app: App, interview: Interview) -> None:
    turn, attempt = next(interview.attempts())
    assert attempt.grade is not None
    add_note(app, interview, turn, "draw it")
    add_note(app, interview, None, "a good day")
    assert turn_bookmark(app, interview, turn)
    dispute(app, attempt, attempt.grade, "race", " I said it ")
    assert turn_taken_back(app, interview, turn, attempt)
    assert app.store.interview(interview.id) == interview
    assert interview.score is None
    assert not turn_taken_back(app, interview, turn, attempt)
    assert app.store.summaries()[0].score == interview.score == attempt.grade.score


def test_an_attempt_that_could_not_be_taken_back_counts(
    app: App, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(app.store, "take_back", full)
    turn, attempt = next(interview.attempts())
    with pytest.raises(StorageError):
        turn_taken_back(app, interview, turn, attempt)
    assert not attempt.taken_back


def test_no_model_is_asked_about_an_answer_taken_back_until_it_counts_again(
    app: App, interview: Interview
) -> None:
    turn, attempt = next(interview.attempts())
    job = job_for(interview, turn, attempt, "judge-1")
    app.store.add_jobs([job])
    turn_taken_back(app, interview, turn, attempt)
    assert app.store.pending_jobs("llm") == []
    turn_taken_back(app, interview, turn, attempt)
    assert app.store.pending_jobs("llm") == [job]


def test_a_dispute_needs_words(app: App, interview: Interview) -> None:
    _, attempt = next(interview.attempts())
    assert attempt.grade is not None
    with pytest.raises(CoachError, match="Say what"):
        dispute(app, attempt, attempt.grade, "race", "  ")


def test_an_answer_taken_back_is_not_disputed_until_it_counts_again(app: App, interview: Interview) -> None:
    turn, attempt = next(interview.attempts())
    assert attempt.grade is not None
    point = attempt.grade.key_points[0].id
    turn_taken_back(app, interview, turn, attempt)
    with pytest.raises(CoachError, match="taken back"):
        dispute(app, attempt, attempt.grade, point, "I said so")
    assert attempt.disputes == []
    turn_taken_back(app, interview, turn, attempt)
    assert dispute(app, attempt, attempt.grade, point, "I said so").argument == "I said so"


def test_a_question_that_left_the_bank_is_practised_as_it_was(app: App, interview: Interview) -> None:
    gone = simple_question("sql-transactions/oversold", title="Gone since")
    sitting = practise(app, interview, gone)
    assert sitting.turn.question == gone  # not the one whose id only begins so
    assert sitting.interview.setup.mode == "practice"


def test_siblings_are_none_of_the_interview_and_not_above_the_person(app: App, interview: Interview) -> None:
    found = siblings_of(app, interview, interview.turns[0])
    assert found
    assert QUESTION not in [one.question.id for one in found]
    assert all(one.question.asked_from in ("junior", "mid") for one in found)
