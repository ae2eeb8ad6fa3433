"""What a model said, what it cost, and where the person disagreed, is kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from store_samples import T0, T1, T2, answered, grade, happened, rich, started

from interview_coach.domain.grade import Evidence
from interview_coach.domain.interview import FailedJob, GradingJob, Interview
from interview_coach.domain.llm import Dispute, Spent, UsageEntry
from interview_coach.errors import StorageError, UsageError
from interview_coach.store.store import Store


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "interviews.sqlite3"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store.open(database) as opened:
        yield opened


def wanted(store: Store) -> tuple[Interview, GradingJob]:
    """An answered question with a grade wanted of both graders."""
    interview = started()
    store.create(interview, [])
    offline = answered(interview, "both read one")
    job = replace(offline, grader="llm", model="small-model")
    store.record(interview, [interview.turn], happened("answer"), [offline, job])
    return interview, job


def entry(at: str = T0, cost: float | None = 0.25, interview_id: str | None = None) -> UsageEntry:
    return UsageEntry(
        at=at,
        host="api.example.com",
        model="small-model",
        purpose="grade",
        interview_id=interview_id,
        prompt_tokens=1000,
        completion_tokens=200,
        cached_tokens=800,
        reasoning_tokens=50,
        estimated=True,
        cost_usd=cost,
    )


def dispute(attempt_id: str, grade_id: str, number: int = 1) -> Dispute:
    return Dispute(
        id=f"dispute{number}",
        attempt_id=attempt_id,
        grade_id=grade_id,
        point_id="lock",
        argument="I said so: for update.",
        old_verdict="partly",
        new_verdict="met",
        reason="The words are there.",
        evidence=(Evidence(part=1, quote="for update", start=0, end=10),),
        created_at=T2,
    )


def test_only_offline_jobs_are_pending_unless_others_are_asked_for(store: Store) -> None:
    _, job = wanted(store)
    assert [found.grader for found in store.pending_jobs()] == ["offline"]
    assert store.pending_jobs("llm") == [job]
    assert [found.grader for found in store.pending_jobs(None)] == ["offline", "llm"]


def test_a_job_can_be_asked_for_later_and_an_unknown_attempt_is_refused(store: Store) -> None:
    _, job = wanted(store)
    later = replace(job, model="large-model")
    store.add_jobs([job, later])
    assert store.pending_jobs("llm") == [job, later]
    with pytest.raises(StorageError):
        store.add_jobs([replace(job, attempt_id="nobody")])


def test_a_stored_reply_survives_a_restart_and_the_job_still_waits(database: Path) -> None:
    raw = {"key_points": [{"id": "race", "verdict": "met"}], "text": "naïve 🙂 \u2028"}
    with Store.open(database) as store:
        _, job = wanted(store)
        assert store.stored_reply(job) is None
        store.store_reply(job, raw)
    with Store.open(database) as store:
        assert store.stored_reply(job) == raw
        assert store.pending_jobs("llm") == [job]


def test_a_reply_for_a_job_nobody_stored_makes_it_wait(store: Store) -> None:
    _, job = wanted(store)
    other = replace(job, model="large-model")
    store.store_reply(other, {"a": 1})
    assert store.pending_jobs("llm") == [job, other]


def test_a_reply_that_comes_after_the_grade_changes_nothing(store: Store) -> None:
    interview, job = wanted(store)
    store.store_reply(job, {"a": 1})
    store.finish_job(job, grade(job.attempt_id, interview.turn.question, grader="llm"))
    store.store_reply(job, {"a": 2})
    assert store.stored_reply(job) == {"a": 1}
    assert store.pending_jobs("llm") == []


def test_a_failed_job_has_an_ungraded_grade_that_says_why(store: Store) -> None:
    interview, job = wanted(store)
    stored = store.fail_job(job, "The month's cap is reached.", at=T2)
    assert (stored.status, stored.score, stored.reason) == ("ungraded", None, "The month's cap is reached.")
    assert (stored.grader, stored.model, stored.created_at) == ("llm", "small-model", T2)
    assert [point.id for point in stored.key_points] == [p.id for p in interview.turn.question.key_points]
    assert (stored.bar.seniority, stored.bar.met) == (interview.setup.seniority, None)
    assert store.interview(interview.id).turn.attempts[0].grades == [stored]
    assert store.failed_jobs() == [FailedJob(job=job, reason="The month's cap is reached.", tries=1)]
    assert store.fail_job(job, "again", at=T2) == stored
    assert store.summaries()[0].score is None


def test_an_ungraded_grade_of_the_grader_counts_as_failed_too(store: Store) -> None:
    interview, job = wanted(store)
    store.finish_job(job, grade(job.attempt_id, interview.turn.question, None, grader="llm"))
    (failed,) = store.failed_jobs(interview.id)
    assert failed.reason == "the server did not answer"
    assert store.failed_jobs("other") == []


def test_a_failed_job_can_be_reopened_and_then_finished(store: Store) -> None:
    interview, job = wanted(store)
    store.store_reply(job, {"made": "up"})
    failed = store.fail_job(job, "The server did not answer.", at=T1)
    assert store.reopen_job(job)
    assert store.pending_jobs("llm") == [job]
    assert store.stored_reply(job) is None
    assert store.failed_jobs() == []
    good = store.finish_job(job, grade(job.attempt_id, interview.turn.question, 70, grader="llm"))
    attempt = store.interview(interview.id).turn.attempts[0]
    assert attempt.grades == [failed, good]
    assert attempt.grade == good
    store.fail_job(job, "too late", at=T2)
    assert store.failed_jobs() == []


def test_tries_are_counted_over_reopening(store: Store) -> None:
    _, job = wanted(store)
    for number in range(1, 4):
        store.fail_job(job, f"failure {number}", at=T1)
        assert [(f.reason, f.tries) for f in store.failed_jobs()] == [(f"failure {number}", number)]
        store.reopen_job(job)


def test_only_a_job_that_ended_ungraded_is_reopened(store: Store) -> None:
    interview, job = wanted(store)
    assert not store.reopen_job(job)
    assert not store.reopen_job(replace(job, model="never asked"))
    store.finish_job(job, grade(job.attempt_id, interview.turn.question, grader="llm"))
    assert not store.reopen_job(job)
    assert store.pending_jobs("llm") == []


def test_failing_a_job_of_an_unknown_question_is_refused(store: Store) -> None:
    _, job = wanted(store)
    with pytest.raises(StorageError, match="no question"):
        store.fail_job(replace(job, content_hash="sha256:0"), "why", at=T1)


def test_costs_add_up_by_time_and_interview(store: Store) -> None:
    store.create(started(), [])
    assert store.spent() == Spent()
    store.add_usage(entry("2026-10-31T23:30:00+00:00"))
    store.add_usage(entry("2026-11-01T00:30:00+02:00"))  # half past ten in the evening of October, in UTC
    store.add_usage(entry("2026-11-01T00:00:00+00:00", interview_id="abcd2345"))
    store.add_usage(entry(T0, None, "abcd2345"))
    assert store.spent() == Spent(
        calls=4, cost_usd=0.75, prompt_tokens=4000, completion_tokens=800, unpriced_calls=1
    )
    month = store.spent("2026-11-01T00:00:00+00:00")
    assert (month.calls, month.cost_usd, month.unpriced_calls) == (2, 0.25, 1)
    assert store.spent(interview_id="abcd2345").cost_usd == 0.25
    with pytest.raises(UsageError):
        store.spent("yesterday")


def test_usage_of_an_unknown_interview_or_below_nothing_is_refused(store: Store) -> None:
    for wrong in (entry(interview_id="nobody22"), entry(cost=-1.0), replace(entry(), cached_tokens=-1)):
        with pytest.raises(StorageError):
            store.add_usage(wrong)
    assert store.spent().calls == 0


def test_what_was_spent_outlives_the_interview(store: Store, database: Path) -> None:
    store.create(started(), [])
    store.add_usage(entry(interview_id="abcd2345"))
    with store._write("deleting") as connection:
        connection.exec_driver_sql("DELETE FROM interviews")
    assert store.spent().cost_usd == 0.25
    assert store.spent(interview_id="abcd2345").calls == 0


def test_disputes_come_back_with_their_attempt_and_are_stored_once(store: Store) -> None:
    interview = rich()
    store.create(interview, [])
    attempt = interview.turns[0].attempts[0]
    given = [dispute(attempt.id, "rich2345-g1", 2), dispute(attempt.id, "rich2345-g3", 1)]
    for each in (*given, given[0]):
        store.add_dispute(each)
    assert store.disputes(attempt.id) == given
    assert store.disputes("rich2345-2") == []
    attempt.disputes = given
    assert store.interview("rich2345") == interview
    with pytest.raises(StorageError):
        store.add_dispute(dispute(attempt.id, "no grade", 3))


def test_disputes_that_come_with_an_interview_are_stored(store: Store) -> None:
    interview = rich()
    attempt = interview.turns[0].attempts[0]
    attempt.disputes = [dispute(attempt.id, "rich2345-g1")]
    store.create(interview, [])
    store.record(interview, interview.turns, [])
    assert store.interview("rich2345") == interview


def test_reading_only_sees_all_of_it_and_writes_none(database: Path) -> None:
    with Store.open(database) as store:
        _, job = wanted(store)
        store.store_reply(job, {"a": 1})
        store.add_usage(entry())
    with Store.open(database, read_only=True) as store:
        assert store.stored_reply(job) == {"a": 1}
        assert store.spent().calls == 1
        for write in (
            lambda: store.add_usage(entry()),
            lambda: store.store_reply(job, {}),
            lambda: store.reopen_job(job),
            lambda: store.add_dispute(dispute("a", "b")),
        ):
            with pytest.raises(StorageError, match="reading only"):
                write()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM llm_usage").fetchone() == (1,)
