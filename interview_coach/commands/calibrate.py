"""`interview-coach calibrate`: how well a grader agrees with people, on answers that people have scored."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from interview_coach.commands.common import (
    add_json,
    command_parser,
    grader_of,
    with_progress,
    write_json,
    write_lines,
)
from interview_coach.errors import CoachError
from interview_coach.services.app import App

if TYPE_CHECKING:
    from interview_coach.domain.question import Question
    from interview_coach.grading.calibration import Agreement, Graded
    from interview_coach.grading.calibration_data import ScoredAnswer

_MOST_EXAMPLES = 1000


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser(
        "calibrate",
        "Compare a grader with the people who scored the same answers. A row or question file that cannot be "
        "used is named on stderr and left out; the command fails when nothing is left.",
    )
    parser.add_argument(
        "answers", metavar="ANSWERS.csv", help="columns question_id, answer, score, max_score; UTF-8"
    )
    parser.add_argument(
        "--questions", required=True, metavar="DIR", help="folder of the questions, drafts or reviewed"
    )
    parser.add_argument(
        "--grader", choices=("offline", "llm"), default="offline", help="who grades (offline)"
    )
    parser.add_argument(
        "--concurrency", type=_number, default=4, metavar="N", help="calls of the model at once (4)"
    )
    parser.add_argument(
        "--reference-only", action="store_true", help="ignore key points, grade by the model answer"
    )
    parser.add_argument(
        "--examples", type=_number, default=0, metavar="N", help="also print the N worst disagreements"
    )
    add_json(parser, "the figures")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Print how the grader and the people agree."""
    import msgspec

    from interview_coach.commands.calibrate_view import agreement_lines, example_lines, example_object
    from interview_coach.grading.calibration import agreement_of, grade_answers, worst
    from interview_coach.grading.calibration_data import read_answers, read_questions, reference_only

    questions, problems = read_questions(Path(args.questions))
    if args.reference_only:
        questions = {key: reference_only(question) for key, question in questions.items()}
        without = [key for key, question in questions.items() if not question.model_answer.strip()]
        for key in without:
            sys.stderr.write(f"{key}: it has no model answer to grade by.\n")
            del questions[key]
    answers, bad = read_answers(Path(args.answers), questions)
    for line in (*problems, *bad):
        sys.stderr.write(f"{line}\n")
    if bad:
        sys.stderr.write(f"Rows left out: {len(bad)} of {len(bad) + len(answers)}.\n")
    if args.grader == "llm":
        graded = _by_model(args, app, answers, questions)
    else:
        graded = list(with_progress(grade_answers(answers, questions, app.grader), len(answers), "Grading"))
    figures = agreement_of(graded)
    if not figures.n:
        raise CoachError("No answer could be graded.", "Check the rows and the folder of the questions.")
    if args.grader == "llm":
        _remember(app, figures)
    examples = worst(graded, args.examples)
    if not args.json:
        write_lines(*agreement_lines(figures, graded, questions))
        write_lines(*(line for each in examples for line in example_lines(each)))
    elif args.examples:
        write_json(
            {**msgspec.structs.asdict(figures), "examples": [example_object(each) for each in examples]}
        )
    else:
        write_json(figures)
    return 0


def _by_model(
    args: argparse.Namespace, app: App, answers: "Sequence[ScoredAnswer]", questions: "Mapping[str, Question]"
) -> "list[Graded]":
    """Have the model grade; host and cost are shown first."""
    import asyncio

    from interview_coach.services.calibration import estimate_answers, grade_by_model

    grader_of(argparse.Namespace(grader="llm"), app)
    sys.stderr.write(f"{len(answers)} answers: {estimate_answers(app, len(answers))}.\n")
    bar = with_progress(range(len(answers)), len(answers), "Grading")
    return asyncio.run(
        grade_by_model(app, answers, questions, max(1, args.concurrency), lambda: next(bar, None))
    )


def _remember(app: App, figures: "Agreement") -> None:
    """Keep the model's figure, to be shown beside its name."""
    from interview_coach.services.calibration import keep_agreement

    if figures.within_question_pearson is not None or figures.pearson is not None:
        keep_agreement(app, figures)


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) > _MOST_EXAMPLES:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {_MOST_EXAMPLES}")
    return int(text)
