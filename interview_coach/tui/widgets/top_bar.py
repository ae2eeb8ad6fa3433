"""The line on top of every screen: where the person is, and where their text goes."""

from textual.content import Content
from textual.widget import Widget

WHERE = "offline · nothing leaves this machine"
WHERE_SHORT = "offline"


class TopBar(Widget):
    """A title on the left and, always visible, where text goes on the right."""

    def __init__(self, title: str, detail: str = "") -> None:
        """Show a title, and quieter words after it."""
        super().__init__()
        self._title = title
        self._detail = detail

    def show(self, title: str, detail: str = "") -> None:
        """Replace the words."""
        self._title, self._detail = title, detail
        self.refresh()

    def render(self) -> Content:
        """Draw the line for the width there is; the detail gives way first, then the long form of where."""
        width = self.content_size.width
        for detail, where in (
            (self._detail, WHERE),
            (self._detail, WHERE_SHORT),
            ("", WHERE_SHORT),
        ):
            left = Content(self._title).stylize("bold")
            if detail:
                left = left + Content(f"   {detail}").stylize("$foreground-muted")
            gap = width - left.cell_length - len(where)
            if gap >= 2:
                break
        room = max(0, width - len(where) - 2)
        if left.cell_length > room:
            left = left.truncate(room, ellipsis=True)
            gap = width - left.cell_length - len(where)
        return Content.assemble(left, " " * max(1, gap), (where, "$text-success"))
