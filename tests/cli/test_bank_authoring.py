"""`bank coverage`, `bank new`, `bank try` and `bank schema` as a person types them."""

import io
import json
import re
import stat
import sys
from pathlib import Path

import pytest
from support import simple_question

from interview_coach.bank.bank import Bank, load_bank
from interview_coach.checks.question_schema import schema_text
from interview_coach.commands import bank as command
from interview_coach.domain.question import Skill
from interview_coach.errors import UsageError
from interview_coach.paths import shipped_bank
from interview_coach.services.app import App


def bank(app: App, *argv: str) -> int:
    return command.run(command.parser().parse_args(argv), app)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    """What stands on stdin; write into it and go back to its start."""
    data = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data, encoding="utf-8"))
    return data


def say(said: io.BytesIO, text: str) -> None:
    said.write(text.encode())
    said.seek(0)


def reloaded(app: App) -> Bank:
    return load_bank(shipped_bank(), app.paths.own_questions, None)


# bank coverage


def test_coverage_fits_80_columns_and_ends_with_what_is_missed(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bank(app, "coverage") == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("stakeholder-communication ") for line in lines)
    assert "reviewed questions of 160 wanted" in lines[-1]


def test_coverage_check_fails_exactly_where_a_target_is_missed(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    code = bank(app, "coverage", "--check", "--json")
    report = json.loads(capsys.readouterr().out)
    assert set(report) == {"questions", "target", "met", "skills", "shares", "cells", "missed"}
    assert set(report["cells"][0]) == {"skill", "seniority", "kind", "format", "questions"}
    assert sum(cell["questions"] for cell in report["cells"]) == report["questions"]
    assert code == (0 if report["met"] else 1)
    assert report["met"] == (not report["missed"])
    empty = Bank(questions=(), skills={})
    app.__dict__["bank"] = empty
    assert bank(app, "coverage", "--check") == 1
    assert bank(app, "coverage") == 0


def test_own_questions_do_not_count_as_coverage(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    question = simple_question()
    app.__dict__["bank"] = Bank(questions=(question,), skills={}, own=frozenset({question.id}))
    bank(app, "coverage", "--json")
    assert json.loads(capsys.readouterr().out)["questions"] == 0


# bank new


def test_flags_alone_write_a_private_draft_that_loads_and_is_not_asked_yet(
    app: App, said: io.BytesIO, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        bank(
            app,
            "new",
            "--kind",
            "technical",
            "--skill",
            "SQL",
            "--seniority",
            "senior",
            "--title",
            'A "slow" one',
        )
        == 0
    )
    path = app.paths.own_questions / "sql" / "a-slow-one.toml"
    out = capsys.readouterr()
    assert out.err == ""
    assert f"Written: {path}" in out.out
    assert "bank try sql/a-slow-one" in out.out
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    found = reloaded(app)
    assert found.problems == ()
    question = found.question("sql/a-slow-one")
    assert (question.status, question.kind, question.format, question.asked_from, question.title) == (
        "draft",
        "technical",
        "debug",
        "senior",
        'A "slow" one',
    )
    assert question not in found.askable()


def test_once_it_is_filled_in_it_is_asked(app: App, said: io.BytesIO) -> None:
    bank(app, "new", "--kind", "behavioural", "--skill", "conflict", "--seniority", "mid", "--slug", "mine")
    path = app.paths.own_questions / "conflict" / "mine.toml"
    path.write_text(path.read_text().replace("TO FILL IN: ", ""))
    assert "conflict/mine" in [question.id for question in reloaded(app).askable()]


def test_check_says_what_is_to_be_filled_in_as_warnings(
    app: App, said: io.BytesIO, capsys: pytest.CaptureFixture[str]
) -> None:
    bank(app, "new", "--kind", "technical", "--skill", "sql", "--seniority", "mid", "--slug", "mine")
    capsys.readouterr()
    assert bank(app, "check", str(app.paths.own_questions / "sql" / "mine.toml")) == 0
    out = capsys.readouterr().out
    assert out.count("[to-fill-in]") == 2
    assert "0 errors, 2 warnings" in out


def test_without_flags_it_asks_and_takes_words_cut_short_and_defaults(
    app: App, said: io.BytesIO, capsys: pytest.CaptureFixture[str]
) -> None:
    say(said, "b\nConflict\n\nThe late message\n")
    assert bank(app, "new") == 0
    question = reloaded(app).question("conflict/the-late-message")
    assert (question.kind, question.format, question.asked_from) == ("behavioural", "story", "mid")
    assert "Skill: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("", "The input ended before the answer to: Skill."),
        ("tchnical\n", "There is no kind 'tchnical'. Did you mean technical?"),
        ("technical\nsqll\n", "There is no skill 'sqll'. Did you mean sql or"),
        ("technical\nsql\ns\n", "There is no seniority 's'."),
        (f"technical\nsql\nmid\n{'x' * 71}\n", "The title has 71 characters."),
        ("technical\nsql\nmid\n???\n", "gives no name for a file"),
    ],
)
def test_an_answer_that_does_not_fit_is_wrong_usage(
    app: App, said: io.BytesIO, lines: str, message: str
) -> None:
    say(said, lines)
    with pytest.raises(UsageError, match=re.escape(message)):
        bank(app, "new")
    assert not app.paths.own_questions.exists()


FLAGS = ("--kind", "technical", "--skill", "sql", "--seniority", "mid")


def test_nothing_is_ever_written_over(app: App, said: io.BytesIO, tmp_path: Path) -> None:
    bank(app, "new", *FLAGS, "--slug", "mine")
    before = (app.paths.own_questions / "sql" / "mine.toml").read_text()
    for _ in range(2):  # known to the file system, then to the bank as well
        with pytest.raises(UsageError, match="already"):
            bank(app, "new", *FLAGS, "--slug", "mine", "--title", "Other")
        app.__dict__.pop("bank")
    shipped = app.bank.questions[0]
    with pytest.raises(UsageError, match="already"):
        bank(app, "new", *FLAGS, "--skill", shipped.skill, "--slug", shipped.id.partition("/")[2])
    assert (app.paths.own_questions / "sql" / "mine.toml").read_text() == before


def test_names_count_up_where_none_was_given_and_output_names_another_bank(
    app: App, said: io.BytesIO, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert bank(app, "new", *FLAGS, "--output", str(tmp_path / "other bank")) == 0
    folder = tmp_path / "other bank" / "sql"
    assert sorted(path.name for path in folder.iterdir()) == ["new-question-2.toml", "new-question.toml"]
    assert f"bank try '{folder / 'new-question.toml'}'" in capsys.readouterr().out


@pytest.mark.parametrize("output", ["bank/Slow report.toml", "bank/sql/slow-report.toml"])
def test_output_may_name_the_file_which_stands_in_the_folder_of_its_skill(
    app: App, tmp_path: Path, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bank(app, "new", *FLAGS, "--output", str(tmp_path / output)) == 0
    file = tmp_path / "bank" / "sql" / "slow-report.toml"
    assert [path for path in tmp_path.rglob("*.toml") if "home" not in path.parts] == [file]
    assert f"Written: {file}" in capsys.readouterr().out
    assert 'id = "sql/slow-report"' in file.read_text()
    assert bank(app, "check", str(file)) == 0


def test_output_and_slug_may_not_name_two_files(app: App, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Leave one"):
        bank(app, "new", *FLAGS, "--slug", "other", "--output", str(tmp_path / "mine.toml"))
    assert bank(app, "new", *FLAGS, "--slug", "mine", "--output", str(tmp_path / "mine.toml")) == 0


# bank try


@pytest.fixture
def small(app: App) -> App:
    skill = Skill(id="sql-transactions", name="SQL transactions", group="technical")
    app.__dict__["bank"] = Bank(questions=(simple_question(),), skills={skill.id: skill})
    return app


ANSWER = "It is a lost update, so I would look at the row count.\n"


def test_try_asks_first_and_tells_what_fired_and_what_did_not(
    small: App, said: io.BytesIO, capsys: pytest.CaptureFixture[str]
) -> None:
    say(said, f"{ANSWER}.\nafter the end: check constraint\n")
    assert bank(small, "try", "two-buyers") == 0
    out = capsys.readouterr().out
    asked, _, told = out.partition("Your answer")
    assert "Two people bought the last lamp" in asked
    assert "lost update" not in asked
    assert "Met, 3 of 3: The race (race)" in told
    assert "fired: lost update by “It is a lost update”" in told
    assert "did not fire: race condition, both read same stock" in told
    assert "did not fire: check constraint" in told
    assert "Misconception tx: Not found. A transaction is enough." in told
    assert "say line: " in told


def test_try_stores_nothing(small: App, said: io.BytesIO) -> None:
    say(said, ANSWER)
    bank(small, "try", "two-buyers")
    assert not small.paths.data.exists()


def test_try_agrees_with_grade(small: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from interview_coach.commands import grade

    path = tmp_path / "answer.txt"
    path.write_text(ANSWER)
    grade.run(grade.parser().parse_args(["two-buyers", str(path), "--json"]), small)
    graded = json.loads(capsys.readouterr().out)
    assert bank(small, "try", "two-buyers", str(path), "--json") == 0
    tried = json.loads(capsys.readouterr().out)
    for name in ("score", "level", "key_points", "misconceptions", "bar"):
        assert tried["grade"][name] == graded[name]
    assert set(tried) == {"question_id", "grade", "key_points", "misconceptions"}
    assert tried["key_points"][0]["signals"][0] == {
        "phrase": "lost update",
        "fired": "yes",
        "evidence": {"part": 0, "quote": "It is a lost update", "start": 0, "end": 19},
    }


def test_try_reads_stdin_whole_for_a_dash_and_dots_as_in_plain_mode_without(
    small: App, said: io.BytesIO, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "It is a lost update.\n.\nI check the row count.\n"
    say(said, text)
    bank(small, "try", "two-buyers", "-", "--json")
    whole = json.loads(capsys.readouterr().out)
    said.seek(0)
    bank(small, "try", "two-buyers", "--json")
    cut = json.loads(capsys.readouterr().out)
    assert [p["verdict"] for p in whole["key_points"]] == ["met", "met", "missed"]
    assert [p["verdict"] for p in cut["key_points"]] == ["met", "missed", "missed"]


def test_try_takes_a_draft_of_ones_own_and_a_file_in_no_bank(
    app: App, said: io.BytesIO, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bank(app, "new", *FLAGS, "--slug", "mine")
    bank(app, "new", *FLAGS, "--slug", "mine", "--output", str(tmp_path / "other"))
    app.__dict__.pop("bank")
    capsys.readouterr()
    for target in ("sql/mine", str(tmp_path / "other" / "sql" / "mine.toml")):
        say(said, "A good answer in a few sentences.\n.\n")
        assert bank(app, "try", target, "--json") == 0
        assert json.loads(capsys.readouterr().out)["question_id"] == "sql/mine"


def test_schema_prints_what_is_published(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    assert bank(app, "schema") == 0
    assert capsys.readouterr().out == schema_text()
