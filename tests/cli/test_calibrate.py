"""`interview-coach calibrate` as a person runs it."""

import json
import subprocess
from pathlib import Path

import pytest
from test_plain_mode import run

from interview_coach.commands.common import with_progress

KEYS = [
    "n", "questions", "pearson", "spearman", "within_question_pearson", "rmse", "rmse_mapped", "qwk", "mean_human",
    "mean_grader", "log_length_r", "ungraded", "pearson_ci95", "within_question_ci95",
]  # fmt: skip
QUESTION = """
id = "caching/{slug}"
kind = "technical"
skills = ["caching"]
prompt = "What does a {slug} do for a web shop?"
model_answer = "It keeps a copy of slow results close by. It must throw the copy away after a change."

[[key_points]]
id = "copy"
text = "It keeps a copy."
signals = ["keeps a copy", "stored copy"]

[[key_points]]
id = "stale"
text = "It may be stale."
signals = ["stale", "throw away"]
"""
ANSWERS = ("It keeps a copy close by which may be stale.", "A stored copy.", "It draws pictures.")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of two questions and a file of scored answers, one row of it bad."""
    for slug in ("cache", "buffer"):
        path = tmp_path / "questions" / "caching" / f"{slug}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(QUESTION.format(slug=slug), encoding="utf-8")
    rows = ["question_id,answer,score,max_score"]
    for slug in ("cache", "buffer"):
        scored = zip(ANSWERS, (5, 3, 0), strict=True)
        rows += [f"caching/{slug},{text},{score},5" for text, score in scored] * 5
    rows.append("caching/cache,It is gone,six,5")
    (tmp_path / "answers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def calibrate(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    where = (str(data / "answers.csv"), "--questions", str(data / "questions"))
    return run(data / "h", "calibrate", *where, *more)


def test_json_is_one_object_with_the_promised_keys_and_bad_rows_go_to_stderr(data: Path) -> None:
    done = calibrate(data, "--json")
    assert done.returncode == 0
    figures = json.loads(done.stdout)
    assert list(figures) == KEYS
    assert (figures["n"], figures["questions"], figures["ungraded"]) == (30, 2, 0)
    assert figures["within_question_pearson"] > 0.9
    assert figures["within_question_ci95"][0] <= figures["within_question_ci95"][1]
    assert "answers.csv:32: column score: 'six' is not a number" in done.stderr
    assert "Rows left out: 1 of 31." in done.stderr


def test_the_table_lists_questions_worst_first_bands_and_length(data: Path) -> None:
    text = (data / "answers.csv").read_text(encoding="utf-8")
    turned = text.replace("caching/cache,It draws pictures.,0", "caching/cache,It draws pictures.,5")
    (data / "answers.csv").write_text(turned, encoding="utf-8")
    shown = calibrate(data).stdout
    assert shown.index("caching/cache") < shown.index("caching/buffer")
    for words in ("within questions", "five bands", "80-100 %", "log(1 + words)"):
        assert words in shown


def test_examples_show_the_worst_disagreements_with_verdicts_and_quotes(data: Path) -> None:
    with (data / "answers.csv").open("a", encoding="utf-8") as file:
        file.write("caching/cache,A stored copy that may be stale.,0,5\n")
    shown = calibrate(data, "--examples", "1").stdout
    assert "caching/cache, line 33: people 0.00, grader" in shown
    assert 'met     copy (1) "A stored copy' in shown
    assert "line 2:" not in shown
    (example,) = json.loads(calibrate(data, "--examples", "1", "--json").stdout)["examples"]
    assert example["line"] == 33
    assert example["grade"]["key_points"][0]["verdict"] == "met"


def test_reference_only_grades_by_the_model_answer(data: Path) -> None:
    text = (data / "answers.csv").read_text(encoding="utf-8").replace("stored copy", "cached item")
    (data / "answers.csv").write_text(text, encoding="utf-8")
    shown = calibrate(data, "--reference-only", "--examples", "20").stdout
    assert "model-1" in shown
    assert " stale (1)" not in shown


@pytest.mark.parametrize(
    ("rows", "code", "says"),
    [
        ("question_id,answer,score,max_score\ncaching/none,a,1,1\n", 1, "No answer could be graded"),
        ("question_id,answer,score,max_score\n", 1, "No answer could be graded"),
        ("question_id;answer\n", 1, "does not name the column"),
    ],
)
def test_a_file_that_gives_nothing_fails_with_one_sentence(
    data: Path, rows: str, code: int, says: str
) -> None:
    (data / "answers.csv").write_text(rows, encoding="utf-8")
    done = calibrate(data, "--json")
    assert done.returncode == code
    assert done.stdout == ""
    assert says in done.stderr.splitlines()[-1]


def test_a_missing_file_or_folder_is_wrong_usage(data: Path) -> None:
    assert run(data / "h", "calibrate", "none.csv", "--questions", str(data / "questions")).returncode == 2
    assert run(data / "h", "calibrate", str(data / "answers.csv"), "--questions", "none").returncode == 2
    assert run(data / "h", "calibrate", str(data / "answers.csv")).returncode == 2


def test_a_bar_is_drawn_only_where_somebody_watches(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(with_progress([1, 2], 2, "Grading")) == [1, 2]
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert list(with_progress([1, 2], 2, "Grading")) == [1, 2]
    written = capsys.readouterr()
    assert "Grading" in written.err
    assert written.out == ""
