"""Past interviews, the newest first, narrowed by one line of text."""

import asyncio
from contextlib import suppress
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from interview_coach.domain.history_filter import EVERYTHING, HistoryFilter
from interview_coach.domain.interview import HistoryPage, InterviewSummary
from interview_coach.domain.wording import count_of
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.screens.exporting import ask_and_export
from interview_coach.tui.widgets.choice_list import ChoiceList
from interview_coach.tui.widgets.filter_line import FilterLine
from interview_coach.tui.widgets.interview_line import interview_line
from interview_coach.tui.widgets.top_bar import TopBar

TITLE = "Past interviews"
EXAMPLE = "Search, for example: deadlock skill:sql level:1-3 since:2026-11-01 is:bookmarked"
FILTER_HELP = (
    "Words stand anywhere in questions, answers, feedback and notes; beside them skill: kind: level: grader: mode: "
    "state: since: until: is:bookmarked is:deleted. The same line works after: interview-coach history --search"
)
NONE_YET = "No interviews yet. Every one you hold will be listed here, with its level and all you wrote."
NONE_FITS = "No interview fits. Take a word away; escape clears the line."
EMPTY_TRASH = "The trash is empty. What you delete stays here for 30 days."
PAGE = 100
TYPING_SECONDS = 0.2
TRASH = "is:deleted"


class HistoryScreen(CoachScreen[None]):
    """The list; enter reads a finished interview and goes on with an unfinished one."""

    CSS_PATH = "history.tcss"
    HELP = (
        "Enter opens the interview: a finished one to read, an unfinished one to go on. p plays it back. / searches "
        "all that was asked, answered, said and noted. x deletes, u undoes that; the trash (t) keeps it for 30 days."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Search", id="history.search", key_display="/", tooltip="Narrow the list"),
        Binding("v", "view", "View", id="history.view", show=False, tooltip="Read it, finished or not"),
        Binding("p", "replay", "Replay", id="history.replay", tooltip="Play it back as it happened"),
        Binding(
            "e", "export", "Export", id="history.export", tooltip="Write all that are listed into one file"
        ),
        Binding("x,delete", "delete", "Delete", id="history.delete", tooltip="Into the trash, for 30 days"),
        Binding("u", "undelete", "Bring back", id="history.undo", tooltip="Bring back what was deleted"),
        Binding("t", "trash", "Trash", id="history.trash", tooltip="Show the trash, or leave it"),
        Binding("escape", "back", "Back", id="history.back"),
    ]

    def __init__(self, line: str = "") -> None:
        """Nothing is read yet; begin with a line of the filter."""
        super().__init__()
        self._line = line
        self._wanted: HistoryFilter = EVERYTHING
        self._shown: list[InterviewSummary] = []
        self._count = 0
        self._deleted: list[str] = []
        self._typing: Timer | None = None
        self._loading: Worker[None] | None = None
        self._reading = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """The filter, then an entry for each interview."""
        yield TopBar(TITLE)
        yield FilterLine(EXAMPLE, FILTER_HELP)
        yield Static("", id="none", classes="quiet")
        yield ChoiceList(id="interviews")
        yield Footer()

    def on_mount(self) -> None:
        """Read the list."""
        with self.prevent(Input.Changed):
            self.query_one(FilterLine).value = self._line
        self._list.focus()

    def on_screen_resume(self) -> None:
        """Read it, and again when the screen is back: an interview may have gone on meanwhile."""
        self._reload()

    @property
    def _list(self) -> OptionList:
        return self.query_one("#interviews", OptionList)

    @on(Input.Changed, "#filter")
    def _typed(self) -> None:
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_SECONDS, self._reload)

    def _reload(self) -> None:
        """Read the list now."""
        if self._typing is not None:
            self._typing.stop()
            self._typing = None
        self._loading = self._load()

    async def _settle(self) -> None:
        """Wait until the list is that of the line, so that a quick key does not act on what stood there before."""
        if self._typing is not None:
            self._reload()
        while self._loading is not None and not self._loading.is_finished:
            with suppress(WorkerFailed, WorkerCancelled):  # told elsewhere, or taken over by the next one
                await self._loading.wait()

    @work(group="history", exclusive=True, exit_on_error=False, description="read the list of interviews")
    async def _load(self) -> None:
        """List what fits the line, its first page; the place in the list stays."""
        from interview_coach.services.history_filter import parse_history_filter

        line = self.query_one(FilterLine).value
        said = await self.attempt(lambda: parse_history_filter(line, self.services.bank))
        if said is None:
            return
        wanted, hints = said
        size = max(PAGE, len(self._shown)) if wanted == self._wanted else PAGE
        page = await self._read(wanted, size)
        if page is None:
            self._say("Your interviews cannot be read at the moment.")
            return
        async with self._reading:
            marked = (self._list.highlighted or 0) if wanted == self._wanted else 0
            self._wanted, self._count, self._shown = wanted, page.count, []
            self._list.clear_options()
            self._add(page)
        count = page.count
        none = NONE_YET if wanted == EVERYTHING else EMPTY_TRASH if wanted.trash else NONE_FITS
        self._say("\n".join([*hints, *([] if count else [none])]))
        self.query_one(TopBar).show(
            "Trash" if wanted.trash else TITLE, count_of(count, "interview") if count else ""
        )
        if self._shown and self._list.highlighted is None:
            self._list.highlighted = min(marked, len(self._shown) - 1)
        self.refresh_bindings()

    async def _read(self, wanted: HistoryFilter, size: int = 0, offset: int = 0) -> HistoryPage | None:
        return await self.attempt(lambda: self.services.past.page(wanted, limit=size or PAGE, offset=offset))

    def _add(self, page: HistoryPage) -> None:
        """List these below the others."""
        self._shown += page.summaries
        now = self.services.clock.now()
        self._list.add_options(
            Option(interview_line(one, page.matches_in(one.id), now), id=one.id) for one in page.summaries
        )

    @on(OptionList.OptionHighlighted, "#interviews")
    async def _reached(self, event: OptionList.OptionHighlighted) -> None:
        """Read on when the last line that is listed is reached."""
        async with self._reading:
            last = len(self._shown) - 1
            if event.option_index == last == self._list.highlighted and len(self._shown) < self._count:
                page = await self._read(self._wanted, offset=len(self._shown))
                if page is not None:
                    self._add(page)

    def _say(self, words: str) -> None:
        box = self.query_one("#none", Static)
        box.update(Content(words))
        box.display = bool(words)

    def _highlighted(self) -> InterviewSummary | None:
        place = self._list.highlighted
        return self._shown[place] if place is not None and place < len(self._shown) else None

    def action_filter(self) -> None:
        """Go to the line that narrows the list."""
        self.query_one(FilterLine).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to delete outside the trash, to bring back where there is something to bring back."""
        if action == "delete":
            return not self._wanted.trash
        if action == "undelete":
            return self._wanted.trash or bool(self._deleted)
        return True

    def action_to_list(self) -> None:
        """Go to the list."""
        self._list.focus()

    def action_back(self) -> None:
        """Clear the line; when it is empty leave."""
        line = self.query_one(FilterLine)
        if line.value:
            line.value = ""
            self._list.focus()
        else:
            self.dismiss()

    @on(OptionList.OptionSelected, "#interviews")
    async def _open(self, event: OptionList.OptionSelected) -> None:
        await self._settle()
        summary = self._highlighted()
        if summary is None or not self.is_active:  # enter was pressed twice: the review is over it already
            return
        if summary.deleted_at:
            self.notify("It is in the trash; u brings it back.")
        elif summary.state == "finished":
            self._view(summary.id)
        else:
            self._go_on(summary.id)

    async def action_view(self) -> None:
        """Read the highlighted interview."""
        await self._settle()
        summary = self._highlighted()
        if summary is not None and not summary.deleted_at:
            self._view(summary.id)

    async def action_replay(self) -> None:
        """Play the highlighted interview back."""
        from interview_coach.tui.screens.replay import ReplayScreen

        await self._settle()
        summary = self._highlighted()
        if summary is not None and not summary.deleted_at:
            self.app.push_screen(ReplayScreen(summary.id))

    @work(group="dialog", exclusive=True, exit_on_error=False, description="export the interviews listed")
    async def action_export(self) -> None:
        """Write the interviews that fit the line into one file, in the format the person picks."""
        from interview_coach.services.exporting import chosen_by_filter

        await self._settle()
        services, wanted = self.services, self._wanted
        if self._count and not wanted.trash:
            await ask_and_export(self, lambda: chosen_by_filter(services, wanted), summaries=True)

    @work(group="trash", exit_on_error=False, description="delete an interview")
    async def action_delete(self) -> None:
        """Put the highlighted interview into the trash."""
        await self._settle()
        summary = self._highlighted()
        if summary is None or summary.deleted_at:
            return
        services = self.services
        if await self.attempt(lambda: services.store.delete([summary.id], services.clock.now())):
            self._deleted.append(summary.id)
            self.notify("In the trash for 30 days. u brings it back.", title="Deleted")
            self._reload()

    @work(group="trash", exit_on_error=False, description="bring an interview back")
    async def action_undelete(self) -> None:
        """Bring back the highlighted interview of the trash, elsewhere the one that was deleted last."""
        await self._settle()
        summary = self._highlighted()
        chosen = summary.id if summary is not None and summary.deleted_at else None
        wanted = chosen or (self._deleted[-1] if self._deleted else None)
        if wanted is None:
            return
        if await self.attempt(lambda: self.services.store.undelete([wanted])):
            if wanted in self._deleted:
                self._deleted.remove(wanted)
            self.notify("It is back among your interviews.", title="Brought back")
            self._reload()

    def action_trash(self) -> None:
        """Show what was deleted, or again what was not."""
        line = self.query_one(FilterLine)
        line.value = "" if TRASH in line.value else TRASH

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
