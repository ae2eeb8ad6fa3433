"""Against a real llama.cpp server: `make test-llama`. Not part of the usual run, as the server has to be built."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from judge_samples import WHEN, claim, offline_grade, reply
from llama_server import CONTEXT, LlamaServer, Recital, llama_server
from support import GOOD_ANSWER, simple_question
from test_plain_mode import run
from wire_samples import REQUEST, TEXT_REQUEST, complaint_about

from interview_coach.domain.grade import PointVerdict
from interview_coach.grading.protocol import single
from interview_coach.llm.breaker import Breaker
from interview_coach.llm.channel import OpenAIChannel
from interview_coach.llm.control import control_of
from interview_coach.llm.judge import Judge
from interview_coach.llm.limits import Deadlines
from interview_coach.llm.lines import Lines
from interview_coach.llm.memory import Memory
from interview_coach.llm.probe import find_local, probe
from interview_coach.llm.schema import GRADE
from interview_coach.llm.types import Endpoint, LlmError
from interview_coach.llm.validate import fits

QUESTION = simple_question()
QUOTES = {
    "race": "Both requests read the same stock value",
    "fix": "one conditional update",
    "guard": "A check constraint keeps it from going negative",
}
GRADED = reply(
    [
        *(claim(name, quote) for name, quote in QUOTES.items()),
        claim(control_of(QUESTION)[0], "", "missed"),
    ],
    top_fix="Say how you would prove it.",
)
SPEECH = " ".join(f"Now comes number {number}." for number in range(100, 600))
MODELS = {
    "random": Recital(),
    "ready": Recital('{"ready": true, "word": "ready"}'),
    "judge": Recital(json.dumps(GRADED)),
    "talker": Recital(SPEECH),
    "endless": Recital("and so on and so forth and ", forever=True),
}
GRADE_REQUEST = replace(REQUEST, schema=GRADE, max_output_tokens=300)
TIMES = Deadlines(connect=5, read=30, total=60)
TIME_FOR_CLEANING_UP = 4.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaServer]:
    with llama_server(tmp_path_factory.mktemp("llama"), MODELS) as running:
        yield running


def channel_to(server: LlamaServer, model: str, **options: Any) -> OpenAIChannel:
    usual: dict[str, Any] = {"deadlines": TIMES, "lines": Lines()}
    memory = options.pop("memory", None) or Memory()
    return OpenAIChannel(Endpoint(server.url, model), memory, Breaker(), **{**usual, **options})


def asked(server: LlamaServer, model: str, response_format: dict[str, Any]) -> tuple[int, Any]:
    """Ask past the program; return the status and the object replied, or the error."""
    messages = [{"role": "user", "content": "Grade it."}]
    body = {"model": model, "messages": messages, "max_tokens": 4000, "response_format": response_format}
    status, said = server.post(body)
    if status != 200:
        return status, said["error"]["message"]
    # Not strict: for a schema this server's grammar lets control characters stand within texts.
    return status, json.loads(said["choices"][0]["message"]["content"], strict=False)


# ---- what this server does, which the ladder is built for ----------------------------------------------------


def test_the_server_answers_500_to_json_schema_and_names_the_field(server: LlamaServer) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "grade", "strict": True, "schema": GRADE}}
    status, message = asked(server, "random", form)
    assert status == 500
    assert "response_format" in message


def test_json_object_with_a_schema_forces_even_random_weights_into_it(server: LlamaServer) -> None:
    status, value = asked(server, "random", {"type": "json_object", "schema": GRADE})
    assert (status, fits(value, GRADE)) == (200, True)


def test_json_object_alone_forces_only_an_object(server: LlamaServer) -> None:
    status, value = asked(server, "random", {"type": "json_object"})
    assert (status, type(value)) == (200, dict)
    assert not fits(value, GRADE)


# ---- the ladder ----------------------------------------------------------------------------------------------


async def test_a_probe_climbs_down_to_json_object_and_says_what_works(server: LlamaServer) -> None:
    before = len(server.statuses())
    result = await probe(Endpoint(server.url, "ready"), deadlines=TIMES)
    assert (result.ok, result.rung, result.model) == (True, "json_object", "ready")
    assert result.streaming
    assert 0 < result.latency_seconds < TIMES.total
    assert server.statuses()[before:] == [500, 500, 200]


async def test_what_worked_is_remembered_in_the_file_and_asked_for_at_once(
    server: LlamaServer, tmp_path: Path
) -> None:
    file = tmp_path / "endpoints.json"
    await probe(Endpoint(server.url, "judge"), Memory(file), deadlines=TIMES)
    assert not file.exists()  # this model says one thing only, which is no reply to a probe
    first = await channel_to(server, "judge", memory=Memory(file)).ask(GRADE_REQUEST)
    before = len(server.statuses())
    again = await channel_to(server, "judge", memory=Memory(file)).ask(GRADE_REQUEST)
    assert (first.value, first.rung) == (again.value, again.rung) == (GRADED, "json_object")
    assert server.statuses()[before:] == [200]
    assert again.usage.prompt > 0
    assert not again.usage.estimated


@pytest.mark.parametrize("on_text", [None, lambda _: None], ids=["whole", "streamed"])
@pytest.mark.parametrize("model", MODELS)
async def test_whatever_a_model_writes_a_grade_is_a_fitting_reply_or_a_reason_in_time(
    server: LlamaServer, model: str, on_text: Callable[[str], None] | None
) -> None:
    channel = channel_to(server, model, deadlines=replace(TIMES, total=20))
    assert await complaint_about(lambda: channel.ask(GRADE_REQUEST, on_text), 24, GRADE) == ""


# ---- grading -------------------------------------------------------------------------------------------------


async def test_an_answer_is_graded_with_quotes_that_stand_in_it(server: LlamaServer) -> None:
    told: list[PointVerdict] = []
    offline = offline_grade(QUESTION, GOOD_ANSWER)
    judged = await Judge(channel_to(server, "judge")).grade(
        QUESTION,
        single(GOOD_ANSWER),
        seniority="mid",
        created_at=WHEN,
        offline=offline,
        on_verdict=told.append,
    )
    grade = judged.grade
    assert (grade.status, grade.score, grade.model) == ("graded", 100, "judge")
    assert {point.id: point.evidence[0].quote for point in grade.key_points} == QUOTES
    assert {point.id for point in told} == set(QUOTES)


async def test_random_weights_give_no_credit(server: LlamaServer) -> None:
    judged = await Judge(channel_to(server, "random")).grade(
        QUESTION,
        single(GOOD_ANSWER),
        seniority="mid",
        created_at=WHEN,
        offline=offline_grade(QUESTION, GOOD_ANSWER),
    )
    assert judged.grade.status == "ungraded"
    assert judged.grade.reason
    assert all(point.credit == 0 for point in judged.grade.key_points)


# ---- streaming and stopping ----------------------------------------------------------------------------------


async def test_a_streamed_reply_grows_to_what_is_returned(server: LlamaServer) -> None:
    texts: list[str] = []
    request = replace(TEXT_REQUEST, max_output_tokens=4000)
    said = await channel_to(server, "talker").ask(request, texts.append)
    assert (said.text, said.finish_reason) == (SPEECH, "stop")
    assert len(texts) >= 2
    assert all(longer.startswith(text) for text, longer in zip(texts, [*texts[1:], SPEECH], strict=True))


async def test_cancelling_stops_the_server_too(server: LlamaServer) -> None:
    begun = asyncio.Event()
    request = replace(TEXT_REQUEST, max_output_tokens=8000)
    task = asyncio.create_task(channel_to(server, "endless").ask(request, lambda _: begun.set()))
    await asyncio.wait_for(begun.wait(), 20)
    before = server.disconnected()
    started = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < 1
    # 8,000 tokens take the server about a minute; nothing else is asked that would interrupt it.
    async with asyncio.timeout(10):
        while server.disconnected() == before:
            await asyncio.sleep(0.02)
    assert (await channel_to(server, "judge").ask(GRADE_REQUEST)).value == GRADED


async def test_a_model_that_does_not_end_is_left_at_the_deadline(server: LlamaServer) -> None:
    short = Deadlines(connect=5, read=30, total=1.5)
    request = replace(TEXT_REQUEST, max_output_tokens=8000)
    started = time.monotonic()
    with pytest.raises(LlmError) as raised:
        await channel_to(server, "endless", deadlines=short).ask(request, lambda _: None)
    assert raised.value.reason == "timeout"
    assert time.monotonic() - started < short.total + TIME_FOR_CLEANING_UP


async def test_asks_at_the_same_time_each_end_in_a_reply_or_a_reason(server: LlamaServer) -> None:
    """This server breaks off a streamed reply when another request arrives."""
    asks = [partial(channel_to(server, "judge").ask, GRADE_REQUEST, lambda _: None) for _ in range(4)]
    found = await asyncio.gather(*(complaint_about(ask, TIMES.total, GRADE) for ask in asks))
    assert found == [""] * 4


@pytest.mark.parametrize("on_text", [None, lambda _: None], ids=["whole", "streamed"])
async def test_a_request_beyond_the_context_window_ends_in_a_reason(
    server: LlamaServer, on_text: Callable[[str], None] | None
) -> None:
    request = replace(TEXT_REQUEST, messages=({"role": "user", "content": "word " * CONTEXT},))
    with pytest.raises(LlmError) as raised:
        await channel_to(server, "talker").ask(request, on_text)
    # Streamed, this server sends an empty reply where it refuses.
    assert raised.value.reason == ("bad_reply" if on_text else "too_large")


# ---- as a person meets it ------------------------------------------------------------------------------------


async def test_the_server_is_found_with_the_name_of_its_first_model(server: LlamaServer) -> None:
    assert await find_local([("llamacpp", server.url)]) == [
        Endpoint(server.url, next(iter(MODELS)), provider="llamacpp")
    ]


@pytest.mark.parametrize(
    ("model", "ok", "words"),
    [("ready", True, "replies as json_object, streams"), ("endless", False, "Try another model.")],
)
def test_doctor_says_what_the_server_can_do(
    server: LlamaServer, tmp_path: Path, model: str, ok: bool, words: str
) -> None:
    home = tmp_path / "h"
    for key, value in (("grader", "llm"), ("base_url", server.url), ("model", model)):
        run(home, "config", "set", key, value)
    done = run(home, "doctor", "--json", "--connect", timeout=100)
    assert "Traceback" not in done.stderr
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert checks["connection"]["state"] == ("ok" if ok else "problem")
    assert words in checks["connection"]["text"]
