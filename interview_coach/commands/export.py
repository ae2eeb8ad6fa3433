"""`interview-coach export`: write interviews as Markdown or JSON."""

import argparse
import sys
from pathlib import Path

from interview_coach.commands.common import command_parser
from interview_coach.errors import UsageError
from interview_coach.services.app import App
from interview_coach.services.review import export_text, export_to


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("export", "Write interviews to stdout, or to a file or folder with --output.")
    parser.add_argument("ids", nargs="*", metavar="ID", help="interviews, or the beginnings of their ids")
    parser.add_argument("--all", action="store_true", help="every interview")
    parser.add_argument(
        "--format", choices=("markdown", "json"), default="markdown", help="default: markdown"
    )
    parser.add_argument(
        "--output", type=Path, metavar="PATH", help="a file, or a folder for a file named by date and id"
    )
    parser.add_argument("--force", action="store_true", help="replace a file that is there already")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Write the export."""
    if args.all and args.ids:
        raise UsageError("Both --all and ids were given.", "Use one of them.")
    ids = [summary.id for summary in app.past.summaries()] if args.all else args.ids
    if not ids:
        missing = "There is no interview yet." if args.all else "No interview was chosen."
        raise UsageError(missing, "See the ids with: interview-coach history")
    if args.output is None:
        sys.stdout.writelines(export_text(app, ids, args.format))
    else:
        path = export_to(app, ids, args.format, args.output, overwrite=args.force)
        sys.stdout.write(f"Written: {path}\n")
    return 0
