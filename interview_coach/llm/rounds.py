"""One opinion of a model on an answer: asked, kept, checked, and asked once more where it does not hold."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from interview_coach.domain.grade import Evidence, MisconceptionFound, PointVerdict
from interview_coach.domain.question import Question
from interview_coach.llm.checks import Checked, check_errors, check_misconceptions, check_points, repair
from interview_coach.llm.control import control_of
from interview_coach.llm.prompts import grade_messages, repair_message
from interview_coach.llm.proofs import Proofs, ReadAnswer
from interview_coach.llm.schema import GRADE, GradeReply, grade_reply
from interview_coach.llm.types import Channel, LlmError, Message, Request, TokenUsage

_FIRST = "first"
_SECOND = "second"


@dataclass(frozen=True)
class Round:
    """One opinion: the reply, and what of it stands."""

    reply: GradeReply
    checked: Checked
    misconceptions: tuple[MisconceptionFound, ...]
    errors: tuple[tuple[Evidence, str], ...]

    def verdicts(self, question: Question) -> tuple[PointVerdict, ...]:
        """Return the verdicts in the question's order."""
        return tuple(
            self.checked.verdicts[p.id] for p in question.key_points if p.id in self.checked.verdicts
        )


def output_budget(question: Question) -> int:
    """Return how many tokens the reply to a request for a grade may have."""
    return 350 + 90 * (len(question.key_points) + 1) + 500


class Rounds:
    """The opinions asked for one grade; each reply is kept before anything is done with it.

    Attributes:
        usage: tokens of all replies so far, kept ones included.
    """

    def __init__(
        self,
        channel: Channel,
        question: Question,
        answer: ReadAnswer,
        *,
        stored: Mapping[str, Any] | None = None,
        keep: Callable[[dict[str, Any]], None] | None = None,
        token: Callable[[], str] = secrets.token_hex,
    ) -> None:
        """Take what was stored by `keep` before, so that nothing is asked twice."""
        self._channel = channel
        self._question = question
        self._answer = answer
        self._keep = keep
        self._token = token
        self._replies: dict[str, dict[str, Any]] = {}
        self.usage = TokenUsage()
        if stored is not None:
            self._restore(stored)

    @property
    def raw(self) -> dict[str, Any]:
        """Everything that was replied: the first reply's fields, further replies and the usage under `_...`."""
        if _FIRST not in self._replies:
            return {}
        further = {f"_{name}": value for name, value in self._replies.items() if name != _FIRST}
        usage = {"prompt": self.usage.prompt, "completion": self.usage.completion}
        usage |= {"cached": self.usage.cached, "reasoning": self.usage.reasoning}
        return {**self._replies[_FIRST], **further, "_usage": usage}

    async def first(self, on_text: Callable[[str], None] | None = None) -> Round:
        """Return the first opinion; LlmError if there is none."""
        return await self._round(_FIRST, on_text)

    async def second(self) -> Round:
        """Return an opinion with the points in reverse order; LlmError if there is none."""
        return await self._round(_SECOND, None)

    async def _round(self, name: str, on_text: Callable[[str], None] | None) -> Round:
        marker = self._marker()
        messages = grade_messages(self._question, self._answer.sent, marker, reverse=name == _SECOND)
        reply = await self._ask(name, messages, on_text)
        proofs = Proofs(self._answer)
        control = control_of(self._question)[0]
        checked = check_points(self._question, reply.key_points, proofs, control)
        if not checked.complete and not checked.control:
            await self._repair(name, messages, checked, proofs)
        return Round(
            reply=reply,
            checked=checked,
            misconceptions=check_misconceptions(self._question, reply, proofs),
            errors=check_errors(reply, proofs),
        )

    async def _repair(
        self, name: str, messages: tuple[Message, ...], checked: Checked, proofs: Proofs
    ) -> None:
        said: Message = {"role": "assistant", "content": json.dumps(self._replies[name], ensure_ascii=False)}
        asked = repair_message(checked.problems, checked.missing)
        try:
            reply = await self._ask(f"{name}_repair", (*messages, said, asked), None)
        except LlmError:
            # Without it unproven points are missed, as the rule is; left out ones leave no grade at all.
            if checked.missing:
                raise
        else:
            repair(checked, self._question, reply.key_points, proofs)

    async def _ask(
        self, name: str, messages: tuple[Message, ...], on_text: Callable[[str], None] | None
    ) -> GradeReply:
        if name in self._replies:
            return grade_reply(self._replies[name])
        request = Request(
            messages=messages,
            schema=GRADE,
            schema_name="grade",
            max_output_tokens=output_budget(self._question),
            purpose="grade",
        )
        answer = await self._channel.ask(request, on_text)
        self.usage = added(self.usage, answer.usage)
        reply = grade_reply(answer.value)
        self._replies[name] = dict(answer.value or {})
        if self._keep is not None:
            self._keep(self.raw)
        return reply

    def _restore(self, stored: Mapping[str, Any]) -> None:
        self._replies[_FIRST] = {name: value for name, value in stored.items() if not name.startswith("_")}
        for name in (f"{_FIRST}_repair", _SECOND, f"{_SECOND}_repair"):
            if isinstance(value := stored.get(f"_{name}"), dict):
                self._replies[name] = value
        usage = stored.get("_usage")
        if isinstance(usage, dict):
            prompt, completion, cached, reasoning = (
                n if isinstance(n := usage.get(name), int) else 0
                for name in ("prompt", "completion", "cached", "reasoning")
            )
            self.usage = TokenUsage(prompt, completion, cached, reasoning)

    def _marker(self) -> str:
        """Return a random text that stands nowhere in the answer."""
        while True:
            marker = f"<<{self._token()}>>"
            if not any(marker in text for text in self._answer.texts):
                return marker


def added(first: TokenUsage, second: TokenUsage) -> TokenUsage:
    """Return the tokens of both."""
    return TokenUsage(
        prompt=first.prompt + second.prompt,
        completion=first.completion + second.completion,
        cached=first.cached + second.cached,
        reasoning=first.reasoning + second.reasoning,
        estimated=first.estimated or second.estimated,
    )
