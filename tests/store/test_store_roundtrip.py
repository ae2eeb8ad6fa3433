"""What goes into the store comes out of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import cast

import pytest
from store_samples import T0, T1, T2, answered, attempt, grade, happened, question, rich, started, turn

from interview_coach.domain.interview import Event, EventKind, Exchange, Note, Part
from interview_coach.errors import StorageError, UsageError
from interview_coach.store.store import Store


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "interviews.sqlite3"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store.open(database) as opened:
        yield opened


def test_an_interview_comes_back_whole_after_reopening(database: Path) -> None:
    with Store.open(database) as store:
        store.create(rich(), happened("started"))
        assert store.interview("rich2345") == rich()
    with Store.open(database, read_only=True) as store:
        assert store.interview("RICH") == rich()
        assert store.interview("rich2345").score == rich().score


def test_what_happens_step_by_step_comes_back(store: Store) -> None:
    interview = started(count=3)
    store.create(interview, happened("started", "question"))
    first = interview.turns[0]
    first.exchanges.append(Exchange(asked="How many?", answer="Two.", known=True, at=T1))
    first.hint_taken = True
    store.record(interview, [first], happened("clarification", "hint"))
    job = answered(interview, "An answer with 🙂")
    first.attempts[0].parts.append(Part(index=1, follow_up_id="how", prompt="How?", asked_at=T1))
    first.state = "follow_up"
    store.record(interview, [first], happened("answer"), [job])
    first.attempts[0].parts[1].closed_at = T2
    first.state = "done"
    interview.position, interview.state = 2, "paused"
    store.record(interview, [first], happened("follow_up_skipped", "paused"))
    assert store.interview(interview.id) == interview
    assert store.pending_jobs() == [job]


def test_a_call_that_fails_changes_nothing(store: Store) -> None:
    interview = started()
    store.create(interview, happened("started"))
    before = store.interview(interview.id)
    interview.state = "finished"
    broken = Event(kind=cast(EventKind, "exploded"), at=T1)
    with pytest.raises(StorageError):
        store.record(interview, [interview.turn], [*happened("answer"), broken])
    assert store.interview(interview.id) == before
    assert [event.kind for event in store.events(interview.id)] == ["started"]


def test_events_keep_the_order_they_were_given_in_whatever_the_clock_says(store: Store) -> None:
    interview, other = started("aaaa2222"), started("bbbb2222")
    store.create(interview, [Event(kind="started", at=T2)])
    store.create(other, happened("started"))
    store.record(interview, [], [Event(kind="paused", at=T1, data={"why": ["a", 1, None]})])
    store.record(interview, [], [Event(kind="resumed", at=T0), Event(kind="finished", at=T0, turn=2)])
    events = store.events("aaaa2222")
    assert [event.kind for event in events] == ["started", "paused", "resumed", "finished"]
    assert [event.sequence for event in events] == sorted({event.sequence for event in events})
    assert events[1].data == {"why": ["a", 1, None]}
    assert (events[3].turn, events[3].at) == (2, T0)


@pytest.mark.parametrize("changed", ["another answer", None])
def test_a_stored_answer_is_never_changed(store: Store, changed: str | None) -> None:
    interview = started()
    store.create(interview, [])
    answered(interview, "the answer")
    store.record(interview, [interview.turn], happened("answer"))
    stored = store.interview(interview.id)
    interview.turn.attempts[0].parts[0].text = changed
    interview.turn.revealed = True
    with pytest.raises(StorageError, match="stays as it is"):
        store.record(interview, [interview.turn], happened("answer"))
    assert store.interview(interview.id) == stored
    assert len(store.events(interview.id)) == 1


def test_answering_again_adds_an_attempt(store: Store) -> None:
    interview = started()
    store.create(interview, [])
    answered(interview, "first")
    interview.turn.attempts.append(attempt("second22", None, number=2))
    store.record(interview, [interview.turn], happened("answer", "again"))
    answered(interview, "second")
    store.record(interview, [interview.turn], happened("answer"))
    texts = [attempt.texts for attempt in store.interview(interview.id).turn.attempts]
    assert texts == [["first"], ["second"]]


def test_an_attempt_does_not_move_to_another_interview(store: Store) -> None:
    one, other = started("aaaa2222"), started("bbbb2222")
    other.turn.attempts[0].id = one.turn.attempts[0].id
    store.create(one, [])
    with pytest.raises(StorageError, match="another question"):
        store.create(other, [])
    assert store.interview("aaaa2222") == one
    assert [summary.id for summary in store.summaries()] == ["aaaa2222"]


def test_a_question_is_stored_once_and_as_it_was_when_asked(store: Store, database: Path) -> None:
    old, new = question(), question()
    new = type(new)(**{**{f: getattr(old, f) for f in old.__struct_fields__}, "prompt": "Changed."})
    for name, asked in (("aaaa2222", old), ("bbbb2222", old), ("cccc2222", new)):
        interview = started(name, 1)
        interview.turns = [turn(1, asked, state="answering")]
        store.create(interview, [])
    assert store.interview("aaaa2222").turn.question == old
    assert store.interview("cccc2222").turn.question == new
    with store._read("counting") as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM question_snapshots").scalar_one()
    assert count == 2


def test_an_interview_is_stored_once(store: Store) -> None:
    store.create(started(), [])
    with pytest.raises(StorageError):
        store.create(started(), [])
    assert len(store.summaries()) == 1


def test_recording_an_unknown_interview_says_so(store: Store) -> None:
    with pytest.raises(StorageError, match="not stored"):
        store.record(started(), [], [])


def test_notes_come_back_in_order(store: Store) -> None:
    store.create(started(), [])
    notes = [Note(id=f"note{n}", turn=n or None, text=f"Note {n}", created_at=T0) for n in range(3)]
    for note in notes:
        store.add_note("abcd2345", note)
    assert store.interview("abcd2345").notes == notes
    with pytest.raises(StorageError):
        store.add_note("nobody22", Note(id="x", turn=None, text="", created_at=T0))


def test_a_unique_prefix_is_enough_and_others_are_named(store: Store) -> None:
    for name in ("abcd2222", "abce2222", "abcd"):
        store.create(started(name), [])
    assert store.interview("abce").id == "abce2222"
    assert store.interview("abcd").id == "abcd"
    with pytest.raises(UsageError, match=r"abc: abcd, abce2222, abcd2222"):
        store.interview("abc")
    with pytest.raises(UsageError, match="no interview zz"):
        store.interview("zz")
    with pytest.raises(UsageError, match="No interview was named"):
        store.interview(" ")
    with pytest.raises(UsageError):
        store.interview("%")


def test_many_threads_may_call_at_once(store: Store) -> None:
    interviews = [started(f"abcd22{n:02}") for n in range(12)]

    def sit(number: int) -> str:
        interview = interviews[number]
        store.create(interview, happened("started"))
        for word in ("one", "one two", "one two three"):
            store.save_draft(interview.turn.attempts[0].id, 0, word, T0)
        job = answered(interview, "one two three four")
        store.record(interview, [interview.turn], happened("answer"), [job])
        store.finish_job(job, grade(job.attempt_id, interview.turn.question))
        store.summaries()
        return store.interview(interview.id).turn.attempts[0].texts[0]

    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(sit, range(len(interviews))))
    assert texts == ["one two three four"] * 12
    assert store.pending_jobs() == []
    assert [summary.score for summary in store.summaries()] == [62] * 12


def test_the_store_keeps_its_own_copy(store: Store) -> None:
    interview = started()
    store.create(interview, [])
    as_created = deepcopy(interview)
    interview.turn.exchanges.append(Exchange(asked="?", answer="!", known=False, at=T0))
    assert store.interview(interview.id) == as_created


def test_after_closing_every_call_says_so(database: Path) -> None:
    store = Store.open(database)
    store.close()
    store.close()
    with pytest.raises(StorageError, match="closed"):
        store.summaries()
    with pytest.raises(StorageError, match="closed"):
        store.create(started(), [])


def test_reading_does_not_wait_for_a_write_and_sees_it_only_when_it_is_done(store: Store) -> None:
    store.create(started(), [])
    with store._write("holding the right to write") as connection:
        connection.exec_driver_sql("DELETE FROM interviews")
        assert len(store.summaries()) == 1
    assert store.summaries() == []


def test_changes_of_tables_are_part_of_the_transaction(store: Store) -> None:
    def half() -> None:
        with store._write("failing") as connection:
            connection.exec_driver_sql("CREATE TABLE half (done)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    with store._read("looking") as connection:
        assert connection.exec_driver_sql("SELECT 1 FROM sqlite_schema WHERE name = 'half'").first() is None
