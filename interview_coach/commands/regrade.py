"""`interview-coach regrade`: grade stored attempts again, by a model or by today's offline grader."""

import argparse
import asyncio
import sys

from interview_coach.commands.common import (
    add_json,
    command_parser,
    day,
    grader_of,
    with_progress,
    write_json,
    write_lines,
)
from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import GradingJob
from interview_coach.errors import CoachError, UsageError
from interview_coach.services.app import App
from interview_coach.services.regrade import (
    Wanted,
    estimate_regrade,
    regrade_by_model,
    regrade_offline,
    wanted_of,
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser(
        "regrade",
        "Grade stored attempts again. Grades are added, none is replaced; stopped, it goes on when run again.",
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="interviews, or the beginnings of their ids")
    parser.add_argument("--all", action="store_true", help="every interview")
    parser.add_argument("--since", type=day, metavar="DATE", help="those started on this day or later")
    parser.add_argument(
        "--grader", choices=("llm", "offline"), default="llm", help="default: llm, the model set up"
    )
    parser.add_argument(
        "--concurrency", type=_concurrency, default=4, metavar="N", help="calls at once, 1 to 32 (4)"
    )
    parser.add_argument("--estimate", action="store_true", help="say what it would cost and stop")
    parser.add_argument("--offline", action="store_true", help="send nothing away, whatever the settings say")
    add_json(parser, "what was done")
    return parser


def _concurrency(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 32:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 32")
    return int(text)


def run(args: argparse.Namespace, app: App) -> int:
    """Regrade; exit code 1 if an attempt could not be graded."""
    if args.offline:
        app.set_offline()
    if not (args.ids or args.all or args.since):
        raise UsageError("No interview was chosen.", "Name ids, or use --all or --since DATE.")
    wanted = wanted_of(app, args.ids, since=args.since)
    done = {"graded": 0, "ungraded": 0, "unchanged": 0, "failed": 0}
    if args.grader == "offline":
        for graded in with_progress(regrade_offline(app, wanted), len(wanted), "Regrading"):
            done["graded" if graded else "unchanged"] += 1
    else:
        grader_of(args, app)
        _by_model(args, app, wanted, done)
        if args.estimate:
            return 0
    if args.json:
        write_json(done)
    else:
        write_lines(
            ", ".join(f"{number} {what}" for what, number in done.items() if number) or "Nothing to grade."
        )
    return 1 if done["failed"] or done["ungraded"] else 0


def _by_model(args: argparse.Namespace, app: App, wanted: list[Wanted], done: dict[str, int]) -> None:
    expected = estimate_regrade(app, wanted)
    sys.stderr.write(f"{len(wanted)} attempts: {expected}.\n")
    if args.estimate:
        return
    bar = with_progress(range(len(wanted)), len(wanted), "Grading")

    def one_done(job: GradingJob, outcome: Grade | CoachError) -> None:
        next(bar, None)
        if isinstance(outcome, CoachError):
            done["failed"] += 1
            sys.stderr.write(f"{job.attempt_id}: {outcome}\n")
        elif outcome.status == "ungraded":
            done["ungraded"] += 1
            sys.stderr.write(f"{job.attempt_id}: {outcome.reason}\n")
        else:
            done["graded"] += 1

    kept = asyncio.run(regrade_by_model(app, wanted, args.concurrency, one_done))
    done["unchanged"] += kept
