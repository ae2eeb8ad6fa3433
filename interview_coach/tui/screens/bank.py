"""The bank: every question, its key hidden, each ready to be practised."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Markdown, OptionList, Static
from textual.widgets.option_list import Option

from interview_coach.bank.bank import Bank
from interview_coach.domain.interview import Setup
from interview_coach.domain.question import Question
from interview_coach.errors import CoachError
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.widgets.choice_list import ChoiceList
from interview_coach.tui.widgets.top_bar import TopBar


class BankScreen(CoachScreen[Setup | None]):
    """The list on the left, the question on the right; enter practises it."""

    CSS_PATH = "bank.tcss"
    HELP = "Enter practises the highlighted question. Key points and model answer stay hidden until you answered."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back", id="bank.back")]

    def compose(self) -> ComposeResult:
        """List and preview."""
        yield TopBar("Question bank")
        with Horizontal():
            yield ChoiceList(id="questions")
            with VerticalScroll(id="preview"):
                yield Static("", id="facts")
                yield Markdown("", id="prompt", open_links=False)
        yield Footer()

    def on_mount(self) -> None:
        """Read the bank."""
        self._load()

    @work(group="bank", exclusive=True, exit_on_error=False, description="read the bank")
    async def _load(self) -> None:
        bank = await self.attempt(lambda: self.services.bank)
        if bank is None:
            return
        questions = self.query_one("#questions", OptionList)
        questions.add_options(Option(_line(question, bank), id=question.id) for question in bank.askable())
        questions.focus()
        questions.highlighted = 0

    @on(OptionList.OptionHighlighted, "#questions")
    async def _preview(self, event: OptionList.OptionHighlighted) -> None:
        bank = self.services.bank
        question = bank.question(event.option.id or "")
        self.query_one("#facts", Static).update(_facts(question, bank))
        await self.query_one("#prompt", Markdown).update(question.prompt)

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


def _line(question: Question, bank: Bank) -> Content:
    skill = bank.skill_name(question.skill)
    own = " · yours" if question.id in bank.own else ""
    about = f"{skill} · {question.format} · from {question.asked_from}{own}"
    return Content.assemble((question.name, "bold"), "\n", (about, "$foreground-muted"))


def _facts(question: Question, bank: Bank) -> Content:
    skills = ", ".join(bank.skill_name(skill) for skill in question.skills)
    minutes = f"{question.think_seconds} s to think, {question.answer_seconds} s to answer"
    return Content.assemble(
        (
            f"{question.kind} · {question.format} · from {question.asked_from}\n{skills}\n{minutes}",
            "$foreground-muted",
        )
    )
