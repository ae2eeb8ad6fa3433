"""`interview-coach doctor`: what works, what does not and why."""

import argparse
from dataclasses import asdict

from interview_coach.commands.common import add_json, command_parser, write_json, write_lines
from interview_coach.errors import CoachError
from interview_coach.services.app import App
from interview_coach.services.doctor import connect, examine


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("doctor", "Say what works, what does not, and why.")
    parser.add_argument(
        "--connect",
        action="store_true",
        help="also ask the model that is set up for one short reply, and look for models on this machine",
    )
    add_json(parser, "what was found")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Print what was found; it fails if anything does not work."""
    checks = examine(app)
    if args.connect:
        import asyncio

        checks += asyncio.run(connect(app))
    problems = [check for check in checks if check.state == "problem"]
    if args.json:
        write_json({"ok": not problems, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            write_lines(f"{check.state:<8} {check.name}: {check.text}")
            if check.hint:
                write_lines(f"{'':<8} {check.hint}")
    if problems:
        names = ", ".join(dict.fromkeys(check.name for check in problems))
        raise CoachError(f"Not everything works: {names}.", "What to do stands in the list above.")
    return 0
