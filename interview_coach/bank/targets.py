"""What the bank should hold, read from `coverage.toml` beside the taxonomy."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from interview_coach.bank.files import TARGETS, decode, parse, read_bytes, shown
from interview_coach.bank.schema import convert
from interview_coach.domain.question import Format, Kind, Slug, Text

Count = Annotated[int, Meta(ge=0)]
Percent = Annotated[int, Meta(ge=0, le=100)]


class Tier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Skills of which each is primary of so many questions."""

    name: Text
    questions: Count
    later: Count | None = None
    skills: tuple[Slug, ...]


class Elsewhere(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wanted of a skill in no tier: primary of so many questions, or among the skills of so many."""

    primary: Count = 1
    among: Count = 3


class Share(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits, in per cent, for the questions of some kinds or formats among all, or among those of one kind."""

    name: Text
    of: Kind | None = None
    kinds: tuple[Kind, ...] = ()
    formats: tuple[Format, ...] = ()
    least: Percent = 0
    most: Percent = 100


class Targets(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is wanted."""

    tiers: tuple[Tier, ...] = ()
    elsewhere: Elsewhere = Elsewhere()
    shares: tuple[Share, ...] = ()


def read_targets(root: Path) -> Targets:
    """Return the targets of a bank.

    Raises:
        QuestionFileError: the file is missing or says something unknown.
    """
    path = root / TARGETS
    text = decode(read_bytes(path), shown(path))
    return convert(parse(text, shown(path)), Targets, text, shown(path))
