"""What all screens share: the services, and errors that become a sentence instead of an end."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual import events, on
from textual.await_complete import AwaitComplete
from textual.binding import ActiveBinding
from textual.screen import Screen, ScreenResultType
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from interview_coach.errors import CoachError

if TYPE_CHECKING:
    from interview_coach.services.app import App as Services
    from interview_coach.services.endpoint import Destination

T = TypeVar("T")
TOO_SMALL = "This window is too small. Make it 40 columns by 12 lines or more; nothing is lost."


class OwnDismissal(Screen[ScreenResultType]):
    """A screen whose `dismiss` closes this screen, once, and never another.

    Textual's own closes whatever is on top: the screen below at a second key pressed quickly, a dialog opened over
    this one at a result that comes late.
    """

    _result_to_come: tuple[ScreenResultType | None] | None = None
    """What to close with once no other screen is over this one."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close this screen, or when another is over it, as soon as that is closed; once closed do nothing."""
        if self.is_active:
            return super().dismiss(result)
        if self._result_to_come is None and self in self.app.screen_stack:
            self._result_to_come = (result,)
        return AwaitComplete()  # nothing to wait for

    @on(events.ScreenResume)
    def _dismiss_now(self) -> None:
        if self._result_to_come is not None and self.is_active:
            super().dismiss(self._result_to_come[0])


class CoachScreen(OwnDismissal[ScreenResultType]):
    """A screen with the services of the program."""

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (100, "-wide")]  # noqa: RUF012  # typed by Textual
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (12, "-high")]  # noqa: RUF012  # likewise

    @on(events.Mount)
    def _prepare_for_a_tiny_window(self) -> None:
        """Have a page ready for a terminal that is too small to work in; what is typed stays behind it."""
        self.mount(Static(TOO_SMALL, id="too-small"))

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now: those of the footer first, so that help and palette begin with them."""
        found = super().active_bindings
        return dict(sorted(found.items(), key=lambda entry: not entry[1].binding.show))

    @property
    def services(self) -> "Services":
        """The services that the app was given."""
        services: Services = self.app.services  # type: ignore[attr-defined]  # App is generic over no services
        return services

    def show_destination(self, destination: "Destination") -> None:
        """Say on every screen where text goes from now on."""
        self.app.show_destination(destination)  # type: ignore[attr-defined]  # App is generic over no services

    @on(Worker.StateChanged)
    def _tell_of_failed_workers(self, event: Worker.StateChanged) -> None:
        """Let no worker fail in silence: a CoachError is told, anything else ends the program in order."""
        error = event.worker.error
        if event.state is not WorkerState.ERROR:
            return
        if isinstance(error, CoachError):
            self.complain(error)
        elif isinstance(error, Exception):
            self.app._handle_exception(error)

    async def attempt(self, call: Callable[[], T]) -> T | None:
        """Run a service off the event loop; an error is shown as a sentence and returns None."""
        try:
            return await asyncio.to_thread(call)
        except CoachError as error:
            self.complain(error)
            return None

    def complain(self, error: CoachError) -> None:
        """Show what went wrong and what to do."""
        self.notify(
            error.hint or error.message,
            title=error.message if error.hint else "",
            severity="error",
            timeout=8,
            markup=False,
        )
