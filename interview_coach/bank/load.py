"""Reading questions and skills from their files; a broken file never stops the others."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import normalize

import msgspec

from interview_coach.bank.files import ENDING, TAXONOMY, decode, find_files, parse, read_bytes, shown
from interview_coach.bank.lines import index_lines, line_of
from interview_coach.bank.references import misfits
from interview_coach.bank.schema import convert
from interview_coach.domain.question import Question, Skill
from interview_coach.errors import QuestionFileError
from interview_coach.text.clean import clean

T = TypeVar("T")

_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff]")


@dataclass(frozen=True)
class LoadedFile:
    """A question with the file it came from.

    Attributes:
        name: the file as a person would type it.
        text: what the file holds.
        question: the question, its texts cleaned.
        unclean: paths of the texts that held characters which are never shown.
    """

    name: str
    text: str
    question: Question
    unclean: tuple[str, ...]

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """The line of each path in the file."""
        return index_lines(self.text)

    def line(self, path: str) -> int:
        """Return the line of a path such as `key_points[2].weight`, or of what is around it."""
        return line_of(self.lines, path)


class _Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    skills: tuple[Skill, ...]


def read_question(path: Path, root: Path, taxonomy: Container[str] | None) -> LoadedFile:
    """Return the question in a file of a bank whose top folder is `root`.

    Raises:
        QuestionFileError: the first thing that keeps the file from being used.
    """
    return parse_question(read_bytes(path), path, root, taxonomy)


def parse_question(content: bytes, path: Path, root: Path, taxonomy: Container[str] | None) -> LoadedFile:
    """Return the question in the content of a file; see `read_question`."""
    name = shown(path)
    text, question, unclean = _typed(content, Question, name)
    identity = path.relative_to(root).as_posix().removesuffix(ENDING)
    for misfit in misfits(question, identity, taxonomy):
        hint = misfit.hint
        if misfit.path == "id" and (root / f"{question.id}{ENDING}").exists():
            hint = f"There is a question {question.id} already: use id = {identity!r}."
        raise QuestionFileError(name, line_of(index_lines(text), misfit.path), misfit.rule, hint)
    return LoadedFile(name, text, question, unclean)


def list_folder(root: Path, problems: list[QuestionFileError]) -> list[Path]:
    """Return the question files below a folder; one that cannot be listed becomes a problem."""

    def unlisted(folder: Path, error: OSError) -> None:
        rule = f"the folder cannot be read ({error.strerror or error})."
        problems.append(
            QuestionFileError(shown(folder), 1, rule, "Check that it exists, and its permissions.")
        )

    return list(find_files(root, unlisted))


def read_skills(root: Path) -> tuple[Skill, ...]:
    """Return the taxonomy of a bank.

    Raises:
        QuestionFileError: it cannot be read, or two skills share an id.
    """
    return parse_skills(read_bytes(root / TAXONOMY), root)


def parse_skills(content: bytes, root: Path) -> tuple[Skill, ...]:
    """Return the skills in the content of a taxonomy file; see `read_skills`."""
    name = shown(root / TAXONOMY)
    text, taxonomy, _ = _typed(content, _Taxonomy, name)
    skills = taxonomy.skills
    seen: set[str] = set()
    for index, skill in enumerate(skills):
        if skill.id in seen:
            line = line_of(index_lines(text), f"skills[{index}].id")
            raise QuestionFileError(name, line, f"the skill {skill.id!r} is listed twice.", "Remove one.")
        seen.add(skill.id)
    return skills


def _typed(content: bytes, kind: type[T], name: str) -> tuple[str, T, tuple[str, ...]]:
    """Return the text, what it says as an object of a kind, and the paths of texts that needed cleaning."""
    text = decode(content, name)
    unclean: list[str] = []
    try:
        values = _cleaned(parse(text, name), "", unclean)
        return text, convert(values, kind, text, name), tuple(unclean)
    except RecursionError as error:
        raise QuestionFileError(name, 1, "lists nested too deeply.", "Use plain lists of texts.") from error


def _cleaned(value: Any, path: str, unclean: list[str]) -> Any:
    """Return a value with all texts in it cleaned; paths of texts that lose something go to `unclean`."""
    if isinstance(value, str):
        safe = _ZERO_WIDTH.sub("", clean(value))
        if safe != value and safe != normalize("NFC", value.replace("\r\n", "\n")):
            unclean.append(path)
        return safe
    if isinstance(value, list):
        return [_cleaned(item, f"{path}[{index}]", unclean) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: _cleaned(item, f"{path}.{key}" if path else key, unclean) for key, item in value.items()}
    return value
