"""The interview: the question above, the answer below, nothing else."""

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import ActiveBinding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Markdown, Static

from interview_coach.domain.wording import count_of
from interview_coach.errors import CoachError
from interview_coach.tui.external_editor import edit
from interview_coach.tui.screens.dialogs import ChoiceDialog, LineDialog
from interview_coach.tui.screens.drafting import DraftingScreen
from interview_coach.tui.screens.interview_keys import FIRST_KEYS, KEYS
from interview_coach.tui.widgets.answer_box import AnswerBox
from interview_coach.tui.widgets.status_line import Status, StatusLine
from interview_coach.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from interview_coach.services.sitting import Sitting, Step
    from interview_coach.tui.screens.feedback import Outcome

CLOCK_SECONDS = 1.0


class InterviewScreen(DraftingScreen):
    """Holds one sitting."""

    CSS_PATH = "interview.tcss"
    HELP = (
        "Read, think, write as you would speak. The clocks only count; nobody cuts you off. "
        "The text is saved while you type, and an answer is stored before it is graded."
    )
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, submit first in the footer."""
        found = super().active_bindings
        return {key: found[key] for key in (*(key for key in FIRST_KEYS if key in found), *found)}

    def __init__(self, sitting: "Sitting") -> None:
        """Show the question that waits."""
        super().__init__(sitting)
        self._words = 0
        self._box_is_free = False

    def compose(self) -> ComposeResult:
        """Question, conversation, status, answer."""
        yield TopBar("")
        with VerticalScroll(id="question", can_focus=False):
            yield Markdown("", id="prompt", open_links=False)
            yield Static("", id="reason", classes="quiet")
            yield Static("", id="talk")
        yield StatusLine()
        yield AnswerBox(id="answer")
        yield Footer()

    async def on_mount(self) -> None:
        """Show the question and where the answers go, start the clock."""
        self.show_destination(self._sitting.destination)
        async with self.one_step():
            await self._show()
        self.set_interval(CLOCK_SECONDS, self._show_status)

    async def _show(self) -> None:
        """Show what the sitting waits for now, as a part of a step."""
        sitting = self._sitting
        if sitting.step != "answer":
            await self._go(sitting.step)
            return
        draft = await self.attempt(sitting.draft)
        if draft is None:  # it is there but cannot be read now: typing would take its place
            await self.attempt(sitting.pause)
            self.dismiss()
            return
        # Question and box change in one go, so that nobody writes under another question.
        self._put_in_the_box(draft)
        turn, setup = sitting.turn, sitting.interview.setup
        skill = self.services.bank.skill_name(turn.question.skill)
        place = f"{turn.position} of {len(sitting.interview.turns)}"
        self.query_one(TopBar).show(
            turn.question.name,
            f"{place} · {skill} · {setup.seniority} · {setup.mode}",
            f"{place} · {setup.seniority} · {setup.mode}",
            f"{place} · {setup.mode}",
        )
        self.query_one("#reason", Static).update(Content(f"Asked because: {turn.reason}"))
        await self.query_one("#prompt", Markdown).update(turn.question.prompt)
        self._show_talk()
        if sitting.part.index == 0:
            self.query_one("#question", VerticalScroll).scroll_home(animate=False)
        else:
            self.query_one("#question", VerticalScroll).scroll_end(animate=False)

    def _put_in_the_box(self, draft: str) -> None:
        """Put a draft in, before what was typed since the feedback closed."""
        typed = self._box.text if self._box_is_free else ""
        self._box_is_free = False
        with self.prevent(AnswerBox.Changed):
            self._box.set_text(draft + typed)
        self._saved = "saved" if draft and not typed else ""
        self.show_saved()
        self._box.focus()

    def _show_talk(self) -> None:
        """Show the clarifications, the hint and the follow-ups of this attempt so far."""
        turn, attempt = self._sitting.turn, self._sitting.turn.attempt
        lines: list[Content] = []
        for exchange in turn.exchanges:
            lines += [_said("You", exchange.asked), _said("Interviewer", exchange.answer)]
        if turn.hint_taken and turn.question.hint:
            lines.append(_said("Hint", turn.question.hint))
        for part in attempt.parts if attempt else ():
            if part.prompt:
                lines.append(_said("Interviewer", part.prompt, style="bold"))
            if part.text is not None:
                lines.append(_said("You", part.text, style="$foreground-muted"))
        self.query_one("#talk", Static).update(Content("\n\n").join(lines))
        self.query_one("#question", VerticalScroll).scroll_end(animate=False)

    def _show_status(self) -> None:
        sitting = self._sitting
        if sitting.step != "answer":
            return
        question, watch = sitting.turn.question, sitting.watch
        task = self.query_one("#question", VerticalScroll)
        thinking = not watch.writing
        self.query_one(StatusLine).status = Status(
            label="follow-up" if sitting.part.index else "your answer",
            words=self._words,
            saved=self._saved,
            thinking=thinking,
            seconds=int(watch.think_seconds if thinking else watch.answer_seconds),
            suggested=question.think_seconds if thinking else question.answer_seconds,
            more_below=task.max_scroll_y > task.scroll_y,
        )

    @on(AnswerBox.PasteCut)
    def _paste_was_cut(self, event: AnswerBox.PasteCut) -> None:
        self.notify(
            f"An answer holds 32 KB: {event.left_out // 1024 + 1} KB of the paste were left out.",
            severity="warning",
            markup=False,
        )

    def show_saved(self) -> None:
        """Count the words that are written, and show the line with them."""
        self._words = len(self._box.text.split())
        self._show_status()

    async def action_submit(self) -> None:
        """Store the answer, then grade it."""
        async with self.one_step():
            sitting, text = self._sitting, self._box.text
            if sitting.step != "answer":
                if self.is_active:  # an answer that could not be graded, not one sent twice
                    await self._carry_on()
                return
            if not text.strip():
                self.notify("Nothing is written yet. Write a first rough sentence, or skip with f4.")
                return
            self.stop_autosave()
            # What is typed while the answer is stored would belong nowhere.
            self._box.read_only = True
            try:
                if await self.attempt(lambda: sitting.submit(text)) is not None:
                    await self._carry_on()
            finally:
                self._box.read_only = False

    async def _carry_on(self) -> None:
        """Take the step after an answer; when it could not be stored, submit tries it again."""
        if await self.attempt(self._sitting.proceed) is not None:
            await self._show()

    async def _go(self, step: "Step") -> None:
        """Go where the sitting goes after an answer or a skip."""
        from interview_coach.tui.screens.feedback import FeedbackScreen

        sitting = self._sitting
        if step == "feedback" and sitting.turn.attempt is not None:
            complete = [attempt for attempt in sitting.turn.attempts if attempt.complete]
            screen = FeedbackScreen(sitting.interview, sitting.turn, complete[-1], sitting=sitting)
            self.app.push_screen(screen, self._after_feedback)
            with self.prevent(AnswerBox.Changed):
                self._box.set_text("")
            self._box_is_free = True
        elif step == "next":
            await self._next()
        elif step == "finished":
            self._finish()

    def _after_feedback(self, outcome: "Outcome | None") -> None:
        self.run_worker(
            self._follow(outcome),
            group="interview",
            exclusive=True,
            exit_on_error=False,
            description="after feedback",
        )

    async def _follow(self, outcome: "Outcome | None") -> None:
        async with self.one_step():
            if outcome == "again":
                await self.attempt(self._sitting.again)
                await self._show()
            elif outcome == "undo":
                await self.attempt(self._sitting.take_back)
                await self._show()
            elif outcome == "next":
                await self._next()
            else:
                await self.attempt(self._sitting.pause)
                self.dismiss()

    async def _next(self) -> None:
        if await self.attempt(self._sitting.go_on) is not None:
            await self._show()

    def _finish(self) -> None:
        from interview_coach.tui.screens.review import ReviewScreen

        self.app.switch_screen(ReviewScreen(self._sitting.interview.id, just_finished=True))

    @work(group="dialog", exclusive=True, exit_on_error=False, description="ask the interviewer")
    async def action_ask(self) -> None:
        """Ask the interviewer for a fact."""
        asked = await self.app.push_screen_wait(
            LineDialog("Ask the interviewer", "for example: which database is it?")
        )
        if asked and await self.attempt(lambda: self._sitting.ask(asked)):
            self._show_talk()

    @work(group="dialog", exclusive=True, exit_on_error=False, description="copy")
    async def action_copy(self) -> None:
        """Copy the question, or what is written so far, as Markdown."""
        from interview_coach.export.pieces import answer_markdown, question_markdown
        from interview_coach.tui.screens.copying import ask_and_copy

        turn, attempt, text = self._sitting.turn, self._sitting.turn.attempt, self._box.text
        written = attempt is not None and (text.strip() or len(attempt.parts) > 1)
        answer = answer_markdown(turn, attempt, text) if attempt is not None and written else ""
        await ask_and_copy(self, {"question": question_markdown(turn), "answer": answer})

    async def action_hint(self) -> None:
        """Show the hint."""
        hint = await self.attempt(self._sitting.hint)
        if hint and not self._sitting.turn.question.hint:
            self.notify(hint)
        self._show_talk()

    async def action_skip(self) -> None:
        """Leave the question or follow-up unanswered; ask first where something is written or the interview would end.

        No worker, as in pause.
        """
        async with self.one_step():
            sitting = self._sitting
            if not self.is_active:  # the step before led away: the key was for what is gone
                return
            fresh = not sitting.part.index and not any(
                a.complete and not a.taken_back for a in sitting.turn.attempts
            )
            if self._box.text.strip():
                title, stay = (
                    "You have written something. It will not be graded if you skip.",
                    "Go on writing",
                )
            elif sitting.is_last and fresh:
                title, stay = "This is the last question: skipping it ends the interview.", "Go back to it"
            else:
                await self._skip_now()
                return
            self.app.push_screen(ChoiceDialog(title, {"no": stay, "yes": "Skip it"}), self._skip)

    async def _skip(self, chosen: str | None) -> None:
        if chosen == "yes":
            async with self.one_step():
                await self._skip_now()

    async def _skip_now(self) -> None:
        await self.keep_draft()
        turn, whole = self._sitting.turn, not self._sitting.part.index
        if await self.attempt(self._sitting.skip) is not None:
            await self._show()
            if whole and turn.state == "skipped" and self._sitting.step == "answer":
                self.notify(f"Skipped “{turn.question.name}”. f8 asks it again.", markup=False)

    async def action_unskip(self) -> None:
        """Ask the question again that was just skipped by mistake."""
        async with self.one_step():
            if self.is_active and await self.keep_draft():
                if await self.attempt(self._sitting.unskip) is not None:
                    self.app.clear_notifications()  # it says what is not so any more
                # Also where only the text could not be put back: the question is another one.
                await self._show()

    async def action_pause(self) -> None:
        """Stop the clocks and ask whether to go on. No worker: keys that follow are for the dialog."""
        async with self.one_step():
            if not self.is_active:
                return
            kept = await self.keep_draft()
            await self.attempt(self._sitting.pause)
            interview = self._sitting.interview
            left = count_of(len(interview.turns) - interview.position + 1, "question")
            said = f"Paused and saved, {left} to go." if kept else "Paused, but the last words are NOT saved."
            leave = "Leave; go on later from home" if kept else "Leave without the last words"
            choices = {"on": "Go on", "home": leave, "quit": "Leave the program"}
            self.app.push_screen(ChoiceDialog(said, choices), self._after_pause)

    async def _after_pause(self, chosen: str | None) -> None:
        if chosen == "home":
            self.dismiss()
        elif chosen == "quit":
            self.app.exit()
        else:
            async with self.one_step():
                await self.attempt(self._sitting.unpause)
                if self._sitting.step != "answer":
                    await self._carry_on()
                self._box.focus()

    async def action_editor(self) -> None:
        """Write the answer in the person's own editor."""
        text: str | CoachError
        try:
            with self.app.suspend():
                # Caught in here: Textual takes the terminal back only when nothing is raised.
                try:
                    text = edit(self._box.text, self.services.paths.state)
                except CoachError as error:
                    text = error
        except SuspendNotSupported:
            self.notify("This terminal cannot make room for another editor.", severity="warning")
            return
        if isinstance(text, CoachError):
            self.complain(text)
        else:
            self._box.set_text(text)
        self._box.focus()

    def action_scroll_question(self, direction: int) -> None:
        """Scroll the question by most of its height, down for 1 and up for -1; the cursor stays in the answer."""
        question = self.query_one("#question", VerticalScroll)
        question.scroll_relative(y=direction * max(1, question.size.height - 2), animate=False)


def _said(who: str, text: str, style: str = "") -> Content:
    return Content.assemble((f"{who}  ", "$text-accent"), (text, style))
