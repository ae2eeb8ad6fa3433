"""Answers that people have scored, and the questions they answer: what a grader is measured against."""

import csv
import io
import math
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from interview_coach.bank.files import decode, find_files, parse, read_bytes, shown
from interview_coach.bank.schema import convert
from interview_coach.domain.question import Question
from interview_coach.errors import CoachError, QuestionFileError, UsageError
from interview_coach.text.clean import MAX_ANSWER_BYTES, clean, one_line

COLUMNS = ("question_id", "answer", "score", "max_score")
MAX_CSV_BYTES = 200 * 1024 * 1024
_LONGEST_SHOWN = 40


@dataclass(frozen=True)
class ScoredAnswer:
    """One answer with its human score from 0 to 1; `line` is where it begins in the file."""

    question_id: str
    answer: str
    human: float
    line: int


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be used: where it stands, what is wrong and what to do."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: column {self.column}: {self.message}"


class _RowError(ValueError):
    """What is wrong with a row, and in which column."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def read_questions(folder: Path) -> tuple[dict[str, Question], list[QuestionFileError]]:
    """Return the questions below a folder by their ids, and what is wrong with the files left out.

    Folders may be nested in any way; an id is taken from its file. Only what grading needs is checked.

    Raises:
        UsageError: there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {shown(folder)}.", "Name the folder that holds the questions.")
    questions: dict[str, Question] = {}
    problems: list[QuestionFileError] = []
    try:
        paths = list(find_files(folder))
    except OSError as error:
        raise CoachError(f"{shown(folder)} cannot be read: {error.strerror or error}.") from error
    for path in paths:
        try:
            question = _read_question(path)
            if question.id in questions:
                raise QuestionFileError(
                    shown(path), 1, f"the id {question.id!r} is used twice.", "Rename one."
                )
            questions[question.id] = question
        except QuestionFileError as problem:
            problems.append(problem)
    return questions, problems


def _read_question(path: Path) -> Question:
    name = shown(path)
    text = clean(decode(read_bytes(path), name))
    try:
        question = convert(parse(text, name), Question, text, name)
    except RecursionError as error:
        raise QuestionFileError(name, 1, "lists nested too deeply.", "Use plain lists of texts.") from error
    if not question.key_points and not question.model_answer.strip():
        hint = "Add a model_answer, key points, or both."
        raise QuestionFileError(name, 1, "there is nothing to grade by.", hint)
    return question


def reference_only(question: Question) -> Question:
    """Return the question as a draft that has only its model answer to grade by."""
    return replace(
        question,
        status="draft",
        key_points=(),
        misconceptions=(),
        follow_ups=(),
        full_marks=None,
        model_answer=question.full_answer,
    )


def read_answers(path: Path, questions: Container[str]) -> tuple[list[ScoredAnswer], list[BadRow]]:
    """Return the answers of a CSV file with the columns of `COLUMNS`, and the rows that cannot be used.

    Raises:
        UsageError: there is no such file.
        CoachError: it cannot be read, or its first row does not name the columns.
    """
    name = shown(path)
    reader = csv.reader(io.StringIO(_text_of(path, name), newline=""), strict=False)
    header = _header(reader, name)
    places = [header.index(column) for column in COLUMNS]
    answers: list[ScoredAnswer] = []
    bad: list[BadRow] = []
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
            if row:
                answers.append(_scored(row, header, places, questions, line))
        except StopIteration:
            return answers, bad
        except csv.Error as error:
            bad.append(BadRow(name, line, "answer", f"this is not CSV ({error}). Check the quotes."))
        except _RowError as error:
            bad.append(BadRow(name, line, error.column, str(error)))


def _text_of(path: Path, name: str) -> str:
    """Return the content of a file; bytes that are not UTF-8 stay recognisable, so that only their row is lost."""
    if not path.is_file():
        raise UsageError(
            f"There is no file {name}.", f"Name a CSV file with the columns {', '.join(COLUMNS)}."
        )
    try:
        with path.open("rb") as file:
            data = file.read(MAX_CSV_BYTES + 1)
    except OSError as error:
        raise CoachError(f"{name} cannot be read: {error.strerror or error}.") from error
    if len(data) > MAX_CSV_BYTES:
        raise CoachError(f"{name} is over {MAX_CSV_BYTES // 1024 // 1024} MB.", "Split it.")
    return data.decode("utf-8-sig", "surrogateescape")


def _header(reader: Iterator[list[str]], name: str) -> list[str]:
    try:
        header = [column.strip().casefold() for column in next(reader, [])]
    except csv.Error as error:
        raise CoachError(f"{name}:1: this is not CSV ({error}).", "Save it as CSV with commas.") from error
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        message = f"{name}:1: the first row does not name the column {missing[0]}."
        raise CoachError(message, f"It must name {', '.join(COLUMNS)}, with commas between them.")
    return header


def _scored(
    row: Sequence[str], header: Sequence[str], places: Sequence[int], questions: Container[str], line: int
) -> ScoredAnswer:
    if len(row) != len(header):
        message = (
            f"the row has {len(row)} fields, the first row {len(header)}. Put answers with commas in quotes."
        )
        raise _RowError(header[min(len(row), len(header)) - 1], message)
    for column, value in zip(header, row, strict=True):
        if any("\udc80" <= character <= "\udcff" for character in value):
            raise _RowError(column, "this is not UTF-8. Save the file as UTF-8.")
    question_id, answer, score, best = (row[place] for place in places)
    question_id = question_id.strip()
    if question_id not in questions:
        raise _RowError("question_id", f"there is no question {_shown(question_id)} in the folder.")
    if len(answer.encode("utf-8")) > MAX_ANSWER_BYTES:
        raise _RowError("answer", f"the answer is over {MAX_ANSWER_BYTES // 1024} KB.")
    most = _number("max_score", best)
    if most <= 0:
        raise _RowError("max_score", f"{_shown(best)} is not above 0.")
    given = _number("score", score)
    if not 0 <= given <= most:
        raise _RowError("score", f"{_shown(score)} is not between 0 and max_score ({_shown(best)}).")
    return ScoredAnswer(question_id, answer, given / most, line)


def _number(column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _RowError(column, f"{_shown(text)} is not a number. Write it like 2.5.")
    return value


def _shown(text: str) -> str:
    """Return a value of a row for an error message: on one line, short."""
    text = one_line(text)
    return repr(text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "...")
