"""Settings, keys and consent from the command line, over real processes."""

import json
import os
import pty
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_plain_mode import COMMAND, ROOT, run

CANARY = "sk-canary-1234567890abcdef"


def settings_of(home: Path) -> dict[str, dict[str, object]]:
    shown: dict[str, dict[str, object]] = json.loads(run(home, "config", "--json").stdout)["settings"]
    return shown


def test_every_setting_is_shown_with_where_it_came_from(tmp_path: Path) -> None:
    home = tmp_path / "h"
    assert run(home, "config", "set", "count", "7").returncode == 0
    shown = settings_of(home)
    assert shown["count"] == {"value": 7, "from": str(home / "config" / "config.toml")}
    assert shown["grader"] == {"value": "offline", "from": "default"}
    text = run(home, "config").stdout
    assert "count              7" in text
    assert "[default]" in text


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("set", "count", "0"), "from 1 to 300"),
        (("set", "senority", "mid"), "Did you mean seniority"),
        (("set", "provider", "opnai"), "no provider"),
        (("set", "base_url", f"https://x:{CANARY}@a.example"), "without key"),
        (("set", "api_key", CANARY), "config key PROVIDER"),
        (("key", "opnai"), "Did you mean openai"),
        (("key", "openai", "--remove"), "no key of openai"),
        (("key", "openai"), "No key was given"),
        (("agree", "api.openai.com"), "No model is set up"),
        (("withdraw", "api.openai.com"), "no agreement"),
        (("set", "count"), "required"),
        (("key", "openai", CANARY), "unrecognized"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    done = run(tmp_path / "h", "config", *args)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "h" / "config").exists()


def test_the_way_to_the_llm_grader_is_said_step_by_step_and_needs_consent(tmp_path: Path) -> None:
    home = tmp_path / "h"
    steps = [
        (("set", "grader", "llm"), "config set model"),
        (("set", "model", "gpt-4o-mini"), "config key openai"),
    ]
    for args, says in steps:
        done = run(home, "config", *args)
        assert done.returncode == 0
        assert "Not used yet" in done.stdout
        assert says in done.stdout
    kept = run(home, "config", "key", "openai", stdin=CANARY + "\n")
    assert "The key of openai is kept in" in kept.stdout
    again = run(home, "config", "set", "model", "gpt-4o-mini")
    assert "config agree api.openai.com" in again.stdout
    refused = run(home, "config", "agree", "api.example.com")
    assert (refused.returncode, "would go to api.openai.com" in refused.stderr) == (2, True)
    agreed = run(home, "config", "agree", "api.openai.com")
    assert "go to api.openai.com (model gpt-4o-mini)" in agreed.stdout
    assert re.search(r"about \$0\.00\d\d at most\. Caps: \$0\.50 for each interview", agreed.stdout)
    assert "Not used yet" not in agreed.stdout
    assert list(json.loads(run(home, "config", "--json").stdout)["agreed"]) == ["api.openai.com"]
    assert "Nothing is sent" in run(home, "config", "withdraw", "api.openai.com").stdout
    for done in (kept, again, refused, agreed):
        assert "canary" not in done.stdout + done.stderr


def test_a_key_is_masked_private_and_can_be_forgotten(tmp_path: Path) -> None:
    home = tmp_path / "h"
    run(home, "config", "key", "groq", stdin=CANARY)
    keys = home / "config" / "keys.toml"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    shown = json.loads(run(home, "config", "--json").stdout)["keys"]
    assert shown == {"groq": {"value": "********", "from": str(keys)}}
    assert "key of groq: ********" in run(home, "config").stdout
    assert run(home, "config", "key", "groq", "--remove").returncode == 0
    assert json.loads(run(home, "config", "--json").stdout)["keys"] == {}
    assert CANARY not in keys.read_text(encoding="utf-8")


def test_a_key_typed_at_a_terminal_is_not_echoed(tmp_path: Path) -> None:
    """In a pseudo-terminal of its own, as a person would type it."""
    home = tmp_path / "h"
    primary, secondary = pty.openpty()
    env = {
        "PATH": os.environ["PATH"],
        "INTERVIEW_COACH_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
    }
    process = subprocess.Popen(
        [*COMMAND, "config", "key", "openai"],
        stdin=secondary,
        stdout=secondary,
        stderr=secondary,
        env=env,
        start_new_session=True,
    )
    os.close(secondary)
    seen = b""
    deadline = time.monotonic() + 30
    while b"not shown" not in seen and time.monotonic() < deadline:
        seen += os.read(primary, 1024)
    os.write(primary, CANARY.encode() + b"\n")
    try:
        while chunk := os.read(primary, 1024):
            seen += chunk
    except OSError:  # the other end was closed
        pass
    assert process.wait(30) == 0
    os.close(primary)
    assert b"is kept in" in seen
    assert b"canary" not in seen
    assert CANARY in (home / "config" / "keys.toml").read_text(encoding="utf-8")


def test_what_a_variable_decides_is_said_when_it_is_set_in_the_file(tmp_path: Path) -> None:
    script = (
        "import os, sys\nos.environ['INTERVIEW_COACH_COUNT'] = '9'\n"
        "from interview_coach.cli import main\nsys.exit(main(['config', 'set', 'count', '4']))"
    )
    env = {**os.environ, "INTERVIEW_COACH_HOME": str(tmp_path / "h")}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=env, timeout=60, check=True
    )
    assert "the environment sets it too" in done.stdout
    assert "count = 9" in done.stdout
