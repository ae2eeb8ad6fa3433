"""Past interviews, the newest first."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from interview_coach.domain.interview import InterviewSummary
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.screens.exporting import ask_and_export
from interview_coach.tui.widgets.choice_list import ChoiceList
from interview_coach.tui.widgets.top_bar import TopBar

NONE_YET = "No interviews yet. Every one you hold will be listed here, with its level and all you wrote."


class HistoryScreen(CoachScreen[None]):
    """The list; enter reads a finished interview and goes on with an unfinished one."""

    CSS_PATH = "history.tcss"
    HELP = "Enter opens the interview: a finished one to read, an unfinished one to go on. P plays it back."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "view", "View", id="history.view", tooltip="Read it, finished or not"),
        Binding("p", "replay", "Replay", id="history.replay", tooltip="Play it back as it happened"),
        Binding(
            "e", "export", "Export", id="history.export", tooltip="Write all that are shown into one file"
        ),
        Binding("escape", "dismiss", "Back", id="history.back"),
    ]

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._shown: list[InterviewSummary] = []

    def compose(self) -> ComposeResult:
        """One line for each interview."""
        yield TopBar("Past interviews")
        yield Static("", id="none", classes="quiet")
        yield ChoiceList(id="interviews")
        yield Footer()

    def on_mount(self) -> None:
        """Read the list."""
        self._load()

    def on_screen_resume(self) -> None:
        """Read it again: an interview may have gone on meanwhile."""
        self._load()

    @work(group="history", exclusive=True, exit_on_error=False, description="read the list of interviews")
    async def _load(self) -> None:
        found = await self.attempt(lambda: self.services.past.summaries())  # noqa: PLW0108  # opening may fail too
        if found is None:
            self.query_one("#none", Static).update("Your interviews cannot be read at the moment.")
            return
        self._shown = found
        self.query_one("#none", Static).update("" if found else NONE_YET)
        interviews = self.query_one("#interviews", OptionList)
        marked = interviews.highlighted or 0
        interviews.clear_options()
        interviews.add_options(Option(_line(summary), id=summary.id) for summary in found)
        if found:
            interviews.highlighted = min(marked, len(found) - 1)
            interviews.focus()

    @on(OptionList.OptionSelected, "#interviews")
    def _open(self, event: OptionList.OptionSelected) -> None:
        chosen = event.option.id or ""
        if any(summary.id == chosen and summary.state == "finished" for summary in self._shown):
            self._view(chosen)
        else:
            self._go_on(chosen)

    def action_view(self) -> None:
        """Read the highlighted interview."""
        highlighted = self.query_one("#interviews", OptionList).highlighted_option
        if highlighted is not None:
            self._view(highlighted.id or "")

    def action_replay(self) -> None:
        """Play the highlighted interview back."""
        from interview_coach.tui.screens.replay import ReplayScreen

        highlighted = self.query_one("#interviews", OptionList).highlighted_option
        if highlighted is not None:
            self.app.push_screen(ReplayScreen(highlighted.id or ""))

    @work(group="dialog", exclusive=True, exit_on_error=False, description="export the interviews shown")
    async def action_export(self) -> None:
        """Write the interviews that are listed into one file, in the format the person picks."""
        from interview_coach.services.exporting import chosen_of

        shown = self._shown
        if shown:
            await ask_and_export(self, lambda: chosen_of(shown))

    def _view(self, interview_id: str) -> None:
        from interview_coach.tui.screens.review import ReviewScreen

        self.app.push_screen(ReviewScreen(interview_id))

    @work(group="interview", exclusive=True, exit_on_error=False, description="resume an interview")
    async def _go_on(self, interview_id: str) -> None:
        from interview_coach.services.sitting import Sitting
        from interview_coach.tui.screens.interview import InterviewScreen

        sitting: Sitting | None = await self.attempt(lambda: Sitting.resume(self.services, interview_id))
        if sitting is not None:
            self.app.push_screen(InterviewScreen(sitting))


def _line(summary: InterviewSummary) -> Content:
    done = summary.state == "finished"
    level = f"level {summary.level}" if summary.level and done else "—"
    score = f"{summary.score:g}" if summary.score is not None and done else ""
    state = (
        ""
        if summary.state == "finished"
        else f" ({summary.state}, question {summary.position} of {summary.turns})"
    )
    when = summary.started_at[:16].replace("T", " ")
    return Content.assemble(
        (f"{when}  ", "$foreground-muted"),
        (f"{level:<8}", "bold"),
        f"{score:>5}  {summary.mode:<9}{summary.seniority:<7} ",
        ", ".join(summary.titles),
        (state, "$text-warning"),
    )
