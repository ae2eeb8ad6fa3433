"""From the strictest form down to plain lines: what servers refuse, what is remembered, what is sent."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_server import Behaviour, FakeServer, Received, always, in_one_piece, message, raw, say, status
from wire_samples import GOOD, KEY, REQUEST, TEXT_REQUEST, VALUE, channel_to, endpoint_of, error_of

from interview_coach.llm.ladder import Ladder
from interview_coach.llm.memory import FILE_NAME, Memory
from interview_coach.llm.presets import PRESETS, first_shape
from interview_coach.llm.shape import Shape
from interview_coach.llm.types import Endpoint, Request

Refuses = Callable[[dict[str, Any]], Behaviour | None]


def server_that(refuses: Refuses, content: str = GOOD) -> FakeServer:
    """A server with opinions about requests; else it answers soundly."""
    return FakeServer(lambda received: refuses(received.body) or say(content))


def refusal(text: str, code: int = 400, param: str | None = None) -> Behaviour:
    return status(code, {"message": text, "type": "invalid_request_error", "param": param, "code": None})


def form_of(body: Mapping[str, Any]) -> str:
    form = body.get("response_format") or {}
    strict = form.get("json_schema", {}).get("strict")
    return f"{form.get('type', 'none')}{' strict' if strict else ''}"


def only_forms(*forms: str, code: int = 400, text: str = "response_format is not supported") -> Refuses:
    return lambda body: None if form_of(body) in forms else refusal(text, code)


# ---- rungs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [400, 422, 500])
@pytest.mark.parametrize(
    ("taken", "rung", "requests"),
    [
        ("json_schema strict", "json_schema_strict", 1),
        ("json_schema", "json_schema", 2),
        ("json_object", "json_object", 3),
        ("none", "prompt", 5),
    ],
)
async def test_the_ladder_is_gone_down_to_what_is_taken(
    taken: str, rung: str, requests: int, code: int
) -> None:
    with server_that(only_forms(taken, code=code)) as server:
        reply = await channel_to(endpoint_of(server)).ask(REQUEST)
        assert (reply.value, reply.rung, len(server.received)) == (VALUE, rung, requests)


async def test_a_server_that_knows_only_schemas_gets_the_schema_of_any_object() -> None:
    def lm_studio(body: dict[str, Any]) -> Behaviour | None:
        form = body.get("response_format") or {}
        if form.get("type") == "json_schema" and form["json_schema"]["schema"] == {"type": "object"}:
            return None
        return refusal("'response_format.type' must be 'json_schema'")

    with server_that(lm_studio) as server:
        reply = await channel_to(endpoint_of(server)).ask(REQUEST)
        assert reply.rung == "json_object"
        assert "JSON schema" in server.bodies[-1]["messages"][0]["content"]


async def test_a_refusal_without_a_name_goes_down_too() -> None:
    with server_that(only_forms("none", text="Invalid request.")) as server:
        assert (await channel_to(endpoint_of(server)).ask(REQUEST)).rung == "prompt"


async def test_a_server_that_takes_a_schema_and_ignores_it_is_asked_in_words() -> None:
    def ignores(received: Received) -> Behaviour:
        told = "JSON schema" in received.body["messages"][0]["content"]
        return say(GOOD if told else "A fine answer, 8 of 10.")

    with FakeServer(ignores) as server:
        reply = await channel_to(endpoint_of(server)).ask(REQUEST)
        assert (reply.rung, len(server.received)) == ("json_object", 2)


class Lines:
    """A line protocol of the smallest kind."""

    def instructions(self, schema: Mapping[str, Any]) -> str:
        return f"Write lines: {', '.join(schema['properties'])}."

    def parse(self, text: str) -> dict[str, Any] | None:
        score = re.search(r"SCORE (\S+)", text)
        return {**VALUE, "score": float(score[1])} if score else None


async def test_the_last_rung_is_the_line_protocol() -> None:
    def cannot_write_json(received: Received) -> Behaviour:
        lines = "Write lines: points, score, fix." in received.body["messages"][0]["content"]
        return say("<think>hm</think>SCORE 50" if lines else "I think it is good.")

    with FakeServer(cannot_write_json) as server:
        reply = await channel_to(endpoint_of(server), lines=Lines()).ask(REQUEST)
        assert (reply.value, reply.rung) == (VALUE, "lines")
        assert "response_format" not in server.bodies[-1]


@pytest.mark.parametrize("said", ["SCORE nan", "no score"])
async def test_lines_are_checked_like_everything_else(said: str) -> None:
    with FakeServer(always(say(said))) as server:
        assert (await error_of(channel_to(endpoint_of(server), lines=Lines()))).reason == "bad_reply"


async def test_a_server_that_refuses_everything_ends_soon() -> None:
    for text in ("no", "response_format max_tokens stream stream_options system role schema"):
        for request in (REQUEST, TEXT_REQUEST):
            with FakeServer(always(refusal(text))) as server:
                failed = await error_of(channel_to(endpoint_of(server)), request, streamed=True)
                assert failed.reason == "bad_request"
                assert len(server.received) <= 12


# ---- fields --------------------------------------------------------------------------------------------------


def unknown_field(name: str, style: str) -> Behaviour:
    if style == "param":
        return refusal(f"Unsupported parameter: '{name}' is not supported with this model.", param=name)
    if style == "words":
        return refusal(f"Unrecognized request argument supplied: {name}")
    body = {"detail": [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs", "input": 1}]}
    return raw(in_one_piece(json.dumps(body).encode(), status=422))


@pytest.mark.parametrize("style", ["param", "words", "loc"])
@pytest.mark.parametrize("name", ["max_completion_tokens", "stream_options", "stream", "provider"])
async def test_a_named_field_is_renamed_or_dropped_and_nothing_else(name: str, style: str) -> None:
    with server_that(lambda body: unknown_field(name, style) if name in body else None) as server:
        endpoint = endpoint_of(server, extra_body={"provider": {"require_parameters": True}, "safe": 1})
        reply = await channel_to(endpoint).ask(REQUEST, lambda _: None)
        first, last = server.bodies[0], server.bodies[-1]
    assert (reply.value, reply.rung) == (VALUE, "json_schema_strict")
    gone = {name, "stream_options"} if name == "stream" else {name}
    new = {"max_tokens"} if name == "max_completion_tokens" else set()
    # without the options first, when the server's words fit both
    assert len(server.received) <= 3
    assert set(last) == set(first) - gone | new


async def test_a_limit_that_is_refused_by_both_names_is_left_out() -> None:
    def refuses(body: dict[str, Any]) -> Behaviour | None:
        named = [name for name in ("max_tokens", "max_completion_tokens") if name in body]
        return refusal(f"Unsupported parameter: {named[0]}") if named else None

    with server_that(refuses) as server:
        assert (await channel_to(endpoint_of(server)).ask(REQUEST)).value == VALUE
        assert len(server.received) == 3


async def test_a_rename_that_the_server_asks_for_is_made() -> None:
    words = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
    with server_that(lambda body: refusal(words) if "max_tokens" in body else None) as server:
        endpoint = endpoint_of(server, provider="mistral")
        assert (await channel_to(endpoint).ask(REQUEST)).value == VALUE
        assert [set(body) & {"max_tokens", "max_completion_tokens"} for body in server.bodies] == [
            {"max_tokens"},
            {"max_completion_tokens"},
        ]


async def test_streaming_refused_with_a_schema_keeps_the_schema() -> None:
    def groq(body: dict[str, Any]) -> Behaviour | None:
        both = body.get("stream") and "response_format" in body
        return (
            refusal("Streaming is not supported with structured outputs (response_format)") if both else None
        )

    memory = Memory()
    with server_that(groq) as server:
        channel = channel_to(endpoint_of(server), memory=memory)
        assert (await channel.ask(REQUEST, lambda _: None)).rung == "json_schema_strict"
        assert len(server.received) == 2
        texts: list[str] = []
        await channel.ask(TEXT_REQUEST, texts.append)
        assert server.bodies[-1]["stream"] is True


async def test_a_server_without_system_messages_gets_them_with_the_users_words() -> None:
    def gemma(body: dict[str, Any]) -> Behaviour | None:
        system = any(told["role"] == "system" for told in body["messages"])
        return refusal("System role not supported") if system else None

    with server_that(gemma) as server:
        assert (await channel_to(endpoint_of(server)).ask(REQUEST)).rung == "json_schema_strict"
        assert [told["role"] for told in server.bodies[-1]["messages"]] == ["user"]
        assert server.bodies[-1]["messages"][0]["content"].startswith("Grade the answer.")


async def test_openrouter_without_a_provider_that_takes_the_form_goes_down() -> None:
    def router(body: dict[str, Any]) -> Behaviour | None:
        fine = "response_format" not in body
        text = "No endpoints found that can handle the requested parameters."
        return None if fine else status(404, {"message": text, "code": 404})

    with server_that(router) as server:
        endpoint = endpoint_of(server, provider="openrouter", extra_body=PRESETS["openrouter"].extra_body)
        assert (await channel_to(endpoint).ask(REQUEST)).rung == "prompt"


# ---- memory --------------------------------------------------------------------------------------------------


async def test_what_worked_is_begun_with_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "state" / FILE_NAME

    def refuses(body: dict[str, Any]) -> Behaviour | None:
        if "stream_options" in body:
            return unknown_field("stream_options", "param")
        if "max_completion_tokens" in body:
            return unknown_field("max_completion_tokens", "words")
        return None if form_of(body) == "json_object" else refusal("response_format json_schema is unknown")

    with server_that(refuses) as server:
        await channel_to(endpoint_of(server), memory=Memory(path)).ask(REQUEST, lambda _: None)
        before = len(server.received)
        assert before == 5
        channel = channel_to(endpoint_of(server), memory=Memory(path))
        reply = await channel.ask(REQUEST, lambda _: None)
        assert (reply.rung, len(server.received)) == ("json_object", before + 1)
        await channel_to(endpoint_of(server, model="other"), memory=Memory(path)).ask(REQUEST)
        assert len(server.received) > before + 2
    assert path.stat().st_mode & 0o777 == 0o600
    written = path.read_text(encoding="utf-8")
    assert KEY not in written
    assert "Grade" not in written


async def test_what_stopped_working_is_forgotten() -> None:
    memory = Memory()
    with FakeServer(always(say(GOOD))) as server:
        channel = channel_to(endpoint_of(server), memory=memory)
        await channel.ask(REQUEST)
        assert memory.recall(channel.endpoint) is not None
        server.answer = always(say("no object"))
        await error_of(channel)
        assert memory.recall(channel.endpoint) is None


async def test_a_remembered_line_rung_without_a_protocol_begins_in_words() -> None:
    memory = Memory()
    with FakeServer(always(say(GOOD))) as server:
        memory.note(endpoint_of(server), Shape(form="lines"))
        assert (await channel_to(endpoint_of(server), memory=memory).ask(REQUEST)).rung == "prompt"


# ---- what is sent --------------------------------------------------------------------------------------------

_NUMBER, _TEXT, _FLAG, _OBJECT, _LIST = (int,), (str,), (bool,), (dict,), (list,)
ALLOWED = {
    "model": _TEXT,
    "messages": _LIST,
    "response_format": _OBJECT,
    "max_completion_tokens": _NUMBER,
    "stream": _FLAG,
    "stream_options": _OBJECT,
}
DEPRECATED = {"max_tokens": _NUMBER}


def objections(body: Mapping[str, Any], *, fallback: bool = False) -> list[str]:
    """Return what a strict validator of chat completions would say: a description written by hand."""
    allowed = {**ALLOWED, **(DEPRECATED if fallback else {})}
    found = [f"unknown: {name}" for name in body if name not in allowed]
    found += [f"type of {name}" for name in body if name in allowed and type(body[name]) not in allowed[name]]
    found += [f"missing: {name}" for name in ("model", "messages") if name not in body]
    if "max_tokens" in body and "max_completion_tokens" in body:
        found.append("two limits")
    for told in body.get("messages", []):
        if set(told) != {"role", "content"} or told["role"] not in ("system", "user", "assistant"):
            found.append("a message")
        elif not isinstance(told["content"], str):
            found.append("content")
    if "stream_options" in body and (
        not body.get("stream") or body["stream_options"] != {"include_usage": True}
    ):
        found.append("stream_options")
    found += _objections_to_format(body.get("response_format"))
    return found


def _objections_to_format(form: Any) -> list[str]:
    if form is None or form == {"type": "json_object"}:
        return []
    if not isinstance(form, dict) or set(form) != {"type", "json_schema"} or form["type"] != "json_schema":
        return ["response_format"]
    described = form["json_schema"]
    fine = {"name", "schema"} <= set(described) <= {"name", "schema", "strict"}
    fine = fine and bool(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", described["name"]))
    if described.get("strict"):
        fine = fine and described["schema"].get("additionalProperties") is False
    return [] if fine else ["json_schema"]


@pytest.mark.parametrize("taken", ["json_schema strict", "json_schema", "json_object", "none"])
async def test_requests_have_only_known_and_current_fields(taken: str) -> None:
    with server_that(only_forms(taken)) as server:
        await channel_to(endpoint_of(server)).ask(REQUEST, lambda _: None)
        server.answer = always(say("A text."))
        await channel_to(endpoint_of(server)).ask(TEXT_REQUEST)
        assert [objections(body) for body in server.bodies if objections(body)] == []
        assert all("max_completion_tokens" in body for body in server.bodies)


async def test_the_older_limit_is_only_a_fallback() -> None:
    with server_that(
        lambda body: (
            unknown_field("max_completion_tokens", "words") if "max_completion_tokens" in body else None
        )
    ) as server:
        await channel_to(endpoint_of(server)).ask(REQUEST)
        assert objections(server.bodies[0]) == []
        assert objections(server.bodies[1]) == ["unknown: max_tokens"]
        assert objections(server.bodies[1], fallback=True) == []


@pytest.mark.parametrize(
    "planted",
    [
        {"functions": []},
        {"temperature": 0},
        {"max_tokens": 5},
        {"stream": "true"},
        {"stream_options": {"include_usage": True}},
        {"response_format": {"type": "json"}},
        {"messages": [{"role": "tool", "content": "x"}]},
        {"messages": [{"role": "user", "content": "x", "name": "y"}]},
    ],
)
def test_a_planted_field_is_found(planted: dict[str, Any]) -> None:
    sound = {"model": "m", "messages": [{"role": "user", "content": "x"}], "max_completion_tokens": 5}
    assert objections(sound) == []
    assert objections({**sound, **planted}) != []


async def test_the_answer_stays_last_and_the_static_part_first() -> None:
    with server_that(only_forms("none")) as server:
        await channel_to(endpoint_of(server)).ask(REQUEST)
        for body in server.bodies:
            assert body["messages"][-1] == REQUEST.messages[-1]
            assert body["messages"][0]["content"].startswith("Grade the answer.")
    assert REQUEST.messages[0]["content"] == "Grade the answer."


async def test_nothing_of_the_environment_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "OPENAI_API_KEY": "sk-of-another-account",
        "OPENAI_ORG_ID": "org-secret",
        "OPENAI_PROJECT_ID": "proj-secret",
        "OPENAI_ADMIN_KEY": "sk-admin-secret",
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
        "OPENAI_CUSTOM_HEADERS": "Authorization: Bearer secret\nX-Else: secret",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(name.lower(), value)
    with FakeServer(always(say(GOOD))) as server:
        await channel_to(endpoint_of(server)).ask(REQUEST)
        headers = server.received[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert set(headers) <= {
        "host",
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "user-agent",
    }
    assert "secret" not in str(headers)


async def test_a_server_without_a_key_gets_a_dummy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-account")
    with FakeServer(always(say(GOOD))) as server:
        await channel_to(endpoint_of(server, api_key="")).ask(REQUEST)
        assert server.received[0].headers["authorization"] == "Bearer none"


@pytest.mark.parametrize("path", ["", "/openai", "/openai/deployments/some-model"])
async def test_azure_with_a_dated_version_is_spoken_to_in_its_way(path: str) -> None:
    with FakeServer(always(say(GOOD))) as server:
        url = f"http://127.0.0.1:{server.port}{path}"
        endpoint = endpoint_of(server, provider="azure", api_version="2024-10-21", base_url=url)
        assert (await channel_to(endpoint).ask(REQUEST)).value == VALUE
        received = server.received[0]
    expected = "/openai/deployments/some-model/chat/completions?api-version=2024-10-21"
    assert received.path == expected
    assert received.headers["api-key"] == KEY
    assert "authorization" not in received.headers


async def test_azure_without_a_version_is_spoken_to_like_everyone() -> None:
    with FakeServer(always(say(GOOD))) as server:
        url = f"http://127.0.0.1:{server.port}/openai/v1/"
        await channel_to(endpoint_of(server, provider="azure", base_url=url)).ask(REQUEST)
        assert server.received[0].path == "/openai/v1/chat/completions"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"base_url": "ftp://x/v1"}, "bad_request"),
        ({"base_url": "api.example.com/v1"}, "bad_request"),
        ({"base_url": "http://[::1/v1"}, "bad_request"),
        ({"base_url": "http://x:99999/v1"}, "bad_request"),
        ({"base_url": "http://"}, "bad_request"),
        ({"base_url": "http://a\nb/v1"}, "bad_request"),
        ({"base_url": f"http://me:{KEY}@127.0.0.1:9/v1"}, "bad_request"),
        ({"base_url": ""}, "bad_request"),
        ({"model": " "}, "bad_request"),
        ({"api_key": KEY + "\n"}, "auth"),
        ({"api_key": f"Bearer {KEY}"}, "auth"),
        ({"api_key": "\u0441\u043a"}, "auth"),
    ],
)
async def test_settings_that_cannot_work_are_told_and_nothing_is_sent(
    changes: dict[str, Any], reason: str
) -> None:
    endpoint = replace(Endpoint("http://127.0.0.1:9/v1", "m", KEY), **changes)
    failed = await error_of(channel_to(endpoint))
    assert failed.reason == reason
    assert KEY not in f"{failed} {failed!r}"


# ---- habits --------------------------------------------------------------------------------------------------


def test_habits_say_only_where_to_begin() -> None:
    def first(provider: str) -> Mapping[str, Any]:
        endpoint = PRESETS[provider].endpoint("m")
        ladder = Ladder(REQUEST, endpoint, first_shape(endpoint), streamed=True, lines=None)
        return ladder.body()

    assert form_of(first("openai")) == "json_schema strict"
    assert "stream" not in first("groq")
    assert form_of(first("anthropic")) == "none"
    assert "max_tokens" in first("ollama")
    assert first("openrouter")["provider"] == {"require_parameters": True}


def test_servers_on_this_machine_get_the_limit_by_the_name_that_all_know() -> None:
    local = Endpoint("http://127.0.0.1:5000/v1", "m")
    assert first_shape(local).limit_name == "max_tokens"
    assert first_shape(Endpoint("https://api.example.com/v1", "m")).limit_name == "max_completion_tokens"


def test_a_request_is_not_changed_by_its_ladder() -> None:
    before = json.dumps([REQUEST.messages, REQUEST.schema])
    for form in ("json_object", "prompt"):
        Ladder(REQUEST, Endpoint("http://x", "m"), Shape(form=form), streamed=True, lines=None).body()
    assert json.dumps([REQUEST.messages, REQUEST.schema]) == before


def test_instructions_go_into_a_system_message_even_when_there_is_none() -> None:
    request = Request(({"role": "user", "content": "hi"},), REQUEST.schema, "x", 5, "grade")
    ladder = Ladder(request, Endpoint("http://x", "m"), Shape(form="prompt"), streamed=False, lines=None)
    assert [told["role"] for told in ladder.body()["messages"]] == ["system", "user"]


async def test_an_object_without_a_message_is_not_a_crash() -> None:
    with FakeServer(always(message({"points": []}))) as server:
        assert (await error_of(channel_to(endpoint_of(server)))).reason == "bad_reply"
