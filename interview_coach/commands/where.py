"""`interview-coach where`: say where every file is."""

import argparse
import os

from interview_coach.commands.common import add_json, command_parser, write_json, write_lines
from interview_coach.paths import shipped_bank
from interview_coach.services.app import App


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("where", "Say where every file of the program is on this machine.")
    add_json(parser, "the list")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Print the list."""
    paths = app.paths
    places = {
        "interviews": paths.database,
        "own questions": paths.own_questions,
        "settings": paths.config_file,
        "exports": paths.exports,
        "log": paths.log_file,
        "cache": paths.cache,
        "shipped questions": shipped_bank(),
    }
    if args.json:
        write_json({name: str(place) for name, place in places.items()})
    else:
        write_lines(
            *(
                f"{name}: {place}{'' if os.path.exists(place) else ' (not there yet)'}"
                for name, place in places.items()
            )
        )
    return 0
