"""Databases of every earlier revision open, with everything in them."""

import shutil
from pathlib import Path

import pytest
from store_samples import grade, rich, started

from interview_coach.errors import StorageError
from interview_coach.store.revision import CURRENT, stored_revision
from interview_coach.store.store import Store

DATA = Path(__file__).with_name("data")
EARLIER = CURRENT.revisions[:-1]


@pytest.fixture(params=EARLIER)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a database as that revision of the program left it."""
    path = tmp_path / "interviews.sqlite3"
    shutil.copyfile(DATA / f"revision-{request.param}.sqlite3", path)
    assert stored_revision(path) == request.param
    return path


def test_everything_in_it_is_still_there(database: Path) -> None:
    with Store.open(database) as store:
        assert store.interview("rich2345") == rich()
        assert store.interview("abcd2345") == started()
        assert store.draft("abcd2345-a1", 0) == "half of an ans"
        assert [event.kind for event in store.events("rich2345")] == ["started", "answer"]
        assert [summary.id for summary in store.summaries()] == ["pend2345", "abcd2345", "rich2345"]
    assert stored_revision(database) == CURRENT.head
    assert len(list((database.parent / "backups").iterdir())) == 1


def test_its_waiting_job_is_finished_and_failed_grades_can_be_had_again(database: Path) -> None:
    with Store.open(database) as store:
        (job,) = store.pending_jobs()
        failed = store.fail_job(job, "why", at="2026-11-20T10:00:00+00:00")
        assert store.reopen_job(job)
        question = store.interview("pend2345").turn.question
        stored = store.finish_job(job, grade(job.attempt_id, question))
        assert store.interview("pend2345").turn.attempts[0].grades == [failed, stored]
        assert store.spent().calls == 0


def test_reading_only_says_what_to_do(database: Path) -> None:
    before = database.read_bytes()
    with pytest.raises(StorageError, match="older version"):
        Store.open(database, read_only=True)
    assert database.read_bytes() == before
