"""One line that narrows a list while it is typed."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


class FilterLine(Input):
    """The filter above a list; enter, down and tab go to the list (the screen's `to_list`)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,down,tab",
            "screen.to_list",
            "To the list",
            id="filter.to-list",
            key_display="⏎",
            tooltip="Go to the list",
        )
    ]

    def __init__(self, placeholder: str, help_text: str) -> None:
        """Say what can be written, short in the line and whole in the help panel."""
        super().__init__(placeholder=placeholder, id="filter", compact=True, select_on_focus=False)
        self.HELP = help_text  # type: ignore[misc]  # Textual looks it up on the widget
