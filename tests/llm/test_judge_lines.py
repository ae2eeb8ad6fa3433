"""A reply in plain lines becomes the same object as one in JSON."""

import pytest
from judge_samples import QUESTIONS, ScriptedChannel, answer_with, claim, judged, reply, sentences

from interview_coach.llm.lines import Lines
from interview_coach.llm.schema import CLARIFY, DISCUSS, FOLLOW_UP, GRADE, grade_reply

LINES = Lines()
WRITTEN = """Here you go.
**POINT** race | met | "both read the same | value" | Says it.
- POINT `lock`|PARTLY | "a lock" |
POINT ttl | missed | - | Not there.
POINT odd | excellent | "x" | dropped
WRONG reboot | "reboot it all"
ERROR "it never fails" | It may.
GOOD Calm
FIX Say how long.
ASK How many users were hit?
NEXT -
KIND answer
MANIPULATION no"""


def test_lines_are_read_into_a_whole_reply() -> None:
    value = LINES.parse(WRITTEN)
    assert value == reply(
        [
            {"id": "race", "evidence": "both read the same | value", "why": "Says it.", "verdict": "met"},
            {"id": "lock", "evidence": "a lock", "why": "", "verdict": "partly"},
            {"id": "ttl", "evidence": "", "why": "Not there.", "verdict": "missed"},
        ],
        misconceptions=[{"id": "reboot", "evidence": "reboot it all"}],
        factual_errors=[{"evidence": "it never fails", "why": "It may."}],
        strengths=["Calm"],
        top_fix="Say how long.",
        missing_fact="How many users were hit?",
    )
    assert set(value or {}) == set(GRADE["required"])
    grade_reply(value)


@pytest.mark.parametrize(
    "text", ["", "POINT", "POINT a", "POINT | |", "I cannot do that.", "\0\n|||\n", "FIX it"]
)
def test_what_holds_no_verdict_is_no_reply(text: str) -> None:
    assert LINES.parse(text) is None


def test_other_replies_have_a_line_for_each_field() -> None:
    assert "QUESTION <text>" in LINES.instructions(FOLLOW_UP)
    assert LINES.parse("QUESTION And then?") == {"question": "And then?"}
    assert "INDEX <a number>" in LINES.instructions(CLARIFY)
    assert LINES.parse("INDEX: -1") == {"index": -1}
    assert LINES.parse("INDEX two") is None
    assert "met or partly or missed" in LINES.instructions(DISCUSS)
    assert LINES.parse('EVIDENCE "so"\nWHY it is\nVERDICT Met') == {
        "evidence": "so",
        "why": "it is",
        "verdict": "met",
    }


async def test_a_grade_comes_out_of_lines() -> None:
    question = QUESTIONS[0]
    own = sentences(question)
    said = "\n".join(f'POINT {i} | met | "{quote}" | ok' for i, quote in own.items())
    value = LINES.parse(said)
    assert value == reply([{**claim(i, quote), "why": "ok"} for i, quote in own.items()])
    result = await judged(ScriptedChannel(lambda _: value or {}), question, answer_with(question, 5))
    assert result.grade.score == 100
