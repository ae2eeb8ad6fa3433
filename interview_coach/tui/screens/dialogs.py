"""Small questions to the person, over the screen they are on."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Input, OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from interview_coach.errors import CoachError
from interview_coach.tui.screens.base import OwnDismissal


class Dialog(ModalScreen[ScreenResultType], OwnDismissal[ScreenResultType]):
    """A small screen over another, closed once however often its key is pressed."""


class LineDialog(Dialog[str | None]):
    """Asks for one line; None when left with escape."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel", id="dialog.cancel")]

    def __init__(self, title: str, placeholder: str = "") -> None:
        """Ask with this title."""
        super().__init__()
        self._title = title
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """One sentence, one line to fill in."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="heading")
            yield Input(placeholder=self._placeholder, max_length=500)
            yield Static("enter to send, escape to go back", classes="quiet")

    @on(Input.Submitted)
    def _send(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)


class ChoiceDialog(Dialog[str | None]):
    """Asks to choose one of a few; None when left with escape."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back", id="dialog.back")]

    def __init__(self, title: str, choices: dict[str, str]) -> None:
        """Ask with this title; `choices` maps what is returned to what is shown."""
        super().__init__()
        self._title = title
        self._choices = choices

    def compose(self) -> ComposeResult:
        """A sentence and the choices, the first highlighted."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="heading")
            yield OptionList(
                *(Option(Content(text), id=name) for name, text in self._choices.items()), markup=False
            )

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)


class TextDialog(Dialog[None]):
    """Shows a longer text; escape, enter and the keys that open one close it."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,m,t,3,5", "dismiss(None)", "Close", id="dialog.close")
    ]

    def __init__(self, title: str, text: str | Content) -> None:
        """Show this text; a string as plain characters."""
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """A title and the text, scrolling if it is long."""
        from textual.containers import VerticalScroll

        with Vertical(classes="dialog -large"):
            yield Static(Content(self._title), classes="heading")
            with VerticalScroll():
                text = Content(self._text) if isinstance(self._text, str) else self._text
                yield Static(text, classes="dialog-text")
            yield Static("escape to close", classes="quiet")


class ProgressDialog(Dialog[None]):
    """Shows how far something long is; escape stops it, at its next step."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", "Stop", id="dialog.stop")]

    def __init__(self, title: str, total: int) -> None:
        """Begin at none of so many steps."""
        super().__init__()
        self._title = title
        self._total = total
        self._done = 0
        self._stopped = False

    def compose(self) -> ComposeResult:
        """A sentence and a bar."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="heading")
            yield ProgressBar(total=self._total, show_eta=False)
            yield Static("escape to stop", classes="quiet")

    def on_mount(self) -> None:
        """Look a few times a second how far it is."""
        self.set_interval(0.1, self._look)

    def _look(self) -> None:
        self.query_one(ProgressBar).update(progress=self._done)

    def step(self) -> None:
        """Count one more step; may be called from another thread.

        Raises:
            CoachError: the person stopped it.
        """
        if self._stopped:
            raise CoachError("Stopped. Nothing was written.")
        self._done += 1

    def action_stop(self) -> None:
        """Stop at the next step."""
        self._stopped = True
