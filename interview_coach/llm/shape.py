"""The shape of a request: which form the reply is asked for in and which optional fields go along."""

from dataclasses import dataclass
from typing import Literal

from interview_coach.llm.types import Rung

Form = Literal["json_schema_strict", "json_schema", "json_object", "json_schema_any", "prompt", "lines"]
"""The rungs, with the two ways to ask for just any object kept apart: some servers know one, some the other."""

FORMS: tuple[Form, ...] = (
    "json_schema_strict",
    "json_schema",
    "json_object",
    "json_schema_any",
    "prompt",
    "lines",
)
LimitName = Literal["max_completion_tokens", "max_tokens", "none"]

RUNGS: dict[Form, Rung] = {
    "json_schema_strict": "json_schema_strict",
    "json_schema": "json_schema",
    "json_object": "json_object",
    "json_schema_any": "json_object",
    "prompt": "prompt",
    "lines": "lines",
}


@dataclass(frozen=True)
class Shape:
    """What works with one model at one address.

    Attributes:
        form: how an object is asked for.
        limit_name: the name of the length limit, or "none".
        streaming: whether plain replies can be streamed.
        streams_schema: whether replies with a response format can be streamed.
        stream_usage: whether the server takes `stream_options`.
        system_role: whether the server takes system messages.
        dropped: fields of the endpoint's `extra_body` that the server refuses.
    """

    form: Form = "json_schema_strict"
    limit_name: LimitName = "max_completion_tokens"
    streaming: bool = True
    streams_schema: bool = True
    stream_usage: bool = True
    system_role: bool = True
    dropped: tuple[str, ...] = ()
