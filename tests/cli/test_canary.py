"""A key that is planted everywhere shows up nowhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_plain_mode import COMMAND, PRACTICE, ROOT

CANARY = "sk-canary-1234567890abcdef"


def planted(home: Path) -> dict[str, str]:
    """An environment with the canary in every variable, in `.env` and in the file of keys."""
    (home / "config").mkdir(parents=True)
    (home / "config" / "keys.toml").write_text(
        f'openai = "{CANARY}"\nmistral = "{CANARY}"\n', encoding="utf-8"
    )
    (home / "config" / ".env").write_text(
        f"GROQ_API_KEY={CANARY}\nOPENAI_API_KEY={CANARY}\n", encoding="utf-8"
    )
    names = ("OPENAI_API_KEY", "INTERVIEW_COACH_API_KEY", "ANTHROPIC_API_KEY")
    return {
        "PATH": os.environ["PATH"],
        "INTERVIEW_COACH_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        **dict.fromkeys(names, CANARY),
    }


def leaks(home: Path) -> list[str]:
    """The files that hold the canary, other than where it was planted."""
    return [
        str(path)
        for path in home.rglob("*")
        if path.is_file() and path.name not in ("keys.toml", ".env") and CANARY.encode() in path.read_bytes()
    ]


@pytest.mark.parametrize(
    ("args", "stdin"),
    [
        (("config",), ""),
        (("config", "--json"), ""),
        (("config", "set", "grader", "llm"), ""),
        (("config", "set", "model", "m"), ""),
        (("config", "set", "base_url", f"https://a.example/?k={CANARY}"), ""),
        (("config", "key", "groq"), CANARY),
        (("config", "key", "nobody"), CANARY),
        (("doctor",), ""),
        (("doctor", "--json"), ""),
        (("where",), ""),
        ((*PRACTICE, "--count", "1"), "I would test it.\n.\n"),
        (("history", "--json"), ""),
        (("export", "--all", "--format", "json"), ""),
    ],
)
@pytest.mark.parametrize("ready", [False, True])
def test_no_command_shows_or_keeps_a_key(
    tmp_path: Path, args: tuple[str, ...], stdin: str, ready: bool
) -> None:
    home = tmp_path / "h"
    env = planted(home)
    if ready:
        (home / "config" / "config.toml").write_text('grader = "llm"\nmodel = "m"\n', encoding="utf-8")
    done = subprocess.run([*COMMAND, *args], input=stdin, capture_output=True, text=True, env=env, timeout=60)
    assert "canary" not in done.stdout + done.stderr
    assert leaks(home) == []


CRASHES = (
    "raise ValueError(app.configuration.variables)",
    "raise RuntimeError(keep)",
    "raise KeyError(keep.reveal())",
    "assert not keep.reveal(), keep.reveal()",
    "{}[keep.reveal()]",
    "from interview_coach.services.endpoint import configured_endpoint\n    raise OSError(configured_endpoint(app))",
    "int(keep.reveal())",
    "open(keep.reveal())",
)


@pytest.mark.parametrize("crash", CRASHES)
def test_a_crash_with_the_key_in_its_hands_keeps_it_to_itself(tmp_path: Path, crash: str) -> None:
    home = tmp_path / "h"
    env = planted(home)
    (home / "config" / "config.toml").write_text('grader = "llm"\nmodel = "m"\n', encoding="utf-8")
    script = (
        "import interview_coach.commands.where as w\n"
        "from interview_coach.secrets import SecretStr\n"
        "def broken(args, app):\n"
        f"    keep = SecretStr({CANARY!r})\n"
        f"    {crash}\n"
        "w.run = broken\n"
        "from interview_coach.cli import main\nraise SystemExit(main(['where']))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env, timeout=60)
    assert done.returncode == 1
    assert "The program failed" in done.stderr
    assert "canary" not in done.stdout + done.stderr
    assert leaks(home) == []
    assert (home / "state" / "interview-coach.log").exists()


def test_the_harness_finds_a_planted_leak(tmp_path: Path) -> None:
    home = tmp_path / "h"
    planted(home)
    assert leaks(home) == []
    (home / "note.txt").write_text(f"Bearer {CANARY}", encoding="utf-8")
    assert leaks(home) == [str(home / "note.txt")]
