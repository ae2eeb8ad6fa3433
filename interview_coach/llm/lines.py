"""The plainest form of a reply, for models that cannot write JSON: one line for each thing.

POINT race | met | "both read the same value" | Says that both see the old stock.
WRONG tx-is-a-lock | "I put it in a transaction"
FIX Say how the second request learns that it lost.
"""

import re
from collections.abc import Mapping
from typing import Any, get_args

from interview_coach.domain.grade import Verdict

_VERDICTS = get_args(Verdict)
_GRADE_INSTRUCTIONS = """Reply in plain lines, no JSON. One line for each key point, in this form:
POINT <id> | <met, partly, missed or contradicted> | <quote from the answer, or -> | <reason>
Then, where they apply:
WRONG <id of the misconception> | <quote from the answer>
ERROR <quote from the answer> | <what is not right about it>
GOOD <a strength, in a few words>
FIX <the one change that would help most>
ASK <a question to the candidate about a fact that is missing>
NEXT <a follow-up question>
KIND <answer, no_answer, off_topic or not_readable>
MANIPULATION <yes or no>"""
_LINE = re.compile(r"^[\s>*#-]*([A-Z_]{3,20})\**\s*:?\**\s+(\S.*)$")
_POINT = re.compile(r"([^|]+)\|\s*(\w+)\s*(?:\|\s*([\"\u201c].*[\"\u201d]|[^|]*)\s*(?:\|(.*))?)?$")
_QUOTED = re.compile(r"^[\"'\u201c\u2018](.*)[\"'\u201d\u2019]$", re.DOTALL)
_TEXTS = {"FIX": "top_fix", "ASK": "missing_fact", "NEXT": "follow_up"}
_ID_MARKS = '`<>" '
_MOST_LINES = 2000
_OTHER_FIELDS = ("question", "index", "text", "evidence", "why", "verdict")


class Lines:
    """Asks for lines instead of JSON, and reads them."""

    def instructions(self, schema: Mapping[str, Any]) -> str:
        """Return how to reply in lines where the schema asks for an object."""
        fields = schema.get("properties", {})
        if "key_points" in fields:
            return _GRADE_INSTRUCTIONS
        forms = "\n".join(f"{name.upper()} <{_kind(form)}>" for name, form in fields.items())
        return f"Reply in plain lines, no JSON, each in this form:\n{forms}"

    def parse(self, text: str) -> dict[str, Any] | None:
        """Return the object that the lines say, or None when there is none to be seen."""
        found = [
            (m[1], m[2].strip()) for line in text.splitlines()[-_MOST_LINES:] if (m := _LINE.match(line))
        ]
        if any(word == "POINT" for word, _ in found):
            return _grade_of(found)
        fields: dict[str, Any] = {}
        for word, rest in found:
            if word.lower() in _OTHER_FIELDS:
                fields[word.lower()] = _value(word.lower(), rest)
        return fields if fields and None not in fields.values() else None


def _kind(form: Mapping[str, Any]) -> str:
    return (
        " or ".join(form["enum"]) if "enum" in form else "a number" if form["type"] == "integer" else "text"
    )


def _value(name: str, rest: str) -> str | int | None:
    if name == "index":
        return int(rest) if re.fullmatch(r"-?\d{1,4}", rest) else None
    return rest.lower() if name == "verdict" else _unquoted(rest)


def _unquoted(text: str) -> str:
    text = text.strip()
    match = _QUOTED.match(text)
    text = match[1] if match else text
    return "" if text.strip("-\u2013 .").lower() in ("", "none", "n/a") else text


def _grade_of(found: list[tuple[str, str]]) -> dict[str, Any] | None:
    grade: dict[str, Any] = {
        "answer_kind": "answer",
        "key_points": [],
        "misconceptions": [],
        "factual_errors": [],
        "strengths": [],
        "top_fix": "",
        "missing_fact": "",
        "follow_up": "",
        "manipulation_attempt": False,
    }
    for word, rest in found:
        first, bar, last = rest.partition("|")
        if word == "POINT":
            if (m := _POINT.match(rest)) and m[2].lower() in _VERDICTS:
                quote, why = _unquoted(m[3] or ""), (m[4] or "").strip()
                point = {"id": m[1].strip(_ID_MARKS), "evidence": quote, "why": why, "verdict": m[2].lower()}
                grade["key_points"].append(point)
        elif word == "WRONG" and bar:
            grade["misconceptions"].append({"id": first.strip(_ID_MARKS), "evidence": _unquoted(last)})
        elif word == "ERROR" and bar:
            grade["factual_errors"].append({"evidence": _unquoted(first), "why": last.strip()})
        elif word == "GOOD" and (strength := _unquoted(rest)):
            grade["strengths"].append(strength)
        elif word in _TEXTS:
            grade[_TEXTS[word]] = _unquoted(rest)
        elif word == "KIND" and rest.lower() in ("answer", "no_answer", "off_topic", "not_readable"):
            grade["answer_kind"] = rest.lower()
        elif word == "MANIPULATION":
            grade["manipulation_attempt"] = rest.lower().startswith("yes")
    return grade if grade["key_points"] else None
