"""Reading scored answers and their questions: one bad row or file never costs the others."""

from pathlib import Path

import pytest

from interview_coach.errors import CoachError, UsageError
from interview_coach.grading.calibration_data import (
    BadRow,
    ScoredAnswer,
    read_answers,
    read_questions,
    reference_only,
)

HEADER = "question_id,answer,score,max_score\n"
DRAFT = 'id = "{id}"\nkind = "technical"\nskills = ["caching"]\nprompt = "What is a cache?"\n'
MODEL = 'model_answer = "A copy that is near and quick to read."\n'


def rows(tmp_path: Path, text: str | bytes) -> tuple[list[ScoredAnswer], list[BadRow]]:
    path = tmp_path / "answers.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_answers(path, {"caching/what", "caching/why"})


def test_scores_are_scaled_and_lines_are_those_of_the_file(tmp_path: Path) -> None:
    answers, bad = rows(tmp_path, HEADER + 'caching/what,"two\nlines",2,4\ncaching/why,one,0,5\n')
    assert [(a.answer, a.human, a.line) for a in answers] == [("two\nlines", 0.5, 2), ("one", 0.0, 4)]
    assert bad == []


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("caching/none,a,1,1", "question_id", "'caching/none'"),
        ("caching/what,a,x,1", "score", "'x' is not a number"),
        ("caching/what,a,nan,1", "score", "not a number"),
        ('caching/what,a,"1,5",2', "score", "Write it like 2.5"),
        ("caching/what,a,1,", "max_score", "not a number"),
        ("caching/what,a,0,0", "max_score", "not above 0"),
        ("caching/what,a,3,2", "score", "not between 0 and max_score"),
        ("caching/what,a,-1,2", "score", "not between 0 and max_score"),
        ("caching/what,a,1", "score", "3 fields"),
        ("caching/what,a, and b,1,1", "max_score", "Put answers with commas in quotes"),
        ("caching/what," + "long " * 7000 + ",1,1", "answer", "over 32 KB"),
        ("caching/what," + "longer " * 30_000 + ",1,1", "answer", "not CSV"),
    ],
)
def test_a_bad_row_is_named_and_the_others_stay(tmp_path: Path, row: str, column: str, says: str) -> None:
    good = "caching/what,a,1,1\n"
    answers, bad = rows(tmp_path, HEADER + good + row + "\n" + good)
    assert [answer.line for answer in answers] == [2, 4]
    assert [(error.line, error.column) for error in bad] == [(3, column)]
    assert says in bad[0].message
    assert str(bad[0]).startswith(f"{bad[0].file}:3: column {column}: ")


def test_bytes_that_are_not_utf_8_cost_one_row(tmp_path: Path) -> None:
    text = HEADER.encode() + b"caching/what,caf\xe9,1,1\ncaching/what,caf\xc3\xa9,1,1\n"
    answers, bad = rows(tmp_path, text)
    assert [answer.answer for answer in answers] == ["caf\u00e9"]
    assert "not UTF-8" in bad[0].message


def test_a_byte_order_mark_other_columns_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    text = "\ufeffid, Question_ID,answer,score,max_score\n\n7,caching/what,a,1,1\n\n"
    answers, bad = rows(tmp_path, text)
    assert [(a.question_id, a.line) for a in answers] == [("caching/what", 3)]
    assert bad == []


@pytest.mark.parametrize("text", ["", "a;b\n", "question_id,answer,score\n"])
def test_a_file_without_the_columns_is_unusable(tmp_path: Path, text: str) -> None:
    with pytest.raises(CoachError, match="does not name the column"):
        rows(tmp_path, text)


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_answers(tmp_path / "none.csv", ())
    with pytest.raises(UsageError):
        read_questions(tmp_path / "none")


def test_questions_are_found_at_any_depth_and_a_broken_one_is_named(tmp_path: Path) -> None:
    for place, text in {
        "caching/what.toml": DRAFT.format(id="caching/what") + MODEL,
        "set/a/caching/why.toml": DRAFT.format(id="caching/why") + MODEL,
        "caching/copy.toml": DRAFT.format(id="caching/what") + MODEL,
        "caching/empty.toml": DRAFT.format(id="caching/empty"),
        "caching/broken.toml": "id = ",
    }.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    questions, problems = read_questions(tmp_path)
    assert sorted(questions) == ["caching/what", "caching/why"]
    said = "\n".join(map(str, problems))
    assert "nothing to grade by" in said
    assert "used twice" in said
    assert len(problems) == 3


def test_reference_only_leaves_the_say_lines_as_the_model_answer(tmp_path: Path) -> None:
    point = '[[key_points]]\nid = "near"\ntext = "t"\nsignals = ["near copy"]\nsay = "It is a near copy."\n'
    (tmp_path / "q.toml").write_text(DRAFT.format(id="caching/what") + point, encoding="utf-8")
    question = reference_only(read_questions(tmp_path)[0]["caching/what"])
    assert question.key_points == ()
    assert question.model_answer == "It is a near copy."
    assert question.status == "draft"
