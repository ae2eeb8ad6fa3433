"""What can be done with the feedback on one attempt when there is a model: grade, discuss, rewrite."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Attempt, GradingJob, Interview, Turn
from interview_coach.domain.llm import Dispute
from interview_coach.errors import CoachError
from interview_coach.services.app import App
from interview_coach.services.endpoint import endpoint_for_grading
from interview_coach.services.grading import answer_of
from interview_coach.services.keeping import require_counting
from interview_coach.services.llm import Llm, OnWait, job_for, run_jobs

if TYPE_CHECKING:
    from interview_coach.llm.coach import Rewrite


def model_for(app: App, interview: Interview, on_wait: OnWait | None = None) -> Llm | None:
    """Return who may be asked about an interview, or None; blocks for a moment."""
    endpoint = endpoint_for_grading(app, chosen=interview.setup.grader == "llm")
    return Llm(app, endpoint, interview.id, on_wait) if endpoint is not None else None


def owed_job(app: App, attempt: Attempt, model: str) -> GradingJob | None:
    """Return the grade that a model still owes an attempt, or None."""
    jobs = app.store.pending_jobs("llm")
    return next((job for job in jobs if (job.attempt_id, job.model) == (attempt.id, model)), None)


def ask_for_grade(app: App, interview: Interview, turn: Turn, attempt: Attempt, model: str) -> None:
    """Queue a grade by a model for an attempt, again if it ended ungraded."""
    job = job_for(interview, turn, attempt, model)
    app.store.add_jobs([job])
    app.store.reopen_job(job)


async def discuss(
    app: App, llm: Llm, turn: Turn, attempt: Attempt, grade: Grade, point_id: str, argument: str
) -> Dispute:
    """Let the person argue about a verdict; what came of it is stored beside the grade, which stays.

    Raises:
        CoachError: nothing was argued, the answer was taken back, or the model could not answer.
    """
    from interview_coach.llm.coach import discuss as argue

    require_counting(attempt)
    if not argument.strip():
        raise CoachError("Say what speaks against the verdict.")
    if grade.id is None:
        raise CoachError("This grade is not stored, so nothing can be kept beside it.")
    said = await argue(llm.channel, turn.question, answer_of(turn, attempt), grade, point_id, argument)
    dispute = Dispute(
        id=app.new_id(),
        attempt_id=attempt.id,
        grade_id=grade.id,
        point_id=point_id,
        argument=argument,
        old_verdict=said.old,
        new_verdict=said.new,
        reason=said.reason,
        evidence=said.evidence,
        created_at=app.clock.now(),
    )
    await asyncio.to_thread(app.store.add_dispute, dispute)
    attempt.disputes.append(dispute)
    return dispute


async def rewrite(llm: Llm, turn: Turn, attempt: Attempt, missing_fact: str, told: str) -> "Rewrite":
    """Return the answer rewritten with the fact the person told; what nobody said is a blank.

    Raises:
        CoachError: nothing was told, or the model could not answer.
    """
    from interview_coach.llm.coach import rewrite as write

    if not told.strip():
        raise CoachError("Tell the fact first; nothing is made up.")
    return await write(llm.channel, turn.question, answer_of(turn, attempt), missing_fact, told)


def owed_jobs(app: App, interview_id: str | None = None, *, held: bool = False) -> list[GradingJob]:
    """Return the grades that a model still owes, of one interview or of all.

    Without a model that may be asked there are none, they go on waiting; nor where the settings name the offline
    grader, unless it is for an interview that was `held` just now with the model chosen for it.
    """
    endpoint = endpoint_for_grading(app, chosen=held)
    if endpoint is None:
        return []
    return [
        job
        for job in app.store.pending_jobs("llm")
        if interview_id in (None, job.interview_id) and job.model == endpoint.model
    ]


async def run_owed_jobs(
    app: App,
    jobs: Sequence[GradingJob],
    on_done: Callable[[GradingJob, Grade | CoachError], None] | None = None,
) -> None:
    """Run grades that a model owes, those that are under way already included; see `run_jobs`."""

    async def grade(job: GradingJob) -> Grade:
        endpoint = await asyncio.to_thread(endpoint_for_grading, app, chosen=True)
        if endpoint is None:
            raise CoachError("The model may not be asked any more.", "The grade waits until it may.")
        return await app.under_way.grade(Llm(app, endpoint, job.interview_id), job)

    await run_jobs(grade, jobs, on_done=on_done)
