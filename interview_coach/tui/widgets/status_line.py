"""The line between question and answer: words, speaking time, saved or not, and the clocks."""

from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

WORDS_PER_SECOND = 2.2


@dataclass(frozen=True)
class Status:
    """What the line shows; times in whole seconds."""

    label: str = "your answer"
    words: int = 0
    saved: str = ""
    thinking: bool = True
    seconds: int = 0
    suggested: int = 0
    more_below: bool = False


class StatusLine(Widget):
    """Counts quietly; over time it changes only in word and weight."""

    status: reactive[Status] = reactive(Status())

    def render(self) -> Content:
        """Draw what fits, the clock last to go."""
        status = self.status
        spoken = f" · about {clock(round(status.words / WORDS_PER_SECOND))} spoken" if status.words else ""
        words = "1 word" if status.words == 1 else f"{status.words} words"
        left = f"{status.label} · {words}{spoken}"
        over = status.suggested and status.seconds > status.suggested
        doing = "thinking" if status.thinking else "answering"
        right = f"{doing} {clock(status.seconds)} of {clock(status.suggested)}" + (
            ", over time" if over else ""
        )
        middle = f" · {status.saved}" if status.saved else ""
        if status.more_below:
            middle += " · pgdn: the question goes on"
        width = self.content_size.width
        if len(left) + len(middle) + len(right) + 2 > width:
            left = f"{words}"
        gap = max(1, width - len(left) - len(middle) - len(right))
        return Content.assemble(
            left, (middle, "$foreground-muted"), " " * gap, (right, "bold" if over else "$foreground-muted")
        )


def clock(seconds: int) -> str:
    """Return seconds as `1:05`."""
    return f"{seconds // 60}:{seconds % 60:02}"
