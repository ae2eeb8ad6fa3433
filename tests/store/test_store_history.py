"""Lists of the history: what is in them, in which order, and what they cost."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import event
from store_samples import (
    T0,
    T1,
    T2,
    answered,
    attempt,
    grade,
    happened,
    question,
    rich,
    started,
    turn,
)

from interview_coach.domain.history_filter import HistoryFilter
from interview_coach.domain.interview import Exchange, InterviewSummary, Note, PastTurn
from interview_coach.errors import UsageError
from interview_coach.store.store import Store

WHOLE_OBJECT = re.compile(r"question_snapshots\.question\b|grades\.grade\b")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "interviews.sqlite3") as opened:
        yield opened


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Collect the statements that are sent to the database."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    yield seen
    event.remove(store._engine, "before_cursor_execute", note)


def test_a_summary_says_everything_about_an_interview(store: Store) -> None:
    interview = rich()
    store.create(interview, [])
    assert store.summaries() == [
        InterviewSummary(
            id="rich2345",
            started_at=T0,
            finished_at=T2,
            state="finished",
            mode="mock",
            seniority="senior",
            turns=3,
            score=interview.score,
            level=interview.level,
            grader="llm",
            titles=("The oversold item", "The index item", "The third item"),
            position=3,
        )
    ]
    assert interview.score == 35.0


def test_the_newest_is_first_whatever_the_clock_says(store: Store) -> None:
    for number, at in enumerate(("2026-11-20", "1970-01-01", "2100-01-01", "2026-10-25")):
        interview = started(f"abcd{number}")
        interview.started_at = f"{at}T02:30:00+00:00"
        store.create(interview, [])
    assert [summary.id for summary in store.summaries()] == ["abcd3", "abcd2", "abcd1", "abcd0"]
    assert [summary.id for summary in store.summaries(limit=2)] == ["abcd3", "abcd2"]
    assert store.summaries(limit=0) == []


def test_unfinished_interviews_tell_how_much_is_not_sent(store: Store) -> None:
    for name in ("aaaa2222", "bbbb2222", "cccc2222"):
        store.create(started(name), [])
    store.save_draft("aaaa2222-a1", 0, "three more words", T0)
    done = store.interview("cccc2222")
    done.state = "finished"
    store.record(done, [], happened("finished"))
    paused = store.interview("bbbb2222")
    paused.state = "paused"
    store.record(paused, [], happened("paused"))
    assert [(s.id, s.state, s.draft_words) for s in store.unfinished()] == [
        ("bbbb2222", "paused", 0),
        ("aaaa2222", "active", 3),
    ]


def _answer(store: Store, name: str) -> None:
    interview = store.interview(name)
    answered(interview, "an answer")
    store.record(interview, [interview.turn], happened("answer"))


def _ask(store: Store, name: str) -> None:
    interview = store.interview(name)
    interview.turn.exchanges.append(Exchange(asked="How many?", answer="Two.", known=True, at=T1))
    store.record(interview, [interview.turn], happened("clarification"))


@pytest.mark.parametrize(
    "work",
    [
        _answer,
        _ask,
        lambda store, name: store.save_draft(f"{name}-a1", 0, "a word", T0),
        lambda store, name: store.add_note(name, Note(id="n", turn=None, text="Go on here", created_at=T0)),
    ],
)
def test_an_interview_with_nothing_in_it_does_not_bury_the_one_worked_on(
    store: Store, work: Callable[[Store, str], None]
) -> None:
    for name in ("aaaa2222", "bbbb2222", "cccc2222"):
        store.create(started(name), [])
    store.save_draft("cccc2222-a1", 0, "typed and taken away", T0)
    store.save_draft("cccc2222-a1", 0, " \n", T1)
    latest = store.latest_unfinished()
    assert latest is not None
    assert latest.id == "cccc2222"  # the newest, as long as nothing is written anywhere
    assert store.summaries(HistoryFilter(begun=True)) == []
    work(store, "bbbb2222")
    latest = store.latest_unfinished()
    assert latest is not None
    assert latest.id == "bbbb2222"
    assert [s.id for s in store.summaries(HistoryFilter(begun=True))] == ["bbbb2222"]
    assert len(store.summaries()) == 3


def test_a_finished_interview_counts_as_begun_even_where_all_was_skipped(store: Store) -> None:
    interview = started()
    interview.turns[0].state, interview.state = "skipped", "finished"
    store.create(interview, [])
    assert store.count(HistoryFilter(begun=True)) == 1


def test_nothing_unfinished_is_none(store: Store) -> None:
    assert store.latest_unfinished() is None
    assert store.unfinished() == []


def test_a_skill_finds_every_question_that_has_it(store: Store) -> None:
    store.create(rich("rich2222"), [])
    other = started("other222", 1)
    other.turns = [turn(1, question("x", "caching", ("http",)))]
    store.create(other, [])
    assert [s.id for s in store.summaries(HistoryFilter(skills=("indexes",)))] == ["rich2222"]
    assert [s.id for s in store.summaries(HistoryFilter(skills=("http",)))] == ["other222"]
    assert store.summaries(HistoryFilter(skills=("htt",))) == []
    assert len(store.summaries(HistoryFilter(skills=("http",)))[0].titles) == 1


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("2026-11-20T09:00:00+00:00", True),
        ("2026-11-20T09:00:00.001+00:00", False),
        ("2026-11-20T11:00:00+02:00", True),
        ("2026-11-19", True),
        ("2026-11-22", False),
    ],
)
def test_since_compares_moments_not_their_spelling(store: Store, since: str, found: bool) -> None:
    store.create(started(), [])
    assert bool(store.summaries(HistoryFilter(since=since))) is found


def test_since_must_be_a_date(store: Store) -> None:
    with pytest.raises(UsageError, match="not a date"):
        store.summaries(HistoryFilter(since="yesterday"))


@pytest.mark.parametrize(
    "text",
    [
        "BOTH READ",
        "שלום",
        "for update",
        "the index item",
        "buy the last third",
        "how many",
        "good day",
        "100%",
    ],
)
def test_a_phrase_is_found_wherever_it_was_said(store: Store, text: str) -> None:
    interview = rich()
    interview.turns[1].exchanges.append(Exchange(asked="Is it 100% full?", answer="No.", known=True, at=T1))
    store.create(interview, [])
    store.create(started("other222"), [])
    assert [s.id for s in store.summaries(HistoryFilter(words=(f" {text} ",)))] == ["rich2345"]


def test_letters_match_in_any_script_and_signs_stand_for_themselves(store: Store) -> None:
    store.create(started(), [])
    store.add_note("abcd2345", Note(id="n", turn=None, text="Ärger mit STRASSE", created_at=T0))
    assert store.summaries(HistoryFilter(words=("äRGER",)))
    assert not any(store.summaries(HistoryFilter(words=(sign,))) for sign in "%_'")
    store.add_note("abcd2345", Note(id="n2", turn=1, text="100 % sure", created_at=T0))
    assert store.summaries(HistoryFilter(words=("%",)))


def test_conditions_must_hold_for_one_and_the_same_question(store: Store) -> None:
    store.create(rich(), [])
    assert store.summaries(HistoryFilter(skills=("sql-transactions",), words=("both",), levels=(4, 5)))
    assert not store.summaries(HistoryFilter(skills=("indexes",), words=("both",)))
    assert store.summaries(HistoryFilter(skills=("indexes",), since="2026-11-01", words=("index",)), limit=1)
    assert not store.summaries(HistoryFilter(skills=("indexes",), since="2026-11-01", words=("nowhere",)))


def test_past_turns_are_those_that_were_asked_newest_first(store: Store) -> None:
    store.create(rich(), [])
    interview = started("abcd2345", 3)
    interview.turns[0].attempts = [attempt("abcd-1", "text"), attempt("abcd-2", None, number=2)]
    interview.turns[0].attempts[1].parts[0].asked_at = T1
    store.create(interview, [])
    assert store.past_turns(10) == [
        PastTurn(question_id="sql-transactions/item-1", skills=("sql-transactions",), at=T1, level=None),
        PastTurn(question_id="sql-transactions/third", skills=("sql-transactions",), at=T0, level=None),
        PastTurn(
            question_id="indexes/index",
            skills=("indexes", "sql-transactions"),
            at=T0,
            level=1,
            missed_label="A row lock",
        ),
        PastTurn(
            question_id="sql-transactions/oversold",
            skills=("sql-transactions",),
            at=T0,
            level=4,
            missed_label="A row lock",
        ),
    ]
    assert len(store.past_turns(2)) == 2


def test_past_turns_without_when_each_was_put_are_the_same_but_for_the_time(store: Store) -> None:
    interview = started("abcd2345", 3)
    interview.turns[0].attempts = [attempt("abcd-1", "text")]
    interview.turns[0].attempts[0].parts[0].asked_at = T1
    store.create(interview, [])
    store.create(rich(), [])
    exact, about = store.past_turns(10), store.past_turns(10, when_put=False)
    assert {turn.at for turn in exact} == {T0, T1}
    assert {turn.at for turn in about} == {T0}
    assert about == [replace(turn, at=T0) for turn in exact]


def test_what_questions_were_about_is_looked_up_once(store: Store) -> None:
    store.create(rich(), [])
    with statements(store) as seen:
        first = store.past_turns(10, when_put=False)
        looked_up = len(seen)
        again = store.past_turns(10, when_put=False)
    assert again == first
    assert (looked_up, len(seen)) == (2, 3)


def test_the_number_of_queries_does_not_grow_with_the_history(store: Store) -> None:
    calls: list[Callable[[], object]] = [
        store.summaries,
        lambda: store.summaries(
            HistoryFilter(skills=("sql-transactions",), since="2026-01-01", words=("last",))
        ),
        store.unfinished,
        store.latest_unfinished,
        lambda: store.past_turns(50),
        store.pending_jobs,
    ]
    counts = []
    for size in (1, 30):
        for number in range(size):
            interview = started(f"s{size:02}n{number:03}", 5)
            store.create(interview, happened("started"))
            job = answered(interview, "an answer")
            store.record(interview, [interview.turn], [], [job])
            store.finish_job(job, grade(job.attempt_id, interview.turn.question))
        with statements(store) as seen:
            for call in calls:
                call()
        counts.append(len(seen))
        assert not [text for text in seen if WHOLE_OBJECT.search(text)]
    assert counts[1] <= counts[0] <= 15


def test_one_interview_is_read_in_few_queries(store: Store) -> None:
    store.create(rich(), [])
    store.create(started("long2345", 60), [])
    counts = []
    for name in ("rich2345", "long2345"):
        with statements(store) as seen:
            store.interview(name)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10


def test_what_a_start_and_a_new_interview_read_does_not_walk_through_the_history(store: Store) -> None:
    """Their cost stays flat: whatever grows with the history is reached by an index."""
    store.create(rich(), [])
    store.create(started(), [])
    with statements(store) as seen:
        store.latest_unfinished()
        store.past_turns(50)
        store.past_turns(50, when_put=False)
        store.summaries(limit=20)
        store.summaries(HistoryFilter(begun=True), limit=20)
        store.interview("rich2345")
        store.draft("rich2345-1", 0)
        store.pending_jobs()
        store.pending_jobs(None)
        store.events("rich2345")
    walked = []
    with store._read("explaining") as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        for text in seen:
            plan = driver.execute(f"EXPLAIN QUERY PLAN {text}", ["1"] * text.count("?")).fetchall()
            walked += [(text, step) for *_, step in plan if step.startswith("SCAN")]
    listed = "SCAN listed VIRTUAL TABLE INDEX 1:"  # the ids of the interviews on the page, handed over as one value
    assert {step for _, step in walked} == {"SCAN interviews", "SCAN drafts", listed}
    assert all("LIMIT" in text for text, step in walked if step == "SCAN interviews")
