"""What is made of a reply: the object that was asked for, or no reply at all."""

import json
from dataclasses import replace
from typing import Any

import pytest
from fake_server import (
    FakeServer,
    always,
    completion,
    events,
    head,
    in_one_piece,
    in_turn,
    message,
    raw,
    say,
    streamed,
)
from wire_samples import GOOD, KEY, REQUEST, TEXT_REQUEST, VALUE, channel_to, endpoint_of, error_of

from interview_coach.llm.types import TokenUsage

OTHER = json.dumps({**VALUE, "fix": "another"})


@pytest.mark.parametrize("wants_stream", [True, False])
async def test_a_sound_reply_is_read_with_its_usage(wants_stream: bool) -> None:
    texts: list[str] = []
    with FakeServer(always(say(GOOD))) as server:
        reply = await channel_to(endpoint_of(server)).ask(REQUEST, texts.append if wants_stream else None)
    assert reply.value == VALUE
    assert reply.text == GOOD
    assert (reply.rung, reply.finish_reason, reply.model) == ("json_schema_strict", "stop", "served-model")
    assert reply.usage == TokenUsage(prompt=120, completion=30, cached=100, reasoning=10)
    assert reply.seconds > 0
    assert (texts[-1:] == [GOOD]) == wants_stream
    assert all(GOOD.startswith(text) for text in texts)


async def test_a_missing_count_is_estimated_and_said_to_be() -> None:
    body = completion(GOOD)
    del body["usage"]
    with FakeServer(always(raw(in_one_piece(json.dumps(body).encode())))) as server:
        reply = await channel_to(endpoint_of(server)).ask(REQUEST)
    assert reply.usage.estimated
    assert reply.usage.prompt > 0
    assert reply.usage.completion > 0


@pytest.mark.parametrize("count", ["12", -5, True, None, 1e999, 10**30, [1], {"a": 1}])
async def test_senseless_counts_are_zero(count: Any) -> None:
    body = completion(GOOD)
    body["usage"] = {"prompt_tokens": count, "completion_tokens": 3, "prompt_tokens_details": count}
    text = json.dumps(body).replace("Infinity", "1e999").encode()
    with FakeServer(always(raw(in_one_piece(text)))) as server:
        reply = await channel_to(endpoint_of(server)).ask(REQUEST)
    assert reply.usage == TokenUsage(completion=3)


FOUND = {
    "fenced": f"Here it is:\n```json\n{GOOD}\n```\nI hope this helps!",
    "after thoughts": f"<think>Perhaps {{'met'}} or {OTHER}?</think>\n{GOOD}",
    "after thoughts whose beginning is missing": f"It is {OTHER}, I think.</think>{GOOD}",
    "two objects": f"{OTHER}\n\n{GOOD}",
    "after an echo of the prompt": f"You asked for {json.dumps(REQUEST.schema)}. {GOOD}",
    "in a wrapper": json.dumps({"result": VALUE}),
    "among braces in prose": f"A set {{a, b}} and {{}} and {{x: 'y'}}: {GOOD} {{done}}",
    "with a byte order mark": f"\ufeff{GOOD}",
    "with more fields": json.dumps({**VALUE, "confidence": 0.9}),
    "pretty": json.dumps(VALUE, indent=4),
    "in escapes": json.dumps(VALUE, ensure_ascii=True),
    "thoughts only": f"<think>{GOOD}",
}


@pytest.mark.parametrize("name", FOUND)
async def test_the_object_is_found(name: str) -> None:
    content = FOUND[name]
    for behaviour in (message(content), raw(streamed(events(content)))):
        with FakeServer(always(behaviour)) as server:
            reply = await channel_to(endpoint_of(server)).ask(REQUEST, lambda _: None)
            assert {**(reply.value or {}), **VALUE} == reply.value
            assert len(server.received) == 1


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
@pytest.mark.parametrize("content", [None, "", "See above."])
async def test_an_object_in_the_thoughts_beside_an_empty_message_counts(field: str, content: Any) -> None:
    with FakeServer(always(message(content, **{field: f"Let me see. {GOOD}"}))) as server:
        assert (await channel_to(endpoint_of(server)).ask(REQUEST)).value == VALUE


async def test_a_message_in_parts_is_joined() -> None:
    parts = [
        {"type": "thinking", "thinking": OTHER},
        {"type": "text", "text": GOOD[:20]},
        {"type": "text", "text": GOOD[20:]},
    ]
    with FakeServer(always(message(parts))) as server:
        assert (await channel_to(endpoint_of(server)).ask(REQUEST)).value == VALUE


WRONG = {
    "score as text": GOOD.replace("50", '"50"'),
    "score NaN": GOOD.replace("50", "NaN"),
    "score infinite": GOOD.replace("50", "1e999"),
    "score true": GOOD.replace("50", "true"),
    "score null": GOOD.replace("50", "null"),
    "a field missing": json.dumps({"points": [], "score": 1}),
    "a field of a point missing": json.dumps({**VALUE, "points": [{"id": "race"}]}),
    "an unknown verdict": GOOD.replace('"met"', '"excellent"'),
    "a list for an object": "[1, 2]",
    "an object for a list": json.dumps({**VALUE, "points": {}}),
    "cut": GOOD[:-10],
    "cut after a whole one": f"{GOOD} {GOOD[:-10]}",
    "empty": "",
    "white space": " \n" * 1000,
    "prose": "The answer is quite good.",
    "100,000 deep": '{"points":' + "[" * 100_000,
    "20,000 deep and closed": '{"a":' * 20_000 + "1" + "}" * 20_000,
    "the schema echoed": json.dumps(REQUEST.schema),
    "slow to scan": '{"' * 2000 + "\\" * 100_000,
    "braces": "{" * 200_000,
    "braces in pairs": "{" * 60 + "{}" * 90_000,
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_does_not_fit_is_no_reply(name: str) -> None:
    with FakeServer(always(message(WRONG[name]))) as server:
        failed = await error_of(channel_to(endpoint_of(server)))
        assert failed.reason == "bad_reply"
        assert 1 < len(server.received) <= 6


@pytest.mark.parametrize("name", WRONG)
async def test_after_what_does_not_fit_the_next_rung_is_tried(name: str) -> None:
    with FakeServer(in_turn(message(WRONG[name]), message(GOOD))) as server:
        reply = await channel_to(endpoint_of(server)).ask(REQUEST)
    assert (reply.value, reply.rung) == (VALUE, "json_object")
    assert reply.usage.prompt == 240


async def test_texts_of_the_object_are_clean() -> None:
    nasty = {**VALUE, "fix": "\x1b]52;c;QQ\x07say\x00 it\u202e\ud800 plainly\x9b31m"}
    with FakeServer(always(message(json.dumps(nasty)))) as server:
        reply = await channel_to(endpoint_of(server)).ask(REQUEST)
    assert reply.value is not None
    assert reply.value["fix"] == "say it plainly31m"
    assert "\x1b" not in reply.text


async def test_the_growing_text_is_clean_and_begins_again_on_another_rung() -> None:
    first, second = "\x1b[2Jno object", GOOD
    texts: list[str] = []
    with FakeServer(in_turn(raw(streamed(events(first))), raw(streamed(events(second))))) as server:
        await channel_to(endpoint_of(server)).ask(REQUEST, texts.append)
    assert "no object" in texts
    assert texts[-1] == GOOD
    assert not any("\x1b" in text for text in texts)


async def test_an_error_in_showing_does_not_end_the_asking() -> None:
    def fails(_text: str) -> None:
        raise RuntimeError("no screen")

    with FakeServer(always(say(GOOD))) as server:
        assert (await channel_to(endpoint_of(server)).ask(REQUEST, fails)).value == VALUE


# ---- length, refusal, filter ---------------------------------------------------------------------------------


async def test_a_cut_reply_is_asked_again_with_twice_the_length_once() -> None:
    with FakeServer(in_turn(message(GOOD[:40], finish="length"), message(GOOD))) as server:
        assert (await channel_to(endpoint_of(server)).ask(REQUEST)).value == VALUE
        assert [body["max_completion_tokens"] for body in server.bodies] == [800, 1600]


async def test_a_reply_that_is_cut_again_is_no_reply() -> None:
    with FakeServer(always(message(GOOD[:40], finish="length"))) as server:
        failed = await error_of(channel_to(endpoint_of(server)))
    assert failed.reason == "bad_reply"
    assert "cut off twice" in failed.message


async def test_length_is_looked_at_before_parsing() -> None:
    """A made-up object in an echo of the answer must not count because the real one was cut."""
    cut = f"The answer says {OTHER}. My verdicts follow."
    with FakeServer(in_turn(message(cut, finish="length"), message(GOOD))) as server:
        assert (await channel_to(endpoint_of(server)).ask(REQUEST)).value == VALUE


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (message(None, refusal="I will not."), "refused"),
        (message("", finish="refusal"), "refused"),
        (message("I'm sorry, but I can't help with that."), "refused"),
        (message("", finish="content_filter"), "filtered"),
        (message(GOOD, finish="content_filter"), "filtered"),
    ],
)
async def test_refusals_and_filters_are_told_and_not_repeated(behaviour: Any, reason: str) -> None:
    for request in (REQUEST, TEXT_REQUEST):
        with FakeServer(always(behaviour)) as server:
            failed = await error_of(channel_to(endpoint_of(server)), request)
            assert (failed.reason, len(server.received)) == (reason, 1)


async def test_a_streamed_refusal_is_a_refusal() -> None:
    chunks = b'data: {"choices":[{"delta":{"refusal":"I will"}}]}\n\n' * 2
    chunks += b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    with FakeServer(always(raw(streamed(chunks)))) as server:
        assert (await error_of(channel_to(endpoint_of(server)), streamed=True)).reason == "refused"


# ---- envelopes -----------------------------------------------------------------------------------------------

ENVELOPES = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"42",
    b'"text"',
    b'{"choices": null}',
    b'{"choices": []}',
    b'{"choices": {}}',
    b'{"choices": [null]}',
    b'{"choices": [{"message": null, "finish_reason": "stop"}]}',
    b'{"choices": [{"message": {"content": 5}, "finish_reason": "stop"}]}',
    b'{"choices": [{"message": {"content": [1, {"type": "text", "text": 5}]}, "finish_reason": 7}]}',
    b'{"choices": [{"text": "old", "finish_reason": "stop"}], "usage": [], "model": 5}',
    b"data: 1\n\ndata: []\n\n",
    b"data: {}\n\ndata: [DONE]\n\n",
    b"data:\n\n",
    b"\n\n\n",
    b"\x00" * 500,
]


@pytest.mark.parametrize("body", ENVELOPES)
@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
async def test_envelopes_of_any_form_do_no_harm(body: bytes, kind: str) -> None:
    with FakeServer(always(raw(in_one_piece(body, {"Content-Type": kind})))) as server:
        failed = await error_of(channel_to(endpoint_of(server)), streamed=True)
        assert failed.reason == "bad_reply"


async def test_a_web_page_is_told_as_such_and_not_asked_for_again() -> None:
    page = raw(in_one_piece(b"\n<!doctype html><html>Sign in</html>", {"Content-Type": "text/html"}))
    with FakeServer(always(page)) as server:
        failed = await error_of(channel_to(endpoint_of(server)))
        assert len(server.received) == 1
    assert "web page" in failed.message
    assert "/v1" in failed.hint


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/html", ""])
async def test_what_came_counts_not_what_it_is_called(kind: str) -> None:
    for body in (json.dumps(completion(GOOD)).encode(), events(GOOD)):
        for on_text in (None, lambda _: None):
            data = head(200, {"Content-Type": kind}) + body
            with FakeServer(always(raw(data))) as server:
                assert (await channel_to(endpoint_of(server)).ask(REQUEST, on_text)).value == VALUE


async def test_events_with_other_line_ends_and_without_spaces_are_read() -> None:
    for body in (events(GOOD).replace(b"\n", b"\r\n"), events(GOOD).replace(b"data: ", b"data:")):
        with FakeServer(always(raw(streamed(body)))) as server:
            assert (await channel_to(endpoint_of(server)).ask(REQUEST, lambda _: None)).value == VALUE


async def test_a_stream_without_its_last_line_counts_when_it_said_why_it_ended() -> None:
    whole = events(GOOD).replace(b"data: [DONE]\n\n", b"")
    with FakeServer(always(raw(streamed(whole)))) as server:
        assert (await channel_to(endpoint_of(server)).ask(REQUEST, lambda _: None)).value == VALUE
    without_end = events(GOOD, finish=None).replace(b"data: [DONE]\n\n", b"")
    with FakeServer(always(raw(streamed(without_end)))) as server:
        failed = await error_of(channel_to(endpoint_of(server)), streamed=True)
        assert "broke off" in failed.message


# ---- plain text ----------------------------------------------------------------------------------------------


async def test_text_comes_without_thoughts() -> None:
    with FakeServer(always(say("<think>hm</think>\nWhat if two arrive at once?"))) as server:
        reply = await channel_to(endpoint_of(server)).ask(TEXT_REQUEST)
    assert (reply.text, reply.value, reply.rung) == ("What if two arrive at once?", None, "text")


async def test_an_empty_text_is_asked_for_once_more() -> None:
    with FakeServer(in_turn(say("<think>hm</think> "), say("Now?"))) as server:
        assert (await channel_to(endpoint_of(server)).ask(TEXT_REQUEST)).text == "Now?"
    with FakeServer(always(say(" "))) as server:
        assert (await error_of(channel_to(endpoint_of(server)), TEXT_REQUEST)).reason == "bad_reply"
        assert len(server.received) == 2


async def test_a_key_that_the_server_sends_back_is_not_handed_on() -> None:
    texts: list[str] = []
    with FakeServer(always(say(GOOD.replace("Say", f"Say {KEY}")))) as server:
        reply = await channel_to(endpoint_of(server)).ask(REQUEST, texts.append)
    assert KEY not in f"{reply}{texts}"
    assert "Say [key]" in reply.text


async def test_short_keys_of_local_servers_are_just_words() -> None:
    with FakeServer(always(say("I used lm-studio."))) as server:
        endpoint = replace(endpoint_of(server), api_key="lm-studio")
        assert (await channel_to(endpoint).ask(TEXT_REQUEST)).text == "I used lm-studio."
