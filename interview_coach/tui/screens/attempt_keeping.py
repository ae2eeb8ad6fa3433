"""What a person adds to an answer from its feedback: a note, a bookmark, that it was sent by mistake."""

from textual import work
from textual.screen import ScreenResultType

from interview_coach.tui.screens.attempt_actions import AttemptActionsScreen
from interview_coach.tui.screens.copying import ask_and_copy
from interview_coach.tui.screens.dialogs import LineDialog

TAKEN_BACK = "Taken back: this answer stays and counts no more."
COUNTS_AGAIN = "This answer counts again."


class KeptAttemptScreen(AttemptActionsScreen[ScreenResultType]):
    """A screen about one attempt, on which things can be kept with it."""

    @work(group="dialog", exclusive=True, exit_on_error=False, description="write a note on a question")
    async def action_note(self) -> None:
        """Keep a note with this question."""
        from interview_coach.services.keeping import add_note

        text = await self.app.push_screen_wait(
            LineDialog("A note to yourself on this question", "what to remember of it")
        )
        if not text:
            return
        note = await self.attempt(lambda: add_note(self.services, self._interview, self._turn, text))
        if note is not None:
            self.show_kept()

    @work(group="keep", exit_on_error=False, description="bookmark a question")
    async def action_bookmark(self) -> None:
        """Mark the question with a star, or take it away."""
        from interview_coach.services.keeping import turn_bookmark

        marked = await self.attempt(lambda: turn_bookmark(self.services, self._interview, self._turn))
        if marked is not None:
            self.show_place()
            self.notify("Bookmarked; is:bookmarked finds it." if marked else "The bookmark is gone.")

    @work(group="keep", exit_on_error=False, description="take an answer back")
    async def action_take_back(self) -> None:
        """Let this attempt count no more, or again; it stays either way."""
        from interview_coach.services.keeping import turn_taken_back

        taken = await self.attempt(
            lambda: turn_taken_back(self.services, self._interview, self._turn, self._attempt)
        )
        if taken is not None:
            self.notify(f"{TAKEN_BACK} u lets it count again." if taken else COUNTS_AGAIN)
            self.show_kept()

    @work(group="dialog", exclusive=True, exit_on_error=False, description="copy")
    async def action_copy(self) -> None:
        """Copy question, answer or feedback as Markdown."""
        from interview_coach.export.pieces import answer_markdown, feedback_markdown, question_markdown

        pieces = {
            "question": question_markdown(self._turn),
            "answer": answer_markdown(self._turn, self._attempt),
            "feedback": feedback_markdown(self._turn, self._attempt),
        }
        await ask_and_copy(self, pieces)
