"""The page about providers says what the program does."""

import re
import tomllib
from pathlib import Path

import msgspec

from interview_coach.llm.breaker import FAILURES
from interview_coach.llm.memory import KEPT_SECONDS
from interview_coach.llm.presets import PRESETS
from interview_coach.llm.prices import Price
from interview_coach.llm.tokens import MAX_WORDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "providers.md").read_text(encoding="utf-8")


def test_every_provider_is_in_the_table_with_its_address_and_variable() -> None:
    rows = dict(re.findall(r"^\| [^|]+ \| `(\w+)` \| (.*)$", PAGE, re.MULTILINE))
    assert set(rows) == set(PRESETS)
    for known in PRESETS.values():
        assert f"`{known.base_url}`" in rows[known.id]
        assert f"`{known.key_variable}`" in rows[known.id] or not known.key_variable


def test_the_example_of_a_price_is_one() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (price,) = tomllib.loads(example)["price"]
    assert msgspec.convert(price, Price).cached_input == 0.075


def test_the_figures_are_those_of_the_code() -> None:
    assert f"more than {MAX_WORDS:,} words" in PAGE
    assert f"for {KEPT_SECONDS / 86400:.0f} days" in PAGE
    assert FAILURES == 3
    assert "three failures" in PAGE


def test_the_example_settings_name_every_provider() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert all(re.search(rf"\b{name}\b", example) for name in PRESETS)
