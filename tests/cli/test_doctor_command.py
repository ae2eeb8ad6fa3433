"""What works and what does not is said in plain words, without a network and without a key in sight."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from test_plain_mode import PRACTICE, run

CANARY = "sk-canary-1234567890abcdef"


def checks(home: Path, *args: str) -> tuple[bool, dict[str, dict[str, Any]], str]:
    done = run(home, "doctor", "--json", *args)
    found = json.loads(done.stdout)
    assert done.returncode == (0 if found["ok"] else 1)
    assert "Traceback" not in done.stderr
    return found["ok"], {check["name"]: check for check in found["checks"]}, done.stderr


def test_a_fresh_home_has_no_problem_and_nothing_is_made(tmp_path: Path) -> None:
    ok, found, _ = checks(tmp_path / "h")
    assert ok
    assert list(found) == [
        "program", "terminal", "database", "questions", "settings", "grader", "keys", "costs", "where text goes",
    ]  # fmt: skip
    assert found["where text goes"]["text"].startswith("offline")
    assert "no key and no network" in found["grader"]["text"]
    assert [path.name for path in (tmp_path / "h").iterdir()] == ["cache"]
    text = run(tmp_path / "h", "doctor").stdout
    assert "ok       database:" in text


def test_interviews_are_counted_with_revision_and_size(tmp_path: Path) -> None:
    run(tmp_path / "h", *PRACTICE, "--count", "1", stdin="I would test it.\n.\n")
    _, found, _ = checks(tmp_path / "h")
    assert ": 1 interviews, revision 0003," in found["database"]["text"]


def test_each_thing_that_does_not_work_is_named_with_what_to_do(tmp_path: Path) -> None:
    home = tmp_path / "h"
    own = home / "config" / "questions" / "sql"
    own.mkdir(parents=True)
    (own / "broken.toml").write_text('id = "sql/broken"\nkind = technical\n', encoding="utf-8")
    (home / "config" / "prices.toml").write_text("[[price]]\nmodel = 3\n", encoding="utf-8")
    (home / "data").mkdir()
    (home / "data" / "interviews.sqlite3").write_text("no database", encoding="utf-8")
    run(home, "config", "set", "grader", "llm")
    ok, found, stderr = checks(home)
    assert not ok
    assert {name for name, check in found.items() if check["state"] == "problem"} == {
        "database", "questions", "grader", "costs",
    }  # fmt: skip
    assert "not a database" in found["database"]["text"]
    assert "broken.toml:2" in found["questions"]["text"]
    assert "no model is set up" in found["grader"]["text"]
    assert all(found[name]["hint"] for name in ("database", "questions", "grader", "costs"))
    assert "Not everything works" in stderr


def test_broken_settings_do_not_stop_the_other_checks(tmp_path: Path) -> None:
    (tmp_path / "h" / "config").mkdir(parents=True)
    (tmp_path / "h" / "config" / "config.toml").write_text("count = 0\n", encoding="utf-8")
    ok, found, _ = checks(tmp_path / "h")
    assert not ok
    assert "count = 0" in found["settings"]["text"]
    assert found["database"]["state"] == "ok"
    assert found["questions"]["state"] == "ok"


def test_a_database_of_a_newer_program_is_named(tmp_path: Path) -> None:
    home = tmp_path / "h"
    run(home, *PRACTICE, "--count", "1", stdin="I would test it.\n.\n")
    connection = sqlite3.connect(home / "data" / "interviews.sqlite3")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    _, found, _ = checks(home)
    assert "newer version" in found["database"]["text"]


def test_a_connection_is_tried_only_when_asked_and_not_offline(tmp_path: Path) -> None:
    home = tmp_path / "h"
    for key, value in (("grader", "llm"), ("base_url", "http://127.0.0.1:9/v1"), ("model", "m")):
        run(home, "config", "set", key, value)
    _, found, _ = checks(home)
    assert "connection" not in found
    ok, found, _ = checks(home, "--connect")
    assert not ok
    assert found["connection"]["state"] == "problem"
    run(home, "config", "set", "base_url", "https://api.example.invalid/v1")
    run(home, "config", "set", "offline", "true")
    _, found, _ = checks(home, "--connect")
    assert "was not tried" in found["connection"]["text"]


def test_what_goes_over_an_open_line_is_said(tmp_path: Path) -> None:
    home = tmp_path / "h"
    for key, value in (("grader", "llm"), ("base_url", "http://10.1.2.3:8000/v1"), ("model", "m")):
        run(home, "config", "set", key, value)
    done = run(home, "doctor")
    assert "is not encrypted" in done.stdout
