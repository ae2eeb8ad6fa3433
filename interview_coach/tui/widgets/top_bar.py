"""The line on top of every screen: where the person is, and where their text goes."""

from textual.content import Content
from textual.widget import Widget

NOWHERE = ("", "", True)
LEAST_TITLE = 20


class TopBar(Widget):
    """A title on the left and, always visible, where text goes on the right.

    The app says where, in its `destination`, as soon as the settings are read; nothing is sent before.
    """

    def __init__(self, title: str, detail: str = "") -> None:
        """Show a title, and quieter words after it."""
        super().__init__()
        self._title = title
        self._detail = detail
        self._shorter: tuple[str, ...] = ()

    def show(self, title: str, detail: str = "", *shorter: str) -> None:
        """Replace the words; `shorter` are what the detail becomes where it does not fit, the last for a long title."""
        self._title, self._detail, self._shorter = title, detail, shorter
        self.refresh()

    def render(self) -> Content:
        """Draw the line for the width there is.

        The long form of where gives way first, then the detail, before its last short form the end of the title.
        """
        width = self.content_size.width
        long, short, local = getattr(self.app, "destination", NOWHERE)
        place = self._detail.partition(" · ")[0]
        ways = [(self._title, self._detail, long)]
        ways += [(self._title, detail, short) for detail in (self._detail, *self._shorter)]
        if self._shorter:
            room = width - len(f"   {self._shorter[-1]}") - len(short) - 2
            cut = Content(self._title).truncate(max(LEAST_TITLE, room), ellipsis=True).plain
            ways.append((cut, self._shorter[-1], short))
        ways += [(self._title, place, short), (self._title, "", short)]
        for title, detail, where in ways:
            left = Content(title).stylize("bold")
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
