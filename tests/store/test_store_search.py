"""Full-text search, trash, bookmarks and attempts taken back."""

from pathlib import Path

import pytest
from store_samples import T0, T1, answered, grade, happened, rich, started

from interview_coach.domain.history_filter import HistoryFilter
from interview_coach.domain.interview import Exchange, Note
from interview_coach.errors import UsageError
from interview_coach.store.store import Store

TRASH = HistoryFilter(trash=True)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one rich interview."""
    opened = Store.open(tmp_path / "interviews.sqlite3")
    opened.create(rich(), [])
    return opened


def ids(store: Store, *words: str, **more: object) -> list[str]:
    return [one.id for one in store.summaries(HistoryFilter(words=words, **more))]  # type: ignore[arg-type]


def test_words_match_by_their_stem_and_as_beginnings(store: Store) -> None:
    store.add_note("rich2345", Note(id="n9", turn=None, text="Deadlocks between two workers", created_at=T0))
    assert ids(store, "deadlock") == ids(store, "worker") == ids(store, "deadl") == ["rich2345"]
    assert ids(store, "adlocks") == []


def test_a_word_is_found_all_along_while_it_is_typed(store: Store) -> None:
    note = Note(id="n9", turn=None, text="Isolation of transactions and replication", created_at=T0)
    store.add_note("rich2345", note)
    for word in ("isolation", "transactions", "replication"):
        for length in range(2, len(word) + 1):
            assert ids(store, word[:length]) == ["rich2345"], word[:length]
    assert ids(store, "transaction") == ids(store, "isolations") == ["rich2345"]


def test_grades_that_come_later_and_questions_that_are_left_can_be_found(store: Store) -> None:
    interview = rich()
    from msgspec.structs import replace

    other = interview.turns[1].attempts[0]
    other.grades.append(replace(other.grades[0], id="later-g", top_fix="Say what a parsnip is."))
    store.record(interview, [interview.turns[1]], [])
    assert ids(store, "parsnip") == ["rich2345"]
    held = started("skip2345", 2)
    store.create(held, [])
    held.turns[0].state = "skipped"
    held.turns[0].exchanges.append(Exchange(asked="Is it a turnip?", answer="No.", known=True, at=T1))
    held.position = 2
    store.record(held, [held.turns[0]], [])
    assert ids(store, "turnip") == ["skip2345"]


def test_what_the_feedback_says_is_found_once_it_is_there(store: Store) -> None:
    interview = started()
    store.create(interview, happened("started"))
    job = answered(interview, "nothing much")
    store.record(interview, [interview.turn], [], [job])
    assert ids(store, "parsnip") == []
    from msgspec.structs import replace

    made = replace(grade(job.attempt_id, interview.turn.question), top_fix="Say what a parsnip is.")
    store.finish_job(job, made)
    assert ids(store, "parsnip") == ["abcd2345"]
    assert ids(store, "nothing much") == ["abcd2345"]


def test_passages_say_where_the_words_stand(store: Store) -> None:
    (match,) = store.page(HistoryFilter(words=("both read", "write"))).matches["rich2345"]
    assert (match.interview_id, match.turn) == ("rich2345", 1)
    assert {match.text[start:end].casefold() for start, end in match.marks} >= {"both read"}
    assert "\n" not in match.text


@pytest.mark.parametrize(
    "word", ['"', 'a"b', "NEAR(", "*", "^x", "question:both", "-", "AND", "🙂", "\x00", "(("]
)
def test_signs_of_the_index_language_are_only_text(store: Store, word: str) -> None:
    store.page(HistoryFilter(words=(word,)))


def test_filters_by_level_kind_grader_and_bookmark(store: Store) -> None:
    store.create(started(), happened("started"))
    assert ids(store, levels=(4, 4)) == ids(store, levels=(1, 5)) == ["rich2345"]
    assert ids(store, levels=(5, 5)) == []
    assert ids(store, grader="llm") == ["rich2345"]
    assert ids(store, kind="behavioural") == []
    assert ids(store, bookmarked=True) == []
    store.set_bookmark("rich2345", 2, True)
    assert ids(store, bookmarked=True) == ["rich2345"]
    assert ids(store, bookmarked=True, levels=(4, 4)) == []
    assert store.interview("rich2345").turns[1].bookmarked
    store.set_bookmark("rich2345", 2, False)
    assert ids(store, bookmarked=True) == []
    with pytest.raises(UsageError, match="no question 9"):
        store.set_bookmark("rich2345", 9, True)


def test_what_is_deleted_is_in_the_trash_and_nowhere_else(store: Store) -> None:
    store.create(started(), happened("started"))
    job = answered(interview := store.interview("abcd2345"), "an answer")
    store.record(interview, [interview.turn], [], [job])
    assert store.delete(["ab"], T1) == ["abcd2345"]
    assert ids(store) == ["rich2345"]
    assert [one.id for one in store.summaries(TRASH)] == ["abcd2345"]
    assert store.latest_unfinished() is None
    assert store.pending_jobs() == []
    assert {turn.question_id for turn in store.past_turns(10)} == {turn.question.id for turn in rich().turns}
    with pytest.raises(UsageError, match="in the trash"):
        store.interview("abcd2345")
    assert store.undelete(["abcd"]) == ["abcd2345"]
    assert ids(store) == ["abcd2345", "rich2345"]
    assert store.pending_jobs() == [job]


def test_deleting_several_is_all_or_nothing(store: Store) -> None:
    store.create(started(), [])
    with pytest.raises(UsageError, match="no interview nowhere"):
        store.delete(["abcd", "nowhere"], T1)
    assert ids(store) == ["abcd2345", "rich2345"]
    with pytest.raises(UsageError, match="no interview abcd in the trash"):
        store.undelete(["abcd"])


def test_the_trash_is_emptied_of_what_is_old_with_its_words(store: Store) -> None:
    store.delete(["rich"], "2026-11-01T10:00:00+01:00")
    assert store.purge("2026-11-01T09:00:00+00:00") == 0
    assert store.purge("2026-11-01T09:00:01+00:00") == 1
    assert store.summaries(TRASH) == []
    with store._read("looking") as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM search_text").scalar_one() == 0


def test_an_attempt_taken_back_stays_and_counts_no_more(store: Store) -> None:
    interview = rich()
    turn = interview.turns[0]
    turn.attempts[1].taken_back = True
    store.take_back(interview, turn, turn.attempts[1])
    kept = store.interview("rich2345")
    assert [attempt.taken_back for attempt in kept.turns[0].attempts] == [False, True]
    assert kept.turns[0].grade == turn.attempts[0].grades[2]
    (summary,) = store.summaries()
    assert summary.score == kept.score == 27.5
    turn.attempts[1].taken_back = False
    store.take_back(interview, turn, turn.attempts[1])
    assert store.summaries()[0].score == rich().score


def test_what_goes_on_in_an_interview_leaves_bookmarks_and_taken_back_attempts_alone(store: Store) -> None:
    held = rich()
    store.set_bookmark("rich2345", 1, True)
    taken = rich()
    taken.turns[0].attempts[1].taken_back = True
    store.take_back(taken, taken.turns[0], taken.turns[0].attempts[1])
    store.record(held, held.turns, [])
    turn = store.interview("rich2345").turns[0]
    assert turn.bookmarked
    assert turn.attempts[1].taken_back
