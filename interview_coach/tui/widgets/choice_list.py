"""A list to choose from that says in the footer what enter does."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList


class ChoiceList(OptionList):
    """An OptionList of plain text; long lines end in an ellipsis."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open", id="list.open", tooltip="Open what is highlighted")
    ]

    def __init__(self, *, id: str) -> None:  # noqa: A002  # Textual's name for it
        """Start empty."""
        super().__init__(id=id, markup=False)
