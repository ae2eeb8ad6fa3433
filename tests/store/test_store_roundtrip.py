"""What goes into the store comes out of it."""

from pathlib import Path

import pytest
from store_samples import happened, rich

from interview_coach.store.store import Store


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "interviews.sqlite3"


def test_an_interview_comes_back_whole_after_reopening(database: Path) -> None:
    interview = rich()
    with Store.open(database) as store:
        store.create(interview, happened("started"))
        assert store.interview("rich2345") == interview
    with Store.open(database, read_only=True) as store:
        assert store.interview("RICH") == rich()
