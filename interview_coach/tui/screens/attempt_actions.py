"""What can be done with one attempt beside reading its feedback: compare it with others."""

from textual import work
from textual.screen import ScreenResultType

from interview_coach.domain.interview import PastAttempt
from interview_coach.tui.screens.dialogs import ChoiceDialog
from interview_coach.tui.screens.model_grading import ModelGradingScreen


class AttemptActionsScreen(ModelGradingScreen[ScreenResultType]):
    """A screen about one attempt, with the other attempts at the same question at hand."""

    _others: tuple[PastAttempt, ...] = ()

    @work(group="others", exclusive=True, exit_on_error=False, description="look for other attempts")
    async def look_for_others(self) -> None:
        """Find the other attempts at this question, here and in other interviews."""
        from interview_coach.services.comparing import others_of

        found = await self.attempt(lambda: others_of(self.services, self._turn, self._attempt))
        self._others = tuple(found or ()) if self._attempt.grade is not None else ()
        self.refresh_bindings()

    @work(group="dialog", exclusive=True, exit_on_error=False, description="compare two attempts")
    async def action_compare(self) -> None:
        """Hold this attempt against another one; with several, ask which."""
        from interview_coach.services.comparing import Side, comparison_of, in_order, side_of
        from interview_coach.tui.screens.compare import CompareScreen, attempt_words

        others = {one.attempt_id: one for one in self._others}
        picked: str | None = next(iter(others), None)
        if len(others) > 1:
            words = {name: attempt_words(one) for name, one in others.items()}
            picked = await self.app.push_screen_wait(ChoiceDialog("Compare with which answer?", words))
        if picked is None:
            return
        other = await self.attempt(lambda: side_of(self.services, others[picked]))
        if other is not None:
            before, after = in_order(other, Side(self._interview, self._turn, self._attempt))
            self.app.push_screen(CompareScreen(before, after, comparison_of(before, after)))
