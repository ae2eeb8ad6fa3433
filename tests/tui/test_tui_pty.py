"""The whole program in a real terminal: keys in, screen out, and what signals do to it."""

import signal
import sqlite3
import time
from pathlib import Path

import pytest
from terminal import Terminal

LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOW_CURSOR = b"\x1b[?25h"


def drafts(home: Path) -> list[str]:
    with sqlite3.connect(f"file:{home / 'data' / 'interviews.sqlite3'}?mode=ro", uri=True) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM drafts")]


def wait_for_draft(home: Path, text: str) -> None:
    deadline = time.monotonic() + 30
    while text not in drafts(home):
        assert time.monotonic() < deadline, f"the draft {text!r} was not saved: {drafts(home)}"
        time.sleep(0.05)


def begin(home: Path, *args: str, size: tuple[int, int] = (120, 36), code: str = "") -> Terminal:
    """Start with one question and wait until it can be answered."""
    one_question = ("practice", "--question", "cloud/yearly-bill-day", "--no-follow-ups")
    terminal = Terminal(home, *one_question, *args, size=size, code=code)
    terminal.wait_for("your answer")
    terminal.wait_for("Submit")
    return terminal


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
def test_home_to_the_first_question_in_one_key_and_out_again(tmp_path: Path, size: tuple[int, int]) -> None:
    terminal = Terminal(tmp_path / "h", size=size)
    terminal.wait_for("Interview Coach")
    terminal.wait_for("enter  Start practising")
    terminal.type("\r")
    terminal.wait_for("your answer")
    terminal.type("\x11")
    assert terminal.wait() == 0
    assert terminal.output.rstrip().endswith(b"l") or LEAVE_ALTERNATE_SCREEN in terminal.output
    assert SHOW_CURSOR in terminal.output


def test_an_answer_typed_and_sent_shows_its_feedback(tmp_path: Path) -> None:
    terminal = begin(tmp_path / "h")
    terminal.type("a load balancer in front of several instances\n")
    terminal.wait_for("The one change:")
    terminal.wait_for("met")
    terminal.type("n")
    terminal.wait_for("What to do next")
    terminal.type("\x11")
    assert terminal.wait() == 0


def test_a_kill_while_typing_loses_nothing_that_was_saved_and_resumes_there(tmp_path: Path) -> None:
    home = tmp_path / "h"
    terminal = begin(home)
    terminal.type("words before the kill")
    wait_for_draft(home, "words before the kill")
    terminal.send(signal.SIGKILL)
    assert terminal.wait() == -signal.SIGKILL
    again = Terminal(home)
    again.wait_for("Resume")
    again.type("r")
    again.wait_for("words before the kill")
    again.wait_for("Ten busy minutes a year")
    again.type("\x11")
    assert again.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_saves_the_draft_and_restores_the_terminal(tmp_path: Path, number: signal.Signals) -> None:
    home = tmp_path / "h"
    terminal = begin(home)
    terminal.type("typed a moment before")
    terminal.wait_for("typed a moment before")
    terminal.send(number)
    assert terminal.wait() == 128 + number
    assert drafts(home) == ["typed a moment before"]
    assert LEAVE_ALTERNATE_SCREEN in terminal.output
    assert SHOW_CURSOR in terminal.output


def test_a_closed_window_saves_the_draft_and_ends(tmp_path: Path) -> None:
    home = tmp_path / "h"
    terminal = begin(home)
    terminal.type("typed before the window closed")
    terminal.wait_for("typed before the window closed")
    terminal.close_window()
    terminal.wait()
    assert drafts(home) == ["typed before the window closed"]


PARENT = """
import signal, subprocess, sys
signal.signal(signal.SIGHUP, lambda *_: None)
sys.exit(subprocess.Popen([sys.executable, "-m", "interview_coach", *sys.argv[1:]]).wait() % 256)
"""


def test_a_closed_window_ends_it_under_a_program_that_waits_for_it(tmp_path: Path) -> None:
    """As `make run` does: the signal of the closed window reaches only the first process of the session."""
    home = tmp_path / "h"
    terminal = begin(home, code=PARENT)
    terminal.type("typed under make")
    terminal.wait_for("typed under make")
    terminal.close_window()
    assert terminal.wait() == 128 + signal.SIGHUP
    assert drafts(home) == ["typed under make"]


CRASH = """
import sys
from interview_coach.tui.screens.interview import InterviewScreen
def broken(self):
    secret = "sk-canary-in-a-local"
    raise ValueError(secret)
InterviewScreen.action_hint = broken
from interview_coach.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_crash_is_one_sentence_without_values_and_keeps_the_text(tmp_path: Path) -> None:
    home = tmp_path / "h"
    terminal = Terminal(home, "practice", "--question", "cloud/yearly-bill-day", code=CRASH)
    terminal.wait_for("your answer")
    terminal.type("the text")
    wait_for_draft(home, "the text")
    terminal.type("\x1bOR")
    assert terminal.wait() == 1
    log = (home / "state" / "interview-coach.log").read_text(encoding="utf-8")
    assert "ValueError" in log
    assert b"The program failed" in terminal.output
    for text in (terminal.output.decode("utf-8", "replace"), log):
        assert "sk-canary" not in text
        assert "Traceback" not in text
    assert drafts(home) == ["the text"]


def with_variable(name: str, value: str) -> str:
    """Return code that runs the program with one more environment variable."""
    return f"""
import os, sys
os.environ[{name!r}] = {value!r}
from interview_coach.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_the_external_editor_writes_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "h"
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\necho written elsewhere >> "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    code = with_variable("EDITOR", str(editor))
    terminal = Terminal(home, "practice", "--question", "cloud/yearly-bill-day", code=code)
    terminal.wait_for("your answer")
    terminal.wait_for("Submit")
    terminal.type("\x05")
    terminal.wait_for("written elsewhere")
    wait_for_draft(home, "written elsewhere")
    terminal.type("\x11")
    assert terminal.wait() == 0
    assert not list((home / "state").glob("answer-*"))


def test_a_dumb_terminal_gets_plain_lines(tmp_path: Path) -> None:
    code = with_variable("TERM", "dumb")
    terminal = Terminal(tmp_path / "h", "practice", "--question", "cloud/yearly-bill-day", code=code)
    terminal.wait_for("Question 1 of 1")
    terminal.type("/pause\n")
    assert terminal.wait() == 0
    assert LEAVE_ALTERNATE_SCREEN not in terminal.output


@pytest.mark.parametrize("editor", ["false", "no-such-editor"])
def test_an_editor_that_fails_leaves_the_terminal_and_the_text(tmp_path: Path, editor: str) -> None:
    home = tmp_path / "h"
    code = with_variable("EDITOR", editor)
    terminal = Terminal(home, "practice", "--question", "cloud/yearly-bill-day", code=code)
    terminal.wait_for("your answer")
    terminal.wait_for("Submit")
    terminal.type("my text")
    terminal.wait_for("my text")
    terminal.type("\x05")
    terminal.wait_for("editor")
    terminal.type(" goes on")
    terminal.wait_for("my text goes on")
    terminal.type("\x11")
    assert terminal.wait() == 0
    assert drafts(home) == ["my text goes on"]
