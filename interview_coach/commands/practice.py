"""`interview-coach practice`: hold an interview, in the terminal interface or line by line."""

import argparse
import os
import signal
import sys
from typing import TYPE_CHECKING

from interview_coach.commands.common import (
    add_grader,
    add_json,
    add_seniority,
    command_parser,
    count,
    grader_of,
)
from interview_coach.services.app import App

if TYPE_CHECKING:
    from interview_coach.domain.interview import Setup

SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("practice", "Hold a mock interview. Everything is saved as you go.")
    parser.add_argument("--kind", choices=("behavioural", "technical", "mixed"), help="which questions")
    parser.add_argument(
        "--skill",
        action="append",
        default=[],
        metavar="SKILL",
        help="only this skill; repeatable, or with commas",
    )
    add_seniority(parser)
    parser.add_argument("--count", type=count, help="how many questions (default 3)")
    parser.add_argument(
        "--mode", choices=("practice", "mock"), help="feedback after each answer, or at the end"
    )
    parser.add_argument(
        "--question", action="append", default=[], metavar="ID", help="ask this one; repeatable"
    )
    parser.add_argument(
        "--resume", nargs="?", const="", metavar="ID", help="go on with an unfinished interview"
    )
    parser.add_argument("--seed", type=int, help="draw by this seed: bank and flags alone decide")
    parser.add_argument("--no-follow-ups", action="store_true", help="ask no follow-up questions")
    add_grader(parser)
    parser.add_argument("--plain", action="store_true", help="line by line, without the terminal interface")
    add_json(parser, "each step, one object a line (implies --plain),")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Hold the interview; exit code 0 also when it was paused."""
    if args.offline:
        app.set_offline()
    if args.plain or args.json or not _has_terminal():
        return _run_plain(args, app)
    from interview_coach.tui.app import CoachApp, Start

    asked = _was_asked(args)
    start = Start(
        setup=(lambda: setup_of(args, app)) if asked and args.resume is None else None,
        resume=args.resume,
    )
    return CoachApp(app, start).run_to_the_end()


def _has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def _was_asked(args: argparse.Namespace) -> bool:
    """Whether any flag describes an interview, so that it starts at once."""
    chosen = (args.grader, args.kind, args.seniority, args.count, args.mode, args.seed)
    return any(value is not None for value in chosen) or bool(
        args.skill or args.question or args.no_follow_ups
    )


def setup_of(args: argparse.Namespace, app: App) -> "Setup":
    """Return the setup that flags and settings ask for.

    Raises:
        UsageError: a skill or question is unknown; the nearest are named.
    """
    from interview_coach.domain.interview import Setup

    settings = app.settings
    kind = args.kind or settings.kind
    questions = tuple(app.bank.question(given).id for given in args.question)
    return Setup(
        seniority=args.seniority or settings.seniority,
        kind=None if kind == "mixed" else kind,
        skills=tuple(
            app.bank.skill(name).id for given in args.skill for name in given.split(",") if name.strip()
        ),
        count=len(questions) or args.count or settings.count,
        mode=args.mode or settings.mode,
        seed=args.seed,
        follow_ups=settings.follow_ups and not args.no_follow_ups,
        questions=questions,
        grader=grader_of(args, app),
    )


def _run_plain(args: argparse.Namespace, app: App) -> int:
    from interview_coach.line_source import LineSource
    from interview_coach.plain import PlainInterview
    from interview_coach.services.sitting import Sitting, plan_of

    for problem in app.bank.problems:
        sys.stderr.write(f"Left out: {problem}\n")
    if args.resume is not None:
        sitting = Sitting.resume(app, args.resume or None)
    else:
        setup = setup_of(args, app)
        plan = plan_of(app, setup)
        if plan.notice:
            sys.stderr.write(plan.notice + "\n")
        sitting = Sitting.start(app, setup, plan)
    source = LineSource()
    # A signal ends the input, and the end of the input saves and pauses. An exception out of a handler could come
    # in the middle of a step, between taking the store's lock and giving it back for example.
    for name in SIGNALS:
        signal.signal(getattr(signal, name), lambda *_: source.stop())
    try:
        PlainInterview(app, sitting, source, sys.stdout, sys.stderr, events=args.json).run()
    except BrokenPipeError:
        sitting.pause()
        raise
    return 0
