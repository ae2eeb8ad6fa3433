"""From folders to what they hold, over the compiled file where that is fresh."""

from collections.abc import Mapping
from pathlib import Path

from interview_coach.bank.compiled import Compiled, Problem, key_of, read_compiled, write_compiled
from interview_coach.bank.files import TAXONOMY, read_bytes, shown
from interview_coach.bank.load import list_folder, parse_question, parse_skills
from interview_coach.domain.question import Question, Skill
from interview_coach.errors import QuestionFileError


def compile_folders(
    roots: tuple[Path, ...], cache: Path | None
) -> tuple[Compiled, tuple[QuestionFileError, ...]]:
    """Return what the folders hold, later ones replacing earlier ones, and a problem for each unusable file.

    The first folder is the shipped one, with the taxonomy. Without a cache folder (None), or where it cannot
    be written, the sources are parsed each time.
    """
    unreadable: list[QuestionFileError] = []
    sources = tuple(_read_source(root, unreadable) for root in roots)
    if (roots[0] / TAXONOMY).exists():
        sources[0].update(_read_files(roots[0], [roots[0] / TAXONOMY], unreadable))
    key = key_of(sources)
    compiled = read_compiled(cache, key) if cache else None
    if compiled is None:
        compiled = _compile(key, roots, sources)
        if cache:
            write_compiled(cache, compiled)
    broken = (
        QuestionFileError(shown(roots[p.source] / p.path), p.line, p.rule, p.hint) for p in compiled.problems
    )
    return compiled, (*unreadable, *broken)


def _read_source(root: Path, unreadable: list[QuestionFileError]) -> dict[str, bytes]:
    """Return the bytes of all question files below a folder by their path in it."""
    return _read_files(root, list_folder(root, unreadable), unreadable)


def _read_files(root: Path, paths: list[Path], unreadable: list[QuestionFileError]) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    for path in paths:
        try:
            contents[path.relative_to(root).as_posix()] = read_bytes(path)
        except QuestionFileError as problem:
            unreadable.append(problem)
    return contents


def _compile(key: str, roots: tuple[Path, ...], sources: tuple[Mapping[str, bytes], ...]) -> Compiled:
    problems: list[Problem] = []
    skills = _skills(roots[0], sources[0], problems)
    taxonomy = {skill.id for skill in skills} or None
    merged: dict[str, Question] = {}
    own: list[str] = []
    for number, (root, source) in enumerate(zip(roots, sources, strict=True)):
        for name, content in source.items():
            if name == TAXONOMY:
                continue
            try:
                question = parse_question(content, root / name, root, taxonomy).question
            except QuestionFileError as error:
                problems.append(Problem(number, name, error.line, error.rule, error.hint))
                continue
            merged[question.id] = question
            if number:
                own.append(question.id)
    questions = tuple(merged[question_id] for question_id in sorted(merged))
    return Compiled(key, questions, skills, tuple(own), tuple(problems))


def _skills(root: Path, source: Mapping[str, bytes], problems: list[Problem]) -> tuple[Skill, ...]:
    if TAXONOMY not in source:
        problems.append(Problem(0, TAXONOMY, 1, "the taxonomy is missing.", "Install the program again."))
        return ()
    try:
        return parse_skills(source[TAXONOMY], root)
    except QuestionFileError as error:
        problems.append(Problem(0, TAXONOMY, error.line, error.rule, error.hint))
        return ()
