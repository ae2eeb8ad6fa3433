"""A handful of keywords is not an answer; a terse list of what was asked for is."""

import pytest
from support import simple_question

from interview_coach.grading.offline import OfflineGrader
from interview_coach.grading.protocol import single

SAY = "I would say this in one whole sentence of more than eight words, namely {}."
POINTS = [
    {"id": f"p{n}", "text": name, "signals": [name], "say": SAY.format(name), "weight": 2}
    for n, name in enumerate(["lost update", "row count", "check constraint", "version column", "retry loop"])
]


@pytest.mark.parametrize(
    "text",
    [
        "lost update, row count, check constraint, version column, retry loop",
        "lost update; row count; version column; retry loop; done",
    ],
)
def test_a_handful_of_keywords_is_held_back(text: str) -> None:
    question = simple_question(key_points=POINTS, follow_ups=[])
    grade = OfflineGrader().grade(
        question, single(text), seniority="mid", created_at="2026-11-20T10:00:00+00:00"
    )
    assert "keyword_list" in grade.flags
    assert grade.level in (1, 2)


@pytest.mark.parametrize(
    "text",
    [
        "It is a lost update, so I look at the row count, put a check constraint on it and add a retry loop.",
        "- lost update\n- row count after it\n- check constraint\n- version column\n- retry loop",
    ],
)
def test_sentences_and_terse_lists_of_lines_are_not(text: str) -> None:
    question = simple_question(key_points=POINTS, follow_ups=[])
    grade = OfflineGrader().grade(
        question, single(text), seniority="mid", created_at="2026-11-20T10:00:00+00:00"
    )
    assert grade.flags == ()


def test_names_are_an_answer_where_names_are_asked_for() -> None:
    names = [{**point, "say": point["text"]} for point in POINTS]
    question = simple_question(key_points=names, follow_ups=[], full_marks=8)
    text = "lost update, row count, check constraint, version column, retry loop"
    grade = OfflineGrader().grade(
        question, single(text), seniority="mid", created_at="2026-11-20T10:00:00+00:00"
    )
    assert grade.flags == ()
