"""`interview-coach import`: bring a JSON export back."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from interview_coach.commands.common import command_parser, with_progress, write_lines
from interview_coach.domain.wording import count_of
from interview_coach.services.app import App
from interview_coach.services.importing import Placed, import_interviews


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser(
        "import",
        "Read a JSON export back: every interview in it, or none. One that is here already, the same, is skipped; "
        "one that is here with other content is refused.",
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="written by: interview-coach export --format json"
    )
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Import the file and say what was done."""
    added, same = import_interviews(app, args.file, _watched)
    skipped = f", {count_of(same, 'interview')} skipped: here already" if same else ""
    write_lines(f"Imported {count_of(added, 'interview')}{skipped}.")
    return 0


def _watched(records: Iterable[Placed]) -> Iterator[Placed]:
    return with_progress(records, None, "Importing")
