"""Unsent text is kept, and every change of it can be replayed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import T0, T1, T2, answered, happened, replayed, started

from interview_coach.domain.interview import Part
from interview_coach.errors import StorageError
from interview_coach.store.drafts import change
from interview_coach.store.store import Store

ATTEMPT = "abcd2345-a1"
texts = st.text(st.sampled_from("ab \n🙂é\u0301ש\U0001f469\u200d\U0001f4bb"), max_size=30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "interviews.sqlite3") as opened:
        opened.create(started(), happened("started"))
        yield opened


@given(texts, texts)
def test_a_change_leads_from_one_text_to_the_other_and_is_as_small_as_can_be(before: str, after: str) -> None:
    start, removed, inserted = change(before, after)
    assert before[:start] + inserted + before[start + removed :] == after
    gone = before[start : start + removed]
    assert not (gone and inserted and (gone[0] == inserted[0] or gone[-1] == inserted[-1]))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(texts, max_size=8), texts)
def test_the_steps_replay_to_the_draft_and_in_the_end_to_the_answer(
    tmp_path_factory: pytest.TempPathFactory, drafts: list[str], answer: str
) -> None:
    with Store.open(tmp_path_factory.mktemp("drafts") / "interviews.sqlite3") as store:
        interview = started()
        store.create(interview, [])
        for text in drafts:
            store.save_draft(ATTEMPT, 0, text, T0)
            assert store.draft(ATTEMPT, 0) == text
            assert replayed(store.draft_steps(interview.id)) == text
        answered(interview, answer)
        store.record(interview, [interview.turn], happened("answer"))
        if any(drafts):
            assert replayed(store.draft_steps(interview.id)) == answer


def test_the_draft_is_there_after_reopening(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one.sqlite3") as store:
        store.create(started(), [])
        store.save_draft(ATTEMPT, 0, "half a thought", T0)
    with Store.open(tmp_path / "one.sqlite3") as store:
        assert store.draft(ATTEMPT, 0) == "half a thought"
        assert store.draft(ATTEMPT, 1) == store.draft("other", 0) == ""


def test_an_answered_part_loses_its_draft_and_keeps_its_steps(store: Store) -> None:
    interview = store.interview("abcd")
    store.save_draft(ATTEMPT, 0, "an ans", T0)
    answered(interview, "an answer")
    store.record(interview, [interview.turn], happened("answer"))
    assert store.draft(ATTEMPT, 0) == ""
    steps = store.draft_steps("abcd2345")
    assert [(step.start, step.removed, step.inserted, step.at) for step in steps] == [
        (0, 0, "an ans", T0),
        (6, 0, "wer", T1),
    ]
    assert [step.sequence for step in steps] == [1, 2]


def test_a_skipped_follow_up_loses_its_draft_without_an_answer(store: Store) -> None:
    interview = store.interview("abcd")
    answered(interview, "an answer")
    interview.turn.attempts[0].parts.append(Part(index=1, prompt="How?", asked_at=T1))
    store.record(interview, [interview.turn], happened("answer", "follow_up"))
    store.save_draft(ATTEMPT, 1, "hm", T1)
    interview.turn.attempts[0].parts[1].closed_at = T2
    store.record(interview, [interview.turn], happened("follow_up_skipped"))
    assert store.draft(ATTEMPT, 1) == ""
    assert [step.inserted for step in store.draft_steps("abcd2345")] == ["hm"]


def test_the_draft_of_an_open_part_survives_other_records(store: Store) -> None:
    interview = store.interview("abcd")
    store.save_draft(ATTEMPT, 0, "half", T0)
    interview.state = "paused"
    store.record(interview, [interview.turn], happened("paused"))
    assert store.draft(ATTEMPT, 0) == "half"


def test_a_save_that_comes_after_the_answer_changes_nothing(store: Store) -> None:
    interview = store.interview("abcd")
    answered(interview, "an answer")
    store.record(interview, [interview.turn], happened("answer"))
    store.save_draft(ATTEMPT, 0, "an answ", T2)
    assert store.draft(ATTEMPT, 0) == ""
    assert store.draft_steps("abcd2345") == []


def test_saving_the_same_text_adds_no_step(store: Store) -> None:
    for text in ("", "same", "same"):
        store.save_draft(ATTEMPT, 0, text, T0)
    assert len(store.draft_steps("abcd2345")) == 1


def test_a_part_that_does_not_exist_is_named(store: Store) -> None:
    with pytest.raises(StorageError, match="part 3 of the attempt nobody"):
        store.save_draft("nobody", 3, "text", T0)


def test_text_that_cannot_be_encoded_is_refused_kindly(store: Store) -> None:
    with pytest.raises(StorageError, match="cannot be stored"):
        store.save_draft(ATTEMPT, 0, "broken \ud800", T0)
    store.save_draft(ATTEMPT, 0, "whole", T0)
    assert store.draft(ATTEMPT, 0) == "whole"
