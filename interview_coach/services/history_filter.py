"""The filter line of past interviews: the same text in the program and after `history --search`.

For example `deadlock skill:sql level:1-3 since:2026-11-01 is:bookmarked`.
"""

import re
from datetime import date, datetime, timedelta
from typing import get_args

from msgspec.structs import replace

from interview_coach.bank.bank import Bank
from interview_coach.domain.grade import Grader
from interview_coach.domain.history_filter import HistoryFilter
from interview_coach.domain.interview import InterviewState, Mode
from interview_coach.domain.question import Kind
from interview_coach.errors import UsageError
from interview_coach.text.filter_line import field_of, parts_of, refuse_field, value_of

_WORDS: dict[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "grader": get_args(Grader),
    "mode": get_args(Mode),
    "state": (*get_args(InterviewState), "unfinished"),
    "is": ("bookmarked", "deleted"),
}
FIELDS = ("skill", "kind", "level", "grader", "mode", "state", "since", "until", "is")
SYNTAX = " ".join(f"{field}:" for field in FIELDS)
_LEVELS = re.compile(r"([1-5])(?:-([1-5]))?")


def parse_history_filter(line: str, bank: Bank) -> tuple[HistoryFilter, tuple[str, ...]]:
    """Return the filter that a line says, and a sentence for each part of it that was not understood."""
    found = HistoryFilter()
    hints: list[str] = []
    for name, value in parts_of(line):
        try:
            found = _narrowed(found, name, value, bank)
        except UsageError as error:
            hints.append(str(error))
    return found, tuple(hints)


def required_history_filter(line: str, bank: Bank) -> HistoryFilter:
    """Return the filter that a line says.

    Raises:
        UsageError: a part of it was not understood.
    """
    found, hints = parse_history_filter(line, bank)
    if hints:
        raise UsageError(hints[0], f"A search is words and {SYNTAX}")
    return found


def _narrowed(found: HistoryFilter, name: str, value: str, bank: Bank) -> HistoryFilter:
    if not name:
        return replace(found, words=(*found.words, value))
    field = field_of(name, {one: one for one in FIELDS})
    if field is None:
        refuse_field(name, FIELDS)
    if field == "skill":
        return replace(found, skills=(*found.skills, bank.skill_beginning(value).id))
    if field == "level":
        return replace(found, levels=_levels(value))
    if field == "since":
        return replace(found, since=_beginning_of(value).isoformat())
    if field == "until":
        return replace(found, until=(_beginning_of(value) + timedelta(days=1)).isoformat())
    word = value_of(field, value, _WORDS[field])
    if word == "unfinished":
        return replace(found, unfinished=True)
    if field == "is":
        return replace(found, bookmarked=True) if word == "bookmarked" else replace(found, trash=True)
    return replace(found, **{field: word})


def _levels(value: str) -> tuple[int, int]:
    matched = _LEVELS.fullmatch(value)
    if matched is None:
        raise UsageError("level: is a level from 1 to 5, or two of them such as level:1-3.")
    first, last = int(matched[1]), int(matched[2] or matched[1])
    return min(first, last), max(first, last)


def _beginning_of(value: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(value), datetime.min.time()).astimezone()
    except (ValueError, OverflowError):
        raise UsageError(f"{value!r} is not a date.", "Write it like 2026-11-20.") from None
