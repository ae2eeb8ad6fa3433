"""`interview-coach export`: write interviews, or the feedback summary of a period, for people and programs."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from interview_coach.commands.common import (
    add_history_filter,
    command_parser,
    history_filter,
    with_progress,
)
from interview_coach.errors import UsageError
from interview_coach.export.html_page import Entry
from interview_coach.services.app import App
from interview_coach.services.exporting import (
    FORMATS,
    ExportFormat,
    Rows,
    Watch,
    chosen_by_filter,
    chosen_by_id,
    export_text,
    export_to,
)
from interview_coach.services.summary import SUMMARY_FORMATS, summary_of, summary_text, write_summary

SUMMARY = "summary"
MANY = 20
"""From how many interviews on a bar shows how far it is."""

_EXAMPLES = """\
examples:
  interview-coach export k7             one interview as Markdown
  interview-coach export --all --format html --output interviews.html
  interview-coach export --skill sql --since 2026-11-01 --format csv --rows points
  interview-coach export summary --since 2026-11-01 --for mentor --format html --output feedback.html
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("export", "Write interviews to stdout, or to a file or folder with --output.")
    parser.epilog, parser.formatter_class = _EXAMPLES, argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "ids",
        nargs="*",
        metavar="ID",
        help="interviews, or the beginnings of their ids; or the word summary, for a feedback summary",
    )
    parser.add_argument("--all", action="store_true", help="every interview")
    add_history_filter(parser)
    parser.add_argument("--format", choices=FORMATS, default="markdown", help="default: markdown")
    parser.add_argument(
        "--rows", choices=("attempts", "points"), help="what a row of csv is; default: attempts"
    )
    parser.add_argument(
        "--for",
        dest="audience",
        choices=("self", "mentor"),
        help="whom a summary is for; a mentor gets no private notes",
    )
    parser.add_argument(
        "--output", type=Path, metavar="PATH", help="a file, or a folder for a file named by date and id"
    )
    parser.add_argument("--force", action="store_true", help="replace a file that is there already")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Write the export."""
    wants_summary = args.ids[:1] == [SUMMARY]
    _refuse_what_does_not_fit(args, wants_summary)
    chosen = _chosen(args, app, wants_summary)
    if wants_summary:
        summary = summary_of(app, chosen, args.since, args.audience or "self", _watch(args, chosen))
        if args.output is None:
            _to_stdout(summary_text(summary, args.format))
        else:
            _written(write_summary(summary, args.format, args.output, overwrite=args.force))
        return 0
    form: ExportFormat = args.format
    rows: Rows = args.rows or "attempts"
    watch = _watch(args, chosen)
    if args.output is None:
        _to_stdout(export_text(app, chosen, form, rows=rows, watch=watch))
    else:
        _written(export_to(app, chosen, form, args.output, rows=rows, overwrite=args.force, watch=watch))
    return 0


def _refuse_what_does_not_fit(args: argparse.Namespace, wants_summary: bool) -> None:
    if args.rows and args.format != "csv":
        raise UsageError("--rows is for csv.", "Add --format csv.")
    if args.force and args.output is None:
        raise UsageError("--force is for files.", "Name one with --output.")
    if not wants_summary:
        if args.audience:
            raise UsageError("--for is for summaries.", "Write: interview-coach export summary --for mentor")
        return
    if len(args.ids) > 1:
        raise UsageError(
            "A summary is of a period, not of ids.", "Choose with --since, --search and --skill."
        )
    if args.format not in SUMMARY_FORMATS:
        raise UsageError(f"A summary cannot be {args.format}.", f"Choose {', '.join(SUMMARY_FORMATS)}.")


def _chosen(args: argparse.Namespace, app: App, wants_summary: bool) -> list[Entry]:
    filtered = bool(args.all or args.since or args.search or args.skill)
    if wants_summary or (filtered and not args.ids):
        wanted = history_filter(args, app)
        if wanted.trash:
            raise UsageError(
                "What is in the trash cannot be exported.", "Bring it back first: interview-coach undelete ID"
            )
        return chosen_by_filter(app, wanted)
    if filtered:
        raise UsageError("Both ids and --all, --since, --search or --skill were given.", "Use one of them.")
    if not args.ids:
        raise UsageError("No interview was chosen.", "See the ids with: interview-coach history")
    return chosen_by_id(app, args.ids)


def _watch(args: argparse.Namespace, chosen: Sequence[Entry]) -> Watch:
    if len(chosen) < MANY or (args.output is None and sys.stdout.isatty()):
        return iter

    def watched(entries: Iterable[Entry]) -> Iterator[Entry]:
        return with_progress(entries, len(chosen), "Exporting")

    return watched


def _to_stdout(chunks: Iterable[str]) -> None:
    """Write UTF-8 whatever the terminal's encoding: what is written may be redirected into a file."""
    for chunk in chunks:
        sys.stdout.buffer.write(chunk.encode())
    sys.stdout.buffer.flush()


def _written(path: Path) -> None:
    sys.stdout.write(f"Written: {path}\n")
