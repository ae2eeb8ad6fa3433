"""`interview-coach show`: print one interview."""

import argparse
import sys

from interview_coach.commands.common import add_json, command_parser, write_lines
from interview_coach.export.plain_text import interview_lines
from interview_coach.services.app import App
from interview_coach.services.exporting import interview_json
from interview_coach.services.review import improvement_of


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("show", "Print one interview with answers, feedback and what to do next.")
    parser.add_argument("id", metavar="ID", help="an interview, or the beginning of its id; see: history")
    add_json(parser, "everything stored of it")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Print the interview."""
    if args.json:
        sys.stdout.write(interview_json(app, args.id))
    else:
        interview = app.past.interview(args.id)
        write_lines(*interview_lines(interview, improvement_of(app, interview)))
    return 0
