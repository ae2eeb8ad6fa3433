"""From values to typed questions and skills; what does not fit is said in the words of the file."""

import re
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from interview_coach.bank.lines import index_lines, line_of
from interview_coach.domain.question import (
    KEBAB,
    Bar,
    Clarification,
    Example,
    FollowUp,
    KeyPoint,
    Misconception,
    Question,
    Skill,
    Source,
    When,
)
from interview_coach.errors import QuestionFileError
from interview_coach.text.nearest import nearest

T = TypeVar("T")

_TABLES: Mapping[str, type[msgspec.Struct]] = {
    "bar": Bar,
    "key_points": KeyPoint,
    "misconceptions": Misconception,
    "follow_ups": FollowUp,
    "when": When,
    "clarifications": Clarification,
    "examples": Example,
    "sources": Source,
    "skills": Skill,
}
_TYPES = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
    "date": "a date like 2026-11-20 without quotes",
    "datetime": "a date with a time",
    "null": "nothing",
}
_MESSAGE = re.compile(r"^(.*?)(?: - at (`key` in )?`\$\.?(.*?)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`$", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`$")
_WRONG_TYPE = re.compile(r"Expected `([a-z]+)`, got `([a-z]+)`$")
_LENGTH = re.compile(r"Expected `(str|array)` of length (>=|<=|) ?(\d+)")
_RANGE = re.compile(r"Expected `int` (>=|<=) (\d+)$")
_AT = {">=": "at least", "<=": "at most", "": "exactly"}


def convert(values: Any, kind: type[T], text: str, name: str) -> T:
    """Return the values as an object of a kind, strictly: no unknown key, no text where a number belongs.

    Raises:
        QuestionFileError: with the line and the nearest known key or word.
    """
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        rule, hint, path = explain(str(error), kind)
        raise QuestionFileError(name, line_of(index_lines(text), path), rule, hint) from error


def explain(said: str, kind: type[Any]) -> tuple[str, str, str]:
    """Return rule, hint and path for what msgspec said of a file of a kind."""
    whole = _MESSAGE.match(said)
    message, of_key, path = (whole[1], whole[2], whole[3] or "") if whole else (said, None, "")
    place = path.removesuffix("[...]") or "the file"
    if found := _UNKNOWN.match(message):
        return _unknown_key(found[1], path, kind)
    if found := _MISSING.match(message):
        inside = f" in {path}" if path else ""
        return f"{found[1]} is missing{inside}.", f"Add {found[1]} = ...", path
    if message.startswith("Invalid enum value"):
        return _unknown_word(message.removeprefix("Invalid enum value "), path, bool(of_key), kind)
    if found := _WRONG_TYPE.match(message):
        wanted, got = _TYPES.get(found[1], found[1]), _TYPES.get(found[2], found[2])
        return f"{place} is {got}, not {wanted}.", f"Give {place} as {wanted}.", path
    if found := _LENGTH.match(message):
        unit = "characters" if found[1] == "str" else "items"
        rule = f"{place} must have {_AT[found[2]]} {found[3]} {unit}."
        return rule, "Make it longer." if found[2] == ">=" else f"Give it {_AT[found[2]]} {found[3]}.", path
    if found := _RANGE.match(message):
        return f"{place} must be {_AT[found[1]]} {found[2]}.", "Change the number.", path
    if "matching regex" in message:
        return _wrong_form(place, path)
    if message.startswith("Invalid RFC3339"):
        return f"{place} is not a date.", "Write it like 2026-11-20, without quotes.", path
    return f"{place}: {message}.", "See the question format.", path


def _unknown_key(key: str, path: str, kind: type[Any]) -> tuple[str, str, str]:
    table = _table(path, kind)
    known = table.__struct_fields__ if table else ()
    where = f"{path}.{key}" if path else key
    shown = key[:40]
    if path and kind is Question and key in Question.__struct_fields__:
        hint = f"{shown} belongs to the whole question: move it above the first [table]."
    elif near := nearest(key, known, n=1):
        hint = f"Did you mean {near[0]}?"
    else:
        hint = f"Known here: {', '.join(known)}." if known else "Remove it."
    return f"unknown key {shown!r}{f' in {path}' if path else ''}.", hint, where


def _unknown_word(word: str, path: str, of_key: bool, kind: type[Any]) -> tuple[str, str, str]:
    parent, _, field = path.rpartition(".")
    table = _table(parent, kind)
    hint_type = get_type_hints(table).get(field) if table else None
    if of_key and hint_type is not None:
        hint_type = get_args(hint_type)[0]
    allowed = [str(value) for value in get_args(hint_type)] if get_origin(hint_type) is Literal else []
    hint = f"Use one of: {', '.join(allowed)}." if allowed else "Use a known word."
    if near := nearest(word.strip("'"), allowed, n=1):
        hint = f"Did you mean {near[0]!r}? {hint}"
    return f"{word[:60]} is not known for {path or 'the file'}.", hint, path


def _wrong_form(place: str, path: str) -> tuple[str, str, str]:
    if path.endswith("url"):
        return f"{place} is not an https address.", "Cite an address that begins with https://.", path
    if path == "id":
        return "id is not of the form skill/slug.", "Use small letters, digits and hyphens.", path
    return f"{place} is not in kebab-case.", f"Use small letters, digits and hyphens ({KEBAB}).", path


def _table(path: str, kind: type[Any]) -> type[msgspec.Struct] | None:
    """Return the type of the table at a path, or None where the path leads to no table."""
    if not path:
        return kind if issubclass(kind, msgspec.Struct) else None
    return _TABLES.get(re.sub(r"\[[^\]]*\]$", "", path).rpartition(".")[2])
