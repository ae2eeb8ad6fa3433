"""Tokens are counted without ever leaving the machine unasked, or keeping anyone waiting."""

import hashlib
import importlib
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import tiktoken

from interview_coach.errors import CoachError
from interview_coach.llm import tokens
from interview_coach.llm.tokens import TokenCount, count_tokens, require_length
from interview_coach.llm.types import Message

ASKED: tuple[Message, ...] = (
    {"role": "system", "content": "Grade this."},
    {"role": "user", "content": "naïve 🙂 <|endoftext|> " * 20},
)


def fallback(messages: tuple[Message, ...]) -> int:
    return -(-sum(len(text.encode()) for message in messages for text in message.values()) // 3)


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No table is loaded, and none is on the disk."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(tokens, "_tables", {})


def small_encoding(name: str) -> tiktoken.Encoding:
    """An encoding of single bytes."""
    return tiktoken.Encoding(
        name=name,
        pat_str=r"(?s).",
        mergeable_ranks={bytes([byte]): byte for byte in range(256)},
        special_tokens={"<|endoftext|>": 256},
    )


def put_table(monkeypatch: pytest.MonkeyPatch, folder: Path, content: bytes) -> None:
    """Put a file where the general table belongs, and expect its content."""
    name, _ = tokens._TABLES["o200k_base"]
    folder.mkdir()
    (folder / name).write_bytes(content)
    monkeypatch.setitem(tokens._TABLES, "o200k_base", (name, hashlib.sha256(content).hexdigest()))


def test_without_tables_the_count_is_bytes_by_three_and_says_about() -> None:
    assert count_tokens(ASKED, "gpt-4o-mini") == TokenCount(fallback(ASKED), about=True)


def test_without_leave_tiktoken_is_not_even_asked_for_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(tiktoken, "get_encoding", asked.append)
    assert count_tokens(ASKED, "gpt-4o-mini").about
    assert tokens._tables["gpt-4o-mini", False].ready.is_set()
    assert asked == []
    count_tokens(ASKED, "gpt-4o-mini", network=True)
    assert asked == ["o200k_base"]


def test_a_download_that_fails_leaves_the_estimate() -> None:
    """With leave it is tried; the guard of the tests refuses the connection as a missing network would."""
    assert count_tokens(ASKED, "gpt-4o-mini", network=True) == TokenCount(fallback(ASKED), about=True)


def test_a_table_on_the_disk_is_used_and_the_count_is_exact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_table(monkeypatch, tmp_path / "cache", b"table")
    monkeypatch.setattr(tiktoken, "get_encoding", small_encoding)
    size = sum(len(text.encode()) for message in ASKED for text in message.values())
    assert count_tokens(ASKED, "gpt-4o-mini") == TokenCount(size + 2 * 4 + 3, about=False)
    assert count_tokens(ASKED, "openai/gpt-5-mini").about is False
    assert count_tokens(ASKED, "some-local-model") == TokenCount(size + 2 * 4 + 3, about=True)


def test_a_damaged_table_is_not_handed_to_tiktoken_which_would_download_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_table(monkeypatch, tmp_path / "cache", b"table")
    (tmp_path / "cache" / tokens._TABLES["o200k_base"][0]).write_bytes(b"tablx")
    monkeypatch.setattr(tiktoken, "get_encoding", small_encoding)
    assert count_tokens(ASKED, "gpt-4o-mini").about


def test_slow_tables_are_waited_for_briefly_and_used_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_table(monkeypatch, tmp_path / "cache", b"table")
    arrived = threading.Event()

    def slow(name: str) -> tiktoken.Encoding:
        arrived.wait(60)
        return small_encoding(name)

    monkeypatch.setattr(tiktoken, "get_encoding", slow)
    started = time.monotonic()
    assert count_tokens(ASKED, "gpt-4o-mini", seconds=0.05).about
    assert time.monotonic() - started < 20
    arrived.set()
    assert tokens._tables["gpt-4o-mini", False].ready.wait(60)
    assert not count_tokens(ASKED, "gpt-4o-mini", seconds=0.0).about


def test_the_schema_is_counted_too() -> None:
    schema = {"type": "object", "properties": {"verdict": {"type": "string"}}}
    assert count_tokens(ASKED, "m", schema=schema).tokens > count_tokens(ASKED, "m").tokens + 15


def test_names_and_digests_of_the_tables_are_those_of_the_installed_tiktoken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    public = importlib.import_module("tiktoken_ext.openai_public")
    for name, known in tokens._TABLES.items():
        seen: list[tuple[str, str | None]] = []

        def note(url: str, expected_hash: str | None = None, *, to: Any = seen) -> dict[bytes, int]:
            to.append((hashlib.sha1(url.encode()).hexdigest(), expected_hash))
            return {}

        monkeypatch.setattr(public, "load_tiktoken_bpe", note)
        getattr(public, name)()
        assert seen == [known]


def test_long_answers_are_refused_with_both_figures_and_never_cut() -> None:
    require_length("word " * 2000)
    with pytest.raises(CoachError, match=r"2,001 words; at most 2,000") as caught:
        require_length("word " * 2001)
    assert "graded offline" in caught.value.hint


def test_the_longest_answer_is_counted_quickly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_table(monkeypatch, tmp_path / "cache", b"table")
    monkeypatch.setattr(tiktoken, "get_encoding", small_encoding)
    longest: tuple[Message, ...] = ({"role": "user", "content": "a" * 32 * 1024},)
    count_tokens(longest, "gpt-4o")
    started = time.process_time()
    count_tokens(longest, "gpt-4o")
    assert time.process_time() - started < 1
