"""Grading stored attempts again; grades are added, none is replaced."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from interview_coach.domain.grade import Grade
from interview_coach.domain.history_filter import HistoryFilter
from interview_coach.domain.interview import Attempt, GradingJob, Interview, Turn
from interview_coach.errors import CoachError
from interview_coach.services.app import App
from interview_coach.services.endpoint import chosen_endpoint, typical_estimate
from interview_coach.services.grading import grade_attempt
from interview_coach.services.llm import Llm, channel_to, job_for, run_jobs


@dataclass(frozen=True)
class Wanted:
    """One attempt to grade again."""

    interview: Interview
    turn: Turn
    attempt: Attempt


def wanted_of(app: App, ids: Sequence[str], *, since: str | None = None) -> list[Wanted]:
    """Return the complete attempts of the named interviews, or of all since a date; none that was taken back.

    Raises:
        UsageError: an id is unknown or ambiguous.
    """
    chosen = list(ids) or [summary.id for summary in app.store.summaries(HistoryFilter(since=since))]
    interviews = [app.store.interview(one) for one in chosen]
    return [
        Wanted(i, turn, attempt)
        for i in interviews
        for turn, attempt in i.attempts()
        if attempt.complete and not attempt.taken_back
    ]


def estimate_regrade(app: App, wanted: Sequence[Wanted]) -> str:
    """Return what grading these by the model takes at most, in words."""
    from interview_coach.llm.budget import dollars

    one = typical_estimate(app, chosen_endpoint(app))
    tokens = len(wanted) * (one.prompt_tokens + one.output_tokens)
    cost = (
        "the price is not known" if one.cost_usd is None else f"at most {dollars(one.cost_usd * len(wanted))}"
    )
    return f"about {tokens:,} tokens to {one.host}, {cost}"


def regrade_offline(app: App, wanted: Sequence[Wanted]) -> Iterator[bool]:
    """Grade each by today's offline grader; yield whether the grade differs from the latest and was added."""
    from msgspec.structs import replace

    for one in wanted:
        grade = grade_attempt(app, one.interview, one.turn, one.attempt)
        grade = replace(grade, id=app.new_id(), attempt_id=one.attempt.id)
        latest = next((g for g in reversed(one.attempt.grades) if g.grader == "offline"), None)
        differs = latest is None or _judgement(latest) != _judgement(grade)
        if differs:
            one.attempt.grades.append(grade)
            app.store.record(one.interview, (one.turn,), ())
        yield differs


def _judgement(grade: Grade) -> tuple[object, ...]:
    return (grade.score, grade.key_points, grade.misconceptions, grade.flags, grade.top_fix)


async def regrade_by_model(
    app: App,
    wanted: Sequence[Wanted],
    concurrency: int,
    on_done: Callable[[GradingJob, Grade | CoachError], None],
) -> int:
    """Queue and run a grade by the model for each; return how many had one of this model already.

    The jobs are stored before the first call, so that a run that was stopped goes on where it was.
    """
    endpoint = await asyncio.to_thread(chosen_endpoint, app)
    jobs = [job_for(one.interview, one.turn, one.attempt, endpoint.model) for one in wanted]
    due = await asyncio.to_thread(_queue, app, jobs)
    known = {one.interview.id: one.interview for one in wanted}
    graders: dict[str, Llm] = {}

    async with channel_to(app, endpoint) as channel:

        async def grade(job: GradingJob) -> Grade:
            llm = graders.get(job.interview_id)
            if llm is None:
                llm = graders[job.interview_id] = Llm(app, endpoint, job.interview_id, channel=channel)
            return await llm.run_job(job, interview=known[job.interview_id])

        await run_jobs(grade, due, concurrency=concurrency, on_done=on_done)
    return len(jobs) - len(due)


def _queue(app: App, jobs: Sequence[GradingJob]) -> list[GradingJob]:
    """Store the jobs and return those that wait, with those that ended ungraded before."""
    app.store.add_jobs(jobs)
    for job in jobs:
        app.store.reopen_job(job)
    waiting = set(app.store.pending_jobs("llm"))
    return [job for job in jobs if job in waiting]
