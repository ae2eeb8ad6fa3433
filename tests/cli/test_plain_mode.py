"""The interview line by line, as a pipe or a screen reader meets it: real processes, real output."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "interview_coach"]
ROOT = Path(__file__).resolve().parents[2]


def run(home: Path, *args: str, stdin: str = "", timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Run the command in its own home, as it would be run in a shell without a terminal."""
    env = {
        "PATH": os.environ["PATH"],
        "INTERVIEW_COACH_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
    }
    return subprocess.run(
        [*COMMAND, *args],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        env=env,
        cwd=home.parent,
    )


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def kinds(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [event["event"] for event in events(done)]


PRACTICE = ("practice", "--plain", "--kind", "technical", "--seed", "7", "--no-follow-ups", "--json")


def test_two_answers_through_a_pipe_make_a_finished_interview(tmp_path: Path) -> None:
    done = run(tmp_path / "h", *PRACTICE, "--count", "2", stdin="I would test it.\n.\nI would measure.\n.\n")
    assert done.returncode == 0
    assert kinds(done) == [
        "question", "answer_saved", "grade", "question", "answer_saved", "grade", "finished",
    ]  # fmt: skip
    last = events(done)[-1]
    assert re.fullmatch(r"[a-z0-9]{8}", last["interview_id"])
    assert isinstance(last["score"], float)


def test_the_same_seed_gives_the_same_questions_whatever_came_before(tmp_path: Path) -> None:
    runs = [run(tmp_path / "h", *PRACTICE, "--count", "2", stdin="a b c\n.\nd e f\n.\n") for _ in range(2)]
    drawn = [[e["question_id"] for e in events(done) if e["event"] == "question"] for done in runs]
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 2


def test_without_a_terminal_the_command_alone_is_plain_and_the_end_of_input_pauses(tmp_path: Path) -> None:
    done = run(tmp_path / "h")
    assert done.returncode == 0
    assert "Question 1 of 3" in done.stdout
    assert "Paused and saved" in done.stdout


def test_text_not_ended_is_a_draft_that_resume_goes_on_from(tmp_path: Path) -> None:
    home = tmp_path / "h"
    first = run(home, *PRACTICE, "--count", "1", stdin="first line\nsecond li")
    assert kinds(first) == ["question", "paused"]
    second = run(home, "practice", "--resume", "--json", stdin="third line\n.\n")
    assert "second li" in second.stderr
    shown = json.loads(run(home, "show", events(second)[-1]["interview_id"], "--json").stdout)
    text = shown["turns"][0]["attempts"][0]["parts"][0]["text"]
    assert text == "first line\nsecond li\nthird line"


def test_escapes_stand_for_a_dot_and_for_lines_that_begin_with_a_slash(tmp_path: Path) -> None:
    home = tmp_path / "h"
    answer = "GET it from\n/orders/{id} or so\n//skip\n..\n...\n.\n"
    done = run(home, *PRACTICE, "--count", "1", stdin=answer)
    shown = json.loads(run(home, "show", events(done)[-1]["interview_id"], "--json").stdout)
    text = shown["turns"][0]["attempts"][0]["parts"][0]["text"]
    assert text == "GET it from\n/orders/{id} or so\n/skip\n.\n..."


def test_commands_are_lines_of_their_own(tmp_path: Path) -> None:
    stdin = "/hint\n/ask which isolation level?\n/ask\nan answer /skip here\n.\n/skip\n"
    done = run(tmp_path / "h", *PRACTICE, "--count", "2", stdin=stdin)
    assert kinds(done) == [
        "question", "hint", "clarification", "answer_saved", "grade", "question", "skipped", "finished",
    ]  # fmt: skip
    assert "Ask something after it" in done.stderr


@pytest.mark.parametrize("count", [1, 2])
def test_again_after_the_feedback_adds_an_attempt(tmp_path: Path, count: int) -> None:
    home = tmp_path / "h"
    stdin = "first try\n.\n/again\nsecond try\n.\n" + "other\n.\n" * (count - 1)
    done = run(home, *PRACTICE, "--count", str(count), stdin=stdin)
    assert kinds(done)[-1] == "finished"
    shown = json.loads(run(home, "show", events(done)[-1]["interview_id"], "--json").stdout)
    texts = [attempt["parts"][0]["text"] for attempt in shown["turns"][0]["attempts"]]
    assert texts == ["first try", "second try"]


@pytest.mark.parametrize("count", [1, 2])
def test_undo_after_the_feedback_takes_the_answer_back_and_goes_on_with_its_text(
    tmp_path: Path, count: int
) -> None:
    home = tmp_path / "h"
    stdin = "half\n.\n/undo\nand the rest\n.\n" + "other\n.\n" * (count - 1)
    done = run(home, *PRACTICE, "--count", str(count), stdin=stdin)
    assert kinds(done)[-1] == "finished"
    shown = json.loads(run(home, "show", events(done)[-1]["interview_id"], "--json").stdout)
    attempts = shown["turns"][0]["attempts"]
    assert [(a["parts"][0]["text"], a["taken_back"]) for a in attempts] == [
        ("half", True),
        ("half\nand the rest", False),
    ]


def test_undo_after_a_skip_asks_the_question_again_with_what_was_written(tmp_path: Path) -> None:
    home = tmp_path / "h"
    stdin = "half\n/skip\n/undo\nand the rest\n.\nother\n.\n"
    done = run(home, *PRACTICE, "--count", "2", stdin=stdin)
    assert "Skipped. /undo asks it again." in done.stderr
    assert kinds(done)[-1] == "finished"
    shown = json.loads(run(home, "show", events(done)[-1]["interview_id"], "--json").stdout)
    texts = [[a["parts"][0]["text"] for a in turn["attempts"]] for turn in shown["turns"]]
    assert texts[0][-1] == "half\nand the rest"
    assert texts[1] == ["other"]


@pytest.mark.parametrize("command", ["/again", "/undo"])
def test_with_something_typed_there_is_no_way_back_and_it_stays(tmp_path: Path, command: str) -> None:
    home = tmp_path / "h"
    done = run(home, *PRACTICE, "--count", "2", stdin=f"first\n.\nsecond\n{command}\n.\n")
    assert f"{command} comes before anything else is written" in done.stderr
    shown = json.loads(run(home, "show", events(done)[-1]["interview_id"], "--json").stdout)
    texts = [[a["parts"][0]["text"] for a in turn["attempts"]] for turn in shown["turns"]]
    assert texts == [["first"], ["second"]]


def test_mock_mode_tells_all_grades_at_the_end(tmp_path: Path) -> None:
    done = run(tmp_path / "h", *PRACTICE, "--count", "2", "--mode", "mock", stdin="one\n.\ntwo\n.\n")
    assert kinds(done) == [
        "question", "answer_saved", "question", "answer_saved", "grade", "grade", "finished",
    ]  # fmt: skip


def test_follow_ups_are_asked_and_are_parts(tmp_path: Path) -> None:
    args = ("practice", "--question", "cloud/yearly-bill-day", "--json")
    done = run(tmp_path / "h", *args, stdin="A load balancer and several instances.\n.\nnot sure\n.\n/skip\n")
    assert kinds(done) == [
        "question", "answer_saved", "follow_up", "answer_saved", "follow_up", "grade", "finished",
    ]  # fmt: skip
    assert [e["part"] for e in events(done) if "part" in e] == [0, 1, 1, 2]


def test_an_empty_answer_is_graded_zero_and_told_kindly(tmp_path: Path) -> None:
    done = run(tmp_path / "h", "practice", "--plain", "--count", "1", "--seed", "1", stdin=".\n")
    assert done.returncode == 0
    assert "There was no answer to grade yet" in done.stdout


def test_a_terminated_interview_is_saved_and_paused(tmp_path: Path) -> None:
    home = tmp_path / "h"
    env = {"PATH": os.environ["PATH"], "INTERVIEW_COACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*COMMAND, *PRACTICE, "--count", "1"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    assert first["event"] == "question"
    process.stdin.write("words that were typed\n")
    process.stdin.flush()
    database = home / "data" / "interviews.sqlite3"
    wait_for_draft(database, "words that were typed")
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert json.loads(out.splitlines()[-1])["event"] == "paused"
    assert "Traceback" not in err


def wait_for_draft(database: Path, text: str) -> None:
    import sqlite3

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            if (text,) in connection.execute("SELECT text FROM drafts").fetchall():
                return
        time.sleep(0.02)
    pytest.fail(f"the draft {text!r} was never saved")


def test_a_killed_interview_resumes_with_the_text_and_the_question(tmp_path: Path) -> None:
    home = tmp_path / "h"
    env = {"PATH": os.environ["PATH"], "INTERVIEW_COACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*COMMAND, *PRACTICE, "--count", "2"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    asked = json.loads(process.stdout.readline())["question_id"]
    process.stdin.write("it was here\n")
    process.stdin.flush()
    wait_for_draft(home / "data" / "interviews.sqlite3", "it was here")
    process.kill()
    process.wait()
    resumed = run(home, "practice", "--resume", "--json")
    assert events(resumed)[0]["question_id"] == asked
    assert "it was here" in resumed.stderr


def test_a_second_writer_is_told_who_holds_the_database(tmp_path: Path) -> None:
    home = tmp_path / "h"
    env = {"PATH": os.environ["PATH"], "INTERVIEW_COACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*COMMAND, *PRACTICE, "--count", "1"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    second = run(home, *PRACTICE, "--count", "1", stdin="x\n.\n")
    assert second.returncode == 1
    assert str(process.pid) in second.stderr
    reading = run(home, "history", "--json")
    assert reading.returncode == 0
    assert [entry["state"] for entry in json.loads(reading.stdout)] == ["active"]
    process.communicate(timeout=60)


def test_no_internet_socket_is_opened_by_a_whole_interview(tmp_path: Path) -> None:
    done = run_guarded(tmp_path, "")
    assert done.returncode == 0, done.stderr
    assert "GUARD" not in done.stderr
    assert kinds(done)[-1] == "finished"


def test_the_socket_guard_sees_a_planted_socket(tmp_path: Path) -> None:
    done = run_guarded(tmp_path, "import socket; socket.socket(socket.AF_INET)")
    assert "GUARD" in done.stderr


def run_guarded(tmp_path: Path, planted: str) -> subprocess.CompletedProcess[str]:
    """Run a whole interview, an export and a look at the history under a guard on internet sockets."""
    home = tmp_path / "h"
    script = f"""
import sys
def guard(event, args):
    if event == "socket.__new__" and args[1] in (2, 10):
        sys.stderr.write("GUARD\\n")
sys.addaudithook(guard)
{planted}
from interview_coach.cli import main
code = main({[*PRACTICE, "--count", "2"]!r})
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as out:
    code = code or main(["export", "--all", "--output", sys.argv[1]]) or main(["history"]) or main(["bank", "list"])
sys.exit(code)
"""
    env = {"PATH": os.environ["PATH"], "INTERVIEW_COACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "out.md")],
        input="a b c\n.\nd e f\n.\n", capture_output=True, text=True, env=env, timeout=60,
    )  # fmt: skip


def test_a_line_that_does_not_fit_is_left_out_and_the_answer_goes_on(tmp_path: Path) -> None:
    home = tmp_path / "h"
    done = run(home, *PRACTICE, "--count", "1", stdin="a beginning\n" + "x" * 40_000 + "\nan end\n.\n")
    assert kinds(done)[-1] == "finished"
    shown = json.loads(run(home, "show", events(done)[-1]["interview_id"], "--json").stdout)
    assert shown["turns"][0]["attempts"][0]["parts"][0]["text"] == "a beginning\nan end"
    assert "32 KB" in done.stderr


def test_resuming_at_the_feedback_tells_the_grade(tmp_path: Path) -> None:
    home = tmp_path / "h"
    env = {"PATH": os.environ["PATH"], "INTERVIEW_COACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    code = """
import os, sys
from interview_coach.services.sitting import Sitting
Sitting.proceed = lambda self: os._exit(9)
from interview_coach.cli import main
main(sys.argv[1:])
"""
    killed = subprocess.run(
        [sys.executable, "-c", code, *PRACTICE, "--count", "1"],
        input="an answer\n.\n", capture_output=True, text=True, env=env, timeout=60,
    )  # fmt: skip
    assert killed.returncode == 9
    assert kinds(run(home, "practice", "--resume", "--json")) == ["grade", "finished"]


def test_a_draft_answered_well_can_be_shown_and_exported(tmp_path: Path) -> None:
    home = tmp_path / "h"
    own = home / "config" / "questions" / "sql"
    own.mkdir(parents=True)
    (own / "left-join.toml").write_text(
        'id = "sql/left-join"\nkind = "technical"\nskills = ["sql"]\n'
        'prompt = "What does a left join keep that an inner join drops?"\n'
        'model_answer = "Every row of the left table. Where nothing matches, the right columns are null."\n',
        encoding="utf-8",
    )
    said = "Every row of the left table stays, and where nothing matches the right columns are null.\n.\n"
    done = run(home, "practice", "--question", "sql/left-join", "--json", stdin=said)
    assert events(done)[-1]["level"] >= 4
    for args in (("show", events(done)[-1]["interview_id"]), ("export", "--all")):
        assert run(home, *args).returncode == 0
