"""`interview-coach grade`: grade one answer from a file or stdin; nothing is stored."""

import argparse
import sys

import msgspec

from interview_coach.commands.common import (
    add_grader,
    add_json,
    add_seniority,
    command_parser,
    grader_of,
    read_input,
    write_json,
    write_lines,
)
from interview_coach.domain.grade import Grade
from interview_coach.domain.question import Question
from interview_coach.export.plain_text import grade_lines
from interview_coach.services.app import App
from interview_coach.services.grading import grade_text


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("grade", "Grade one answer. Needs no interview and stores nothing.")
    parser.add_argument("question", metavar="QUESTION_ID", help="see: interview-coach bank list")
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="the answer; - or nothing is stdin"
    )
    add_grader(parser)
    add_seniority(parser)
    add_json(parser, "the grade")
    return parser


def _by_model(app: App, question: Question, text: str, offline: Grade) -> Grade:
    """Return the model's grade; an ungraded one says why on stderr, and the offline grade stands beside it."""
    import asyncio

    from interview_coach.services.endpoint import chosen_endpoint
    from interview_coach.services.llm import Llm

    graded = asyncio.run(Llm(app, chosen_endpoint(app)).grade_text(question, text, offline))
    if graded.status == "ungraded":
        sys.stderr.write(
            f"Not graded by the model: {graded.reason} The offline grader says level {offline.level}.\n"
        )
    return graded


def run(args: argparse.Namespace, app: App) -> int:
    """Print the grade."""
    question = app.bank.question(args.question)
    if args.file == "-" and sys.stdin.isatty():
        sys.stderr.write("Type the answer, then press ctrl+d on a line of its own.\n")
    if args.offline:
        app.set_offline()
    text = read_input(args.file)
    grade = grade_text(app, question, text, args.seniority or app.settings.seniority)
    if args.grader == "llm":
        grader_of(args, app)
        grade = _by_model(app, question, text, grade)
    if args.json:
        write_json(msgspec.to_builtins(grade))
    else:
        write_lines(f"{question.name} ({question.id})", *grade_lines(question, grade))
    return 1 if args.grader == "llm" and grade.status == "ungraded" else 0
