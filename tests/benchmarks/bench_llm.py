"""What grading by a model costs on top of the call itself: `make bench`, or with `--runs N --size N`.

Against a server that takes half a second, each beside the plain call of the openai package with the same payload in
the same run: one grade from the job to the stored grade, and many attempts regraded side by side. Then the time from
the last byte of a reply to the grade in the store, and to the grade on the screen of the real program in a terminal.
"""

import argparse
import asyncio
import json
import os
import pty
import select
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.extend(str(Path(__file__).resolve().parents[1] / name) for name in ("llm", "services"))

import openai
from bench_start import environment
from judge_samples import QUESTIONS, answer_with
from model_server import graded_by_offline
from slow_model import running, told

from interview_coach.bank.bank import Bank
from interview_coach.consent import agree
from interview_coach.domain.interview import GradingJob, Setup
from interview_coach.domain.question import Question
from interview_coach.paths import Paths
from interview_coach.services.app import App
from interview_coach.services.endpoint import chosen_endpoint
from interview_coach.services.llm import Llm, job_for
from interview_coach.services.regrade import regrade_by_model, wanted_of
from interview_coach.services.sitting import Sitting

SECONDS = 0.5
POINTS = 4
ATTEMPTS_EACH = 3
PTY_QUESTION = "cloud/yearly-bill-day"
PTY_ANSWER = "a load balancer in front of several instances"


def replies() -> list[tuple[str, str]]:
    """What the model says to each question: the verdicts of the offline grader."""
    said = [(q, answer_with(q, POINTS)) for q in QUESTIONS]
    return [(q.prompt, json.dumps(graded_by_offline(q, [text]))) for q, text in said]


@contextmanager
def app_for(home: Path, url: str, questions: tuple[Question, ...] | None = None) -> Iterator[App]:
    """An app over its own home, set up for a server; over the shipped bank unless questions are given."""
    paths = Paths(home / "config", home / "data", home / "state", home / "cache")
    paths.config.mkdir(parents=True)
    paths.config_file.write_text(
        f'grader = "llm"\nprovider = "custom"\nbase_url = "{url}"\nmodel = "judge-1"\n', encoding="utf-8"
    )
    agree(paths, url.split("/")[2], "2026-11-20T10:00:00+00:00")
    app = App(paths)
    if questions is not None:
        app.__dict__["bank"] = Bank(questions=questions, skills={}, problems=(), own=frozenset())
    try:
        yield app
    finally:
        app.close()


def hold(app: App, interviews: int) -> None:
    """Store finished interviews that the offline grader graded."""
    for number in range(interviews):
        asked = [QUESTIONS[(number + place) % len(QUESTIONS)] for place in range(ATTEMPTS_EACH)]
        setup = Setup(questions=tuple(q.id for q in asked), count=ATTEMPTS_EACH, follow_ups=False)
        sitting = Sitting.start(app, setup)
        for question in asked:
            sitting.submit(f"{answer_with(question, POINTS)} This was sitting {number} of mine.")
            sitting.proceed()
            sitting.go_on()


def raw_client(url: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0)


async def raw_call(client: openai.AsyncOpenAI, body: dict[str, Any]) -> None:
    """The plain call, streamed or not as the payload says, read to its end."""
    stream = await client.chat.completions.create(**body)
    if body.get("stream"):
        async for _ in stream:
            pass


async def one_grade(app: App, url: str, runs: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds of our grade, of the plain call, and from the last byte to the stored grade."""
    wanted = wanted_of(app, ())
    endpoint = chosen_endpoint(app)
    ours: list[float] = []
    raw: list[float] = []
    after: list[float] = []
    async with raw_client(url) as client:
        for number, one in enumerate(wanted[: runs + 1]):
            job = job_for(one.interview, one.turn, one.attempt, endpoint.model)
            app.store.add_jobs([job])
            begin = time.monotonic()
            grade = await Llm(app, endpoint, one.interview.id).run_job(job, lambda _: None)
            end = time.monotonic()
            assert grade.status == "graded", grade.reason
            last = told(url)
            begin_raw = time.monotonic()
            await raw_call(client, last["body"])
            if number:
                ours.append(end - begin)
                raw.append(time.monotonic() - begin_raw)
                after.append(end - last["at"])
    return ours, raw, after


async def many_grades(app: App, url: str, size: int, concurrency: int) -> tuple[float, float]:
    """Seconds to regrade so many attempts, and of as many plain calls with the same payload."""
    wanted = wanted_of(app, ())[:size]
    calls = told(url)["calls"]
    done: list[str] = []

    def one_done(_job: GradingJob, outcome: Any) -> None:
        done.append(outcome.status)

    begin = time.monotonic()
    await regrade_by_model(app, wanted, concurrency, one_done)
    ours = time.monotonic() - begin
    assert done == ["graded"] * len(wanted), done
    last = told(url)
    assert last["calls"] - calls == len(wanted), "something was asked twice"
    gate = asyncio.Semaphore(concurrency)

    async def call(client: openai.AsyncOpenAI) -> None:
        async with gate:
            await raw_call(client, last["body"])

    begin = time.monotonic()
    async with raw_client(url) as client:
        await asyncio.gather(*(call(client) for _ in wanted))
    return ours, time.monotonic() - begin


def on_screen(home: Path, url: str) -> float:
    """Seconds from the last byte of the reply to the model's grade in the terminal of the real program."""
    arguments = ["practice", "--question", PTY_QUESTION, "--no-follow-ups", "--grader", "llm"]
    command = [sys.executable, "-m", "interview_coach", *arguments]
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(command[0], command, environment(str(home)) | {"COLUMNS": "120", "LINES": "36"})

    def wait_for(text: bytes) -> float:
        seen = b""
        while text not in seen:
            if not select.select([fd], [], [], 30)[0]:
                raise TimeoutError(f"{text!r} was not painted")
            seen += os.read(fd, 65536)
        return time.monotonic()

    try:
        wait_for(b"Submit")
        time.sleep(0.5)
        os.write(fd, f"{PTY_ANSWER}\n".encode())
        return wait_for(b"judge-1, ") - float(told(url)["at"])
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(fd)


def report(name: str, ours: float, raw: float, target: float) -> None:
    print(
        f"{name:<28} ours {ours:8.3f} s   raw {raw:8.3f} s   ratio {ours / raw:.3f}   target at most {target:g}"
    )


def report_time(name: str, seconds: list[float]) -> None:
    worst = f"worst {max(seconds) * 1000:5.1f} ms   target at most 50 ms"
    print(f"{name:<28} median {statistics.median(seconds) * 1000:5.1f} ms   {worst}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="single grades")
    parser.add_argument("--size", type=int, default=200, help="attempts to regrade")
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--screens", type=int, default=3, help="runs in a terminal")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), replies(), SECONDS) as url:
        with app_for(Path(folder, "one"), url, QUESTIONS) as app:
            hold(app, args.runs // ATTEMPTS_EACH + 1)
            ours, raw, after = asyncio.run(one_grade(app, url, args.runs))
        report("one grade", statistics.median(ours), statistics.median(raw), 1.05)
        report_time("last byte to stored", after)
        with app_for(Path(folder, "many"), url, QUESTIONS) as app:
            hold(app, -(-args.size // ATTEMPTS_EACH))
            took, plain = asyncio.run(many_grades(app, url, args.size, args.concurrency))
        report(f"regrade of {args.size}, {args.concurrency} at once", took, plain, 1.1)
    with tempfile.TemporaryDirectory() as folder:
        with app_for(Path(folder, "bank"), "http://127.0.0.1:1/v1") as app:
            question = app.bank.question(PTY_QUESTION)
            said = [(question.prompt.strip(), json.dumps(graded_by_offline(question, [PTY_ANSWER])))]
        with running(Path(folder), said, SECONDS) as url:
            shown = []
            for number in range(args.screens):
                home = Path(folder, f"screen{number}")
                with app_for(home, url):
                    pass
                shown.append(on_screen(home, url))
        report_time("last byte to screen", shown)


if __name__ == "__main__":
    main()
