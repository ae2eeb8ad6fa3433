"""Asking a model for its grade while the offline one is shown; leaving the screen does not stop it."""

import asyncio

from textual import work
from textual.screen import ScreenResultType
from textual.worker import Worker

from interview_coach.domain.grade import Grade, PointVerdict
from interview_coach.domain.interview import Attempt, GradingJob
from interview_coach.errors import CoachError
from interview_coach.tui.screens.coaching import CoachingScreen


class ModelGradingScreen(CoachingScreen[ScreenResultType]):
    """A screen about one attempt that a model may grade; how it is shown is for the screen to say."""

    _in_interview = False
    _asking: Worker[None] | None = None
    _job: GradingJob | None = None

    def say(self, words: str) -> None:
        """Show one line about the model."""
        raise NotImplementedError

    def show_verdict(self, verdict: PointVerdict) -> None:
        """Show one verdict of the model in place of the offline one."""
        raise NotImplementedError

    def show_grade(self, grade: Grade) -> None:
        """Show a whole grade."""
        raise NotImplementedError

    @work(group="model", exclusive=True, exit_on_error=False, description="look for a model")
    async def look_for_model(self) -> None:
        """Offer the model's actions where there is one, and ask for a grade that it owes."""
        from interview_coach.services.endpoint import destination_of, endpoint_for_grading

        chosen = self._interview.setup.grader == "llm"
        endpoint = await asyncio.to_thread(endpoint_for_grading, self.services, chosen=chosen)
        self._has_model = endpoint is not None
        self.refresh_bindings()
        if endpoint is None or self.services.past.read_only:
            return
        self.show_destination(destination_of(endpoint))
        # Of a past interview nothing is sent unasked once the settings say offline.
        if self._in_interview or self.services.settings.grader == "llm":
            self.ask_model(new=False)

    def action_grade_again(self) -> None:
        """Have the attempt graded by the model, again if it failed before."""
        self.ask_model(new=True)

    def ask_model(self, *, new: bool) -> None:
        """Ask for a grade that is owed, or with `new` for one that was not asked for yet."""
        if self._asking is None:
            self._asking = self.run_worker(
                self._grade(self._attempt, new),
                group="grade",
                exclusive=True,
                exit_on_error=False,
                description="grade by a model",
            )
            self.refresh_bindings()

    def stop_model(self) -> None:
        """Stop the grade that is shown while it is made."""
        if self._job is not None:
            self.services.under_way.stop(self._job)
        elif self._asking is not None:
            self._asking.cancel()

    def let_go(self) -> None:
        """Show no more of the grade that is being made; it goes on."""
        if self._asking is not None:
            self._asking.cancel()

    async def _grade(self, attempt: Attempt, new: bool) -> None:
        from interview_coach.services.feedback import ask_for_grade, model_for, owed_job
        from interview_coach.services.under_way import StoppedError

        services, interview = self.services, self._interview
        try:
            llm = await asyncio.to_thread(model_for, services, interview, self._waiting)
            if llm is None:
                return
            model = llm.endpoint.model
            if new and not attempt.taken_back:
                await asyncio.to_thread(ask_for_grade, services, interview, self._turn, attempt, model)
            self._job = await asyncio.to_thread(owed_job, services, attempt, model)
            if self._job is None:
                if new and attempt.taken_back:
                    self.say("This answer is taken back, so no model is asked. u lets it count again.")
                elif new:
                    self.say(f"{model} has graded this answer already; it stands.")
                return
            self.say(f"{model} is reading. esc stops it; the offline grade is shown meanwhile.")
            grade = await services.under_way.grade(llm, self._job, self.show_verdict)
        except StoppedError:
            self._show_record()
            self.say("Stopped. The offline grade stands; g asks the model again.")
        except CoachError as error:
            self._show_record()
            self.say(f"Not graded by the model: {error}")
        else:
            if grade not in attempt.grades:
                attempt.grades.append(grade)
            self._show_record()
            if grade.status != "graded":
                self.say(f"The model gave no grade that counts, the offline one stands. {grade.reason}")
        finally:
            self._asking = self._job = None
            self.call_after_refresh(
                self.refresh_bindings
            )  # the footer is made anew: the grade is painted first

    def _show_record(self) -> None:
        record = self._attempt.grade
        if record is not None:
            self.show_grade(record)

    def _waiting(self, seconds: float, why: str) -> None:
        self.say(f"{why[0].upper()}{why[1:]}. Trying again in {seconds:.0f} s; esc stops it.")
