"""Interviews are read a few at once for an export: nothing is mixed up, and asking stays cheap."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from export_samples import app_with, filled
from sqlalchemy import event

from interview_coach.errors import UsageError
from interview_coach.export.html_page import Entry
from interview_coach.services import exporting
from interview_coach.services.app import App
from interview_coach.services.exporting import chosen_by_filter, read_in_batches


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = filled(app_with(tmp_path))
    yield app
    app.close()


def ids_of(app: App) -> list[str]:
    return [entry.id for entry in chosen_by_filter(app)]


def test_interviews_read_at_once_are_those_read_one_by_one_in_the_order_asked_for(app: App) -> None:
    ids = ids_of(app)[::-1]
    assert len(ids) == 4
    assert app.past.interviews(ids) == [app.past.interview(one) for one in ids]
    assert app.past.records(ids) == [app.past.record_of(one) for one in ids]


def test_reading_more_interviews_takes_no_more_queries(app: App) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(app.past._engine, "before_cursor_execute", note)
    app.past.records(ids_of(app)[:1])
    first = len(asked)
    assert first > 0
    app.past.records(ids_of(app))
    assert len(asked) == 2 * first


def test_no_more_than_a_batch_is_read_and_they_are_watched_one_by_one(app: App) -> None:
    seen: list[str] = []
    read: list[int] = []

    def watch(entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            seen.append(entry.id)
            yield entry

    def read_some(ids: Sequence[str]) -> Sequence[str]:
        read.append(len(ids))
        return ids

    entries = chosen_by_filter(app) * 12
    passed = read_in_batches(read_some, entries, watch)
    assert next(passed) == entries[0].id
    assert seen == [entries[0].id]
    assert list(passed) == [entry.id for entry in entries[1:]]
    assert read == [exporting.BATCH, exporting.BATCH, 48 - 2 * exporting.BATCH]
    assert len(seen) == 48


def test_an_interview_deleted_meanwhile_is_named(app: App) -> None:
    ids = ids_of(app)
    app.store.delete([ids[1]], app.clock.now())
    for read in (app.past.interviews, app.past.records):
        with pytest.raises(UsageError, match=ids[1]):
            read(ids)
