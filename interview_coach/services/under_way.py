"""The grades that a model is making right now: each is asked for once, whoever wants it, and outlives who asked.

All of it belongs to one event loop. When that ends, what is under way is cancelled and its job waits.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interview_coach.domain.grade import Grade, PointVerdict
from interview_coach.domain.interview import GradingJob
from interview_coach.errors import CoachError

if TYPE_CHECKING:
    from interview_coach.llm.types import Endpoint
    from interview_coach.services.llm import Llm

OnVerdict = Callable[[PointVerdict], None]


class StoppedError(CoachError):
    """The person stopped a grade; its job waits."""


@dataclass
class _Running:
    """One grade in the making: what was told so far, and to whom."""

    endpoint: "Endpoint"
    task: "asyncio.Task[Grade]"
    told: list[PointVerdict] = field(default_factory=list)
    listeners: list[OnVerdict] = field(default_factory=list)


class GradesUnderWay:
    """Runs jobs as tasks of their own, so that leaving a screen does not stop them."""

    def __init__(self) -> None:
        self._running: dict[GradingJob, _Running] = {}

    @property
    def endpoint(self) -> "Endpoint | None":
        """Where text goes right now, or None."""
        return next((running.endpoint for running in self._running.values()), None)

    async def grade(self, llm: "Llm", job: GradingJob, on_verdict: OnVerdict | None = None) -> Grade:
        """Return the grade of a job; one that is under way already is waited for and not asked again.

        Cancelling who waits does not stop the grade; `stop` does.

        Args:
            llm: who grades it, unless somebody does already.
            job: the job, stored already.
            on_verdict: told each verdict as it arrives, those that came before included.

        Raises:
            StoppedError: it was stopped.
            StorageError: it could not be stored; the job waits for the next start.
        """
        running = self._running.get(job) or self._begin(llm, job, on_verdict is not None)
        if on_verdict is not None:
            for verdict in running.told:
                on_verdict(verdict)
            running.listeners.append(on_verdict)
        try:
            await asyncio.wait([running.task])
        finally:
            if on_verdict is not None:
                running.listeners.remove(on_verdict)
        if running.task.cancelled():
            raise StoppedError("Stopped before the model was done.", "Its grade is still waiting to be made.")
        return running.task.result()

    def _begin(self, llm: "Llm", job: GradingJob, streamed: bool) -> _Running:
        def tell(verdict: PointVerdict) -> None:
            running.told.append(verdict)
            for listener in running.listeners:
                listener(verdict)

        def ended(task: "asyncio.Task[Grade]") -> None:
            self._running.pop(job, None)
            if not task.cancelled():
                task.exception()  # who waits is told; without anybody the job waits for the next start

        task = asyncio.create_task(llm.run_job(job, tell if streamed else None))
        running = self._running[job] = _Running(llm.endpoint, task)
        task.add_done_callback(ended)
        return running

    def stop(self, job: GradingJob) -> None:
        """Stop a grade; what the model replied so far is kept, and the job waits."""
        if (running := self._running.get(job)) is not None:
            running.task.cancel()

    async def stop_all(self) -> None:
        """Stop every grade and wait until that is done, before the store is closed or nothing may leave any more."""
        tasks = [running.task for running in self._running.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
