"""Grading a past interview again from its review: by whom, at what cost, and what it changed."""

import asyncio
from typing import TYPE_CHECKING

from interview_coach.domain.grade import Grade, Grader
from interview_coach.domain.interview import GradingJob
from interview_coach.domain.wording import count_of
from interview_coach.errors import CoachError
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.screens.dialogs import ChoiceDialog, TextDialog

if TYPE_CHECKING:
    from interview_coach.services.app import App
    from interview_coach.services.regrade import Wanted

CONCURRENCY = 4
OFFLINE = "Offline, as it grades today; nothing leaves this machine"


class RegradingScreen(CoachScreen[None]):
    """A screen about one interview that can be graded again."""

    _interview_id: str
    _regrading = False

    def say(self, words: str) -> None:
        """Show one line about the grading, or with no words none."""
        raise NotImplementedError

    def reload(self) -> None:
        """Show the interview as it is stored now."""
        raise NotImplementedError

    async def regrade(self) -> None:
        """Ask which grader, grade every answer of the interview, show what changed; run it in a worker.

        A second one is refused while one goes on, and the one that goes on is let be.
        """
        if self._regrading:
            self.notify("These answers are being graded again already. What changed is shown at its end.")
            return
        self._regrading = True
        try:
            await self._regrade()
        finally:
            self._regrading = False

    async def _regrade(self) -> None:
        from interview_coach.services.regrade import wanted_of
        from interview_coach.services.regrade_changes import change_lines, latest_grades

        services = self.services
        wanted = await self.attempt(lambda: wanted_of(services, [self._interview_id]))
        if not wanted:
            if wanted is not None:
                self.notify("No answer of this interview can be graded yet.")
            return
        choices = {"offline": OFFLINE}
        model = await asyncio.to_thread(_model_words, services, wanted)
        if model:
            choices["llm"] = model
        title = f"Grade {count_of(len(wanted), 'answer')} again. The grades that are there stay."
        picked = await self.app.push_screen_wait(ChoiceDialog(title, choices))
        if picked == "offline":
            before = latest_grades(wanted, "offline")
            done = await self.attempt(lambda: _offline(services, wanted))
        elif picked == "llm":
            before = latest_grades(wanted, "llm")
            done = await self._by_model(wanted)
        else:
            return
        if not done:
            return
        again = await self.attempt(lambda: wanted_of(services, [self._interview_id]))
        self.reload()
        grader: Grader = "llm" if picked == "llm" else "offline"
        lines = "\n".join(change_lines(again or [], before, grader))
        title = "What grading again changed"
        if self.is_active:
            self.app.push_screen(TextDialog(title, lines))
        else:  # the person does something else by now, and no dialog may take their keys
            self.notify(lines, title=title, timeout=8, markup=False)

    async def _by_model(self, wanted: "list[Wanted]") -> bool:
        from interview_coach.services.endpoint import chosen_endpoint, give_consent, may_ask
        from interview_coach.services.regrade import regrade_by_model

        services = self.services
        failed: list[str] = []
        count = 0

        def done(_: GradingJob, outcome: Grade | CoachError) -> None:
            nonlocal count
            count += 1
            self.say(f"{count} of {len(wanted)} graded by the model ...")
            if isinstance(outcome, CoachError):
                failed.append(str(outcome))
            elif outcome.status == "ungraded":
                failed.append(outcome.reason or "")

        try:
            endpoint = await asyncio.to_thread(chosen_endpoint, services)
            if not may_ask(services, endpoint):  # host and cost were shown; choosing it is the consent
                await asyncio.to_thread(give_consent, services, endpoint)
            self.say(f"{endpoint.model} is grading {count_of(len(wanted), 'answer')} ...")
            await regrade_by_model(services, wanted, CONCURRENCY, done)
        except CoachError as error:
            self.complain(error)
            return False
        finally:
            if self.is_attached:  # leaving the screen ends the grading and takes the line along
                self.say("")
        if failed:
            self.say(f"Not graded by the model: {' '.join(dict.fromkeys(failed))}")
        return True


def _model_words(services: "App", wanted: "list[Wanted]") -> str:
    """Return what grading by the model means, or nothing where there is no model that may be asked."""
    from interview_coach.services.endpoint import chosen_endpoint
    from interview_coach.services.regrade import estimate_regrade

    try:
        return f"{chosen_endpoint(services).model}: {estimate_regrade(services, wanted)}"
    except CoachError:
        return ""


def _offline(services: "App", wanted: "list[Wanted]") -> bool:
    from interview_coach.services.regrade import regrade_offline

    for _ in regrade_offline(services, wanted):
        pass
    return True
