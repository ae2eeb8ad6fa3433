"""The LLM grader: a model's verdicts, checked here, with the score computed here.

The offline grade is made first and stays beside it. Where the two are far apart the model is asked a second time
with the points in reverse order; if they stay apart, the LLM grade is returned as ungraded and the offline one
counts.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from interview_coach.domain.grade import (
    FLAG_SENTENCES,
    BarResult,
    Confidence,
    Evidence,
    Flag,
    Grade,
    PointVerdict,
    Usage,
)
from interview_coach.domain.levels import Seniority, level_of
from interview_coach.domain.question import Question, content_hash
from interview_coach.domain.score import CAP_FLAGS, ZERO_FLAGS, score_of, top_fix
from interview_coach.grading.compiled import CompiledQuestions
from interview_coach.grading.protocol import Answer
from interview_coach.llm.prompts import PROMPT_VERSION
from interview_coach.llm.proofs import Proofs, ReadAnswer, read_answer
from interview_coach.llm.rounds import Round, Rounds
from interview_coach.llm.streaming import PartialVerdicts
from interview_coach.llm.tidy import first_sentence, short_line
from interview_coach.llm.types import Channel, LlmError, TokenUsage

FAR_APART = 40
"""Scores of the two graders that differ by more than this are looked at twice."""
GOOD = 65
"""From this score on a grade is good; a good one for a flagged answer is looked at twice."""
ABOVE = 10
"""By how much a good grade for a flagged answer may exceed the offline score unexamined."""
MOST_STRENGTHS = 3
LONGEST_FIX = 200
LONGEST_QUESTION = 300
LONGEST_STRENGTH = 160

CREDULOUS = "The model gave credit that no words of the answer prove, so its grade does not count."


@dataclass(frozen=True)
class Judged:
    """What came of asking a model for a grade.

    Attributes:
        grade: the LLM grade to store; ungraded, with a plain reason, where it does not count.
        second: the grade of the second call, when there was one; the same as `grade` when it settled the matter.
        agrees: False when the two graders disagree even after a second call; the offline grade counts then.
        factual_errors: passages to check, each with why.
        missing_fact: a question to the person about a fact of theirs, or empty.
        follow_up: a question an interviewer could ask next, or empty.
        raw: everything that was replied, as given to `on_reply`.
        usage: the tokens of all calls.
    """

    grade: Grade
    second: Grade | None = None
    agrees: bool = True
    factual_errors: tuple[tuple[Evidence, str], ...] = ()
    missing_fact: str = ""
    follow_up: str = ""
    raw: dict[str, Any] = field(default_factory=dict)
    usage: TokenUsage = field(default_factory=TokenUsage)


@dataclass(frozen=True)
class _Case:
    """One answer to grade, and what is known of it before a model is asked."""

    question: Question
    answer: ReadAnswer
    offline: Grade
    blank: Grade

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The flags in force: the offline grader's, and what the screen found beyond."""
        flags = self.offline.flags
        return (*flags, "instructions") if self.answer.flagged and "instructions" not in flags else flags


class Judge:
    """Grades through one channel; many answers may be graded at once."""

    def __init__(self, channel: Channel, *, rng: Callable[[], str] = secrets.token_hex) -> None:
        """Take the channel, and where the random markers around answers come from."""
        self._channel = channel
        self._token = rng
        self._compiled = CompiledQuestions()

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
            on_verdict: told each verdict as it arrives, then those that were held back until the checks.
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
        case = _Case(compiled.question, read_answer(answer, compiled), offline, blank)
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
        self, case: _Case, rounds: Rounds, on_verdict: Callable[[PointVerdict], None] | None
    ) -> Judged:
        if (nothing := _nothing_to_send(case)) is not None:
            return Judged(_ungraded(case, nothing))
        preview = PartialVerdicts(case.question, Proofs(case.answer), on_verdict) if on_verdict else None
        try:
            first = await rounds.first(preview.feed if preview else None)
            if (reason := _unusable(case, first)) is not None:
                return _judged_by(_ungraded(case, reason, _graded(case, first)), first)
            if on_verdict is not None and preview is not None:
                for verdict in first.verdicts(case.question):
                    if preview.told.get(verdict.id) != verdict:
                        on_verdict(verdict)
            return await _settled(case, first, rounds)
        except LlmError as error:
            if error.reason == "cancelled":
                raise asyncio.CancelledError from error
            return Judged(_ungraded(case, error.message))


async def _settled(case: _Case, first: Round, rounds: Rounds) -> Judged:
    """Return what came of a usable first opinion, after a second one where the graders are apart."""
    graded = _graded(case, first)
    if not _apart(case, first):
        return _judged_by(graded, first)
    try:
        second = await rounds.second()
    except LlmError as error:
        if error.reason == "cancelled":
            raise
        reason = f"{_disagreement(case, graded, None)} A second opinion failed: {error.message}"
        return _judged_by(_ungraded(case, reason, graded), first, agrees=False)
    if (unusable := _unusable(case, second)) is not None:
        reason = f"{_disagreement(case, graded, None)} A second opinion did not help: {unusable}"
        return _judged_by(_ungraded(case, reason, graded), first, agrees=False)
    again = _graded(case, second)
    if _apart(case, second, settled_by_control=True):
        reason = _disagreement(case, graded, again)
        return _judged_by(_ungraded(case, reason, graded), first, second=again, agrees=False)
    return _judged_by(again, second, second=again)


def _judged_by(grade: Grade, by: Round, *, second: Grade | None = None, agrees: bool = True) -> Judged:
    return Judged(
        grade=grade,
        second=second,
        agrees=agrees,
        factual_errors=by.errors,
        missing_fact=short_line(by.reply.missing_fact, LONGEST_QUESTION),
        follow_up=short_line(by.reply.follow_up, LONGEST_QUESTION),
    )


def _nothing_to_send(case: _Case) -> str | None:
    """Return why there is nothing a model could grade, or None."""
    flag = next((flag for flag in case.offline.flags if flag in ZERO_FLAGS), None)
    if flag is None and case.answer.empty:
        flag = "instructions" if case.answer.flagged else "no_answer"
    if flag is not None:
        return f"Nothing was sent. {FLAG_SENTENCES[flag]}"
    return (
        None if case.question.key_points else "Nothing was sent. The question has no key points to grade by."
    )


def _unusable(case: _Case, by: Round) -> str | None:
    """Return why an opinion does not count, or None."""
    if by.checked.credulous:
        return CREDULOUS
    if left_out := len(by.checked.missing):
        return f"The model left out {left_out} of {len(case.question.key_points)} key points, asked twice."
    return None


def _apart(case: _Case, by: Round, *, settled_by_control: bool = False) -> bool:
    """Return whether an opinion is too far from the offline grade to be taken as it is.

    That is by score, or because it is good although a guard fired or the answer talks to the grader. The latter
    is settled when a second opinion denied the control claim: then the model did not obey.
    """
    verdicts = by.verdicts(case.question)
    offline = case.offline.score or 0
    if abs(score_of(case.question, verdicts, by.misconceptions, case.flags) - offline) > FAR_APART:
        return True
    freely = score_of(case.question, verdicts, by.misconceptions)
    if freely < GOOD or freely <= offline + ABOVE:
        return False
    if any(flag in CAP_FLAGS for flag in case.flags):
        return True
    if "instructions" not in case.flags and not by.reply.manipulation_attempt:
        return False
    return not (settled_by_control and by.checked.control_denied)


def _disagreement(case: _Case, first: Grade, second: Grade | None) -> str:
    then = f" and then {second.score}" if second is not None else ""
    return (
        f"The two graders disagree: the model gave {first.score}{then}, the offline grader "
        f"{case.offline.score}. The offline grade counts."
    )


def _ungraded(case: _Case, reason: str, of: Grade | None = None) -> Grade:
    """Return a grade that does not count, with the verdicts of one that would have."""
    grade = of or case.blank
    return replace(
        grade,
        status="ungraded",
        reason=reason,
        score=None,
        level=None,
        bar=case.blank.bar,
        flags=case.flags,
    )


def _graded(case: _Case, by: Round) -> Grade:
    question, seniority = case.question, case.blank.bar.seniority
    verdicts = by.verdicts(question)
    score = score_of(question, verdicts, by.misconceptions, case.flags)
    level = level_of(score)
    fix = first_sentence(by.reply.top_fix, LONGEST_FIX)
    strengths = (short_line(text, LONGEST_STRENGTH) for text in by.reply.strengths[:MOST_STRENGTHS])
    return replace(
        case.blank,
        status="graded",
        score=score,
        level=level,
        bar=replace(case.blank.bar, met=level >= case.blank.bar.level),
        key_points=verdicts,
        misconceptions=by.misconceptions,
        flags=case.flags,
        confidence=_confidence(case, by),
        top_fix=fix or top_fix(question, verdicts, by.misconceptions, seniority),
        strengths=tuple(strength for strength in strengths if strength),
        star=case.offline.star,
        delivery=case.offline.delivery,
    )


def _confidence(case: _Case, by: Round) -> Confidence:
    if case.question.status == "draft":
        return "low"
    return "medium" if case.flags or by.checked.problems else "high"
