"""`interview-coach bank`: list, show, check and extend the questions."""

import argparse
import importlib
import sys
from typing import TYPE_CHECKING, get_args

from interview_coach.bank.filters import Filter, words_of_search
from interview_coach.commands.common import add_json, add_seniority, command_parser, write_json, write_lines
from interview_coach.domain.levels import SENIORITIES
from interview_coach.domain.question import Format, Kind, Question, Status
from interview_coach.paths import shipped_bank
from interview_coach.services.app import App

if TYPE_CHECKING:
    from interview_coach.bank.bank import Bank

FIELDS = ("id", "version", "status", "title", "kind", "format", "asked_from", "skills")
_OWN_MODULES = ("coverage", "new", "try")


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("bank", "List, show, check and extend the questions.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    listing = actions.add_parser("list", help="list the questions")
    listing.add_argument("--kind", choices=get_args(Kind))
    listing.add_argument("--skill", metavar="SKILL", help="only questions with this skill: id, name or alias")
    listing.add_argument(
        "--seniority", choices=SENIORITIES, help="only what someone of this seniority is asked"
    )
    listing.add_argument("--asked-from", choices=SENIORITIES, help="only what is asked from exactly this one")
    listing.add_argument("--format", choices=get_args(Format))
    listing.add_argument(
        "--search", metavar="TEXT", help="only where title, prompt, id or skills say each word"
    )
    listing.add_argument("--status", choices=get_args(Status))
    add_json(listing, "the list")

    show = actions.add_parser("show", help="show one question, without its key")
    show.add_argument("id", metavar="ID", help="id, the beginning of one, or its last part")
    show.add_argument("--key", action="store_true", help="also key points, model answer and examples")
    add_json(show, "the whole question")

    check = actions.add_parser("check", help="check questions against the rules of their format")
    check.add_argument("targets", nargs="*", metavar="ID or PATH", help="questions, skills, files or folders")
    add_json(check, "the findings")

    coverage = actions.add_parser("coverage", help="hold the bank against what it should cover")
    coverage.add_argument("--check", action="store_true", help="exit 1 when a target is missed")
    add_json(coverage, "matrix, shares and what is missed")

    new = actions.add_parser("new", help="write a commented file for a question of your own")
    new.add_argument("--kind", choices=get_args(Kind))
    new.add_argument("--skill", metavar="SKILL", help="id, name or alias; it names the folder")
    new.add_argument("--seniority", choices=SENIORITIES, help="from whom on it is asked")
    new.add_argument("--format", choices=get_args(Format), help="default: debug, or story when behavioural")
    new.add_argument("--title", help="at most 70 characters; must not give the answer away")
    new.add_argument("--slug", metavar="NAME", help="the last part of the id (default: from the title)")
    new.add_argument(
        "--output",
        metavar="PATH",
        help="a bank's top folder, or a file in it such as sql/slow-report.toml (default: your own questions)",
    )

    trial = actions.add_parser("try", help="answer a question now and see which signals fire; stores nothing")
    trial.add_argument("id", metavar="ID", help="a question, also a draft or your own, or a question's file")
    trial.add_argument("file", nargs="?", metavar="FILE", help="the answer; - is stdin, nothing asks for it")
    add_seniority(trial)
    add_json(trial, "the grade with every signal")

    actions.add_parser("schema", help="print the JSON Schema of a question, for editors")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Run one of the actions; a check with errors fails."""
    if args.action in _OWN_MODULES:
        module = importlib.import_module(f"interview_coach.commands.bank_{args.action}")
        code: int = module.run(args, app)
        return code
    actions = {"list": _list, "show": _show, "check": _check, "schema": _schema}
    return actions[args.action](args, app)


def _list(args: argparse.Namespace, app: App) -> int:
    bank = app.bank
    questions = _filtered(bank, args)
    if args.json:
        write_json([{name: getattr(question, name) for name in FIELDS} for question in questions])
    else:
        width = max((len(question.id) for question in questions), default=0)
        for question in questions:
            status = "" if question.status == "reviewed" else f" ({question.status})"
            begin = f"{question.id:<{width}}  {question.kind:<11}  {question.asked_from:<6}"
            write_lines(f"{begin}  {question.name}{status}")
        write_lines(f"{len(questions)} of {len(bank.questions)} questions.")
    if bank.problems:
        sys.stderr.write(
            f"Files that could not be used: {len(bank.problems)}. See why: interview-coach bank check\n"
        )
    return 0


def _filtered(bank: "Bank", args: argparse.Namespace) -> list[Question]:
    wanted = Filter(
        kind=args.kind,
        format=args.format,
        status=args.status,
        skills=(bank.skill(args.skill).id,) if args.skill else (),
        asked_from=args.asked_from,
        seniority=args.seniority,
        words=words_of_search(args.search),
    )
    return wanted.of(bank.questions, bank)


def _show(args: argparse.Namespace, app: App) -> int:
    question = app.bank.question(args.id)
    if args.json:
        write_json(question)
        return 0
    from interview_coach.commands.bank_view import key_lines, question_lines

    write_lines(*question_lines(question, app.bank))
    write_lines(*(key_lines(question) if args.key else ["", "The key is hidden; --key shows it."]))
    return 0


def _check(args: argparse.Namespace, app: App) -> int:
    from interview_coach.checks.findings import of_problem
    from interview_coach.checks.run import check_files, processes_for
    from interview_coach.checks.select import select

    selection = select(args.targets, app.bank, shipped_bank(), app.paths.own_questions)
    findings = [of_problem(problem) for problem in selection.problems]
    findings += check_files(selection.files, app.bank.questions, processes_for(selection.files))
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    files = len(selection.files) + len(selection.problems)
    if args.json:
        write_json({"files": files, "errors": errors, "warnings": warnings, "findings": findings})
    else:
        write_lines(*map(str, findings), f"Checked {files} files: {errors} errors, {warnings} warnings.")
    return 1 if errors else 0


def _schema(args: argparse.Namespace, app: App) -> int:
    from interview_coach.checks.question_schema import schema_text

    sys.stdout.write(schema_text())
    return 0
