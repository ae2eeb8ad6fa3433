"""`interview-coach bank` as a person types it."""

import json
from pathlib import Path

import pytest
from bank_samples import draft, put, small_bank
from support import build_app

from interview_coach.commands import bank as command
from interview_coach.services.app import App

POINT = '[[key_points]]\nid = "index"\ntext = "No index."\nsignals = ["missing index"]\n'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """An app over a small bank of its own."""
    root = small_bank(tmp_path / "bank")
    put(root, "sql/slow-report.toml", draft("sql/slow-report", status="reviewed", more=POINT))
    for name in ("interview_coach.services.app", "interview_coach.commands.bank"):
        monkeypatch.setattr(f"{name}.shipped_bank", lambda: root)
    app = build_app(tmp_path / "home")
    put(app.paths.own_questions, "caching/mine.toml", draft("caching/mine", prompt="What is stale here?"))
    return app


def bank(app: App, *argv: str) -> int:
    return command.run(command.parser().parse_args(argv), app)


def test_list_prints_the_agreed_fields(shop: App, capsys: pytest.CaptureFixture[str]) -> None:
    assert bank(shop, "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["id"] for entry in listed] == [
        "caching/mine",
        "caching/stale-price",
        "caching/stampede",
        "sql/slow-report",
    ]
    assert listed[3] == {
        "id": "sql/slow-report",
        "version": 1,
        "status": "reviewed",
        "title": "",
        "kind": "technical",
        "format": "explain",
        "asked_from": "mid",
        "skills": ["sql"],
    }


@pytest.mark.parametrize(
    ("flags", "number"),
    [
        (["--skill", "Queries"], 1),
        (["--skill", "caching"], 3),
        (["--status", "draft"], 2),
        (["--seniority", "junior"], 0),
        (["--seniority", "senior"], 4),
        (["--kind", "behavioural"], 0),
    ],
)
def test_list_is_narrowed_by_its_flags(
    shop: App, capsys: pytest.CaptureFixture[str], flags: list[str], number: int
) -> None:
    assert bank(shop, "list", *flags) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == number + 1
    assert lines[-1] == f"{number} of 4 questions."


def test_list_says_when_files_could_not_be_used(shop: App, capsys: pytest.CaptureFixture[str]) -> None:
    put(shop.paths.own_questions, "sql/broken.toml", "oops")
    assert bank(shop, "list") == 0
    assert "could not be used: 1" in capsys.readouterr().err


def test_show_hides_the_key_until_it_is_asked_for(shop: App, capsys: pytest.CaptureFixture[str]) -> None:
    assert bank(shop, "show", "slow") == 0
    hidden = capsys.readouterr().out
    assert bank(shop, "show", "slow", "--key") == 0
    shown = capsys.readouterr().out
    assert "Why is this report slow?" in hidden
    for key in ("missing index", "No index.", "It has no index."):
        assert key not in hidden
        assert key in shown


def test_show_json_is_the_whole_question_by_the_names_of_its_file(
    shop: App, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bank(shop, "show", "sql/slow-report", "--json") == 0
    question = json.loads(capsys.readouterr().out)
    assert question["key_points"][0]["signals"] == ["missing index"]
    assert question["bar"] == {"junior": 2, "mid": 3, "senior": 4, "staff": 5}


def test_check_fails_on_errors_and_names_file_line_rule_and_remedy(
    shop: App, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bank(shop, "check", "caching/mine") == 0
    assert capsys.readouterr().out == "Checked 1 files: 0 errors, 0 warnings.\n"
    assert bank(shop, "check", "sql/slow-report") == 1
    assert (
        "slow-report.toml:1: error [source-count] There is no source. Add [[sources]]"
        in capsys.readouterr().out
    )


def test_check_json_counts_and_lists_the_findings(shop: App, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(shop.paths.own_questions, "sql/broken.toml", "oops")
    assert bank(shop, "check", "--json", str(path)) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["files"], said["errors"], said["warnings"]) == (1, 1, 0)
    assert said["findings"][0] == {
        "file": str(path),
        "line": 1,
        "question_id": None,
        "rule": "load",
        "message": "this is not a key with a value.",
        "todo": "Write it as key = value, or put # before a comment.",
        "severity": "error",
    }
