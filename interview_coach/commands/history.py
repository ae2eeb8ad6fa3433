"""`interview-coach history`: list and search past interviews."""

import argparse
import sys
from collections.abc import Sequence

from interview_coach.commands.common import (
    add_history_filter,
    add_json,
    command_parser,
    history_filter,
    write_json,
    write_lines,
)
from interview_coach.domain.interview import InterviewSummary, Match
from interview_coach.domain.trash import days_left
from interview_coach.domain.wording import count_of, overall
from interview_coach.services.app import App

FIELDS = (
    "id",
    "started_at",
    "finished_at",
    "state",
    "mode",
    "seniority",
    "turns",
    "score",
    "level",
    "grader",
    "bookmarked",
)
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("history", "List past interviews, the newest first.")
    add_history_filter(parser)
    parser.add_argument("--trash", action="store_true", help="what was deleted in the last 30 days")
    add_json(parser, "the list")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Print the list."""
    wanted = history_filter(args, app, trash=args.trash)
    page = app.past.page(wanted)
    found = page.summaries
    if args.json:
        write_json([_fields(one, page.matches_in(one.id), searched=bool(wanted.words)) for one in found])
    elif found:
        for one in found:
            write_lines(_line(one, app.clock.now()), *(_passage(match) for match in page.matches_in(one.id)))
    elif wanted.trash:
        write_lines("The trash is empty.")
    elif wanted.everything:
        write_lines("No interviews yet. Start one with: interview-coach")
    else:
        write_lines("No interview fits. All of them: interview-coach history")
    return 0


def _fields(summary: InterviewSummary, matches: Sequence[Match], *, searched: bool) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(summary, name) for name in FIELDS}
    if summary.deleted_at:
        fields["deleted_at"] = summary.deleted_at
    if searched:
        fields["matches"] = [{"turn": m.turn or None, "text": m.text, "marks": m.marks} for m in matches]
    return fields


def _line(summary: InterviewSummary, now: str) -> str:
    when = summary.started_at[:16].replace("T", " ")
    titles = "; ".join(summary.titles)
    in_mock = summary.mode == "mock" and summary.state != "finished"
    result = "grades at its end" if in_mock else overall(summary.score, summary.level)
    marked = ", bookmarked" if summary.bookmarked else ""
    kept = (
        f", deleted, kept for {count_of(days_left(summary.deleted_at, now), 'more day')}"
        if summary.deleted_at
        else ""
    )
    what = f"{summary.state}, {summary.mode}, {summary.seniority}, {result}{marked}{kept}"
    return f"{summary.id}  {when}  {what}: {titles}"


def _passage(match: Match) -> str:
    """Return a line with the passage; the words that match are bold where somebody looks at a terminal."""
    text = match.text
    if sys.stdout.isatty():
        for start, end in reversed(match.marks):
            text = f"{text[:start]}{_BOLD}{text[start:end]}{_PLAIN}{text[end:]}"
    where = f"question {match.turn}" if match.turn else "note"
    return f"    {where}: {text}"
