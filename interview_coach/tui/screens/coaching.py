"""What a model adds to feedback: arguing about a verdict, and a rewrite from the person's own facts."""

import asyncio
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.screen import ScreenResultType

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Attempt, Interview, Turn
from interview_coach.domain.wording import point_name
from interview_coach.errors import CoachError
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.screens.dialogs import LineDialog, TextDialog
from interview_coach.tui.widgets.points import PointList

if TYPE_CHECKING:
    from interview_coach.llm.coach import Rewrite

_DIFF_STYLES = {"kept": "", "added": "$text-success underline", "removed": "$text-error strike"}
NOTHING_TO_DISPUTE = "This answer was taken back: it counts no more, and there is no verdict to dispute."
_NO_FACT = "What would make this concrete? A number, a date, a result that is yours."


class CoachingScreen(CoachScreen[ScreenResultType]):
    """A screen about one attempt, with a model to talk to."""

    _interview: Interview
    _turn: Turn
    _attempt: Attempt
    _has_model = False

    def explain(self) -> None:
        """Show again what is said about the highlighted verdict."""
        raise NotImplementedError

    def show_kept(self) -> None:
        """Show what is kept with the attempt as it is now."""
        raise NotImplementedError

    def action_discuss(self) -> None:
        """Dispute the highlighted verdict, with the model where there is one; it is kept beside the grade.

        No worker opens the dialog: keys that follow at once are for it, and do not take the answer back behind it.
        """
        grade, point_id = self._attempt.grade, self.query_one(PointList).point_id
        if grade is None or point_id is None:
            return
        if self._attempt.taken_back:
            self.notify(NOTHING_TO_DISPUTE)
            return
        name, verdict = point_name(self._turn.question, point_id), grade.verdict(point_id).verdict
        title = f"“{name}” is {verdict}. What speaks against that?"

        def argued(argument: str | None) -> None:
            if argument:
                self._dispute(grade, point_id, argument)

        self.app.push_screen(LineDialog(title, "point to words of your answer"), argued)

    @work(group="dialog", exclusive=True, exit_on_error=False, description="discuss a verdict")
    async def _dispute(self, grade: Grade, point_id: str, argument: str) -> None:
        """Keep an argument beside the verdict it is about, after what the model says to it."""
        from interview_coach.services.feedback import discuss, model_for
        from interview_coach.services.keeping import add_note
        from interview_coach.services.keeping import dispute as keep

        name = point_name(self._turn.question, point_id)
        if self._attempt.taken_back:  # meanwhile
            note = await self.attempt(lambda: add_note(self.services, self._interview, self._turn, argument))
            if note is not None:
                self.notify(f"{NOTHING_TO_DISPUTE} Your words are kept as a note.", timeout=8)
                self.show_kept()
            return
        llm = await asyncio.to_thread(model_for, self.services, self._interview) if self._has_model else None
        if llm is None:
            kept = await self.attempt(lambda: keep(self.services, self._attempt, grade, point_id, argument))
            if kept is not None:
                self.notify("Kept beside the verdict, which stays as it is.")
                self.explain()
            return
        self.notify(f"Asking {llm.endpoint.model} ...", markup=False)
        try:
            dispute = await discuss(self.services, llm, self._turn, self._attempt, grade, point_id, argument)
        except CoachError as error:
            self.complain(error)
            return
        changed = dispute.new_verdict != dispute.old_verdict
        said = (
            f"{dispute.old_verdict} becomes {dispute.new_verdict}"
            if changed
            else f"It stays {dispute.old_verdict}"
        )
        quotes = "".join(f"\n\n“{e.quote}”" for e in dispute.evidence)
        beside = "Kept beside the grade; the grade itself stays as it was made."
        self.explain()
        self.app.push_screen(TextDialog(f"{name}: {said}", f"{dispute.reason}{quotes}\n\n{beside}"))

    @work(group="dialog", exclusive=True, exit_on_error=False, description="rewrite with a fact")
    async def action_rewrite(self) -> None:
        """Ask for the missing fact, then show the answer rewritten with it; unknown things are blanks."""
        from interview_coach.services.feedback import model_for, rewrite

        grade = self._attempt.grade
        if grade is None:
            return
        asked = grade.missing_fact or _NO_FACT
        told = await self.app.push_screen_wait(LineDialog(asked, "only what is true; nothing is made up"))
        llm = await asyncio.to_thread(model_for, self.services, self._interview) if told else None
        if not told or llm is None:
            return
        self.notify(f"Asking {llm.endpoint.model} ...", markup=False)
        try:
            written = await rewrite(llm, self._turn, self._attempt, asked, told)
        except CoachError as error:
            self.complain(error)
            return
        title = "Your answer with that fact"
        if written.blanks:
            title += f", {written.blanks} blanks for you to fill in"
        self.app.push_screen(TextDialog(title, _coloured(written)))


def _coloured(written: "Rewrite") -> Content:
    return Content("").join(Content(span.text).stylize(_DIFF_STYLES[span.kind]) for span in written.diff)
