"""What several commands share: the parser's style and the flags of a setup."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from interview_coach.domain.levels import MAX_COUNT, SENIORITIES
from interview_coach.errors import CoachError, UsageError

if TYPE_CHECKING:
    from interview_coach.domain.grade import Grader
    from interview_coach.domain.history_filter import HistoryFilter
    from interview_coach.llm.types import Endpoint
    from interview_coach.services.app import App

T = TypeVar("T")
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


def add_grader(parser: argparse.ArgumentParser) -> None:
    """Add `--grader` and `--offline`."""
    parser.add_argument(
        "--grader", choices=("offline", "llm"), help="who grades (default: settings, offline)"
    )
    parser.add_argument("--offline", action="store_true", help="send nothing away, whatever the settings say")


def grader_of(args: argparse.Namespace, app: "App") -> "Grader":
    """Return who grades. Naming the LLM grader is the choice that lets text leave; host and cost are shown.

    Raises:
        UsageError: no model is set up, or offline is set.
    """
    from interview_coach.services.endpoint import chosen_endpoint, endpoint_for_grading, give_consent, may_ask

    if args.grader == "llm":
        endpoint = chosen_endpoint(app)
        if not may_ask(app, endpoint):
            give_consent(app, endpoint)
        sys.stderr.write(
            f"Answers go to {endpoint.host} ({endpoint.model}). {price_sentence(app, endpoint)}\n"
        )
        return "llm"
    return "offline" if args.grader or endpoint_for_grading(app) is None else "llm"


def price_sentence(app: "App", endpoint: "Endpoint") -> str:
    """Return what grading one answer costs, about."""
    from interview_coach.services.endpoint import typical_estimate

    return f"One answer: {typical_estimate(app, endpoint).sentence}."


def count(text: str) -> int:
    """Return a number of questions; argparse turns the error into wrong usage."""
    if not text.isdecimal() or not 1 <= int(text) <= MAX_COUNT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MAX_COUNT}")
    return int(text)


def day(text: str) -> str:
    """Return the beginning of a day as ISO 8601 with offset; argparse turns the error into wrong usage."""
    from datetime import date, datetime

    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time()).astimezone().isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-20") from None


def add_history_filter(parser: argparse.ArgumentParser) -> None:
    """Add what chooses past interviews."""
    parser.add_argument(
        "--search",
        metavar="TEXT",
        help="words, and parts such as skill:sql kind: level:1-3 grader: mode: state: since: until: is:bookmarked",
    )
    parser.add_argument("--skill", metavar="SKILL", help="those with a question of this skill")
    parser.add_argument("--since", type=day, metavar="DATE", help="those started on this day or later")


def history_filter(args: argparse.Namespace, app: "App", *, trash: bool = False) -> "HistoryFilter":
    """Return which past interviews the flags of `add_history_filter` choose.

    Raises:
        UsageError: a skill or a part of the search is unknown.
    """
    from msgspec.structs import replace

    from interview_coach.services.history_filter import required_history_filter

    wanted = required_history_filter(args.search or "", app.bank)
    if args.skill:
        wanted = replace(wanted, skills=(*wanted.skills, app.bank.skill(args.skill).id))
    return replace(wanted, since=args.since or wanted.since, trash=trash or wanted.trash)


def with_progress(items: Iterable[T], total: int | None, doing: str) -> Iterator[T]:
    """Yield the items, with a bar on stderr while somebody watches it; `total` None where it is not known."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(items, total=total, description=doing)


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
