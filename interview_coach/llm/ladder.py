"""The ladder: from the strictest way to ask for an object down to plain lines, by what the server refuses.

A server that names a field gets it renamed or dropped, once; one that only refuses is asked more simply; one
that answers but not in the form is asked on the next rung that puts the form into words.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from interview_coach.llm.failures import Failure
from interview_coach.llm.shape import FORMS, RUNGS, Form, LimitName, Shape
from interview_coach.llm.types import Endpoint, Message, Request, Rung

_REFUSING = (400, 404, 422, 500, 501)
_FORMAT_WORDS = re.compile(
    r"response_?format|json_?(?:schema|object|mode)|schema|structured|grammar|guided|additional_?properties"
)
_SYSTEM_WORDS = re.compile(r"system (?:role|message|prompt)|role.{0,20}\bsystem\b|developer instruction")
_IN_WORDS = ("json_object", "json_schema_any", "prompt")


class LineProtocol(Protocol):
    """The plainest form of a reply: one line for each thing."""

    def instructions(self, schema: Mapping[str, Any]) -> str:
        """Return how to reply in lines where the schema asks for an object."""
        ...

    def parse(self, text: str) -> dict[str, Any] | None:
        """Return the object that the lines say, or None when there is none to be seen."""
        ...


class Ladder:
    """The state of one ask: the shape of the next request and what has been tried."""

    def __init__(
        self,
        request: Request,
        endpoint: Endpoint,
        shape: Shape,
        *,
        streamed: bool,
        lines: LineProtocol | None,
    ) -> None:
        self.shape = shape
        self._request = request
        self._endpoint = endpoint
        self._wants_stream = streamed
        self._lines = lines
        self._limit = request.max_output_tokens
        self._doubled = False
        self._renamed = False
        self._plain = False
        self._again = True
        if shape.form == "lines" and lines is None:
            self.shape = replace(shape, form="prompt")

    @property
    def rung(self) -> Rung:
        """The rung that the next request stands on."""
        return "text" if self._request.schema is None else RUNGS[self.shape.form]

    @property
    def streams(self) -> bool:
        """Whether the next request asks for a stream."""
        fits = self.shape.streams_schema or self._request.schema is None or not self._response_format()
        return self._wants_stream and self.shape.streaming and fits

    def body(self) -> dict[str, Any]:
        """Return the next request: the fewest fields."""
        extra = {k: v for k, v in self._endpoint.extra_body.items() if k not in self.shape.dropped}
        body: dict[str, Any] = {**extra, "model": self._endpoint.model, "messages": self._messages()}
        if self.shape.limit_name != "none":
            body[self.shape.limit_name] = self._limit
        if self._request.schema is not None and (form := self._response_format()):
            body["response_format"] = form
        if self.streams:
            body["stream"] = True
            if self.shape.stream_usage:
                body["stream_options"] = {"include_usage": True}
        return body

    def after_refusal(self, failure: Failure) -> bool:
        """Change the shape by what a server refused; return whether there is something else to try."""
        if failure.status not in _REFUSING or failure.reason not in ("bad_request", "server"):
            return False
        if failure.status == 404:  # OpenRouter: no provider takes all the fields
            return self._format_refused() or self._drop_extra()
        body = self.body()
        for name, change in self._changes(body):
            if _names(failure, name, failure.named) and change():
                return True
        if not failure.named:
            for name, change in self._changes(body):
                if _names(failure, name, ()) and change():
                    return True
        if failure.status >= 500:
            return False
        return self._format_refused() or self._as_plain_as_possible()

    def after_server_error(self, failure: Failure) -> bool:
        """After the retries: some servers answer a plain 500 to a form they do not know; ask in words, once."""
        if failure.status != 500 or self._request.schema is None or not self._response_format():
            return False
        return self._go_to("prompt")

    def after_bad_reply(self) -> bool:
        """Change the shape because the reply was not what the schema asks for."""
        if self._request.schema is None or self.shape.form == "prompt":
            if self._lines is not None and self._request.schema is not None:
                return self._go_to("lines")
            return self._once_more()
        if self.shape.form == "lines":
            return self._once_more()
        # A server that ignored one kind of schema ignores the other too: the form has to be put into words.
        return self._go_to("prompt" if self.shape.form in _IN_WORDS else "json_object")

    def after_cut(self) -> bool:
        """Double the length limit because the reply was cut; only once."""
        if self._doubled or self.shape.limit_name == "none":
            return False
        self._doubled = True
        self._limit *= 2
        return True

    def _once_more(self) -> bool:
        again, self._again = self._again, False
        return again

    def _go_to(self, form: Form) -> bool:
        self.shape = replace(self.shape, form=form)
        return True

    def _format_refused(self) -> bool:
        if self._request.schema is None or not self._response_format():
            return False
        return self._go_to(FORMS[FORMS.index(self.shape.form) + 1])

    def _drop_extra(self) -> bool:
        names = tuple(name for name in self._endpoint.extra_body if name not in self.shape.dropped)
        self.shape = replace(self.shape, dropped=self.shape.dropped + names)
        return bool(names)

    def _as_plain_as_possible(self) -> bool:
        """Leave out everything that can be left out, once."""
        if self._plain:
            return False
        self._plain = True
        before = self.body()
        self._drop_extra()
        self.shape = replace(self.shape, streaming=False, stream_usage=False, limit_name="max_tokens")
        return self.body() != before

    def _changes(self, body: Mapping[str, Any]) -> list[tuple[str, Callable[[], bool]]]:
        """Return what can be done about each field that was sent, the least loss first."""
        changes: list[tuple[str, Callable[[], bool]]] = []
        if "stream_options" in body:
            changes.append(("stream_options", partial(self._with, stream_usage=False)))
        if self.shape.limit_name != "none":
            changes.append((self.shape.limit_name, self._rename_limit))
        for name in self._endpoint.extra_body:
            if name in body and name not in ("model", "messages"):
                changes.append((name, partial(self._with, dropped=(*self.shape.dropped, name))))
        if "stream" in body:
            changes.append(("stream", self._refuse_stream))
        if "response_format" in body:
            changes.append(("response_format", self._format_refused))
        if self.shape.system_role:
            changes.append(("system", partial(self._with, system_role=False)))
        return changes

    def _with(self, **changes: Any) -> bool:
        self.shape = replace(self.shape, **changes)
        return True

    def _refuse_stream(self) -> bool:
        with_schema = self._request.schema is not None and self._response_format() is not None
        return self._with(streams_schema=False) if with_schema else self._with(streaming=False)

    def _rename_limit(self) -> bool:
        """Give the limit its other name, then leave it out."""
        other: LimitName = (
            "max_tokens" if self.shape.limit_name == "max_completion_tokens" else "max_completion_tokens"
        )
        name: LimitName = "none" if self._renamed else other
        self._renamed = True
        return self._with(limit_name=name)

    def _response_format(self) -> dict[str, Any] | None:
        schema, form = self._request.schema, self.shape.form
        if form == "json_object":
            return {"type": "json_object"}
        if form in ("prompt", "lines") or schema is None:
            return None
        described: dict[str, Any] = {"name": self._request.schema_name}
        if form == "json_schema_strict":
            described |= {"strict": True, "schema": schema}
        else:
            described["schema"] = (
                {"type": "object"} if form == "json_schema_any" else _without_closing(schema)
            )
        return {"type": "json_schema", "json_schema": described}

    def _messages(self) -> list[Message]:
        """Return the messages; how to reply stands in the first part, so that the answer stays last."""
        messages = [dict(message) for message in self._request.messages]
        schema = self._request.schema
        told = ""
        if schema is not None and self.shape.form == "lines" and self._lines is not None:
            told = self._lines.instructions(schema)
        elif schema is not None and self.shape.form in _IN_WORDS:
            told = (
                "Reply with one JSON object and nothing else: no explanation, no code fence. "
                f"It must fit this JSON schema, every field present:\n{json.dumps(schema)}"
            )
        if told and messages and messages[0]["role"] == "system":
            messages[0]["content"] += f"\n\n{told}"
        elif told:
            messages.insert(0, {"role": "system", "content": told})
        return messages if self.shape.system_role else _without_system(messages)


def _names(failure: Failure, name: str, named: tuple[str, ...]) -> bool:
    """Return whether a failure names a field: in its own fields if there are any, else in its words."""
    if named:
        return name in named or (name == "system" and "messages" in named and _says_system(failure))
    if name == "response_format":
        return bool(_FORMAT_WORDS.search(failure.detail))
    if name == "system":
        return _says_system(failure)
    ending = "(?:ing|ed)?" if name == "stream" else ""
    return bool(re.search(rf"(?<![\w.]){re.escape(name)}{ending}(?!\w)", failure.detail))


def _says_system(failure: Failure) -> bool:
    return bool(_SYSTEM_WORDS.search(failure.detail))


def _without_system(messages: list[Message]) -> list[Message]:
    """Return the messages with what the system says put before the first words of the user."""
    told = "\n\n".join(message["content"] for message in messages if message["role"] == "system")
    others = [dict(message) for message in messages if message["role"] != "system"]
    if told and others:
        others[0]["content"] = f"{told}\n\n{others[0]['content']}"
    return others


def _without_closing(schema: Any) -> Any:
    """Return a schema without `additionalProperties`, which some dialects do not know."""
    if isinstance(schema, Mapping):
        return {
            key: _without_closing(value) for key, value in schema.items() if key != "additionalProperties"
        }
    return [_without_closing(item) for item in schema] if isinstance(schema, list) else schema
