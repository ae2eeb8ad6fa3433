"""`interview-coach grade`: grade one answer from a file or stdin; nothing is stored."""

import argparse
import sys

import msgspec

from interview_coach.commands.common import (
    add_json,
    add_seniority,
    command_parser,
    read_input,
    write_json,
    write_lines,
)
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
    parser.add_argument("--grader", choices=("offline",), default="offline", help="who grades")
    add_seniority(parser)
    add_json(parser, "the grade")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Print the grade."""
    question = app.bank.question(args.question)
    if args.file == "-" and sys.stdin.isatty():
        sys.stderr.write("Type the answer, then press ctrl+d on a line of its own.\n")
    grade = grade_text(app, question, read_input(args.file), args.seniority or app.settings.seniority)
    if args.json:
        write_json(msgspec.to_builtins(grade))
    else:
        write_lines(f"{question.name} ({question.id})", *grade_lines(question, grade))
    return 0
