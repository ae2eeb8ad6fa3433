"""A grade is wanted once, stored once and counted once."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from store_samples import answered, attempt, grade, happened, question, started, turn

from interview_coach.domain.grade import Grader
from interview_coach.domain.interview import GradingJob, Interview, Setup
from interview_coach.errors import StorageError
from interview_coach.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "interviews.sqlite3") as opened:
        yield opened


def answer_first(store: Store) -> tuple[Interview, GradingJob]:
    interview = started()
    store.create(interview, [])
    job = answered(interview, "both read one")
    store.record(interview, [interview.turn], happened("answer"), [job])
    return interview, job


def test_a_finished_job_is_done_and_its_grade_belongs_to_the_attempt(store: Store) -> None:
    interview, job = answer_first(store)
    given = grade(job.attempt_id, interview.turn.question)
    stored = store.finish_job(job, given)
    assert stored.id is not None
    assert replace(stored, id=None) == given
    assert store.pending_jobs() == []
    assert store.interview(interview.id).turn.attempts[0].grades == [stored]


def test_finishing_twice_gives_the_first_grade_and_adds_nothing(store: Store) -> None:
    interview, job = answer_first(store)
    first = store.finish_job(job, grade(job.attempt_id, interview.turn.question, 62))
    again = store.finish_job(job, grade(job.attempt_id, interview.turn.question, 90))
    assert again == first
    assert store.interview(interview.id).score == 62


def test_a_job_asked_for_again_stays_done(store: Store) -> None:
    interview, job = answer_first(store)
    store.finish_job(job, grade(job.attempt_id, interview.turn.question))
    store.record(interview, [], [], [job, job])
    assert store.pending_jobs() == []


def test_jobs_differ_by_grader_and_model(store: Store) -> None:
    interview, job = answer_first(store)
    others = [replace(job, grader="llm", model=model) for model in ("small", "large")]
    store.record(interview, [], [], [*others, job, *others])
    assert store.pending_jobs(None) == [job, *others]


def test_a_job_that_nobody_stored_can_be_finished(store: Store) -> None:
    interview, job = answer_first(store)
    other = replace(job, grader="llm", model="small")
    store.finish_job(other, grade(job.attempt_id, interview.turn.question, grader="llm"))
    assert store.pending_jobs() == [job]


def test_an_ungraded_attempt_has_no_score(store: Store) -> None:
    interview, job = answer_first(store)
    stored = store.finish_job(job, grade(job.attempt_id, interview.turn.question, None))
    assert stored.status == "ungraded"
    (summary,) = store.summaries()
    assert (summary.score, summary.level) == (None, None)


def test_a_grade_for_another_attempt_is_refused(store: Store) -> None:
    interview, job = answer_first(store)
    for wrong in ("other", None):
        given = replace(grade("x", interview.turn.question), attempt_id=wrong)
        with pytest.raises(StorageError, match="no attempt"):
            store.finish_job(job, given)
    with pytest.raises(StorageError, match="no attempt"):
        store.finish_job(replace(job, attempt_id="other"), grade("other", interview.turn.question))
    assert store.pending_jobs() == [job]


def test_a_grade_of_a_question_that_was_never_asked_is_refused(store: Store) -> None:
    _, job = answer_first(store)
    with pytest.raises(StorageError, match="does not fit"):
        store.finish_job(job, grade(job.attempt_id, question("never")))


@pytest.mark.parametrize("seed", range(6))
def test_scores_of_lists_equal_those_of_the_whole_interview(store: Store, seed: int) -> None:
    """Grades of both graders in any order, several attempts, skips: the columns follow the domain's rule."""
    chance = random.Random(seed)
    questions = [question(f"item-{n}") for n in range(1, 6)]
    turns = [turn(position, of, state="done") for position, of in enumerate(questions, 1)]
    interview = Interview(id="abcd2345", setup=Setup(count=5), started_at="2026-11-20T10:00", turns=turns)
    store.create(interview, [])
    for each in turns:
        each.attempts = [attempt(f"t{each.position}-{n}", "text", number=n) for n in range(1, 4)]
    store.record(interview, turns, [])
    for _ in range(25):
        each = chance.choice(turns)
        answer = chance.choice(each.attempts)
        grader: Grader = chance.choice(("offline", "llm"))
        score = chance.choice((None, chance.randint(0, 100)))
        model = f"model-{chance.random()}"
        job = GradingJob(
            interview_id=interview.id,
            attempt_id=answer.id,
            content_hash=each.content_hash,
            grader=grader,
            model=model,
        )
        answer.grades.append(store.finish_job(job, grade(answer.id, each.question, score, grader=grader)))
        if chance.random() < 0.1:
            each.state = "skipped"
            store.record(interview, [each], happened("skipped"))
        (summary,) = store.summaries()
        assert (summary.score, summary.level) == (interview.score, interview.level)
        levels = [past.level for past in store.past_turns(10)]
        expected = [None if t.grade is None else t.grade.level for t in reversed(turns)]
        assert levels == expected
    assert store.interview(interview.id) == interview
