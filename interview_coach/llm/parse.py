"""Finding the one object in what a model wrote: after its thoughts, between fences and chatter, the last one.

The last object counts because models repeat what they were given before they answer, and what they were given
may hold an object that somebody made up. For the same reason an object that is cut off after it spoils the
reply: the real one is then not there.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from interview_coach.llm.limits import MAX_TEXT
from interview_coach.llm.validate import MAX_DEPTH
from interview_coach.text.clean import clean

_THOUGHT = re.compile(r"<(/?)(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_MARK = re.compile(r'["{}\[\]]')
_IN_STRING = re.compile(r'["\\\n]')
_REFUSAL = re.compile(
    r"\W*(?:i['\u2019]?m (?:very )?sorry|sorry, (?:but )?i|i am sorry|i (?:can(?:not|['\u2019]t)|am unable to)"
    r"|i['\u2019]m (?:unable|not able) to)\b",
    re.IGNORECASE,
)
_LONGEST_REFUSAL = 600
_BEGUN = re.compile(r'\{\s{0,100}"')
"""An object begins here, and not just a brace in a sentence."""
_MOST_STEPS = 500_000
_COST_OF_A_TRY = 100

Accept = Callable[[dict[str, Any]], bool]


def decoded(text: str | bytes) -> object:
    """Return what a JSON text says.

    Raises:
        ValueError: it is not JSON, not UTF-8, holds NaN or an infinity, or is nested too deeply.
    """
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def split_thoughts(text: str) -> tuple[str, str]:
    """Return a message without the model's thoughts, and the thoughts; the tags may be half there only."""
    if text.lstrip().startswith("{"):
        return text, ""
    tags = list(_THOUGHT.finditer(text))
    closing = [tag for tag in tags if tag[1]]
    if closing:
        return text[closing[-1].end() :], text[: closing[-1].start()]
    if tags and not text[: tags[0].start()].strip():
        return "", text[tags[0].end() :]
    return text, ""


def object_in(content: str, reasoning: str, accept: Accept) -> dict[str, Any] | None:
    """Return the last object of a message that is accepted, its texts cleaned, or None.

    Args:
        content: the message.
        reasoning: what came beside it; looked at only when the message holds no object at all.
        accept: says whether an object has the types asked for.
    """
    answer, thoughts = split_thoughts(content)
    for text in (answer, thoughts, reasoning):
        if "{" in text:
            found = last_object(text, accept)
            return None if found is None else _cleaned(found)
    return None


def last_object(text: str, accept: Accept) -> dict[str, Any] | None:
    """Return the last balanced object of a text that is JSON and accepted; None when one after it is cut off."""
    text = text.strip()[:MAX_TEXT]
    whole = _object(text)
    if whole is not None and accept(whole):
        return whole
    scan = _Scan(text)
    best: dict[str, Any] | None = None
    at = text.find("{")
    while at >= 0 and scan.steps_left > 0:
        scan.steps_left -= _COST_OF_A_TRY
        end = scan.end_of_object(at)
        value = _object(text[at:end]) if end else None
        if value is not None and accept(value):
            best, at = value, end
        else:
            if not end and _BEGUN.match(text, at):
                best = None
            at += 1
        at = text.find("{", at)
    return best if at < 0 else None


def looks_refused(text: str) -> bool:
    """Return whether a message without an object declines to answer, as far as its first words tell."""
    return "{" not in text and len(text) <= _LONGEST_REFUSAL and bool(_REFUSAL.match(text))


def _object(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        value = decoded(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


class _Scan:
    """Looks for the ends of objects, with a bound on the work for a text that is made to be slow."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps_left = _MOST_STEPS

    def end_of_object(self, at: int) -> int:
        """Return the place after the object that begins here, or 0 when it does not end or is too deep."""
        depth = 0
        while mark := _MARK.search(self.text, at):
            self.steps_left -= 1
            at = mark.end()
            if mark[0] == '"':
                at = self._end_of_string(at)
                if not at:
                    return 0
            elif mark[0] in "{[":
                depth += 1
                if depth > MAX_DEPTH:
                    return 0
            else:
                depth -= 1
                if depth == 0:
                    return at
        return 0

    def _end_of_string(self, at: int) -> int:
        while mark := _IN_STRING.search(self.text, at):
            self.steps_left -= 1
            if mark[0] == '"':
                return mark.end()
            if mark[0] == "\n":  # JSON has no line break within a string
                return 0
            at = mark.end() + 1
        return 0


def _cleaned(value: Any) -> Any:
    """Return a value with every text cleaned, names of fields too: a model's words are untrusted."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(name): _cleaned(item) for name, item in value.items()}
    return value
