"""Searching, deleting and bringing back on the command line."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from test_plain_mode import run

PRACTICE = ("practice", "--plain", "--count", "1", "--seed", "7", "--no-follow-ups")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two interviews."""
    home = tmp_path / "h"
    for answer in ("I would look for a deadlock first.", "A parsnip is a root."):
        assert run(home, *PRACTICE, stdin=f"{answer}\n.\n").returncode == 0
    return home


def listed(home: Path, *args: str) -> list[dict[str, object]]:
    found = run(home, "history", "--json", *args)
    assert found.returncode == 0, found.stderr
    entries: list[dict[str, object]] = json.loads(found.stdout)
    return entries


def test_search_finds_what_was_said_and_shows_where(home: Path) -> None:
    (entry,) = listed(home, "--search", "deadlocks mode:practice")
    (match,) = cast(list[dict[str, Any]], entry["matches"])
    start, end = match["marks"][0]
    assert match["text"][start:end] == "deadlock"
    assert match["turn"] == 1
    shown = run(home, "history", "--search", "deadlock").stdout
    assert "question 1:" in shown
    assert "\x1b" not in shown
    assert listed(home, "--search", "nowhere") == []
    wrong = run(home, "history", "--search", "level:9")
    assert wrong.returncode == 2
    assert "from 1 to 5" in wrong.stderr


def test_what_is_deleted_can_be_brought_back(home: Path) -> None:
    first, second = (str(entry["id"]) for entry in listed(home))
    gone = run(home, "delete", first[:6])
    assert f"undelete {first}" in gone.stdout
    assert [entry["id"] for entry in listed(home)] == [second]
    (kept,) = listed(home, "--trash")
    assert kept["deleted_at"]
    assert "kept for 30 more days" in run(home, "history", "--trash").stdout
    assert "in the trash" in run(home, "show", first).stderr
    assert run(home, "undelete", first).returncode == 0
    assert len(listed(home)) == 2
    assert run(home, "undelete", first).returncode == 2
    assert run(home, "delete").returncode == 2
    assert run(home, "delete", "nothere").returncode == 2


def test_everything_goes_only_after_the_words_were_typed(home: Path) -> None:
    (home / "state").mkdir(exist_ok=True)
    (home / "state" / "interview-coach.log").write_text("a log\n")
    (home / "config" / "questions").mkdir(parents=True)
    refused = run(home, "delete", "--all", stdin="yes\n")
    assert refused.returncode == 1
    assert "Nothing was deleted" in refused.stderr
    assert len(listed(home)) == 2
    run(home, "delete", str(listed(home)[0]["id"]))
    done = run(home, "delete", "--all", stdin="delete everything\n")
    assert done.returncode == 0, done.stderr
    assert listed(home) == listed(home, "--trash") == []
    left = {path.name for path in home.rglob("*") if path.is_file()}
    assert not {name for name in left if "sqlite" in name and not name.endswith(".lock")}
    assert "interview-coach.log" not in left
    assert (home / "config" / "questions").is_dir()
    assert run(home, "delete", "--all", "x").returncode == 2
    assert run(home, *PRACTICE, stdin="An answer.\n.\n").returncode == 0
    assert len(listed(home)) == 1
