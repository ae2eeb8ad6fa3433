"""Home: one highlighted action, and what it would do."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from interview_coach.errors import CoachError
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.widgets.choice_list import ChoiceList
from interview_coach.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from textual.screen import Screen

    from interview_coach.domain.grade import Grade
    from interview_coach.domain.interview import InterviewSummary, Setup
    from interview_coach.interview.selection import Plan
    from interview_coach.services.home import Home
    from interview_coach.services.sitting import Sitting
    from interview_coach.tui.app import Start
    from interview_coach.tui.screens.history import HistoryScreen
    from interview_coach.tui.screens.settings import SettingsScreen

WELCOME = (
    "Welcome. Press enter and read your first question; no account, no key, no form. "
    "Answer as you would aloud, rough is fine."
)
NOT_READ = "Your interviews cannot be read at the moment; they are still in their file."
NO_HISTORY = "Your interviews will be listed here, with the level you reached."


class HomeScreen(CoachScreen[None]):
    """The first screen; it paints before anything is loaded."""

    HELP = "Press enter to start the highlighted action. Everything you type later is saved as you go."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "choose", "Choose", id="home.choose", tooltip="Choose what to practise"),
        Binding("r", "resume", "Resume", id="home.resume", tooltip="Go on with the unfinished interview"),
        Binding("h", "history", "History", id="home.history", tooltip="Past interviews"),
        Binding("b", "bank", "Bank", id="home.bank", tooltip="Look at the questions"),
        Binding(
            "comma", "settings", "Settings", id="home.settings", key_display=",", tooltip="Model, key, caps"
        ),
        Binding("q", "app.quit", "Quit", id="home.quit", tooltip="Leave; everything is saved"),
    ]

    def __init__(self, start: "Start") -> None:
        """Open with home, or go on to an interview once loaded."""
        super().__init__()
        self._start = start
        self._home: Home | None = None
        self._opened = False
        self._wanted: Callable[[Home], None] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the screen without anything that has to be loaded."""
        yield TopBar("Interview Coach")
        yield Static("", id="welcome", classes="quiet")
        yield ChoiceList(id="menu")
        yield Static("", id="notices", classes="notice")
        with VerticalScroll(id="recent", can_focus=False):
            yield Static("Recently", classes="heading")
            yield Static("", id="recent-list")
        yield Footer()

    def on_mount(self) -> None:
        """Offer to start at once; load only after the first paint."""
        menu = self.query_one("#menu", OptionList)
        menu.add_option(Option(_choice("Start practising", "", "enter"), id="start"))
        menu.highlighted = 0
        menu.focus()
        self.call_after_refresh(self._load)

    def on_screen_resume(self) -> None:
        """Show what changed while another screen was open."""
        if self._opened:
            self._home = None  # keys wait for what is true now
            self._load()

    @work(group="home", exclusive=True, exit_on_error=False, description="load what home shows")
    async def _load(self) -> None:
        from interview_coach.services.home import home_of

        home = await self.attempt(lambda: home_of(self.services))
        if home is None:
            return
        first, self._opened = not self._opened, True
        self._home = home
        self.show_destination(home.destination)
        self._show(home)
        if first:
            if home.theme in self.app.available_themes:
                self.app.theme = home.theme
            await self._open_with()
        if self._wanted is not None:
            self._wanted(home)
            self._wanted = None
        self._finish_what_a_model_owes()

    @work(group="owed", exclusive=True, exit_on_error=False, description="grades that a model owes")
    async def _finish_what_a_model_owes(self) -> None:
        """Have those grades made behind home, where the settings name the model."""
        from interview_coach.services.feedback import owed_jobs, run_owed_jobs

        if self._home is None or not self._home.can_write:
            return
        jobs = await self.attempt(lambda: owed_jobs(self.services))
        outcomes: list[Grade | CoachError] = []
        await run_owed_jobs(self.services, jobs or [], lambda _, outcome: outcomes.append(outcome))
        if any(not isinstance(outcome, CoachError) for outcome in outcomes):
            self._load()

    async def _open_with(self) -> None:
        """Go straight to what the command line asked for."""
        if self._start.resume is not None:
            self._go_on(self._start.resume or None)
        elif self._start.setup is not None:
            setup = await self.attempt(self._start.setup)
            if setup is not None:
                self.begin(setup, None)

    def _show(self, home: "Home") -> None:
        welcome = self.query_one("#welcome", Static)
        welcome.update(Content(WELCOME))
        welcome.display = home.can_read and not home.recent
        menu = self.query_one("#menu", OptionList)
        marked = menu.highlighted or 0
        menu.clear_options()
        menu.add_options(_options(home))
        menu.highlighted = min(marked, menu.option_count - 1)
        self.query_one("#notices", Static).update(Content("\n".join(home.notices)))
        self.query_one("#recent-list", Static).update(_recent(home))

    @on(OptionList.OptionSelected, "#menu")
    def _choose_from_menu(self, event: OptionList.OptionSelected) -> None:
        actions = {
            "start": self.action_start,
            "resume": self.action_resume,
            "choose": self.action_choose,
            "history": self.action_history,
            "bank": self.action_bank,
            "settings": self.action_settings,
        }
        actions[event.option.id or "start"]()

    def _once_loaded(self, act: "Callable[[Home], None]") -> None:
        """Act now, or as soon as home is loaded: a key pressed before counts, the last one."""
        if self._home is None:
            self._wanted = act
        else:
            act(self._home)

    def action_start(self) -> None:
        """Start what the first line says."""
        self._once_loaded(self._start_next)

    def _start_next(self, home: "Home") -> None:
        if home.plan is not None and home.can_write:
            self.begin(home.setup, home.plan)

    def action_resume(self) -> None:
        """Go on with the unfinished interview."""
        self._once_loaded(self._resume_latest)

    def _resume_latest(self, home: "Home") -> None:
        if home.unfinished is not None:
            self._go_on(home.unfinished.id)
        else:
            self.notify("There is no unfinished interview.")

    def action_choose(self) -> None:
        """Open the setup."""
        from interview_coach.tui.screens.setup import SetupScreen

        self._once_loaded(lambda home: self._open_chooser(SetupScreen(home.setup)))

    def action_bank(self) -> None:
        """Open the bank."""
        from interview_coach.tui.screens.bank import BankScreen

        self._once_loaded(lambda home: self._open_chooser(BankScreen()))

    def _open_chooser(self, screen: "Screen[Setup | None]") -> None:
        self.app.push_screen(screen, self._begin_chosen)

    def action_settings(self) -> None:
        """Open the settings."""
        from interview_coach.tui.screens.settings import SettingsScreen

        self._once_loaded(lambda home: self._open_settings(SettingsScreen()))

    def _open_settings(self, screen: "SettingsScreen") -> None:
        self.app.push_screen(screen)

    def action_history(self) -> None:
        """Open the list of past interviews."""
        from interview_coach.tui.screens.history import HistoryScreen

        self._once_loaded(lambda home: self._open_history(HistoryScreen()))

    def _open_history(self, screen: "HistoryScreen") -> None:
        self.app.push_screen(screen)

    def _begin_chosen(self, setup: "Setup | None") -> None:
        if setup is not None:
            self.begin(setup, None)

    @work(group="interview", exclusive=True, exit_on_error=False, description="begin an interview")
    async def begin(self, setup: "Setup", plan: "Plan | None") -> None:
        """Store a new interview and open it."""
        from interview_coach.services.sitting import Sitting

        self._open(await self.attempt(lambda: Sitting.start(self.services, setup, plan)))

    @work(group="interview", exclusive=True, exit_on_error=False, description="resume an interview")
    async def _go_on(self, interview_id: str | None) -> None:
        from interview_coach.services.sitting import Sitting

        self._open(await self.attempt(lambda: Sitting.resume(self.services, interview_id)))

    def _open(self, sitting: "Sitting | None") -> None:
        from interview_coach.tui.screens.interview import InterviewScreen

        if sitting is not None:
            self.app.push_screen(InterviewScreen(sitting))


def _choice(title: str, detail: str, key: str) -> Content:
    return Content.assemble((f"{key:>6}  ", "$text-accent"), (f"{title:<26}", "bold"), detail)


def _options(home: "Home") -> list[Option]:
    setup, plan = home.setup, home.plan
    options = []
    if plan is not None:
        kind = setup.kind or "mixed"
        detail = f"{len(plan.chosen)} questions · {setup.seniority} · {kind} · about {home.minutes} min"
        lines = [_choice("Start practising", detail, "enter")]
        lines += [Content(f"{'':8}{chosen.reason}").stylize("$foreground-muted") for chosen in plan.chosen]
        options.append(Option(Content("\n").join(lines), id="start", disabled=not home.can_write))
    if home.unfinished is not None:
        options.append(Option(_choice("Resume", _unfinished(home.unfinished), "r"), id="resume"))
    options += [
        Option(
            _choice("Choose what to practise", "kind, skills, seniority, how many, mode", "c"), id="choose"
        ),
        Option(_choice("Past interviews", "answers, feedback, export", "h"), id="history"),
        Option(_choice("Question bank", "every question there is", "b"), id="bank"),
        Option(_choice("Settings", "the grader: offline, or a model of yours", ","), id="settings"),
    ]
    return options


def _unfinished(summary: "InterviewSummary") -> str:
    when = summary.started_at[:16].replace("T", " ")
    from interview_coach.domain.wording import count_of

    unsent = f", {count_of(summary.draft_words, 'word')} unsent" if summary.draft_words else ""
    return f"{when}, question {summary.position} of {summary.turns}{unsent}"


def _recent(home: "Home") -> Content:
    if not home.recent:
        return Content(NO_HISTORY if home.can_read else NOT_READ).stylize("$foreground-muted")
    lines = []
    for summary in home.recent:
        done = summary.state == "finished"
        level = f"level {summary.level}" if summary.level and done else summary.state
        score = f"{summary.score:g}" if summary.score is not None and done else ""
        titles = ", ".join(summary.titles)
        lines.append(
            Content.assemble(
                (f"{summary.started_at[:10]}  ", "$foreground-muted"), f"{level:<9}{score:>5}  ", titles
            )
        )
    return Content("\n").join(lines)
