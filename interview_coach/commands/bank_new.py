"""`interview-coach bank new`: write a commented file for a question of one's own."""

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args

from interview_coach.bank.files import ENDING, shown
from interview_coach.bank.template import DEFAULT_FORMAT, checked_title, new_question, slug_of
from interview_coach.commands.common import write_lines
from interview_coach.domain.levels import SENIORITIES, Seniority
from interview_coach.domain.question import Kind
from interview_coach.errors import CoachError, UsageError
from interview_coach.paths import make_private_folder
from interview_coach.services.app import App
from interview_coach.text.nearest import nearest

if TYPE_CHECKING:
    from interview_coach.bank.bank import Bank

T = TypeVar("T")
Word = TypeVar("Word", bound=str)
_KINDS: tuple[Kind, ...] = get_args(Kind)
UNNAMED = "new-question"


def run(args: argparse.Namespace, app: App) -> int:
    """Ask what no flag says, write the file, and tell what to do next."""
    bank = app.bank
    asks = args.kind is None or args.skill is None or args.seniority is None
    kind: Kind = args.kind or _ask("Kind, behavioural or technical", "technical", _one_of(_KINDS, "kind"))
    skill = _skill(bank, args.skill) if args.skill else _ask("Skill", None, lambda said: _skill(bank, said))
    seniority: Seniority = args.seniority or _ask(
        f"Asked from which seniority, {', '.join(SENIORITIES)}", "mid", _one_of(SENIORITIES, "seniority")
    )
    title = checked_title(args.title or "")
    root, named = _place(args.output, skill) if args.output else (app.paths.own_questions, "")
    if named and args.slug and slug_of(args.slug) != named:
        raise UsageError(
            f"--slug names the file {slug_of(args.slug)}, --output {named}.", "Leave one of them out."
        )
    named = named or args.slug
    if asks and args.title is None and not named:
        title = _ask("Title, or enter for none yet", "", checked_title)
    slug = slug_of(named or title) if named or title else _free_slug(bank, root, skill)
    identity = f"{skill}/{slug}"
    path = root / f"{identity}{ENDING}"
    if any(question.id == identity for question in bank.questions) or path.exists():
        raise UsageError(f"There is a question {identity} already.", "Give it another name.")
    text = new_question(
        identity=identity,
        kind=kind,
        question_format=args.format or DEFAULT_FORMAT[kind],
        skill=skill,
        asked_from=seniority,
        title=title,
    )
    _write(path, text, private=not args.output)
    file = shlex.quote(shown(path))
    write_lines(
        f"Written: {path}",
        "Fill in the prompt and the model answer; until then nobody is asked this. The rest of the file says how",
        "it becomes a full question: key points with signals, misconceptions, follow-ups, examples, sources.",
        f"Check it: interview-coach bank check {file}",
        f"Try it:   interview-coach bank try {file if args.output else identity}",
    )
    return 0


def _place(output: str, skill: str) -> tuple[Path, str]:
    """Return the top folder of a bank that `--output` says, and the name of the file if it says one too.

    A file stands in the folder of its skill, else nothing would find it: that one is added where it is not there.
    """
    path = Path(output).absolute()
    if path.suffix != ENDING or path.is_dir():
        return path, ""
    folder = path.parent
    return folder.parent if folder.name == skill else folder, slug_of(path.stem)


def _ask(what: str, default: str | None, read: Callable[[str], T]) -> T:
    """Return the answer to one question; at a terminal it is asked again until it fits.

    Raises:
        UsageError: it does not fit, or the input ended before a question without a default.
    """
    while True:
        hint = f" [{default}]" if default else ""
        sys.stderr.write(f"{what}{hint}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        said = line.strip() or default
        if said is None and not line:
            sys.stderr.write("\n")
            raise UsageError(
                f"The input ended before the answer to: {what}.", "Give it as a flag: --skill sql."
            )
        try:
            return read(said or "")
        except UsageError as error:
            if not sys.stdin.isatty():
                raise
            sys.stderr.write(f"{error}\n")


def _one_of(allowed: tuple[Word, ...], name: str) -> Callable[[str], Word]:
    """Return what reads one of some words, also cut short."""

    def read(said: str) -> Word:
        fitting = [word for word in allowed if said and word.startswith(said.casefold())]
        if len(fitting) == 1:
            return fitting[0]
        near = nearest(said, allowed, 1)
        raise UsageError(
            f"There is no {name} {said!r}.",
            f"Did you mean {near[0]}?" if near else f"Use {' or '.join(allowed)}.",
        )

    return read


def _skill(bank: "Bank", said: str) -> str:
    return bank.skill(said).id


def _free_slug(bank: "Bank", root: Path, skill: str) -> str:
    """Return a name that no question has yet."""
    taken = {question.id for question in bank.questions}
    number = 1
    while True:
        slug = UNNAMED if number == 1 else f"{UNNAMED}-{number}"
        if f"{skill}/{slug}" not in taken and not (root / skill / f"{slug}{ENDING}").exists():
            return slug
        number += 1


def _write(path: Path, text: str, *, private: bool) -> None:
    """Write a new file; never over one that is there.

    Raises:
        UsageError: there is one.
        CoachError: it cannot be written.
    """
    try:
        if private:
            make_private_folder(path.parent)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already.", "Give it another name.") from error
    except OSError as error:
        raise CoachError(
            f"{path} cannot be written: {error.strerror or error}.", "Name another folder with --output."
        ) from error
