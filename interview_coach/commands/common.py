"""What several commands share: the parser's style and the flags of a setup."""

import argparse
import sys
from pathlib import Path
from typing import Any

from interview_coach.domain.levels import MAX_COUNT, SENIORITIES
from interview_coach.errors import CoachError, UsageError

MAX_INPUT_BYTES = 5 * 1024 * 1024


def command_parser(name: str, description: str) -> argparse.ArgumentParser:
    """Return the parser of one command."""
    return argparse.ArgumentParser(prog=f"interview-coach {name}", description=description)


def add_seniority(parser: argparse.ArgumentParser) -> None:
    """Add `--seniority`."""
    parser.add_argument(
        "--seniority", choices=SENIORITIES, help="whom the bar is for (default: settings, mid)"
    )


def add_json(parser: argparse.ArgumentParser, what: str) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help=f"print {what} as JSON")


def count(text: str) -> int:
    """Return a number of questions; argparse turns the error into wrong usage."""
    if not text.isdecimal() or not 1 <= int(text) <= MAX_COUNT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MAX_COUNT}")
    return int(text)


def write_json(value: Any) -> None:
    """Print a value as indented JSON."""
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def write_lines(*lines: str) -> None:
    """Print lines; what the terminal cannot show is replaced."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.writelines(line.encode(encoding, "replace").decode(encoding) + "\n" for line in lines)


def read_input(name: str) -> str:
    """Return the text of a file, or of stdin for `-`.

    Raises:
        UsageError: there is no such file.
        CoachError: it cannot be read, is over 5 MB or is not UTF-8 text.
    """
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_INPUT_BYTES + 1)
        else:
            path = Path(name)
            if not path.is_file():
                raise UsageError(f"There is no file {name}.", "Name a text file, or - for stdin.")
            with path.open("rb") as file:
                data = file.read(MAX_INPUT_BYTES + 1)
        if len(data) > MAX_INPUT_BYTES:
            raise CoachError(f"{name} is over 5 MB.", "Answers are at most 32 KB.")
        return data.decode("utf-8")
    except OSError as error:
        raise CoachError(f"{name} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise CoachError(f"{name} is not UTF-8 text (byte {error.start}).", "Save it as UTF-8.") from error
