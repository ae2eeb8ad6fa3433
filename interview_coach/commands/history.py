"""`interview-coach history`: list past interviews."""

import argparse

from interview_coach.commands.common import add_json, command_parser, day, write_json, write_lines
from interview_coach.domain.interview import InterviewSummary
from interview_coach.domain.wording import overall
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
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("history", "List past interviews, the newest first.")
    parser.add_argument("--skill", metavar="SKILL", help="only interviews with a question of this skill")
    parser.add_argument("--since", type=day, metavar="DATE", help="only those started on this day or later")
    add_json(parser, "the list")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Print the list."""
    skill = app.bank.skill(args.skill).id if args.skill else None
    found = app.past.summaries(skill=skill, since=args.since)
    if args.json:
        write_json([{name: getattr(summary, name) for name in FIELDS} for summary in found])
    elif found:
        write_lines(*map(_line, found))
    elif args.skill or args.since:
        write_lines("No interview fits. All of them: interview-coach history")
    else:
        write_lines("No interviews yet. Start one with: interview-coach")
    return 0


def _line(summary: InterviewSummary) -> str:
    when = summary.started_at[:16].replace("T", " ")
    titles = "; ".join(summary.titles)
    result = overall(summary.score, summary.level)
    return f"{summary.id}  {when}  {summary.state}, {summary.mode}, {summary.seniority}, {result}: {titles}"
