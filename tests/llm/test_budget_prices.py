"""Prices come from a table that the person can change, and unknown ones stay unknown."""

from datetime import date
from pathlib import Path

import pytest

from interview_coach.errors import CoachError
from interview_coach.llm.presets import PRESETS
from interview_coach.llm.prices import Price, Prices, load_prices
from interview_coach.llm.types import Endpoint, TokenUsage

OPENAI = "https://api.openai.com/v1"


def test_every_shipped_price_is_dated_and_for_the_host_of_a_known_provider() -> None:
    hosts = {preset.endpoint("").host for preset in PRESETS.values()}
    table = load_prices().table
    assert len({(price.host, price.model) for price in table}) == len(table) > 5
    for price in table:
        assert price.host in hosts
        assert price.checked is not None
        assert price.checked >= date(2026, 11, 1)
        assert price.cached_input is not None
        assert 0 < price.cached_input < price.input < price.output < 100


def test_cached_tokens_are_cheaper_and_reasoning_is_output() -> None:
    price = Price(model="m", input=2.0, cached_input=0.5, output=8.0)
    usage = TokenUsage(prompt=1_000_000, completion=500_000, cached=400_000, reasoning=300_000)
    assert price.cost(usage) == pytest.approx(0.6 * 2 + 0.4 * 0.5 + 0.5 * 8)
    assert Price(model="m", input=2.0, output=8.0).cost(usage) == pytest.approx(2 + 4)
    assert price.cost(TokenUsage(prompt=10, cached=20)) == pytest.approx(10 * 0.5 / 1e6)


def test_the_price_is_found_by_host_and_by_the_name_without_its_date() -> None:
    prices = load_prices()
    mini = prices.of(Endpoint(OPENAI, "gpt-4o-mini"))
    assert mini is not None
    assert prices.of(Endpoint(OPENAI, "gpt-4o-mini-2024-07-18")) == mini
    assert prices.of(Endpoint("https://api.anthropic.com/v1", "claude-haiku-5-5-20261007")) is not None
    assert prices.of(Endpoint("https://proxy.example/v1", "gpt-4o-mini")) is None
    assert prices.of(Endpoint(OPENAI, "gpt-4o-mini-realtime")) is None
    assert prices.cost(Endpoint(OPENAI, "unheard-of"), TokenUsage(prompt=5)) is None


def test_a_model_on_this_machine_is_free() -> None:
    for base_url in ("http://127.0.0.1:11434/v1", "http://localhost:8080/v1", "http://[::1]:1234/v1"):
        assert load_prices().cost(Endpoint(base_url, "anything"), TokenUsage(prompt=9, completion=9)) == 0.0


def test_the_persons_prices_come_first(tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(
        '[[price]]\nmodel = "gpt-4o-mini"\ninput = 9\noutput = 10\n\n'
        '[[price]]\nhost = "me.openai.azure.com"\nmodel = "my-deployment"\ninput = 1\noutput = 2\n',
        encoding="utf-8",
    )
    prices = load_prices(tmp_path)
    changed = prices.of(Endpoint(OPENAI, "gpt-4o-mini"))
    assert changed is not None
    assert (changed.input, changed.output, changed.cached_input) == (9.0, 10.0, None)
    assert prices.of(Endpoint("https://me.openai.azure.com/openai/v1", "my-deployment")) is not None
    assert prices.of(Endpoint("https://you.openai.azure.com/openai/v1", "my-deployment")) is None
    assert prices.of(Endpoint(OPENAI, "gpt-5-mini")) is not None
    assert load_prices(tmp_path / "nowhere").table == load_prices().table


@pytest.mark.parametrize(
    "text",
    [
        "[[price]\n",
        '[[price]]\nmodel = "m"\ninput = -1\noutput = 2\n',
        '[[price]]\nmodel = "m"\ninput = inf\noutput = 2\n',
        '[[price]]\nmodel = "m"\ninput = nan\noutput = 2\n',
        '[[price]]\nmodel = "m"\noutput = 2\n',
        '[[price]]\nmodel = "m"\ninput = "1"\noutput = 2\n',
        '[[price]]\nmodel = "m"\ninput = 1\nouput = 2\noutput = 2\n',
        'price = "free"\n',
    ],
)
def test_a_price_file_that_does_not_fit_is_told_and_not_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "prices.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CoachError, match=r"prices\.toml"):
        load_prices(tmp_path)


def test_the_first_price_that_fits_counts() -> None:
    table = (Price(model="m", input=1, output=1, host="a.example"), Price(model="m", input=2, output=2))
    for host, expected in (("a.example", 1), ("b.example", 2)):
        found = Prices(table).of(Endpoint(f"https://{host}/v1", "m"))
        assert found is not None
        assert found.input == expected
