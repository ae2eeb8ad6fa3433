"""Which files a check looks at: the whole bank, some questions by id, or files and folders of an author."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from interview_coach.bank.bank import Bank
from interview_coach.bank.files import ENDING
from interview_coach.bank.load import LoadedFile, list_folder, read_question, read_skills
from interview_coach.errors import QuestionFileError, UsageError


@dataclass
class Selection:
    """The files to check, and what keeps others from being loaded."""

    files: list[LoadedFile] = field(default_factory=list)
    problems: list[QuestionFileError] = field(default_factory=list)


def select(targets: Sequence[str], bank: Bank, shipped: Path, own: Path) -> Selection:
    """Return what the targets name: question ids or their unique beginnings, skills, files, folders.

    Without a target it is the shipped bank, its taxonomy and the person's own folder.

    Raises:
        UsageError: a target names nothing.
    """
    selection = Selection()
    roots = [root for root in (shipped, own) if root.is_dir()]
    if not targets:
        try:
            read_skills(shipped)
        except QuestionFileError as problem:
            selection.problems.append(problem)
        pairs = [(path, root) for root in roots for path in list_folder(root, selection.problems)]
    else:
        pairs = [pair for target in targets for pair in _find(target, bank, roots, selection.problems)]
    _read(dict(pairs), set(bank.skills) or None, selection)
    return selection


def _find(
    target: str, bank: Bank, roots: Sequence[Path], problems: list[QuestionFileError]
) -> Iterator[tuple[Path, Path]]:
    """Yield the files of one target, each with the top folder of its bank."""
    slug = target.strip("/").removesuffix(ENDING)
    of_id = [
        (root / f"{slug}{ENDING}", root) for root in roots if slug and (root / f"{slug}{ENDING}").is_file()
    ]
    if of_id:
        yield of_id[-1]
        return
    path = Path(target).absolute()
    of_skill = [(root / slug, root) for root in roots if slug in bank.skills and (root / slug).is_dir()]
    if path.is_dir() and not of_skill:
        for file in list_folder(path, problems):
            yield file, file.parent.parent
    elif path.exists() and not of_skill:
        yield path, path.parent.parent
    elif of_skill:
        for folder, root in of_skill:
            yield from ((file, root) for file in list_folder(folder, problems))
    else:
        try:
            question_id = bank.question(target).id
        except UsageError as error:
            raise UsageError(f"There is no question, file or folder {target!r}.", error.hint) from error
        yield from [(p, root) for root in roots if (p := root / f"{question_id}{ENDING}").is_file()][-1:]


def _read(pairs: dict[Path, Path], taxonomy: Container[str] | None, selection: Selection) -> None:
    for path, root in pairs.items():
        try:
            selection.files.append(read_question(path, root, taxonomy))
        except QuestionFileError as problem:
            selection.problems.append(problem)
