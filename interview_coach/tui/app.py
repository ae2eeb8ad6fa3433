"""The terminal interface: paints home first, loads after."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from interview_coach.tui.hangup import watch_terminal
from interview_coach.tui.safety import ControlFilter
from interview_coach.tui.screens.home import HomeScreen
from interview_coach.tui.widgets.top_bar import NOWHERE, TopBar

if TYPE_CHECKING:
    from interview_coach.domain.interview import Setup
    from interview_coach.services.app import App as Services
    from interview_coach.services.endpoint import Destination

WATCHDOG_SECONDS = 10.0
"""Enough for a slow disk to take the draft and a busy machine to restore the terminal; then the end is forced."""


@dataclass(frozen=True)
class Start:
    """What to open with: home (nothing set), a new interview, or an unfinished one (an id, or "" for the latest)."""

    setup: "Callable[[], Setup] | None" = None
    resume: str | None = None


class CoachApp(App[None]):
    """The program in a terminal."""

    TITLE = "Interview Coach"
    # The style of the default screen has to come with the app; Textual loads others with their screens.
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/home.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", id="app.quit", show=False, priority=True),
        Binding("f1", "toggle_help", "Help", id="app.help", tooltip="Show or hide the keys of this screen"),
    ]

    def __init__(self, services: "Services", start: Start | None = None) -> None:
        """Nothing is read before the first paint."""
        super().__init__()
        self.services = services
        self.start = start or Start()
        self._crash: str = ""
        self.destination = NOWHERE

    def get_default_screen(self) -> Screen[None]:
        """Home is the bottom of the stack."""
        return HomeScreen(self.start)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Filter every line that is rendered."""
        return [*super().get_line_filters(), ControlFilter()]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer the actions of the screen in the palette, then the general ones."""
        offered: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            action, ours = binding.action, active.node is screen or binding.action.startswith("screen.")
            if binding.id and binding.id not in offered and active.enabled and ours:
                offered.add(binding.id)
                yield SystemCommand(
                    binding.description,
                    binding.tooltip or f"Key: {self.get_key_display(binding)}",
                    lambda action=action: self.run_worker(
                        screen.run_action(action), group="palette", exit_on_error=False, description=action
                    ),
                )
        for command in super().get_system_commands(screen):
            if command.title in ("Quit", "Theme"):
                yield command
        yield SystemCommand("Help", "Show or hide the keys of this screen", self.action_toggle_help)

    def on_mount(self) -> None:
        """Let signals end the program in order."""
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop_soon, number)
        gone = partial(loop.call_soon_threadsafe, self._stop_soon, signal.SIGHUP)
        watch_terminal(sys.stdin.fileno(), gone, WATCHDOG_SECONDS, 128 + signal.SIGHUP)

    def _stop_soon(self, number: int) -> None:
        self.run_worker(
            self._stop(number),
            group="quit",
            exclusive=True,
            exit_on_error=False,
            description="stop on a signal",
        )

    async def _stop(self, number: int) -> None:
        """Save and end. With a closed terminal writing to it would hang for ever, so the end is then forced."""
        await self._save_everything()
        self.services.close()
        if number == signal.SIGHUP:
            os._exit(128 + number)
        watchdog = threading.Timer(WATCHDOG_SECONDS, os._exit, [128 + number])
        watchdog.daemon = True
        watchdog.start()
        self.exit(return_code=128 + number)

    async def _save_everything(self) -> None:
        await self.services.under_way.stop_all()
        for screen in reversed(self.screen_stack):
            save = getattr(screen, "save_before_leaving", None)
            if save is not None:
                await save()

    async def action_quit(self) -> None:
        """Save what is typed on every open screen, then leave."""
        await self._save_everything()
        self.exit()

    def panic(self, *renderables: object) -> None:
        """End with one sentence; Textual would print what it was given, which may hold the person's text."""
        self._fatal_error()

    def show_destination(self, destination: "Destination") -> None:
        """Say on every screen where text goes from now on."""
        self.destination = (destination.sentence, destination.short, destination.local)
        for screen in self.screen_stack:
            screen.query(TopBar).refresh()

    def action_toggle_help(self) -> None:
        """Show or hide the help panel."""
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    def _fatal_error(self) -> None:
        # Textual would print a traceback with local variables, which may hold an answer or a key.
        from interview_coach.services.crash import report_crash

        error = self._exception or RuntimeError()
        self._crash = str(report_crash(error))
        self._close_messages_no_wait()

    def run_to_the_end(self) -> int:
        """Run until the person leaves; return the exit code."""
        if not sys.stderr.isatty():
            # Textual draws on stderr, which here goes elsewhere.
            sys.__stderr__ = sys.__stdout__  # type: ignore[misc]  # typeshed calls it final, the driver reads it
        self.run()
        if self._crash:
            sys.stderr.write(f"interview-coach: {self._crash}\n")
            return 1
        return self.return_code or 0
