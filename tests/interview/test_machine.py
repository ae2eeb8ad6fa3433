"""The states of an interview: what may happen when, and that nothing answered is ever lost."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import counting_ids, simple_question

from interview_coach.domain.interview import Event, Interview, Mode, Setup
from interview_coach.errors import IllegalActionError
from interview_coach.interview.machine import Change, Machine, plan_interview
from interview_coach.interview.selection import Chosen, Plan

NOW = "2026-11-20T10:00:00+00:00"


def machine(count: int = 2, mode: Mode = "practice") -> Machine:
    chosen = tuple(Chosen(simple_question(f"sql/q{n}"), "because") for n in range(count))
    interview = plan_interview("abc", Setup(mode=mode, count=count), Plan(chosen), NOW)
    built = Machine(interview, counting_ids())
    built.begin(NOW)
    return built


def answer(m: Machine, text: str = "an answer") -> None:
    m.submit(text, NOW, 1, 1)
    m.complete(NOW)


def test_an_interview_goes_from_question_to_question_to_its_end() -> None:
    m = machine()
    answer(m)
    m.next(NOW)
    assert m.turn.position == 2
    answer(m)
    m.next(NOW)
    assert m.interview.state == "finished"
    assert m.interview.finished_at == NOW


def test_answering_again_adds_an_attempt_and_keeps_the_first() -> None:
    m = machine()
    answer(m, "first")
    m.again(NOW)
    answer(m, "second")
    assert [attempt.parts[0].text for attempt in m.turn.attempts] == ["first", "second"]


def test_again_is_possible_until_something_was_answered_on_the_next_question() -> None:
    m = machine()
    answer(m, "first")
    m.next(NOW)
    m.again(NOW)
    assert m.turn.position == 1
    answer(m, "second")
    m.next(NOW)
    assert (m.turn.position, len(m.turn.attempts)) == (2, 1)
    answer(m)
    m.next(NOW)
    assert m.interview.state == "finished"


def test_mock_mode_has_no_again() -> None:
    m = machine(mode="mock")
    answer(m)
    with pytest.raises(IllegalActionError):
        m.again(NOW)


def test_skipping_a_follow_up_leaves_the_answer() -> None:
    m = machine()
    m.submit("text", NOW, 1, 1)
    m.ask_follow_up(m.turn.question.follow_ups[0], NOW)
    m.skip(NOW)
    m.complete(NOW)
    assert m.attempt.texts == ["text", ""]
    assert m.turn.state == "feedback"


def test_skipping_a_second_attempt_goes_back_to_the_feedback_of_the_first() -> None:
    m = machine()
    answer(m)
    m.again(NOW)
    m.skip(NOW)
    assert m.turn.state == "feedback"


def test_only_complete_attempts_make_a_job() -> None:
    m = machine()
    change = m.submit("text", NOW, 1, 1)
    assert change.jobs == ()
    assert [job.attempt_id for job in m.complete(NOW).jobs] == [m.attempt.id]


@pytest.mark.parametrize("action", ["complete", "again", "next", "begin"])
def test_a_question_that_waits_for_an_answer_refuses(action: str) -> None:
    m = machine()
    with pytest.raises(IllegalActionError):
        getattr(m, action)(NOW)


def test_a_paused_interview_takes_no_answer() -> None:
    m = machine()
    m.pause(NOW)
    with pytest.raises(IllegalActionError, match="paused"):
        m.submit("text", NOW, 1, 1)
    m.resume(NOW)
    m.submit("text", NOW, 1, 1)


def test_recall_undoes_every_step() -> None:
    import msgspec

    steps: list[Callable[[Machine], Change]] = [
        lambda m: m.hint(NOW),
        lambda m: m.clarify("which?", "that", True, NOW),
        lambda m: m.submit("text", NOW, 1, 1),
        lambda m: m.ask_follow_up(m.turn.question.follow_ups[0], NOW),
        lambda m: m.skip(NOW),
        lambda m: m.complete(NOW),
        lambda m: m.next(NOW),
        lambda m: m.again(NOW),
        lambda m: m.pause(NOW),
    ]
    m = machine()
    for step in steps:
        before = msgspec.json.encode(m.interview)
        memento = m.remember()
        step(m)
        assert msgspec.json.encode(m.interview) != before
        m.recall(memento)
        assert msgspec.json.encode(m.interview) == before
        step(m)


ACTIONS: dict[str, Callable[[Machine], Change]] = {
    "submit": lambda m: m.submit(f"text {len(m.turn.attempts)}", NOW, 1, 1),
    "follow_up": lambda m: m.ask_follow_up(m.turn.question.follow_ups[0], NOW),
    "complete": lambda m: m.complete(NOW),
    "skip": lambda m: m.skip(NOW),
    "hint": lambda m: m.hint(NOW),
    "clarify": lambda m: m.clarify("a", "b", False, NOW),
    "again": lambda m: m.again(NOW),
    "take_back": lambda m: m.take_back(NOW)[1],
    "unskip": lambda m: m.unskip(NOW),
    "next": lambda m: m.next(NOW),
    "pause": lambda m: m.pause(NOW),
    "resume": lambda m: m.resume(NOW),
}


def answers_of(interview: Interview) -> list[str]:
    return [part.text for _, a in interview.attempts() for part in a.parts if part.text is not None]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(sorted(ACTIONS)), max_size=50), st.sampled_from(["practice", "mock"]))
def test_any_sequence_of_actions_keeps_every_answer_and_a_legal_state(names: list[str], mode: Mode) -> None:
    m = machine(count=3, mode=mode)
    events: list[Event] = []
    kept: list[str] = []
    for name in names:
        try:
            events += ACTIONS[name](m).events
        except IllegalActionError:
            continue
        answers = answers_of(m.interview)
        assert not Counter(kept) - Counter(answers)
        kept = answers
        assert 1 <= m.interview.position <= 3
    submitted = [event for event in events if event.kind == "answer"]
    assert len(submitted) == len(kept)
    assert (m.interview.state == "finished") == any(event.kind == "finished" for event in events)


def test_an_answer_taken_back_stays_counts_no_more_and_is_answered_again() -> None:
    m = machine()
    answer(m, "first")
    mistaken, change = m.take_back(NOW)
    (event,) = change.events
    assert (event.kind, event.data) == ("again", {"attempt_id": m.attempt.id, "taken_back": mistaken.id})
    assert [a.taken_back for a in m.turn.attempts] == [True, False]
    assert m.awaits_answer
    with pytest.raises(IllegalActionError):
        m.take_back(NOW)
    m.skip(NOW)
    assert m.turn.state == "skipped"


def test_an_answer_is_taken_back_also_while_nothing_was_answered_on_the_next_question() -> None:
    m = machine()
    answer(m, "first")
    m.next(NOW)
    mistaken, change = m.take_back(NOW)
    first, second = m.interview.turns[:2]
    assert m.turn is first
    assert change.turns == (first,)
    assert [a.taken_back for a in first.attempts] == [True, False]
    assert mistaken is first.attempts[0]
    answer(m, "first again")
    m.next(NOW)
    assert m.turn is second
    assert len(second.attempts) == 1
    m.submit("second", NOW, 1, 1)
    with pytest.raises(IllegalActionError, match="right after its feedback"):
        m.take_back(NOW)


@pytest.mark.parametrize("mode", ["practice", "mock"])
def test_a_skipped_question_is_asked_again_until_the_next_one_is_answered(mode: Mode) -> None:
    m = machine(mode=mode)
    first, second = m.interview.turns
    with pytest.raises(IllegalActionError, match="skipped just now"):
        m.unskip(NOW)
    for _ in range(2):
        m.skip(NOW)
        m.next(NOW)
        assert m.turn is second
        memento = m.remember()
        m.unskip(NOW)
        m.recall(memento)
        assert (m.turn, first.state) == (second, "skipped")
        assert m.unskip(NOW).turns == (first,)
        assert (m.turn, m.awaits_answer, len(second.attempts)) == (first, True, 1)
    answer(m, "after all")
    m.next(NOW)
    assert first.state == "done"
    with pytest.raises(IllegalActionError):
        m.unskip(NOW)
    m.submit("second", NOW, 1, 1)
    m.complete(NOW)
    m.next(NOW)
    assert m.interview.state == "finished"
    assert answers_of(m.interview) == ["after all", "second"]


def test_where_the_last_try_was_skipped_nothing_is_taken_back_and_nothing_moves() -> None:
    m = machine()
    answer(m, "first")
    m.again(NOW)
    m.skip(NOW)
    m.next(NOW)
    before = deepcopy(m.interview)
    with pytest.raises(IllegalActionError, match="right after its feedback"):
        m.take_back(NOW)
    assert m.interview == before


def test_a_question_is_added_only_after_feedback_once_and_is_asked_last() -> None:
    m = machine(count=1)
    more = simple_question("sql/more")
    with pytest.raises(IllegalActionError):
        m.add_question(more, "because", NOW)
    answer(m)
    (turn,) = m.add_question(more, "because", NOW).turns
    assert (turn.position, turn.state, turn.reason) == (2, "waiting", "because")
    with pytest.raises(IllegalActionError, match="already"):
        m.add_question(more, "because", NOW)
    m.next(NOW)
    assert m.turn.question.id == "sql/more"
    answer(m)
    m.next(NOW)
    assert m.interview.state == "finished"


def test_a_question_that_could_not_be_stored_is_gone_again() -> None:
    m = machine(count=1)
    answer(m)
    before = m.remember()
    m.add_question(simple_question("sql/more"), "because", NOW)
    m.recall(before)
    assert len(m.interview.turns) == 1
