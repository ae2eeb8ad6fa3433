"""The line on top of every screen: where the person is, and where their text goes."""

from textual.content import Content
from textual.widget import Widget

NOWHERE = ("", "", True)


class TopBar(Widget):
    """A title on the left and, always visible, where text goes on the right.

    The app says where, in its `destination`, as soon as the settings are read; nothing is sent before.
    """

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
        long, short, local = getattr(self.app, "destination", NOWHERE)
        place = self._detail.partition(" · ")[0]
        for detail, where in ((self._detail, long), (self._detail, short), (place, short), ("", short)):
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
        style = "$text-success" if local else "$text-warning"
        return Content.assemble(left, " " * max(1, gap), (where, style))
