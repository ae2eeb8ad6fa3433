"""Where one goes from the feedback on an attempt: another attempt beside it, the question again, one like it."""

from typing import TYPE_CHECKING

from textual import work
from textual.screen import ScreenResultType

from interview_coach.domain.interview import PastAttempt
from interview_coach.tui.screens.dialogs import ChoiceDialog
from interview_coach.tui.screens.model_grading import ModelGradingScreen
from interview_coach.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from interview_coach.domain.question import Question
    from interview_coach.services.sitting import Sitting

NO_SIBLING = "The bank has no other question on these skills for your seniority yet."


class AttemptActionsScreen(ModelGradingScreen[ScreenResultType]):
    """A screen about one attempt, with the other attempts at the same question at hand."""

    _sitting: "Sitting | None" = None
    _others: tuple[PastAttempt, ...] = ()

    @property
    def place(self) -> str:
        """Which question and which answer this is, for the top line."""
        number = f" · answer {self._attempt.number}" if len(self._turn.attempts) > 1 else ""
        place = f"{self._turn.position} of {len(self._interview.turns)}"
        return f"{place} · {self._interview.setup.seniority}{number}"

    def show_place(self) -> None:
        """Name the question in the top line, with a star if it is bookmarked."""
        star = "★ " if self._turn.bookmarked else ""
        self.query_one(TopBar).show(f"{star}{self._turn.question.name}", self.place)

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

    @work(group="dialog", exclusive=True, exit_on_error=False, description="a question like this one")
    async def action_sibling(self) -> None:
        """Offer the question most like this one and two more; enter practises one."""
        from interview_coach.services.practising import siblings_of

        found = await self.attempt(lambda: siblings_of(self.services, self._interview, self._turn))
        if not found:
            if found is not None:
                self.notify(NO_SIBLING)
            return
        sitting = self._sitting
        then = "asks it as the last question of this interview" if sitting else "begins with it at once"
        words = {one.question.id: f"{one.question.name}\n  {one.reason}." for one in found}
        picked = await self.app.push_screen_wait(
            ChoiceDialog(f"Does it carry over? A question like this one; enter {then}.", words)
        )
        sibling = next((one for one in found if one.question.id == picked), None)
        if sibling is None:
            return
        if sitting is None:
            await self._begin(sibling.question, sibling.reason)
        elif position := await self.attempt(lambda: sitting.add_question(sibling.question, sibling.reason)):
            self.show_place()
            self.notify(
                f"“{sibling.question.name}” is question {position} now, the last of this interview.",
                markup=False,
            )

    @work(group="dialog", exclusive=True, exit_on_error=False, description="answer a past question again")
    async def action_practise_again(self) -> None:
        """Begin a new practice interview with this question; this one stays as it is."""
        await self._begin(self._turn.question)

    async def _begin(self, question: "Question", *reason: str) -> None:
        from interview_coach.services.practising import practise
        from interview_coach.tui.screens.interview import InterviewScreen

        sitting = await self.attempt(lambda: practise(self.services, self._interview, question, *reason))
        if sitting is not None:
            self.app.push_screen(InterviewScreen(sitting))
