"""Setup: every field has a sensible default, enter starts, and it says why each question was chosen."""

import asyncio
from typing import TYPE_CHECKING, ClassVar, cast, get_args

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Footer, Input, Label, Select, Static

from interview_coach.domain.grade import Grader
from interview_coach.domain.interview import Mode, Setup
from interview_coach.domain.levels import MAX_COUNT, SENIORITIES, Seniority
from interview_coach.domain.question import Kind
from interview_coach.errors import CoachError, UsageError
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from interview_coach.interview.selection import Plan

MIXED = "mixed"
_MODES: dict[Mode, str] = {
    "practice": "practice: feedback after each answer",
    "mock": "mock: timed, feedback at the end",
}


class SetupScreen(CoachScreen[Setup | None]):
    """Chooses what the next interview is like."""

    CSS_PATH = "setup.tcss"
    HELP = "Tab moves between the fields, enter on start begins. Skills are names or ids, apart by commas or spaces."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j,ctrl+enter", "begin", "Start", id="setup.start", key_display="^j", priority=True),
        Binding("escape", "dismiss(None)", "Back", id="setup.back"),
    ]

    def __init__(self, setup: Setup) -> None:
        """Fill the fields from a setup."""
        super().__init__()
        self._setup = setup

    def compose(self) -> ComposeResult:
        """The fields, then what would be asked."""
        setup = self._setup
        yield TopBar("Choose what to practise")
        with VerticalScroll(can_focus=False):
            with Grid(id="fields"):
                yield Label("Seniority")
                yield Select.from_values(
                    SENIORITIES, value=setup.seniority, allow_blank=False, compact=True, id="seniority"
                )
                yield Label("Kind")
                kinds = [(name, name) for name in (MIXED, *get_args(Kind))]
                yield Select(kinds, value=setup.kind or MIXED, allow_blank=False, compact=True, id="kind")
                yield Label("Mode")
                modes = [(text, name) for name, text in _MODES.items()]
                yield Select(modes, value=setup.mode, allow_blank=False, compact=True, id="mode")
                yield Label("Questions")
                yield Input(str(setup.count), type="integer", max_length=3, compact=True, id="count")
                yield Label("Grader")
                yield Select(
                    [("offline: nothing leaves this machine", "offline")],
                    value="offline",
                    allow_blank=False,
                    compact=True,
                    id="grader",
                )
                yield Label("Skills")
                yield Input(
                    placeholder="any; for example: sql, caching, active listening", compact=True, id="skills"
                )
            yield Button("Start", variant="primary", id="begin")
            yield Static("", id="problem", classes="notice")
            yield Static("", id="plan")
        yield Footer()

    def on_mount(self) -> None:
        """Enter starts at once."""
        self.query_one("#begin", Button).focus()
        self._offer_model()

    @work(group="setup.model", exclusive=True, exit_on_error=False, description="look for a model")
    async def _offer_model(self) -> None:
        """Offer the model that was chosen in the settings, with host and cost."""
        from interview_coach.services.setup_model import offer

        try:
            offered = await asyncio.to_thread(offer, self.services)
        except CoachError:
            return
        if offered.agreed:
            grader = self.query_one("#grader", Select)
            model = (f"{offered.name}: {offered.cost} an answer", "llm")
            grader.set_options([("offline: nothing leaves this machine", "offline"), model])
            grader.value = self._setup.grader

    @on(Select.Changed)
    @on(Input.Changed)
    def _changed(self) -> None:
        self._draw()

    @work(group="setup", exclusive=True, exit_on_error=False, description="draw the questions")
    async def _draw(self) -> None:
        """Show what would be asked, and why."""
        from interview_coach.services.sitting import plan_of

        problem, plan = "", None
        try:
            setup = self._chosen()
            plan = plan_of(self.services, setup)
        except CoachError as error:
            problem = str(error)
        self.query_one("#problem", Static).update(Content(problem))
        self.query_one("#plan", Static).update(_described(plan))

    def _chosen(self) -> Setup:
        """Return the setup of the fields.

        Raises:
            UsageError: a skill is unknown (the nearest are named) or the number does not fit.
        """
        count = self.query_one("#count", Input).value
        if not count.isdecimal() or not 1 <= int(count) <= MAX_COUNT:
            raise UsageError(f"The number of questions is from 1 to {MAX_COUNT}.")
        kind = self.query_one("#kind", Select).value
        named = self.services.bank.skills_in(self.query_one("#skills", Input).value)
        return Setup(
            seniority=cast(Seniority, self.query_one("#seniority", Select).value),
            kind=None if kind == MIXED else cast(Kind, kind),
            mode=cast(Mode, self.query_one("#mode", Select).value),
            count=int(count),
            skills=tuple(skill.id for skill in named),
            follow_ups=self._setup.follow_ups,
            grader=cast(Grader, self.query_one("#grader", Select).value),
        )

    @on(Button.Pressed, "#begin")
    @on(Input.Submitted)
    async def action_begin(self) -> None:
        """Start the interview as chosen; where no question fits, the form stays as it is filled in."""
        from interview_coach.services.sitting import plan_of

        try:
            setup = self._chosen()
        except CoachError as error:
            self.complain(error)
            return
        if await self.attempt(lambda: plan_of(self.services, setup)) is not None:
            self.dismiss(setup)


def _described(plan: "Plan | None") -> Content:
    if plan is None:
        return Content("")
    lines = [Content("For example").stylize("bold")]
    lines += [
        Content.assemble(f"{chosen.question.name}  ", (chosen.reason, "$foreground-muted"))
        for chosen in plan.chosen
    ]
    if plan.notice:
        lines.append(Content(plan.notice).stylize("$text-warning"))
    return Content("\n").join(lines)
