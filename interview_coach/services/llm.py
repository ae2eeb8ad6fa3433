"""Asking a model within its budget, and the grading job from its start to the stored grade."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from interview_coach.domain.grade import Doubt, Grade, PointVerdict
from interview_coach.domain.interview import Attempt, GradingJob, Interview, Turn
from interview_coach.domain.llm import UsageEntry
from interview_coach.domain.question import FollowUp, Question
from interview_coach.errors import CoachError
from interview_coach.services.app import App
from interview_coach.services.grading import answer_of
from interview_coach.text.clean import one_line

if TYPE_CHECKING:
    from interview_coach.llm.channel import OpenAIChannel
    from interview_coach.llm.settle import Judged
    from interview_coach.llm.types import Endpoint, Request, TokenUsage

WORDING_SECONDS = 20.0
"""How long a follow-up's wording may take; the bank's own is asked after that."""
START_APART = 0.02
"""Seconds between two calls at most: those that leave together come back together, and wait for each other here."""

OnWait = Callable[[float, str], None]


def channel_to(app: App, endpoint: "Endpoint", on_wait: OnWait | None = None) -> "OpenAIChannel":
    """Return a channel that is not metered; `on_wait` is told the seconds left during a pause, and why."""
    from interview_coach.llm.channel import OpenAIChannel
    from interview_coach.llm.lines import Lines

    return OpenAIChannel(endpoint, app.memory, app.breaker, lines=Lines(), on_wait=on_wait)


class Llm:
    """One endpoint for one interview (or none): judge, interviewer and coach over a metered channel."""

    def __init__(
        self,
        app: App,
        endpoint: "Endpoint",
        interview_id: str | None = None,
        on_wait: OnWait | None = None,
        channel: "OpenAIChannel | None" = None,
    ) -> None:
        """Read what is spent already; nothing is sent. A channel may be shared by several interviews."""
        from interview_coach.llm.budget import Budget
        from interview_coach.llm.judge import Judge
        from interview_coach.llm.metered import MeteredChannel

        self.endpoint = endpoint
        self._app = app
        self._interview_id = interview_id
        self._unsaved: list[UsageEntry] = []
        settings = app.settings
        budget = Budget(
            settings.per_interview_usd,
            settings.per_month_usd,
            app.spending(interview_id=interview_id) if interview_id else None,
            app.spending(since=app.clock.now()[:7] + "-01"),
        )
        channel = channel or channel_to(app, endpoint, on_wait)
        self.channel = MeteredChannel(channel, budget, app.prices, self._keep_usage)
        judging = MeteredChannel(channel, budget, app.prices, self._note_usage)
        self._judge = Judge(judging, app.compiled)

    def _keep_usage(self, request: "Request", usage: "TokenUsage", cost: float | None) -> None:
        self._note_usage(request, usage, cost)
        self._save_usage()

    def _note_usage(self, request: "Request", usage: "TokenUsage", cost: float | None) -> None:
        """Note what a call used; it is stored with the reply, in one commit, or when the grade ends without one."""
        self._unsaved.append(
            UsageEntry(
                at=self._app.clock.now(),
                host=self.endpoint.host,
                model=self.endpoint.model,
                purpose=request.purpose,
                interview_id=self._interview_id,
                prompt_tokens=usage.prompt,
                completion_tokens=usage.completion,
                cached_tokens=usage.cached,
                reasoning_tokens=usage.reasoning,
                estimated=usage.estimated,
                cost_usd=cost,
            )
        )

    def _save_usage(self) -> None:
        while self._unsaved:
            self._app.store.add_usage(self._unsaved[0])
            del self._unsaved[0]

    def _keep_reply(self, job: GradingJob, reply: dict[str, Any]) -> None:
        used, self._unsaved = self._unsaved, []
        self._app.store.store_reply(job, reply, used)

    async def run_job(
        self,
        job: GradingJob,
        on_verdict: Callable[[PointVerdict], None] | None = None,
        interview: Interview | None = None,
    ) -> Grade:
        """Grade the attempt of a job and store the grade; what a model replied already is not asked again.

        A failure is a stored, ungraded grade that says why; the offline grade stands then.

        Args:
            job: the job, stored already.
            on_verdict: told each verdict as it arrives.
            interview: the interview of the job where it was read already.

        Raises:
            StorageError: it could not be stored; the job waits for the next start.
            asyncio.CancelledError: it was stopped; the job waits, and a reply that came is kept.
        """
        app = self._app
        held, stored = await asyncio.to_thread(self._read, job, interview)
        turn, attempt = next((t, a) for t, a in held.attempts() if a.id == job.attempt_id)
        offline = next((grade for grade in reversed(attempt.grades) if grade.grader == "offline"), None)
        if offline is None:
            raise CoachError("The offline grade comes first.", "Start the program again.")
        try:
            _require_length(attempt)
        except CoachError as error:
            return await asyncio.to_thread(app.store.fail_job, job, str(error), at=app.clock.now())
        try:
            judged = await self._judge.grade(
                turn.question,
                answer_of(turn, attempt),
                seniority=held.setup.seniority,
                created_at=app.clock.now(),
                offline=offline,
                on_verdict=on_verdict if app.settings.stream else None,
                stored_reply=stored,
                on_reply=lambda raw: self._keep_reply(job, raw),
            )
        finally:
            self._save_usage()
        grade = self._complete(judged, attempt)
        return await asyncio.to_thread(app.store.finish_job, job, grade)

    def _read(self, job: GradingJob, known: Interview | None) -> tuple[Interview, dict[str, Any] | None]:
        store = self._app.store
        return known or store.interview(job.interview_id), store.stored_reply(job)

    def _complete(self, judged: "Judged", attempt: Attempt) -> Grade:
        grade = judged.grade
        cost = self._app.prices.cost(self.endpoint, judged.usage)
        return msgspec.structs.replace(
            grade,
            id=self._app.new_id(),
            attempt_id=attempt.id,
            usage=msgspec.structs.replace(grade.usage, cost_usd=cost),
            doubts=tuple(Doubt(evidence=evidence, why=why) for evidence, why in judged.factual_errors),
            missing_fact=judged.missing_fact,
        )

    async def grade_text(self, question: Question, text: str, offline: Grade) -> Grade:
        """Grade one answer outside any interview; only the cost is stored."""
        from interview_coach.grading.protocol import single
        from interview_coach.llm.tokens import require_length

        require_length(text)
        try:
            judged = await self._judge.grade(
                question,
                single(text),
                seniority=offline.bar.seniority,
                created_at=self._app.clock.now(),
                offline=offline,
            )
        finally:
            self._save_usage()
        cost = self._app.prices.cost(self.endpoint, judged.usage)
        return msgspec.structs.replace(
            judged.grade, usage=msgspec.structs.replace(judged.grade.usage, cost_usd=cost)
        )


def _require_length(attempt: Attempt) -> None:
    from interview_coach.llm.tokens import require_length

    require_length("\n".join(attempt.texts))


def job_for(interview: Interview, turn: Turn, attempt: Attempt, model: str) -> GradingJob:
    """Return the job of grading an attempt by a model."""
    return GradingJob(
        interview_id=interview.id,
        attempt_id=attempt.id,
        content_hash=turn.content_hash,
        grader="llm",
        model=model,
    )


def word_follow_up(
    app: App, endpoint: "Endpoint", interview: Interview, turn: Turn, follow_up: FollowUp
) -> str:
    """Return a follow-up in the model's words, or in the bank's where the model fails, is late or leaks the key.

    It blocks for up to 20 seconds, so it is called off the event loop.
    """
    from interview_coach.llm.interviewer import word_follow_up as word

    question, attempt = turn.question, turn.attempts[-1]
    gap = _gap_name(question, follow_up)

    async def ask() -> str:
        llm = Llm(app, endpoint, interview.id)
        wording = word(
            llm.channel, question.prompt, attempt.texts, gap, leaks=lambda text: leaks(question, text)
        )
        return await asyncio.wait_for(wording, WORDING_SECONDS)

    try:
        return asyncio.run(ask())
    except (CoachError, TimeoutError):
        return follow_up.prompt


def clarify_by_model(
    app: App, endpoint: "Endpoint", interview: Interview, turn: Turn, asked: str
) -> str | None:
    """Return the question's own answer that fits what was asked, chosen by the model; None if there is none."""
    from interview_coach.llm.interviewer import clarify

    async def ask() -> str | None:
        llm = Llm(app, endpoint, interview.id)
        return await asyncio.wait_for(clarify(llm.channel, turn.question, asked), WORDING_SECONDS)

    try:
        return asyncio.run(ask())
    except (CoachError, TimeoutError):
        return None


def leaks(question: Question, text: str) -> bool:
    """Whether a text says something that the key knows and the prompt does not."""
    from interview_coach.text.signals import matches

    return any(
        matches(signal, text) and not matches(signal, question.prompt)
        for point in question.key_points
        for signal in point.signals
    )


def _gap_name(question: Question, follow_up: FollowUp) -> str:
    """Return the name of the gap that a follow-up aims at: the label of a point, or its own wording."""
    named = follow_up.when.missing or follow_up.when.hit or next(iter(follow_up.awards), None)
    names = {point.id: point.name for point in question.key_points}
    return one_line(names.get(named or "", follow_up.prompt))


async def run_jobs(
    grade: Callable[[GradingJob], Awaitable[Grade]],
    jobs: Sequence[GradingJob],
    *,
    concurrency: int = 4,
    on_done: Callable[[GradingJob, Grade | CoachError], None] | None = None,
) -> None:
    """Run jobs side by side; one that fails does not stop the others.

    Args:
        grade: makes the grade of a job, see `Llm.run_job`.
        jobs: the jobs, stored already.
        concurrency: how many at once.
        on_done: told each job as it ends, with its grade or what went wrong.
    """
    gate = asyncio.Semaphore(concurrency)
    loop = asyncio.get_running_loop()
    apart, next_start = START_APART, 0.0

    async def run(job: GradingJob) -> None:
        nonlocal apart, next_start
        async with gate:
            begin = max(loop.time(), next_start)
            next_start = begin + apart
            await asyncio.sleep(begin - loop.time())
            try:
                outcome: Grade | CoachError = await grade(job)
            except CoachError as error:
                outcome = error
            apart = min(START_APART, (loop.time() - begin) / concurrency / 2)
        if on_done is not None:
            on_done(job, outcome)

    await asyncio.gather(*(run(job) for job in jobs))
