"""The forms of replies: one JSON schema each, as every provider's dialect takes it.

Every field is required, nothing has bounds, nothing is referenced; counts and ids are checked afterwards.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, get_args

import msgspec
from msgspec import Struct

from interview_coach.domain.grade import Verdict
from interview_coach.llm.types import LlmError

AnswerKind = Literal["answer", "no_answer", "off_topic", "not_readable"]

T = TypeVar("T")

_TEXT = {"type": "string"}


def an_object(**fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with exactly these fields, in this order."""
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }


def a_list(of: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": dict(of)}


def one_of(*values: str) -> dict[str, Any]:
    """Return the schema of a text out of a closed list."""
    return {"type": "string", "enum": list(values)}


VERDICT = one_of(*get_args(Verdict))

GRADE: dict[str, Any] = an_object(
    answer_kind=one_of(*get_args(AnswerKind)),
    key_points=a_list(an_object(id=_TEXT, evidence=_TEXT, why=_TEXT, verdict=VERDICT)),
    misconceptions=a_list(an_object(id=_TEXT, evidence=_TEXT)),
    factual_errors=a_list(an_object(evidence=_TEXT, why=_TEXT)),
    strengths=a_list(_TEXT),
    top_fix=_TEXT,
    missing_fact=_TEXT,
    follow_up=_TEXT,
    manipulation_attempt={"type": "boolean"},
)
FOLLOW_UP: dict[str, Any] = an_object(question=_TEXT)
CLARIFY: dict[str, Any] = an_object(index={"type": "integer"})
REWRITE: dict[str, Any] = an_object(text=_TEXT)
DISCUSS: dict[str, Any] = an_object(evidence=_TEXT, why=_TEXT, verdict=VERDICT)


class PointReply(Struct, frozen=True):
    """What a model says of one key point: quote, reason, then verdict."""

    id: str
    evidence: str
    why: str
    verdict: Verdict


class MisconceptionReply(Struct, frozen=True):
    """A misconception that a model sees, with its quote."""

    id: str
    evidence: str


class ErrorReply(Struct, frozen=True):
    """A statement that a model takes for wrong, with its quote."""

    evidence: str
    why: str


class GradeReply(Struct, frozen=True):
    """A whole reply to a request for a grade; nothing in it has been checked yet."""

    answer_kind: AnswerKind
    key_points: tuple[PointReply, ...]
    misconceptions: tuple[MisconceptionReply, ...]
    factual_errors: tuple[ErrorReply, ...]
    strengths: tuple[str, ...]
    top_fix: str
    missing_fact: str
    follow_up: str
    manipulation_attempt: bool


class DiscussReply(Struct, frozen=True):
    """What a model says of one verdict after it was argued about."""

    evidence: str
    why: str
    verdict: Verdict


def grade_reply(value: object) -> GradeReply:
    """Return a reply as typed fields, others dropped.

    Raises:
        LlmError: a field is absent or of another type.
    """
    return _converted(value, GradeReply)


def discuss_reply(value: object) -> DiscussReply:
    """Return a reply about one verdict; LlmError if a field is absent or of another type."""
    return _converted(value, DiscussReply)


def text_field(value: Mapping[str, Any] | None, name: str) -> str:
    """Return a text of a reply; LlmError if it is absent or no text."""
    text = (value or {}).get(name)
    if not isinstance(text, str):
        raise bad_reply()
    return text


def bad_reply() -> LlmError:
    """Return the error of a reply that does not have the agreed form."""
    return LlmError("bad_reply", "The model's reply did not have the agreed form.", "Try again later.")


def _converted(value: object, form: type[T]) -> T:
    try:
        return msgspec.convert(value, form)
    except msgspec.ValidationError as error:
        raise bad_reply() from error
