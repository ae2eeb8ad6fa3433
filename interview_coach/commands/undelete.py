"""`interview-coach undelete`: bring interviews back out of the trash."""

import argparse

from interview_coach.commands.common import command_parser, write_lines
from interview_coach.domain.wording import count_of
from interview_coach.errors import UsageError
from interview_coach.services.app import App


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser(
        "undelete", "Bring interviews back out of the trash; see it with: history --trash"
    )
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="an interview in the trash, or the beginning of its id"
    )
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Bring back what was named."""
    if not args.ids:
        raise UsageError("No interview was named.", "See the trash with: interview-coach history --trash")
    back = app.store.undelete(args.ids)
    write_lines(f"{count_of(len(back), 'interview')} brought back: {' '.join(back)}")
    return 0
