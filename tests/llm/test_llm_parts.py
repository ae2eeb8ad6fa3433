"""The small parts of the channel, each alone: types, validation, parsing, memory, breaker, failures."""

import json
import ssl
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_samples import KEY, SCHEMA, VALUE

from interview_coach.llm.breaker import FAILURES, OPEN_SECONDS, Breaker
from interview_coach.llm.failures import of_exception
from interview_coach.llm.limits import Deadlines
from interview_coach.llm.memory import FILE_NAME, KEPT_SECONDS, Memory
from interview_coach.llm.parse import last_object, object_in, split_thoughts
from interview_coach.llm.presets import PRESETS, preset
from interview_coach.llm.reading import Reader
from interview_coach.llm.shape import Shape
from interview_coach.llm.types import Endpoint, LlmError
from interview_coach.llm.validate import fits

ENDPOINT = Endpoint("https://api.example.com/v1/", "model-a", KEY)


def takes_all(_value: dict[str, Any]) -> bool:
    return True


# ---- types ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host", "local"),
    [
        ("https://api.example.com/v1", "api.example.com", False),
        ("http://127.0.0.1:11434/v1", "127.0.0.1:11434", True),
        ("http://127.8.9.1/v1", "127.8.9.1", True),
        ("http://localhost:1234/v1", "localhost:1234", True),
        ("http://box.localhost/v1", "box.localhost", True),
        ("http://[::1]:8080/v1", "[::1]:8080", True),
        ("http://me:pw@127.0.0.1/v1", "127.0.0.1", True),
        ("http://192.168.1.5:8080/v1", "192.168.1.5:8080", False),
        ("http://127.0.0.1.example.com/v1", "127.0.0.1.example.com", False),
        ("http://localhost.example.com/v1", "localhost.example.com", False),
        ("https://127.0.0.1@example.com/v1", "example.com", False),
        ("http://[::1/v1", "", False),
        ("", "", False),
    ],
)
def test_an_endpoint_knows_its_host_and_whether_it_is_local(url: str, host: str, local: bool) -> None:
    endpoint = Endpoint(url, "m")
    assert (endpoint.host, endpoint.is_local) == (host, local)


def test_the_key_is_in_no_repr() -> None:
    assert KEY not in repr(ENDPOINT)
    assert KEY not in f"{[ENDPOINT]} {ENDPOINT!s}"


def test_a_model_on_this_machine_may_take_longer() -> None:
    assert Deadlines.of(ENDPOINT) == Deadlines(connect=5, read=60, total=90)
    assert Deadlines.of(Endpoint("http://127.0.0.1/v1", "m")) == Deadlines(connect=5, read=300, total=600)


# ---- validate ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({"type": "number"}, [1, 1.5, -2], ["1", True, None, float("nan"), float("inf"), [1]]),
        ({"type": "integer"}, [1, 2.0, 10**30], [1.5, "1", False, float("nan")]),
        ({"type": "boolean"}, [True, False], [0, 1, "true", None]),
        ({"type": "string"}, ["", "x"], [1, None, ["x"]]),
        ({"type": ["string", "null"]}, ["x", None], [1, {}]),
        ({"enum": ["a", 1]}, ["a", 1], ["b", True, 2]),
        ({"const": 0}, [0], [False, 1]),
        (
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}]},
            ["x", [1]],
            [["x"], 1],
        ),
        ({"type": "object", "required": ["a"]}, [{"a": 1}, {"a": 1, "b": 2}], [{}, {"b": 1}, []]),
        ({"type": "array"}, [[], [1, "x"]], [{}, "[]", None]),
        (SCHEMA, [VALUE], [{**VALUE, "points": [1]}, {**VALUE, "points": None}]),
    ],
)
def test_types_are_checked(schema: dict[str, Any], right: list[Any], wrong: list[Any]) -> None:
    assert [value for value in right if not fits(value, schema)] == []
    assert [value for value in wrong if fits(value, schema)] == []


def test_a_value_too_deep_does_not_fit() -> None:
    schema: dict[str, Any] = {"type": "array"}
    schema["items"] = schema
    value: list[Any] = []
    for _ in range(200):
        value = [value]
    assert not fits(value, schema)


# ---- parse ---------------------------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
chatter = st.text(st.characters(exclude_characters='{}"<\\', exclude_categories=["Cs"]), max_size=60)


@given(
    st.dictionaries(st.text(max_size=8), json_values, max_size=4),
    chatter,
    chatter,
    st.sampled_from([None, 2]),
)
def test_an_object_between_chatter_is_found(
    value: dict[str, Any], before: str, after: str, indent: int | None
) -> None:
    text = f"{before}{json.dumps(value, indent=indent)}{after}"
    assert last_object(text, takes_all) == value


@given(st.text(max_size=300) | st.text('{}[]":,\\ a1\n<think>/', max_size=300))
def test_any_text_is_survived(text: str) -> None:
    found = object_in(text, text, takes_all)
    assert found is None or isinstance(found, dict)


@given(st.text('{}[]":,\\ a1\n<think>/', max_size=200), st.text('{}[]":,\\ a1\n', max_size=200))
def test_an_object_at_the_end_wins_over_anything_complete_before(before: str, extra: str) -> None:
    value = {"last": extra}
    text = f"{before}\n{json.dumps(value)}"
    assert last_object(text, lambda found: found.get("last") == extra) == value


def test_a_text_made_to_be_slow_is_given_up() -> None:
    few, many = ("{ " * 50 + "{}" * pairs + " } " for pairs in (100, 100_000))
    assert last_object(f'{few}\n{{"a": 1}}', lambda found: "a" in found) == {"a": 1}
    assert last_object(f'{many}\n{{"a": 1}}', lambda found: "a" in found) is None


@pytest.mark.parametrize(
    ("text", "answer", "thoughts"),
    [
        ("plain", "plain", ""),
        ("<think>a</think>b", "b", "a"),
        ("a</think>b", "b", "a"),
        ("<THINKING>a</THINKING>b<think>c</think>d", "d", "c"),
        ("<think>a", "", "a"),
        ("b <think>a", "b <think>a", ""),
        ('{"a": "</think>"}', '{"a": "</think>"}', ""),
    ],
)
def test_thoughts_are_told_apart(text: str, answer: str, thoughts: str) -> None:
    found = split_thoughts(text)
    assert found[0] == answer
    assert found[1].endswith(thoughts)


@given(st.lists(st.integers(1, 40), max_size=30), st.binary(max_size=200))
def test_a_reader_takes_pieces_of_any_size(sizes: list[int], extra: bytes) -> None:
    chunk = {"choices": [{"delta": {"content": "h\u00e9llo "}, "finish_reason": None}]}
    body = f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode() * 3
    body += b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'
    reader, noise = Reader(ENDPOINT), Reader(ENDPOINT)
    at = 0
    for size in [*sizes, len(body)]:
        reader.feed(body[at : at + size])
        noise.feed(extra[at : at + size])
        at += size
    message = reader.end()
    assert getattr(message, "content", "") == "h\u00e9llo " * 3
    noise.end()


# ---- memory --------------------------------------------------------------------------------------------------


def test_memory_keeps_addresses_and_models_apart(tmp_path: Path) -> None:
    memory = Memory(tmp_path / FILE_NAME)
    shape = Shape(form="prompt", limit_name="none", streaming=False, dropped=("provider",))
    memory.note(ENDPOINT, shape)
    assert Memory(tmp_path / FILE_NAME).recall(ENDPOINT) == shape
    assert memory.recall(replace(ENDPOINT, base_url="https://api.example.com/v1")) == shape
    assert memory.recall(replace(ENDPOINT, model="model-b")) is None
    assert memory.recall(replace(ENDPOINT, base_url="https://api.example.com/v2")) is None


def test_memory_gets_old(tmp_path: Path) -> None:
    now = [10.0**9]
    memory = Memory(tmp_path / FILE_NAME, clock=lambda: now[0])
    memory.note(ENDPOINT, Shape(form="prompt"))
    now[0] += KEPT_SECONDS - 1
    memory.note(ENDPOINT, Shape(form="prompt"))
    assert memory.recall(ENDPOINT) is not None
    now[0] += 2
    assert memory.recall(ENDPOINT) is None
    now[0] -= 2 * KEPT_SECONDS
    assert memory.recall(ENDPOINT) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"https://api.example.com/v1": {"model-a": [1, {"form": "no such form"}]}}',
        b'{"https://api.example.com/v1": {"model-a": "prompt"}}',
        b"[" * 500_000,
        b"0" * 3_000_000,
    ],
)
def test_a_spoilt_file_is_ignored_and_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    memory = Memory(path)
    assert memory.recall(ENDPOINT) is None
    memory.note(ENDPOINT, Shape(form="prompt"))
    assert memory.recall(ENDPOINT) == Shape(form="prompt")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE_NAME]


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    memory = Memory(tmp_path / "state" / FILE_NAME)
    memory.note(ENDPOINT, Shape(form="prompt"))
    assert memory.recall(ENDPOINT) is None


def test_memory_does_not_grow_without_end(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    now = [10.0**9]
    memory = Memory(path, clock=lambda: now[0])
    for number in range(230):
        now[0] += 1
        memory.note(replace(ENDPOINT, model=f"m{number}"), Shape())
    assert sum(len(models) for models in json.loads(path.read_text()).values()) == 200
    assert memory.recall(replace(ENDPOINT, model="m229")) == Shape()


def test_names_and_passwords_of_an_address_are_not_written(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    Memory(path).note(replace(ENDPOINT, base_url=f"https://me:{KEY}@api.example.com/v1?key={KEY}"), Shape())
    assert KEY not in path.read_text()


# ---- breaker -------------------------------------------------------------------------------------------------


def opened(key: str, breaker: Breaker) -> bool:
    try:
        breaker.enter(key)
    except LlmError as error:
        return error.reason == "circuit_open"
    return False


def test_the_breaker_opens_after_failures_in_a_row_only() -> None:
    now = [0.0]
    breaker = Breaker(clock=lambda: now[0])
    for _ in range(FAILURES - 1):
        breaker.enter("a")
        breaker.failed("a", "server")
    breaker.enter("a")
    breaker.succeeded("a")
    for _ in range(FAILURES):
        assert not opened("a", breaker)
        breaker.failed("a", "timeout")
    assert opened("a", breaker)
    assert not opened("b", breaker)
    now[0] += OPEN_SECONDS - 1
    assert opened("a", breaker)


def test_a_trial_that_fails_opens_it_again_and_one_that_works_closes_it() -> None:
    now = [0.0]
    breaker = Breaker(clock=lambda: now[0])
    for _ in range(FAILURES):
        breaker.failed("a", "network")
    for outcome in ("fails", "fails", "works"):
        now[0] += OPEN_SECONDS
        assert not opened("a", breaker)
        assert opened("a", breaker), "only one trial at a time"
        if outcome == "fails":
            breaker.failed("a", "network")
            assert opened("a", breaker)
        else:
            breaker.succeeded("a")
    assert not opened("a", breaker)
    assert not opened("a", breaker)


# ---- failures and presets ------------------------------------------------------------------------------------


def test_a_certificate_that_is_not_trusted_is_told_and_not_tried_again() -> None:
    error = OSError("x")
    error.__cause__ = ssl.SSLCertVerificationError(1, f"certificate verify failed {KEY}")
    failure = of_exception(error, ENDPOINT)
    assert (failure.reason, failure.retryable) == ("network", False)
    assert "certificate" in failure.message
    assert KEY not in repr(failure)


def test_an_exception_that_is_its_own_cause_ends() -> None:
    error = OSError("x")
    other = OSError("y")
    error.__cause__, other.__cause__ = other, error
    assert of_exception(ExceptionGroup("both", [error]), ENDPOINT).reason == "network"


def test_every_preset_is_complete() -> None:
    expected = {"openai", "azure", "openrouter", "groq", "gemini", "anthropic", "mistral"}
    assert set(PRESETS) == expected | {"ollama", "llamacpp", "lmstudio", "vllm"}
    for identifier, known in PRESETS.items():
        endpoint = preset(identifier).endpoint("m", KEY)
        assert endpoint.is_local == (not known.needs_key)
        assert endpoint.is_local or endpoint.base_url.startswith("https://")
        assert known.needs_key == bool(known.key_variable)
        assert KEY not in repr(endpoint)


def test_an_unknown_preset_is_told() -> None:
    with pytest.raises(Exception, match="There is no provider 'opnai'"):
        preset("opnai")


def test_the_sdk_is_not_imported_before_it_is_needed() -> None:
    code = (
        "import sys, interview_coach.llm.channel, interview_coach.llm.probe\n"
        "print(sorted({'openai', 'httpx2', 'tiktoken', 'msgspec'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
