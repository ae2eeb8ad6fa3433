"""What `calibrate` prints for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from interview_coach.domain.question import Question
from interview_coach.grading import calibration_statistics as agreement
from interview_coach.grading.calibration import Agreement, Graded, by_question
from interview_coach.grading.calibration_statistics import Interval
from interview_coach.text.clean import one_line

_LONGEST_ANSWER = 600
_BANDS = ("0-20 %", "20-40 %", "40-60 %", "60-80 %", "80-100 %")


def agreement_lines(
    figures: Agreement, graded: Sequence[Graded], questions: Mapping[str, Question]
) -> Iterator[str]:
    """Yield the table of a run: overall, per question with the worst first, bands, length."""
    yield f"{figures.n} answers to {figures.questions} questions, {figures.ungraded} ungraded. Scores from 0 to 1."
    yield ""
    yield "Agreement with people"
    rows = (
        (
            "within questions",
            figures.within_question_pearson,
            figures.within_question_ci95,
            "mean r of questions",
        ),
        ("pooled", figures.pearson, figures.pearson_ci95, "r of all answers"),
        ("ranks", figures.spearman, None, "Spearman, all answers"),
        ("five bands", figures.qwk, None, "kappa with quadratic weights"),
        ("error", figures.rmse, None, "root mean square"),
        ("error, mapped", figures.rmse_mapped, None, "after a linear map learned on the other questions"),
        ("mean, people", figures.mean_human, None, ""),
        ("mean, grader", figures.mean_grader, None, ""),
        ("length, people", _human_length_r(graded), None, "r of the score with log(1 + words)"),
        ("length, grader", figures.log_length_r, None, "the same"),
    )
    for name, value, interval, meaning in rows:
        yield f"  {name:<17}{_value(value)}{_interval(interval):<16}  {meaning}".rstrip()
    yield ""
    yield from _question_lines(graded, questions)
    yield ""
    yield from _band_lines(graded)


def _human_length_r(graded: Sequence[Graded]) -> float | None:
    counted = [each for each in graded if each.pair is not None]
    return agreement.pearson(
        [agreement.log_length(each.answer.answer) for each in counted],
        [each.answer.human for each in counted],
    )


def _question_lines(graded: Sequence[Graded], questions: Mapping[str, Question]) -> Iterator[str]:
    rows = []
    for question_id, pairs in by_question(graded).items():
        human, ours = [a for a, _ in pairs], [b for _, b in pairs]
        r = agreement.pearson(human, ours)
        means = (sum(human) / len(pairs), sum(ours) / len(pairs))
        rows.append((r, question_id, len(pairs), agreement.rmse(pairs), means))
    width = max((len(question_id) for _, question_id, *_ in rows), default=0)
    yield "Questions, the worst agreement first (r, error, mean of people and of the grader)"
    rows.sort(key=lambda row: (row[0] is None, row[0] or 0.0, row[1]))
    for r, question_id, n, error, (people, grader) in rows:
        figures = f"{_value(r)}  {_value(error)}  {_value(people)}  {_value(grader)}"
        yield f"  {question_id:<{width}}  {n:>5}  {figures}  {one_line(questions[question_id].name)[:50]}"


def _band_lines(graded: Sequence[Graded]) -> Iterator[str]:
    table = agreement.confusion(each.pair for each in graded if each.pair is not None)
    yield "Bands: people down, the grader across"
    yield "  " + " " * 9 + "".join(f"{name:>10}" for name in _BANDS)
    for name, row in zip(_BANDS, table, strict=True):
        yield f"  {name:>9}" + "".join(f"{number:>10}" for number in row)


def example_lines(each: Graded) -> Iterator[str]:
    """Yield one disagreement with its verdicts and quotes."""
    grade = each.grade
    flags = f"; {', '.join(grade.flags)}" if grade.flags else ""
    yield ""
    scores = f"people {each.answer.human:.2f}, grader {(grade.score or 0) / 100:.2f}"
    yield f"{each.answer.question_id}, line {each.answer.line}: {scores}{flags}"
    text = one_line(each.answer.answer)
    yield "  " + (text if len(text) <= _LONGEST_ANSWER else text[: _LONGEST_ANSWER - 3] + "...")
    for point in grade.key_points:
        quotes = "".join(f' "{one_line(evidence.quote)}"' for evidence in point.evidence)
        yield f"  {point.verdict:<7} {point.id} ({point.weight}){quotes} {point.reason}"
    for found in grade.misconceptions:
        quotes = "".join(f' "{one_line(evidence.quote)}"' for evidence in found.evidence)
        yield f"  mistake {found.id} (-{found.penalty}){quotes}"


def example_object(each: Graded) -> dict[str, Any]:
    """Return one disagreement as JSON."""
    answer = each.answer
    return {
        "question_id": answer.question_id,
        "line": answer.line,
        "human": answer.human,
        "answer": answer.answer,
        "grade": msgspec.to_builtins(each.grade),
    }


def _value(value: float | None) -> str:
    return "    -" if value is None else f"{value:5.2f}"


def _interval(interval: Interval | None) -> str:
    return "" if interval is None else f" ({interval[0]:.2f} to {interval[1]:.2f})"
