"""The commands with a model behind them: real processes, a real HTTP server, and a key that nobody may see."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_server import (
    FAULTS,
    Behaviour,
    FakeServer,
    Received,
    Wire,
    always,
    broken,
    in_turn,
    message,
    status,
)
from model_server import model_for, use_model
from support import build_app
from test_canary import CANARY, leaks
from test_plain_mode import COMMAND, ROOT

from interview_coach.domain.question import Question

QUESTION_ID = "cloud/yearly-bill-day"
ANSWER = "a load balancer in front of several instances\n"
PRACTICE = ("practice", "--plain", "--json", "--no-follow-ups", "--grader", "llm", "--question", QUESTION_ID)


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Question:
    """A question of the shipped bank."""
    return build_app(tmp_path_factory.mktemp("bank")).bank.question(QUESTION_ID)


@pytest.fixture
def server(question: Question) -> Iterator[FakeServer]:
    """A model that answers at once."""
    with model_for([question]) as running:
        yield running


def environment(home: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "INTERVIEW_COACH_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        **more,
    }


def set_up(home: Path, server: FakeServer, **settings: Any) -> None:
    """Set a model up with the offline grader as default, so that only `--grader llm` asks it."""
    app = build_app(home)
    use_model(app, server, **{"grader": "offline", **settings})
    (home / "config" / "consent.toml").unlink()


def run(home: Path, *args: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *args],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment(home, **env),
        cwd=home.parent,
    )


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def graders(home: Path) -> list[tuple[str, str]]:
    """Grader and status of every stored grade."""
    path = f"file:{home / 'data' / 'interviews.sqlite3'}?mode=ro"
    with sqlite3.connect(path, uri=True) as connection:
        return list(connection.execute("SELECT grader, status FROM grades ORDER BY sequence"))


def wait_until(condition: Callable[[], object], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} never happened"
        time.sleep(0.02)


@pytest.mark.parametrize("mode", ["practice", "mock"])
def test_practice_says_host_and_cost_and_gives_the_models_grade(
    tmp_path: Path, server: FakeServer, mode: str
) -> None:
    home = tmp_path / "h"
    set_up(home, server)
    done = run(home, *PRACTICE, "--mode", mode, stdin=f"{ANSWER}.\n")
    assert done.returncode == 0, done.stderr
    assert [event["event"] for event in events(done)] == ["question", "answer_saved", "grade", "finished"]
    grade = events(done)[2]["grade"]
    assert (grade["grader"], grade["model"], grade["status"]) == ("llm", "judge-1", "graded")
    assert grade["usage"]["prompt_tokens"] == 120
    assert events(done)[3]["score"] == grade["score"]
    assert f"Answers go to 127.0.0.1:{server.port} (judge-1). One answer: " in done.stderr
    assert "at most $0.00" in done.stderr
    assert graders(home) == [("offline", "graded"), ("llm", "graded")]
    assert len(server.received) == 1


def test_practice_without_naming_the_model_sends_nothing(tmp_path: Path, server: FakeServer) -> None:
    home = tmp_path / "h"
    set_up(home, server)
    arguments = [argument for argument in PRACTICE if argument not in ("--grader", "llm")]
    done = run(home, *arguments, stdin=f"{ANSWER}.\n", OPENAI_API_KEY=CANARY)
    assert events(done)[2]["grade"]["grader"] == "offline"
    assert server.received == []


def test_a_failing_model_leaves_the_offline_grade_with_one_line_of_why(tmp_path: Path) -> None:
    home = tmp_path / "h"
    with FakeServer(always(status(401))) as failing:
        set_up(home, failing)
        done = run(home, *PRACTICE, stdin=f"{ANSWER}.\n")
    assert done.returncode == 0
    assert events(done)[2]["grade"]["grader"] == "offline"
    (line,) = [text for text in done.stderr.splitlines() if "Not graded by the model" in text]
    assert "The offline grade stands." in line
    assert graders(home) == [("offline", "graded"), ("llm", "ungraded")]


def test_grade_prints_the_models_grade_and_stores_no_answer(tmp_path: Path, server: FakeServer) -> None:
    home = tmp_path / "h"
    set_up(home, server)
    done = run(home, "grade", QUESTION_ID, "--grader", "llm", "--json", stdin=ANSWER)
    assert done.returncode == 0, done.stderr
    grade = json.loads(done.stdout)
    assert (grade["grader"], grade["status"], grade["id"]) == ("llm", "graded", None)
    assert graders(home) == []
    assert b"load balancer" not in (home / "data" / "interviews.sqlite3").read_bytes()


def test_grade_by_a_failing_model_fails_and_says_what_the_offline_grader_thinks(tmp_path: Path) -> None:
    home = tmp_path / "h"
    with FakeServer(always(status(404))) as failing:
        set_up(home, failing)
        done = run(home, "grade", QUESTION_ID, "--grader", "llm", "--json", stdin=ANSWER)
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == "ungraded"
    assert "The offline grader says level" in done.stderr


@pytest.mark.parametrize(
    "command", [PRACTICE, ("grade", QUESTION_ID, "--grader", "llm"), ("regrade", "--all")]
)
def test_offline_keeps_a_hosted_model_out(
    tmp_path: Path, server: FakeServer, command: tuple[str, ...]
) -> None:
    home = tmp_path / "h"
    set_up(home, server, base_url="https://api.example.com/v1")
    done = run(home, *command, "--offline", stdin=f"{ANSWER}.\n")
    assert done.returncode == 2
    assert "Offline is set, so nothing is sent to api.example.com." in done.stderr
    assert server.received == []


def test_without_a_model_the_command_says_what_to_set(tmp_path: Path) -> None:
    done = run(tmp_path / "h", *PRACTICE, stdin=f"{ANSWER}.\n")
    assert done.returncode == 2
    assert "No model is set up." in done.stderr


def test_regrade_estimates_first_then_grades_each_once(tmp_path: Path, server: FakeServer) -> None:
    home = tmp_path / "h"
    set_up(home, server)
    offline = [argument for argument in PRACTICE if argument not in ("--grader", "llm")]
    for _ in range(2):
        run(home, *offline, stdin=f"{ANSWER}.\n")
    only = run(home, "regrade", "--all", "--estimate")
    assert only.returncode == 0
    assert "2 attempts: about " in only.stderr
    assert server.received == []
    done = run(home, "regrade", "--all", "--json")
    assert json.loads(done.stdout) == {"graded": 2, "ungraded": 0, "unchanged": 0, "failed": 0}
    again = run(home, "regrade", "--all", "--json")
    assert json.loads(again.stdout) == {"graded": 0, "ungraded": 0, "unchanged": 2, "failed": 0}
    assert len(server.received) == 2
    backwards = run(home, "regrade", "--all", "--grader", "offline", "--json")
    assert json.loads(backwards.stdout)["unchanged"] == 2
    assert run(home, "regrade").returncode == 2


def test_regrade_reports_what_failed_with_exit_code_1(tmp_path: Path, question: Question) -> None:
    home = tmp_path / "h"
    with FakeServer(in_turn(status(401))) as failing:
        set_up(home, failing)
        offline = [argument for argument in PRACTICE if argument not in ("--grader", "llm")]
        saved = events(run(home, *offline, stdin=f"{ANSWER}.\n"))[1]
        done = run(home, "regrade", "--all", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["ungraded"] == 1
    assert f"{saved['attempt_id']}: " in done.stderr
    assert "Traceback" not in done.stderr


# ---- stopped and killed ------------------------------------------------------------------------------------------


class Held:
    """A model that keeps its replies back until it is let go."""

    def __init__(self, question: Question) -> None:
        self.open = threading.Event()
        self._model = model_for([question])
        self.server = FakeServer(self._answer)

    def _answer(self, received: Received) -> Behaviour:
        reply = self._model.answer(received)

        def behave(wire: Wire, received: Received) -> None:
            while not self.open.wait(0.02):
                if wire.stopping.is_set():
                    return
            reply(wire, received)

        return behave


def begin(home: Path, mode: str = "practice") -> "subprocess.Popen[str]":
    """Start an interview and give its answer."""
    process = subprocess.Popen(
        [*COMMAND, *PRACTICE, "--mode", mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(home),
        cwd=home.parent,
    )
    assert process.stdin is not None
    process.stdin.write(f"{ANSWER}.\n")
    process.stdin.flush()
    return process


@pytest.mark.parametrize("again", [("practice", "--plain", "--json", "--resume"), ("regrade", "--all")])
def test_a_kill_in_mid_grade_and_a_restart_make_one_grade(
    tmp_path: Path, question: Question, again: tuple[str, ...]
) -> None:
    home = tmp_path / "h"
    held = Held(question)
    with held.server as server:
        set_up(home, server)
        process = begin(home)
        wait_until(lambda: server.received, "the call")
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
        assert graders(home) == [("offline", "graded")]
        held.open.set()
        done = run(home, *again)
        assert done.returncode == 0, done.stderr
        assert graders(home) == [("offline", "graded"), ("llm", "graded")]
        assert len(server.received) == 2
        run(home, "regrade", "--all")
        assert len(server.received) == 2
    assert graders(home) == [("offline", "graded"), ("llm", "graded")]


KILLED_AFTER_THE_REPLY = (
    "import os, signal\n"
    "from interview_coach.store.store import Store\n"
    "Store.finish_job_really = Store.finish_job\n"
    "def finish(self, job, grade):\n"
    "    if job.grader == 'llm':\n"
    "        os.kill(os.getpid(), signal.SIGKILL)\n"
    "    return self.finish_job_really(job, grade)\n"
    "Store.finish_job = finish\n"
    "from interview_coach.cli import main\n"
    "raise SystemExit(main({args!r}))"
)


def test_a_kill_after_the_reply_was_stored_sends_nothing_again(tmp_path: Path, server: FakeServer) -> None:
    home = tmp_path / "h"
    set_up(home, server)
    script = KILLED_AFTER_THE_REPLY.format(args=list(PRACTICE))
    killed = subprocess.run(
        [sys.executable, "-c", script],
        input=f"{ANSWER}.\n",
        capture_output=True,
        text=True,
        env=environment(home),
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    assert graders(home) == [("offline", "graded")]
    assert len(server.received) == 1
    done = run(home, "regrade", "--all", "--json")
    assert json.loads(done.stdout)["graded"] == 1
    assert len(server.received) == 1
    assert graders(home) == [("offline", "graded"), ("llm", "graded")]


@pytest.mark.parametrize("mode", ["practice", "mock"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_in_mid_grade_stops_it_and_the_offline_grade_stands(
    tmp_path: Path, question: Question, mode: str, number: signal.Signals
) -> None:
    home = tmp_path / "h"
    held = Held(question)
    with held.server as server:
        set_up(home, server)
        process = begin(home, mode)
        wait_until(lambda: server.received, "the call")
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 0, err
        assert "Traceback" not in err
        assert "Stopped: the offline grade stands." in err
        grades = [json.loads(line) for line in out.splitlines() if '"grade"' in line]
        assert [event["grade"]["grader"] for event in grades] == ["offline"]
        held.open.set()
        assert json.loads(run(home, "regrade", "--all", "--json").stdout)["graded"] == 1
    assert graders(home) == [("offline", "graded"), ("llm", "graded")]


# ---- the canary --------------------------------------------------------------------------------------------------


def echo(received: Received) -> Behaviour:
    """A server that says the key back wherever it can."""
    key = received.headers.get("authorization", "")
    error = {"message": f"Bad header {key} for {CANARY}", "type": key, "code": CANARY, "param": key}
    return status(400, error, {"X-Request-Id": CANARY, "Retry-After": "0"})


def echo_in_the_reply(received: Received) -> Behaviour:
    key = received.headers.get("authorization", "")
    text = json.dumps({"answer_kind": "answer", "top_fix": f"Use {key}", "strengths": [key]})
    return message(f"{key} {text}", reasoning=key)


def echo_in_a_grade(question: Question) -> Callable[[Received], Behaviour]:
    return model_for(
        [question], top_fix=f"Send Bearer {CANARY}", strengths=[CANARY], missing_fact=CANARY
    ).answer


FAULT_NAMES = ("reset", "NUL", "an error event", "deep nesting")
ALL_THAT_TELLS = (
    "from interview_coach.cli import main\n"
    "forms = ('json', 'markdown', 'html', 'csv', 'anki')\n"
    "told = [main(['export', '--all', '--format', form]) for form in forms]\n"
    "raise SystemExit(any(told) or main(['doctor', '--json']) not in (0, 1))"
)


def misbehaving(name: str, question: Question) -> Callable[[Received], Behaviour]:
    """Return a server's behaviour by name; a fault comes in the middle of a reply that holds the key."""
    if name in FAULTS:
        content = json.dumps({"answer_kind": "answer", "top_fix": CANARY})
        return always(broken(content, FAULTS[name], "middle"))
    known = {
        "echo": echo,
        "echo in the reply": echo_in_the_reply,
        "echo in a grade": echo_in_a_grade(question),
    }
    return known[name] if name in known else always(status(int(name)))


def planted(home: Path, server: FakeServer, where: str) -> dict[str, str]:
    """Put the canary in one place from which it is used; return the environment for it."""
    set_up(home, server)
    loud = {
        "OPENAI_LOG": "debug",
        "HTTPX_LOG_LEVEL": "debug",
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONDEVMODE": "1",
    }
    if where == "environment":
        return loud | {"OPENAI_API_KEY": CANARY, "OPENAI_BASE_URL": server.url}
    if where == ".env":
        (home / "config" / ".env").write_text(f"INTERVIEW_COACH_API_KEY={CANARY}\n", encoding="utf-8")
    else:
        host = f"127.0.0.1:{server.port}"
        (home / "config" / "keys.toml").write_text(f'"{host}" = "{CANARY}"\n', encoding="utf-8")
    return loud


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        *[("environment", name) for name in ("401", "500", "echo", "echo in the reply", "echo in a grade")],
        *[("keys.toml", name) for name in FAULT_NAMES],
        (".env", "echo"),
        (".env", "echo in a grade"),
    ],
)
def test_the_key_shows_up_nowhere_whatever_the_server_does(
    tmp_path: Path, question: Question, where: str, fault: str
) -> None:
    home = tmp_path / "h"
    with FakeServer(misbehaving(fault, question)) as server:
        env = planted(home, server, where)
        told = [run(home, *PRACTICE, "--mode", "mock", stdin=f"{ANSWER}.\n", **env)]
        assert told[0].returncode == 0, told[0].stderr
        assert {received.headers.get("authorization") for received in server.received} == {f"Bearer {CANARY}"}
        told.append(
            subprocess.run(
                [sys.executable, "-c", ALL_THAT_TELLS],
                capture_output=True,
                text=True,
                env=environment(home, **env),
            )
        )
    assert told[1].returncode == 0, told[1].stderr
    for done in told:
        assert CANARY not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    assert leaks(home) == []


CRASHES = {
    "in the judge": "from interview_coach.llm.judge import Judge as C\nname = '_judged'",
    "in the channel": "from interview_coach.llm.channel import _Ask as C\nname = '_attempt'",
    "in the store": "from interview_coach.store.store import Store as C\nname = 'store_reply'",
    "in the service": "from interview_coach.services.llm import Llm as C\nname = 'run_job'",
}
CRASHING = (
    "{where}\n"
    "def crash(self, *args, **kwargs):\n"
    "    key = self\n"
    "    raise {error}\n"
    "setattr(C, name, crash)\n"
    "from interview_coach.cli import main\n"
    "raise SystemExit(main({args!r}))"
)


@pytest.mark.parametrize("error", ["ValueError(vars(self))", f"RuntimeError('Bearer {CANARY}')"])
@pytest.mark.parametrize("where", CRASHES)
def test_a_planted_crash_in_mid_grade_tells_no_key(
    tmp_path: Path, server: FakeServer, where: str, error: str
) -> None:
    home = tmp_path / "h"
    env = planted(home, server, "environment")
    script = CRASHING.format(where=CRASHES[where], error=error, args=list(PRACTICE))
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=f"{ANSWER}.\n",
        capture_output=True,
        text=True,
        env=environment(home, **env),
        timeout=60,
    )
    assert done.returncode == 1, done.stderr
    assert "The program failed" in done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert leaks(home) == []
    assert json.loads(run(home, "regrade", "--all", "--json", **env).stdout)["graded"] == 1


def test_the_harness_finds_a_key_that_is_stored(tmp_path: Path, server: FakeServer) -> None:
    home = tmp_path / "h"
    env = planted(home, server, "environment")
    run(home, *PRACTICE, stdin=f"My key is {CANARY}.\n.\n", **env)
    assert [Path(found).name.split("-")[0] for found in leaks(home)] == ["interviews.sqlite3"]
