"""From scored answers to the figures of a grader, whichever grader it is."""

import math

from graded import GRADER, STRONG, TECHNICAL
from msgspec.structs import replace

from interview_coach.domain.grade import Grade
from interview_coach.domain.levels import Seniority
from interview_coach.domain.question import Question
from interview_coach.grading.calibration import agreement_of, grade_answers, worst
from interview_coach.grading.calibration_data import ScoredAnswer
from interview_coach.grading.protocol import Answer

QUESTIONS = {"a": TECHNICAL, "b": TECHNICAL}


def scored(*answers: tuple[str, str, float]) -> list[ScoredAnswer]:
    return [ScoredAnswer(i, text, human, line) for line, (i, text, human) in enumerate(answers, 2)]


class OddGrader:
    """Grades like the offline grader, but leaves some answers ungraded."""

    name = GRADER.name

    def grade(self, question: Question, answer: Answer, *, seniority: Seniority, created_at: str) -> Grade:
        grade = GRADER.grade(question, answer, seniority=seniority, created_at=created_at)
        if "fail" in answer.texts[0]:
            return replace(grade, status="ungraded", score=None, level=None, reason="It did not answer.")
        return grade


def test_a_run_counts_what_was_graded_and_what_was_not() -> None:
    answers = scored(("a", STRONG, 1.0), ("a", "No idea.", 0.0), ("b", STRONG, 0.8), ("b", "fail", 0.5))
    figures = agreement_of(list(grade_answers(answers, QUESTIONS, OddGrader())))
    assert (figures.n, figures.questions, figures.ungraded) == (3, 2, 1)
    assert figures.mean_human == 0.6
    assert figures.pearson is not None
    assert figures.pearson > 0.9
    assert figures.within_question_pearson is None


def test_length_is_measured_in_the_logarithm_of_words() -> None:
    answers = scored(("a", "no idea", 0.1), ("a", STRONG, 1.0), ("a", STRONG + " " + STRONG, 1.0))
    graded = list(grade_answers(answers, QUESTIONS, GRADER))
    lengths = [math.log(1 + len(each.answer.answer.split())) for each in graded]
    scores = [each.pair[1] for each in graded if each.pair]
    mean_x, mean_y = sum(lengths) / 3, sum(scores) / 3
    both = sum((x - mean_x) * (y - mean_y) for x, y in zip(lengths, scores, strict=True))
    spread = sum((x - mean_x) ** 2 for x in lengths) * sum((y - mean_y) ** 2 for y in scores)
    assert agreement_of(graded).log_length_r == round(both / math.sqrt(spread), 4)


def test_all_figures_of_nothing_are_none() -> None:
    figures = agreement_of([])
    assert (figures.n, figures.ungraded) == (0, 0)
    assert (figures.pearson, figures.rmse, figures.qwk, figures.mean_human, figures.pearson_ci95) == (
        None,
    ) * 5


def test_the_worst_disagreements_come_first_and_ungraded_ones_last() -> None:
    answers = scored(("a", "fail", 1.0), ("a", STRONG, 0.9), ("a", STRONG, 0.0), ("a", "No idea.", 0.4))
    graded = list(grade_answers(answers, QUESTIONS, OddGrader()))
    assert [each.answer.line for each in worst(graded, 3)] == [4, 5, 3]
