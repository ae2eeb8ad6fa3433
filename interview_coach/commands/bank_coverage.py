"""`interview-coach bank coverage`: what the bank holds beside what it should hold."""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import get_args

from interview_coach.bank.coverage import Cell, Report, ShareRow, SkillRow, cover
from interview_coach.bank.targets import read_targets
from interview_coach.commands.common import write_json, write_lines
from interview_coach.domain.levels import SENIORITIES
from interview_coach.domain.question import Format, Kind
from interview_coach.paths import shipped_bank
from interview_coach.services.app import App

WIDTH = 80
NAME = 25
NONE = "."
_KINDS: tuple[str, ...] = get_args(Kind)
_FORMATS: tuple[str, ...] = get_args(Format)
# Two letters each, so that a skill is one line of 80 columns.
_HEADS = {
    **{"junior": "ju", "mid": "mi", "senior": "se", "staff": "st"},
    **{"behavioural": "be", "technical": "te"},
    **{"story": "so", "situation": "si", "explain": "ex", "compare": "co", "debug": "db", "design": "ds"},
    **{"review": "rv", "estimate": "es", "write": "wr"},
}


def run(args: argparse.Namespace, app: App) -> int:
    """Print the report; with `--check` a missed target fails."""
    bank = app.bank
    shipped = [question for question in bank.questions if question.id not in bank.own]
    report = cover(shipped, bank.skills, read_targets(shipped_bank()))
    if args.json:
        write_json(report)
    else:
        write_lines(*report_lines(report))
    return 1 if args.check and not report.met else 0


def report_lines(report: Report) -> Iterator[str]:
    """Yield the matrix, the shares and what is missed, at most 80 columns wide."""
    heads = [_HEADS[name] for name in (*SENIORITIES, *_KINDS, *_FORMATS)]
    cells: dict[str, list[Cell]] = {}
    for cell in report.cells:
        cells.setdefault(cell.skill, []).append(cell)
    tier: str | None = ""
    for row in report.skills:
        if row.tier != tier:
            yield ""
            yield _spread(row.tier or "elsewhere", "is/of", heads)
            tier = row.tier
        yield _line(row, cells.get(row.skill, []))
    yield ""
    names = (f"{head} {name}" for name, head in _HEADS.items())
    yield from wrap(f"Columns: {', '.join(names)}; ! not enough yet.", WIDTH)
    yield ""
    yield "Shares"
    yield from map(_share_line, report.shares)
    yield ""
    if report.missed:
        yield f"Missed: {len(report.missed)}"
        for sentence in report.missed:
            yield from wrap(sentence, WIDTH, initial_indent="  ", subsequent_indent="    ")
    yield f"{report.questions} reviewed questions of {report.target} wanted; " + (
        "all targets are met." if report.met else "not all targets are met."
    )


def _line(row: SkillRow, cells: Sequence[Cell]) -> str:
    counted: Counter[str] = Counter()
    for cell in cells:
        for name in (cell.seniority, cell.kind, cell.format):
            counted[name] += cell.questions
    numbers = [str(counted[name] or NONE) for name in (*SENIORITIES, *_KINDS, *_FORMATS)]
    done = f"{row.primary}/{row.target}" if row.tier or row.primary else f"~{row.among}"
    return _spread(row.skill, f"{done}{' ' if row.met else '!'}", numbers)


def _spread(name: str, done: str, columns: Sequence[str]) -> str:
    """Return one line: the name, how many of how many, and a column for each seniority, kind and format."""
    first, second = len(SENIORITIES), len(SENIORITIES) + len(_KINDS)
    groups = (columns[:first], columns[first:second], columns[second:])
    return f"{name[:NAME]:<{NAME}} {done:>6} " + " ".join("".join(f"{c:>3}" for c in g) for g in groups)


def _share_line(row: ShareRow) -> str:
    limits = [f"at least {row.least} %"] * bool(row.least) + [f"at most {row.most} %"] * (row.most < 100)
    whole = f" of {row.of}" if row.of else ""
    sign = " " if row.met else "!"
    return f"  {row.name + whole:<40} {row.percent:>5.1f} %{sign}  {', '.join(limits)}"
