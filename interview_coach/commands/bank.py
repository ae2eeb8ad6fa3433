"""`bank list`, `bank show` and `bank check`: look at the questions and check them."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, get_args

import msgspec

from interview_coach.domain.levels import SENIORITIES, rank
from interview_coach.domain.question import Kind, Question, Status
from interview_coach.paths import shipped_bank

if TYPE_CHECKING:
    from interview_coach.bank.bank import Bank
    from interview_coach.services.app import App


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `bank` and what it does to the command line."""
    parser = subparsers.add_parser("bank", help="look at, check and extend the bank of questions")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    listing = actions.add_parser("list", help="list the questions")
    listing.add_argument("--kind", choices=get_args(Kind))
    listing.add_argument("--skill", help="id, name or alias of a skill")
    listing.add_argument(
        "--seniority", choices=SENIORITIES, help="only what someone of this seniority is asked"
    )
    listing.add_argument("--status", choices=get_args(Status))
    listing.add_argument("--json", action="store_true", help="print JSON")

    show = actions.add_parser("show", help="show one question")
    show.add_argument("id", help="id, the beginning of one, or its last part")
    show.add_argument("--key", action="store_true", help="also key points, model answer and examples")
    show.add_argument("--json", action="store_true", help="print the whole question as JSON")

    check = actions.add_parser("check", help="check questions against the rules of the format")
    check.add_argument("targets", nargs="*", metavar="ID or PATH", help="a question, skill, file or folder")
    check.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace, app: "App") -> int:
    """Run one of the actions; return the exit code.

    Raises:
        UsageError: a question or skill was named that does not exist.
    """
    actions = {"list": _list, "show": _show, "check": _check}
    return actions[args.action](args, app)


def _list(args: argparse.Namespace, app: "App") -> int:
    bank = app.bank
    questions = _filtered(bank, args)
    if args.json:
        fields = ("id", "version", "status", "title", "kind", "format", "asked_from", "skills")
        _print_json([{name: getattr(question, name) for name in fields} for question in questions])
    else:
        width = max((len(question.id) for question in questions), default=0)
        for question in questions:
            draft = "" if question.status == "reviewed" else f" ({question.status})"
            begin = f"{question.id:<{width}}  {question.kind:<11}  {question.asked_from:<6}"
            _print(f"{begin}  {question.name}{draft}")
        _print(f"{len(questions)} of {len(bank.questions)} questions.")
    if bank.problems:
        number = len(bank.problems)
        sys.stderr.write(f"Files that could not be used: {number}. See why: interview-coach bank check\n")
    return 0


def _filtered(bank: "Bank", args: argparse.Namespace) -> list[Question]:
    skill = bank.skill(args.skill).id if args.skill else None
    return [
        question
        for question in bank.questions
        if (args.kind is None or question.kind == args.kind)
        and (skill is None or skill in question.skills)
        and (args.seniority is None or rank(question.asked_from) <= rank(args.seniority))
        and (args.status is None or question.status == args.status)
    ]


def _show(args: argparse.Namespace, app: "App") -> int:
    question = app.bank.question(args.id)
    if args.json:
        _print_json(msgspec.to_builtins(question))
        return 0
    from interview_coach.commands.bank_view import key_lines, question_lines

    lines = question_lines(question, app.bank)
    lines += key_lines(question) if args.key else ["", "The key is hidden; --key shows it."]
    _print("\n".join(lines))
    return 0


def _check(args: argparse.Namespace, app: "App") -> int:
    from interview_coach.checks.findings import of_problem
    from interview_coach.checks.run import check_files
    from interview_coach.checks.select import select

    selection = select(args.targets, app.bank, shipped_bank(), app.paths.own_questions)
    findings = [of_problem(problem) for problem in selection.problems]
    findings += check_files(selection.files, app.bank.questions)
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    checked = len(selection.files) + len(selection.problems)
    if args.json:
        counts = {"files": checked, "errors": errors, "warnings": warnings}
        _print_json({**counts, "findings": msgspec.to_builtins(findings)})
    else:
        for finding in findings:
            _print(str(finding))
        _print(f"Checked {checked} files: {errors} errors, {warnings} warnings.")
    return 1 if errors else 0


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _print_json(value: object) -> None:
    _print(json.dumps(value, ensure_ascii=False, indent=2))


def _main() -> int:
    from interview_coach.errors import CoachError
    from interview_coach.paths import find_paths
    from interview_coach.services.app import App

    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    try:
        return run(parser.parse_args(["bank", *sys.argv[1:]]), App(find_paths()))
    except CoachError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code


if __name__ == "__main__":
    sys.exit(_main())
