"""Attempts found by their question or their id."""

from pathlib import Path

import pytest
from store_samples import T0, question, rich

from interview_coach.domain.interview import PastAttempt
from interview_coach.errors import UsageError
from interview_coach.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with two rich interviews."""
    opened = Store.open(tmp_path / "interviews.sqlite3")
    opened.create(rich("older234"), [])
    opened.create(rich("newer234"), [])
    return opened


def listed(store: Store) -> list[str]:
    return [one.attempt_id for one in store.attempts_at(question().id)]


def test_attempts_at_a_question_come_newest_first_with_the_score_of_record(store: Store) -> None:
    assert listed(store) == ["newer234-2", "newer234-1", "older234-2", "older234-1"]
    # The first attempt has an offline grade and a later one of a model, which counts.
    scores = [one.score for one in store.attempts_at(question().id)]
    records = [a.grade.score for _, a in store.interview("newer234").attempts() if a.grade][:2]
    assert scores == [*reversed(records), *reversed(records)] == [70, 55, 70, 55]


def test_the_trash_is_left_out_and_what_was_taken_back_says_so(store: Store) -> None:
    store.delete(["older234"], T0)
    interview = store.interview("newer234")
    attempt = interview.turns[0].attempts[1]
    attempt.taken_back = True
    store.take_back(interview, interview.turns[0], attempt)
    found: list[PastAttempt] = store.attempts_at(question().id)
    assert [(one.attempt_id, one.taken_back) for one in found] == [
        ("newer234-2", True),
        ("newer234-1", False),
    ]


def test_an_attempt_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    assert store.find_attempt("newer234-2") == ("newer234", "newer234-2")
    assert store.find_attempt("nothing") is None
    with pytest.raises(UsageError, match="Several"):
        store.find_attempt("newer")
