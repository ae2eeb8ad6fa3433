"""How fast the offline grader is, and how it does on answers of real people where they are at hand."""

import csv
import statistics
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from graded import GRADER, STORY, STRONG, TECHNICAL, grade
from msgspec.structs import replace

from interview_coach.bank.bank import load_bank
from interview_coach.grading.calibration import by_question, grade_answers
from interview_coach.grading.calibration_data import read_answers, read_questions, reference_only
from interview_coach.grading.calibration_statistics import rmse_mapped, within_question
from interview_coach.paths import shipped_bank

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the answers to measure on are not beside the checkout"
)


def test_three_hundred_words_are_graded_in_five_milliseconds() -> None:
    words = (STRONG + " " + TECHNICAL.prompt).split()
    text = " ".join((words * 10)[:300])
    grade(text)
    times: list[float] = []
    # The best of many is the program's own time; whatever is above it is the machine's.
    while not times or (min(times) > 0.005 and len(times) < 200):
        started = time.process_time()
        grade(text)
        times.append(time.process_time() - started)
    assert min(times) <= 0.005


@pytest.mark.parametrize("unit", ["a,", " /a", "not ", "((", "a'", "x" * 50 + " ", "wrong to say that ", "`"])
def test_a_text_of_32_kilobytes_takes_no_second_whatever_it_is(unit: str) -> None:
    started = time.process_time()
    grade((unit * 32_768)[: 32 * 1024])
    assert time.process_time() - started < 1.0


@needs_data
@pytest.mark.parametrize(
    ("reference_alone", "least", "most_error"), [(False, 0.56, 0.27), (True, 0.42, 0.30)]
)
def test_grades_agree_with_teachers_within_each_question(
    reference_alone: bool, least: float, most_error: float
) -> None:
    questions, problems = read_questions(DATA / "networking_exam" / "questions")
    if reference_alone:
        questions = {key: reference_only(question) for key, question in questions.items()}
    answers, bad = read_answers(DATA / "networking_exam" / "answers.csv", questions)
    assert (problems, bad) == ([], [])
    groups = by_question(list(grade_answers(answers, questions, GRADER)))
    assert (within_question(groups) or 0) >= least
    assert (rmse_mapped(groups) or 1) <= most_error


def test_strong_answers_in_other_words_are_mostly_recognised() -> None:
    """The mean was level 3.85 when this was written; see tests/grading/data/paraphrases.toml."""
    bank = load_bank(shipped_bank(), None, None)
    path = Path(__file__).parent / "data" / "paraphrases.toml"
    said = tomllib.loads(path.read_text("utf-8"))["answers"]
    grades = [grade(each["answer"], bank.question(each["question"])) for each in said]
    assert len(grades) == 20
    assert not any(each.flags for each in grades)
    assert statistics.mean(each.level or 0 for each in grades) >= 3.5


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
