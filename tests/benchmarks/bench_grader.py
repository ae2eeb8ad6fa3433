"""Measures the offline grader: one answer of 300 words, and a whole calibration of 10,000 answers.

Run from the checkout: `python tests/benchmarks/bench_grader.py`. Beside each figure stands a yardstick, plain work of
the same machine, so that figures of different machines can be compared.
"""

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from interview_coach.bank.bank import load_bank  # noqa: E402 - the checkout must be on the path first
from interview_coach.domain.question import Question  # noqa: E402
from interview_coach.grading.offline import OfflineGrader  # noqa: E402
from interview_coach.grading.protocol import single  # noqa: E402
from interview_coach.paths import shipped_bank  # noqa: E402

ROUNDS = 40
ANSWERS = 10_000
WORDS = 300
NOW = "2026-11-20T10:00:00+00:00"


def answer_of(question: Question) -> str:
    """Return 300 words that say much about a question: its strong example and its model answer, over and over."""
    strong = [example.answer for example in question.examples if example.band == "strong"]
    words = " ".join([*strong, question.full_answer]).split()
    return " ".join(islice(cycle(words), WORDS))


def timed(action: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how many milliseconds an action takes by a clock."""
    started = clock()
    action()
    return (clock() - started) * 1000


def yardstick() -> float:
    """Return the milliseconds of a fixed piece of plain Python."""
    return timed(lambda: sorted(str(i * 7919 % 10_007) for i in range(10_000)))


def single_answers(questions: Sequence[Question], clock: Callable[[], float]) -> list[float]:
    """Return the sorted milliseconds of each grade, questions compiled beforehand, each answer new to the grader."""
    grader = OfflineGrader()
    times = []
    for turn in range(ROUNDS + 1):
        for question in questions:
            answer = single(f"Turn {turn}. {answer_of(question)}")
            spent = timed(partial(grader.grade, question, answer, seniority="mid", created_at=NOW), clock)
            if turn:
                times.append(spent)
    return sorted(times)


def calibration(questions: Sequence[Question], folder: Path) -> tuple[float, int]:
    """Return the seconds that `calibrate` takes for 10,000 answers of the bank, and how many it graded."""
    rows = [
        (question.id, example.answer, sum(example.levels) - 2, 8)
        for question in questions
        for example in question.examples
    ]
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("question_id", "answer", "score", "max_score"))
        writer.writerows(islice(cycle(rows), ANSWERS))
    command = [sys.executable, "-m", "interview_coach", "calibrate", str(path)]
    started = time.perf_counter()
    done = subprocess.run(
        [*command, "--questions", str(shipped_bank()), "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "INTERVIEW_COACH_HOME": str(folder / "home")},
    )
    return time.perf_counter() - started, json.loads(done.stdout)["n"]


def main() -> None:
    """Print the figures."""
    bank = load_bank(shipped_bank(), None, None)
    questions = [question for question in bank.questions if question.status == "reviewed"]
    unit = statistics.median(yardstick() for _ in range(20))
    print(f"yardstick: sorting 10,000 numbers as text {unit:.2f} ms")
    for name, clock in (("by the clock", time.perf_counter), ("of processor time", time.process_time)):
        times = single_answers(questions, clock)
        median, p99 = statistics.median(times), times[int(0.99 * len(times))]
        print(
            f"{WORDS} words, {len(times)} grades of {len(questions)} questions: median {median:.2f} ms (target 5), "
            f"p99 {p99:.2f} ms (target 15) {name}; {median / unit:.2f} yardsticks"
        )
    with tempfile.TemporaryDirectory() as folder:
        seconds, graded = calibration(questions, Path(folder))
    words = statistics.mean(len(e.answer.split()) for question in questions for e in question.examples)
    print(
        f"calibrate: {graded} answers of {words:.0f} words on average in {seconds:.1f} s (target 60), "
        "start and 1,000 resamples included"
    )


if __name__ == "__main__":
    main()
