"""The LLM grader: a model's verdicts, checked here, with the score computed here.

The offline grade is made first and stays beside it. Where the two are far apart the model is asked a second time
with the points in reverse order; if they stay apart, the LLM grade is returned as ungraded and the offline one
counts.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from interview_coach.domain.grade import BarResult, Grade, PointVerdict, Usage
from interview_coach.domain.levels import Seniority
from interview_coach.domain.question import Question, content_hash
from interview_coach.grading.compiled import CompiledQuestions
from interview_coach.grading.protocol import Answer
from interview_coach.llm.prompts import PROMPT_VERSION
from interview_coach.llm.proofs import Proofs, read_answer
from interview_coach.llm.rounds import Rounds
from interview_coach.llm.settle import (
    Case,
    Judged,
    graded_by,
    judged_by,
    nothing_to_send,
    settled,
    ungraded,
    unusable,
)
from interview_coach.llm.streaming import PartialVerdicts
from interview_coach.llm.types import Channel, LlmError

__all__ = ["Judge", "Judged"]


class Judge:
    """Grades through one channel; many answers may be graded at once."""

    def __init__(
        self,
        channel: Channel,
        compiled: CompiledQuestions | None = None,
        *,
        rng: Callable[[], str] = secrets.token_hex,
    ) -> None:
        """Take the channel, questions compiled already, and where the random markers around answers come from."""
        self._channel = channel
        self._token = rng
        self._compiled = compiled or CompiledQuestions()

    async def grade(
        self,
        question: Question,
        answer: Answer,
        *,
        seniority: Seniority,
        created_at: str,
        offline: Grade,
        on_verdict: Callable[[PointVerdict], None] | None = None,
        stored_reply: dict[str, Any] | None = None,
        on_reply: Callable[[dict[str, Any]], None] | None = None,
    ) -> Judged:
        """Return the LLM grade of an answer; a failure is an ungraded grade with its reason, never an exception.

        Args:
            question: the question.
            answer: the answer, as the offline grader was given it.
            seniority: whose bar the level is compared with.
            created_at: ISO 8601 with offset.
            offline: the offline grade of the same answer; its zeroing and capping flags stay in force.
            on_verdict: told each verdict as it arrives, and those that were held back before a second opinion is asked.
            stored_reply: what `on_reply` was given in an earlier run; what is in it is not asked again.
            on_reply: given everything replied so far the moment a reply is complete, before it is checked; once
                for each call.

        Raises:
            asyncio.CancelledError: the task was cancelled.
        """
        started = time.perf_counter()
        digest = content_hash(question)
        compiled = self._compiled.get(question, digest)
        blank = Grade(
            created_at=created_at,
            question_id=question.id,
            question_version=question.version,
            content_hash=digest,
            grader="llm",
            model=self._channel.endpoint.model,
            prompt_version=PROMPT_VERSION,
            status="ungraded",
            score=None,
            level=None,
            bar=BarResult(seniority=seniority, level=question.bar.level(seniority), met=None),
            key_points=(),
        )
        case = Case(compiled.question, read_answer(answer, compiled), offline, blank)
        rounds = Rounds(
            self._channel, case.question, case.answer, stored=stored_reply, keep=on_reply, token=self._token
        )
        judged = await self._judged(case, rounds, on_verdict)
        usage = Usage(prompt_tokens=rounds.usage.prompt, completion_tokens=rounds.usage.completion)
        spent = round((time.perf_counter() - started) * 1000)
        return Judged(
            grade=(final := replace(judged.grade, usage=usage, duration_ms=spent)),
            second=final if judged.second is judged.grade else judged.second,
            agrees=judged.agrees,
            factual_errors=judged.factual_errors,
            missing_fact=judged.missing_fact,
            follow_up=judged.follow_up,
            raw=rounds.raw,
            usage=rounds.usage,
        )

    async def _judged(
        self, case: Case, rounds: Rounds, on_verdict: Callable[[PointVerdict], None] | None
    ) -> Judged:
        if (nothing := nothing_to_send(case)) is not None:
            return Judged(ungraded(case, nothing))
        preview = PartialVerdicts(case.question, Proofs(case.answer), on_verdict) if on_verdict else None
        try:
            first = await rounds.first(preview.feed if preview else None)
            if (reason := unusable(case, first)) is not None:
                shown = None if first.checked.missing else graded_by(case, first)
                return judged_by(ungraded(case, reason, shown), first)

            def tell_all() -> None:
                """Tell what the preview held back; it takes a while until the second opinion is there."""
                for verdict in first.verdicts(case.question):
                    if (
                        on_verdict is not None
                        and preview is not None
                        and preview.told.get(verdict.id) != verdict
                    ):
                        on_verdict(verdict)

            return await settled(case, first, rounds, tell_all)
        except LlmError as error:
            if error.reason == "cancelled":
                raise asyncio.CancelledError from error
            return Judged(ungraded(case, error.message))
