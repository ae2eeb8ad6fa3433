"""`interview-coach delete`: put interviews into the trash, or delete everything for good."""

import argparse
import sys

from interview_coach.commands.common import command_parser, write_lines
from interview_coach.domain.trash import TRASH_DAYS
from interview_coach.domain.wording import count_of
from interview_coach.errors import CoachError, UsageError
from interview_coach.services.app import App
from interview_coach.services.erasing import erase_everything

CONFIRMATION = "delete everything"


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser(
        "delete",
        f"Put interviews into the trash, where they stay for {TRASH_DAYS} days: interview-coach undelete ID. "
        "With --all everything is deleted at once and for good, trash, backups, drafts and logs too.",
    )
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="an interview, or the beginning of its id; see: history"
    )
    parser.add_argument(
        "--all", action="store_true", help=f"everything, for good, after typing: {CONFIRMATION}"
    )
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Delete what was named."""
    if args.all and args.ids:
        raise UsageError("Both ids and --all were given.", "Use one of them.")
    if args.all:
        return _everything(app)
    if not args.ids:
        raise UsageError("No interview was named.", "See the ids with: interview-coach history")
    gone = app.store.delete(args.ids, app.clock.now())
    write_lines(
        f"{count_of(len(gone), 'interview')} moved to the trash for {TRASH_DAYS} days. "
        f"Bring back: interview-coach undelete {' '.join(gone)}"
    )
    return 0


def _everything(app: App) -> int:
    if app.paths.database.exists():
        app.store.close()  # where another program has it open that is said now, not after the typing
    app.close()
    sys.stderr.write(
        f"This deletes every interview with its answers and grades, the trash, backups, drafts and logs, for good. "
        f"Export them first with: interview-coach export --all --format json --output FILE\n"
        f"Type {CONFIRMATION!r} to go on: "
    )
    sys.stderr.flush()
    if sys.stdin.readline().strip() != CONFIRMATION:
        raise CoachError("Nothing was deleted.", f"To delete, type exactly: {CONFIRMATION}")
    gone = erase_everything(app)
    write_lines(
        *(f"Deleted: {path}" for path in gone),
        "No interview is left." if gone else "There was nothing to delete.",
        f"Kept, as they are files of yours: settings and own questions in {app.paths.config}, what you exported, "
        f"answers included, in {app.paths.exports}.",
    )
    return 0
