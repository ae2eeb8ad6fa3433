"""Settings: who grades, which model, the key, the caps, and a test of the connection."""

import asyncio
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Footer, Input, Label, Select, Static

from interview_coach.errors import CoachError
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.screens.dialogs import ChoiceDialog
from interview_coach.tui.widgets.top_bar import TopBar

ABOUT = (
    "The offline grader needs nothing. A model grades like an expert: hosted, or on your own machine. "
    "Nothing is sent before you choose it here, with its host and cost shown."
)


class SettingsScreen(CoachScreen[None]):
    """The settings that have to do with a model; the others are in config.toml."""

    CSS_PATH = "settings.tcss"
    HELP = "Tab moves between the fields. Test sends one tiny request; choose makes the model your grader."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="settings.save", priority=True),
        Binding("ctrl+t", "test", "Test connection", id="settings.test", priority=True),
        Binding("escape", "dismiss", "Back", id="settings.back"),
    ]

    def compose(self) -> ComposeResult:
        """The fields, the buttons, what is known."""
        from interview_coach.llm.presets import PRESETS

        providers = [(preset.name, preset.id) for preset in PRESETS.values()]
        yield TopBar("Settings")
        with VerticalScroll(can_focus=False):
            yield Static(ABOUT, classes="quiet", id="about")
            with Grid(id="fields"):
                yield Label("Provider")
                yield Select(
                    [*providers, ("Other address", "custom")], allow_blank=False, compact=True, id="provider"
                )
                yield Label("Address")
                yield Input(placeholder="the provider's own", compact=True, id="base_url")
                yield Label("Model")
                yield Input(placeholder="the name as the provider writes it", compact=True, id="model")
                yield Label("Key")
                yield Input(
                    placeholder="leave empty to keep the one that is stored",
                    password=True,
                    compact=True,
                    id="key",
                )
                yield Label("Caps in $")
                with Horizontal(id="caps"):
                    yield Input(compact=True, id="per_interview_usd")
                    yield Label("an interview,")
                    yield Input(compact=True, id="per_month_usd")
                    yield Label("a month")
            yield Static("", id="note", classes="quiet")
            with Horizontal(id="buttons"):
                yield Button("Choose the model", id="choose", compact=True, variant="primary")
                yield Button("Test connection", id="test", compact=True)
                yield Button("Save", id="save", compact=True)
                yield Button("Use the offline grader", id="offline", compact=True)
            yield Static("", id="said")
            yield Static("", id="found", classes="quiet")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the fields, and look for models on this machine."""
        try:
            settings = self.services.settings
        except CoachError as error:
            self.complain(error)
            return
        self.query_one("#provider", Select).value = settings.provider
        for name in ("base_url", "model"):
            self.query_one(f"#{name}", Input).value = getattr(settings, name)
        for name in ("per_interview_usd", "per_month_usd"):
            cap = getattr(settings, name)
            self.query_one(f"#{name}", Input).value = "none" if cap is None else f"{cap:g}"
        who = f"Now: {settings.model or 'no model'}, graded by {settings.grader}."
        self._say(who)
        self.query_one("#model", Input).focus()
        self._look_around()

    @work(group="settings.local", exclusive=True, exit_on_error=False, description="look for local models")
    async def _look_around(self) -> None:
        from interview_coach.services.setup_model import local_servers

        found = await local_servers()
        lines = [
            f"On this machine: {provider} at {url}" + (f", {model}" if model else "")
            for provider, url, model in found
        ]
        self.query_one("#found", Static).update(Content("\n".join(lines)))

    @on(Select.Changed, "#provider")
    def _provider_changed(self) -> None:
        from interview_coach.llm.presets import PRESETS

        known = PRESETS.get(str(self.query_one("#provider", Select).value))
        self.query_one("#base_url", Input).placeholder = known.base_url if known else "https://host/v1"
        note = "Any server that speaks the wire format of OpenAI."
        if known is not None:
            key = f"A key is made at {known.key_page}." if known.key_page else "No key is needed."
            note = " ".join(part for part in (known.note, key) if part)
        self.query_one("#note", Static).update(Content(note))

    def _say(self, words: str, style: str = "") -> None:
        self.query_one("#said", Static).update(Content(words).stylize(style or "$foreground"))

    def _values(self) -> dict[str, str]:
        names = ("base_url", "model", "per_interview_usd", "per_month_usd")
        values = {name: self.query_one(f"#{name}", Input).value.strip() for name in names}
        return {"provider": str(self.query_one("#provider", Select).value), **values}

    async def _save(self) -> bool:
        from interview_coach.services.setup_model import save_model

        values, key = self._values(), self.query_one("#key", Input)
        try:
            await asyncio.to_thread(save_model, self.services, values, key.value.strip())
        except CoachError as error:
            self._say(str(error), "$text-error")
            return False
        key.value = ""
        await self._show_where()
        return True

    async def _show_where(self) -> None:
        from interview_coach.services.endpoint import destination

        self.show_destination(await asyncio.to_thread(destination, self.services))

    @on(Button.Pressed, "#save")
    async def action_save(self) -> None:
        """Keep what is in the fields."""
        if await self._save():
            self._say("Saved.", "$text-success")

    @on(Button.Pressed, "#test")
    def action_test(self) -> None:
        """Save, then send one tiny request."""
        self._test()

    @work(group="settings", exclusive=True, exit_on_error=False, description="test the connection")
    async def _test(self) -> None:
        from interview_coach.services.setup_model import offer, test_connection

        if not await self._save():
            return
        try:
            where = await asyncio.to_thread(offer, self.services)
            self._say(f"Asking {where.host} ...")
            self._say(await test_connection(self.services), "$text-success")
        except CoachError as error:
            self._say(str(error), "$text-error")

    @on(Button.Pressed, "#choose")
    def _choose_pressed(self) -> None:
        self._choose()

    @work(group="settings", exclusive=True, exit_on_error=False, description="choose the model")
    async def _choose(self) -> None:
        """Show host and cost, and take the person's choice."""
        from interview_coach.services.setup_model import choose_model, offer

        if not await self._save():
            return
        try:
            offered = await asyncio.to_thread(offer, self.services)
            where = "this machine" if offered.local else offered.host
            chosen = await self.app.push_screen_wait(
                ChoiceDialog(
                    f"Your answers will be sent to {where} ({offered.name}). One answer: {offered.cost}. "
                    "Names you write are sent with them.",
                    {"yes": f"Send my answers to {where}", "no": "Stay offline"},
                )
            )
            if chosen == "yes":
                await asyncio.to_thread(choose_model, self.services)
                self._say(f"{offered.model} grades from now on, behind the offline grader.", "$text-success")
                await self._show_where()
        except CoachError as error:
            self._say(str(error), "$text-error")

    @on(Button.Pressed, "#offline")
    async def _go_offline(self) -> None:
        from interview_coach.services.setup_model import choose_offline

        try:
            choose_offline(self.services)
        except CoachError as error:
            self._say(str(error), "$text-error")
            return
        await self.services.under_way.stop_all()
        self._say("The offline grader grades from now on; nothing leaves this machine.", "$text-success")
        await self._show_where()
