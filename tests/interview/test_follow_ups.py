"""The follow-up aims at what is missing."""

import pytest
from support import simple_question

from interview_coach.domain.grade import BarResult, Flag, Grade, MisconceptionFound, PointVerdict, Verdict
from interview_coach.domain.question import Question
from interview_coach.interview.follow_ups import choose_follow_up


def grade(
    question: Question,
    verdicts: dict[str, Verdict],
    *found: str,
    level: int = 3,
    flags: tuple[Flag, ...] = (),
) -> Grade:
    return Grade(
        created_at="2026-11-20T10:00:00+00:00",
        question_id=question.id,
        question_version=1,
        content_hash="sha256:0",
        grader="offline",
        status="graded",
        score=50,
        level=level,
        bar=BarResult(seniority="mid", level=3, met=True),
        key_points=tuple(
            PointVerdict(id=p.id, verdict=verdicts.get(p.id, "missed"), weight=p.weight, credit=0)
            for p in question.key_points
        ),
        misconceptions=tuple(MisconceptionFound(id=name, penalty=2) for name in found),
        flags=flags,
    )


FOLLOW_UPS: list[dict[str, object]] = [
    {"id": "always", "when": {"always": True}, "prompt": "Proof?", "awards": ["guard"]},
    {"id": "low", "when": {"level_below": 3}, "prompt": "Step by step?"},
    {"id": "high", "when": {"level_at_least": 4}, "prompt": "At scale?"},
    {"id": "hit-race", "when": {"hit": "race"}, "prompt": "And then?"},
    {"id": "miss-fix", "when": {"missing": "fix"}, "prompt": "One statement?", "awards": ["fix"]},
    {"id": "miss-race", "when": {"missing": "race"}, "prompt": "Line by line?", "awards": ["race"]},
    {"id": "wrong", "when": {"misconception": "tx"}, "prompt": "Which lock?"},
]
QUESTION = simple_question(follow_ups=FOLLOW_UPS)


@pytest.mark.parametrize(
    ("verdicts", "found", "level", "asked", "expected"),
    [
        ({}, ("tx",), 1, [], "wrong"),
        ({}, (), 1, [], "miss-race"),
        ({}, (), 1, ["miss-race"], "miss-fix"),
        ({"race": "partly", "fix": "partly"}, (), 2, [], "low"),
        ({"race": "met", "fix": "met"}, (), 3, [], "hit-race"),
        ({"race": "contradicted", "fix": "met"}, (), 3, [], "miss-race"),
        ({"race": "met", "fix": "met"}, (), 4, ["hit-race"], "high"),
        ({"race": "met", "fix": "met"}, (), 3, ["hit-race"], "always"),
        ({"race": "met", "fix": "met", "guard": "met"}, (), 3, ["hit-race"], None),
        ({}, (), 1, ["miss-race", "miss-fix"], None),
    ],
)
def test_the_heaviest_gap_is_asked_first_and_never_more_than_two(
    verdicts: dict[str, Verdict], found: tuple[str, ...], level: int, asked: list[str], expected: str | None
) -> None:
    chosen = choose_follow_up(QUESTION, grade(QUESTION, verdicts, *found, level=level), asked)
    assert (chosen.id if chosen else None) == expected


@pytest.mark.parametrize("flag", ["no_answer", "gibberish", "copied_question"])
def test_nothing_readable_is_not_followed_up(flag: Flag) -> None:
    assert choose_follow_up(QUESTION, grade(QUESTION, {}, flags=(flag,)), []) is None
