"""How fast the offline grader is, and how it does on answers of real people where they are at hand."""

import csv
import math
import statistics
import time
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import msgspec
import pytest
from graded import STORY, STRONG, TECHNICAL, grade
from msgspec.structs import replace

from interview_coach.domain.question import Question

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the answers to measure on are not beside the checkout"
)


def test_three_hundred_words_are_graded_in_five_milliseconds() -> None:
    words = (STRONG + " " + TECHNICAL.prompt).split()
    text = " ".join((words * 10)[:300])
    grade(text)
    times = []
    for _ in range(15):
        started = time.process_time()
        grade(text)
        times.append(time.process_time() - started)
    assert statistics.median(times) <= 0.005


@pytest.mark.parametrize("unit", ["a,", " /a", "not ", "((", "a'", "x" * 50 + " ", "wrong to say that ", "`"])
def test_a_text_of_32_kilobytes_takes_no_second_whatever_it_is(unit: str) -> None:
    started = time.process_time()
    grade((unit * 32_768)[: 32 * 1024])
    assert time.process_time() - started < 1.0


def _pearson(first: list[float], second: list[float]) -> float:
    try:
        return statistics.correlation(first, second)
    except statistics.StatisticsError:
        return 0.0


@needs_data
def test_grades_agree_with_teachers_within_each_question() -> None:
    questions = {
        q.id: q
        for path in (DATA / "networking_exam" / "questions").rglob("*.toml")
        for q in [msgspec.convert(tomllib.loads(path.read_text("utf-8")), Question)]
    }
    human: dict[str, list[float]] = defaultdict(list)
    ours: dict[str, list[float]] = defaultdict(list)
    with (DATA / "networking_exam" / "answers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            human[row["question_id"]].append(float(row["score"]) / float(row["max_score"]))
            ours[row["question_id"]].append(grade(row["answer"], questions[row["question_id"]]).score or 0)
    compared = [(ours[i], human[i]) for i in human if len(human[i]) >= 10 and len(set(human[i])) > 1]
    z = [math.atanh(max(-0.99, min(0.99, _pearson(a, b)))) for a, b in compared]
    assert math.tanh(statistics.mean(z)) >= 0.56


@needs_data
def test_guards_leave_real_answers_alone() -> None:
    with (DATA / "real_interview_answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    flags = Counter(
        flag
        for row in rows
        for flag in grade(row["answer"], replace(STORY, prompt=row["question"] or "x")).flags
    )
    assert sum(flags.values()) <= 0.02 * len(rows), flags
