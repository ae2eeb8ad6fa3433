"""A program that is killed loses nothing that was acknowledged; planted faults prove that this would show."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HARNESS = Path(__file__).with_name("store_crashes.py")


def crash(
    subject: str, folder: Path, rounds: int, *, seed: int | None = None, fault: str = "none"
) -> dict[str, Any]:
    command = [sys.executable, str(HARNESS), subject, str(folder), f"--rounds={rounds}", f"--fault={fault}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    print(found)
    return found


def test_every_acknowledged_write_survives_a_kill(tmp_path: Path) -> None:
    found = crash("answers", tmp_path, 20)
    assert found["losses"] == []
    assert found["interrupted"] >= 18


def test_acknowledging_before_the_commit_would_be_found(tmp_path: Path) -> None:
    assert crash("answers", tmp_path, 40, fault="early")["losses"]


@pytest.mark.parametrize("subject", ["migration", "released", "creation"])
def test_a_killed_migration_leaves_the_old_or_the_new_and_the_next_start_works(
    tmp_path: Path, subject: str
) -> None:
    found = crash(subject, tmp_path, 20)
    assert found["losses"] == []
    assert found["interrupted"] >= 5


def test_writing_over_the_database_would_be_found(tmp_path: Path) -> None:
    assert crash("migration", tmp_path, 40, fault="overwrite")["losses"]
