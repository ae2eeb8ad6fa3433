"""A growing reply is read as it comes, whatever is around it or wrong with it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_samples import QUESTIONS, bare_answer, claim, reply, sentences

from interview_coach.domain.grade import PointVerdict
from interview_coach.grading.compiled import compile_question
from interview_coach.grading.protocol import single
from interview_coach.llm.proofs import Proofs, read_answer
from interview_coach.llm.streaming import MOST_TEXT, PartialVerdicts

QUESTION = QUESTIONS[2]
SAID = sentences(QUESTION)
READ = read_answer(single(bare_answer(QUESTION)), compile_question(QUESTION))
WHOLE = json.dumps(reply([claim(i, quote) for i, quote in SAID.items()]))


def partial(told: list[PointVerdict]) -> PartialVerdicts:
    return PartialVerdicts(QUESTION, Proofs(READ), told.append)


@pytest.mark.parametrize("before", ["", "```json\n", '<think>{maybe} {"key_points": []}</think>\n', "Sure: "])
@pytest.mark.parametrize("step", [1, 13, 10_000])
def test_each_verdict_is_told_once_in_order(before: str, step: int) -> None:
    told: list[PointVerdict] = []
    reader = partial(told)
    text = f"{before}{WHOLE}\n```"
    for end in range(step, len(text) + step, step):
        reader.feed(text[:end])
    assert [v.id for v in told] == list(SAID)
    assert all(v.evidence for v in told)


def test_a_verdict_is_told_as_soon_as_it_is_complete_and_not_before() -> None:
    told: list[PointVerdict] = []
    reader = partial(told)
    close = WHOLE.index('"met"}') + 5
    reader.feed(WHOLE[:close])
    assert told == []
    reader.feed(WHOLE[: close + 1])
    assert [v.id for v in told] == [next(iter(SAID))]


def test_an_unproven_credit_is_kept_back() -> None:
    told: list[PointVerdict] = []
    partial(told).feed(json.dumps(reply([claim("again", "made up words"), claim("key", "", "missed")])))
    assert [(v.id, v.verdict) for v in told] == [("key", "missed")]


def test_a_reply_that_starts_again_tells_nothing_twice() -> None:
    told: list[PointVerdict] = []
    reader = partial(told)
    reader.feed(WHOLE[: len(WHOLE) // 2])
    first = len(told)
    for end in range(1, len(WHOLE) + 1, 50):
        reader.feed(WHOLE[:end])
    reader.feed(WHOLE)
    assert 0 < first < 5
    assert [v.id for v in told] == list(SAID)


@pytest.mark.parametrize(
    "text",
    [
        "}",
        "{" * 50_000 + "}",
        "[" * 50_000 + "{}",
        '{"key_points": {"id": "again"}}',
        '{"key_points": [1, null, "x", {}]}',
        '{"key_points": [{"id": 3, "evidence": [], "why": {}, "verdict": "met"}]}',
        '{"key_points": [{"id": "again", "evidence": "x", "why": "y", "verdict": "perfect"}]}',
        '{"key_points": [\ud800}]}',
        "\0{\0}",
        "{" + "}" * MOST_TEXT,
    ],
)
def test_nothing_that_arrives_breaks_it(text: str) -> None:
    told: list[PointVerdict] = []
    partial(told).feed(text)
    assert told == []


@given(st.text(alphabet='{}[]":,\\ aimnet0\ud800\u0000', max_size=300))
def test_random_text_is_survived(text: str) -> None:
    reader = partial([])
    for end in range(0, len(text), 17):
        reader.feed('{"key_points": [' + text[:end])
