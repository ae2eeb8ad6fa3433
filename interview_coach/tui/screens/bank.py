"""The bank: a filter, every question with the person's last level, its key hidden, each ready to be practised."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Input, Markdown, OptionList, Static
from textual.widgets.option_list import Option

from interview_coach.bank.bank import Bank
from interview_coach.bank.filters import parse_filter
from interview_coach.domain.interview import PastTurn, Setup
from interview_coach.domain.question import Question
from interview_coach.errors import CoachError
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.widgets.choice_list import ChoiceList
from interview_coach.tui.widgets.filter_line import FilterLine
from interview_coach.tui.widgets.question_text import facts, key_of, list_line, own_levels
from interview_coach.tui.widgets.top_bar import TopBar

EXAMPLE = "Filter, for example: kind:technical skill:sql from:mid format:debug customer"
FILTER_HELP = (
    "kind: skill: from: (asked from) for: (asked of) format: status: and any words. Values may be cut short."
)
NONE_FITS = "No question fits. Take a word away; escape clears the filter."
KEY_HIDDEN = "The key is hidden until you answered; k shows it now."


class QuestionList(ChoiceList):
    """The questions; enter practises the highlighted one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "select", "Practise", id="bank.practise", tooltip="Answer the highlighted question now"
        )
    ]


class BankScreen(CoachScreen[Setup | None]):
    """Filter on top, the list, the question beside or below it; enter practises it."""

    CSS_PATH = "bank.tcss"
    HELP = (
        "Enter practises the highlighted question. / narrows the list. The key stays hidden until you answered the "
        "question once, or press k."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="bank.filter", key_display="/", tooltip="Narrow the list"),
        Binding("k", "key", "Key", id="bank.key", tooltip="Show or hide key points and model answer"),
        Binding("v", "view", "View", id="bank.view", tooltip="Give the question the whole screen, and back"),
        Binding("escape", "back", "Back", id="bank.back"),
    ]

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._past: Mapping[str, tuple[PastTurn, ...]] = {}
        self._bank: Bank | None = None
        self._question: Question | None = None
        self._key_wanted: dict[str, bool] = {}

    def compose(self) -> ComposeResult:
        """Filter, list and preview."""
        yield TopBar("Question bank")
        yield FilterLine(EXAMPLE, FILTER_HELP)
        yield Static("", id="filter-hint", classes="notice")
        with Container(id="sides"):
            yield QuestionList(id="questions")
            with VerticalScroll(id="preview"):
                yield Static("", id="facts")
                yield Markdown("", id="prompt", open_links=False)
                yield Static("", id="own-levels")
                yield Static("", id="key")
        yield Footer()

    def on_mount(self) -> None:
        """Read the bank."""
        self._load()

    @work(group="bank", exclusive=True, exit_on_error=False, description="read the bank")
    async def _load(self) -> None:
        from interview_coach.services.past_levels import past_levels

        self.query_one("#questions").focus()
        bank = await self.attempt(lambda: self.services.bank)
        if bank is None:
            return
        self._past = await self.attempt(lambda: past_levels(self.services)) or {}
        self._bank = bank
        self._list()

    @on(Input.Changed, "#filter")
    def _list(self) -> None:
        """List what the filter keeps, with the same question highlighted where it is still there."""
        bank = self._bank
        if bank is None:
            return
        wanted, hints = parse_filter(self.query_one("#filter", Input).value, bank)
        # Who names a status asks for drafts and retired questions too.
        kept = wanted.of(bank.questions if wanted.status else bank.askable(), bank)
        listed = self.query_one("#questions", OptionList)
        marked = listed.highlighted_option.id if listed.highlighted_option else None
        listed.clear_options()
        listed.add_options(Option(list_line(q, bank, self._past.get(q.id, ())), id=q.id) for q in kept)
        ids = [question.id for question in kept]
        if kept:
            listed.highlighted = ids.index(marked) if marked in ids else 0
        self.query_one(TopBar).show("Question bank", f"{len(kept)} of {len(bank.questions)} questions")
        said = [*hints, *([] if kept else [NONE_FITS])]
        hint = self.query_one("#filter-hint", Static)
        hint.update(Content("\n".join(said)))
        hint.display = bool(said)
        self.query_one("#preview").display = bool(kept)

    @on(OptionList.OptionHighlighted, "#questions")
    async def _preview(self, event: OptionList.OptionHighlighted) -> None:
        if self._bank is None:
            return
        question = self._bank.question(event.option.id or "")
        if question is self._question:
            return
        self._question = question
        self.query_one("#facts", Static).update(facts(question, self._bank))
        self.query_one("#own-levels", Static).update(own_levels(self._past.get(question.id, ())))
        self._show_key()
        self.query_one("#preview").scroll_home(animate=False)
        await self.query_one("#prompt", Markdown).update(question.prompt)

    def _show_key(self) -> None:
        """Show the key of a question that was attempted, or where the person asked for it."""
        question = self._question
        if question is None:
            return
        shown = self._key_wanted.get(question.id, question.id in self._past)
        key = key_of(question) if shown else Content(KEY_HIDDEN).stylize("$foreground-muted")
        self.query_one("#key", Static).update(key)

    def action_key(self) -> None:
        """Show the key, or hide it again."""
        if self._question is not None:
            shown = self._key_wanted.get(self._question.id, self._question.id in self._past)
            self._key_wanted[self._question.id] = not shown
            self._show_key()
            if not shown:
                self.query_one("#key").scroll_visible(top=True, animate=False)

    def action_filter(self) -> None:
        """Type into the filter."""
        self.remove_class("reading")
        self.set_focus(self.query_one("#filter"))

    def action_to_list(self) -> None:
        """Go to the questions that are left; at once, so that the next key is theirs."""
        self.set_focus(self.query_one("#questions"))

    def action_view(self) -> None:
        """Give the question the whole screen, or back."""
        self.toggle_class("reading")
        self.set_focus(self.query_one("#preview" if self.has_class("reading") else "#questions"))

    def action_back(self) -> None:
        """Leave what is open: the wide view, then the filter, then the screen."""
        line = self.query_one("#filter", Input)
        if self.has_class("reading"):
            self.action_view()
        elif line.has_focus or line.value:
            line.value = ""
            self.action_to_list()
        else:
            self.dismiss(None)

    @on(OptionList.OptionSelected, "#questions")
    def _practise(self, event: OptionList.OptionSelected) -> None:
        try:
            settings = self.services.settings
        except CoachError as error:
            self.complain(error)
            return
        self.dismiss(
            Setup(
                seniority=settings.seniority,
                count=1,
                mode=settings.mode,
                follow_ups=settings.follow_ups,
                questions=(event.option.id or "",),
            )
        )
