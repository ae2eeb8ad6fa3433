"""What tokens cost, from a table that the person can edit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from interview_coach.errors import CoachError
from interview_coach.llm.types import Endpoint, TokenUsage

FILE_NAME = "prices.toml"
_MILLION = 1_000_000
_DATED = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8})$")

Dollars = Annotated[float, Meta(ge=0, le=100_000)]


class Price(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model costs, in US dollars for one million tokens; reasoning counts as output.

    `host` None means wherever the model is. `checked` is when the price was looked up.
    """

    model: str
    input: Dollars
    output: Dollars
    cached_input: Dollars | None = None
    host: str | None = None
    checked: date | None = None

    def cost(self, usage: TokenUsage) -> float:
        """Return what a request cost, in US dollars."""
        cached = min(usage.cached, usage.prompt)
        per_cached = self.input if self.cached_input is None else self.cached_input
        dear = (usage.prompt - cached) * self.input + usage.completion * self.output
        return (dear + cached * per_cached) / _MILLION


class _File(Struct, forbid_unknown_fields=True):
    price: tuple[Price, ...] = ()


FREE = Price(model="", input=0.0, output=0.0)
"""What a model on this machine costs."""


@dataclass(frozen=True)
class Prices:
    """Prices, the first that fits counts."""

    table: Sequence[Price]

    def of(self, endpoint: Endpoint) -> Price | None:
        """Return the price of an endpoint's model, or None if it is not known."""
        if endpoint.is_local:
            return FREE
        here = [price for price in self.table if price.host in (None, endpoint.host)]
        for name in (endpoint.model, _DATED.sub("", endpoint.model)):
            for price in here:
                if price.model == name:
                    return price
        return None

    def cost(self, endpoint: Endpoint, usage: TokenUsage) -> float | None:
        """Return what a request cost in US dollars, or None if no price is known."""
        price = self.of(endpoint)
        return None if price is None else price.cost(usage)


def load_prices(config: Path | None = None) -> Prices:
    """Return the person's prices, from the configuration folder if given, before those of the program.

    Raises:
        CoachError: the person's file does not fit; the message says where.
    """
    shipped = _read(Path(__file__).with_name(FILE_NAME))
    own = _read(config / FILE_NAME) if config is not None and (config / FILE_NAME).exists() else ()
    return Prices((*own, *shipped))


def _read(path: Path) -> tuple[Price, ...]:
    import tomllib

    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).price
    except OSError as error:
        raise CoachError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (ValueError, msgspec.ValidationError) as error:  # not TOML, not UTF-8, or not this form
        raise CoachError(
            f"{path} does not fit: {error}.", "Mend the file or remove it; docs/providers.md shows its form."
        ) from error
