"""The transport line of a replay: playing or not, how fast, where, and where the questions begin."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from interview_coach.interview.player import clock_text, silence_text

SIDE_WIDTH = 9
NARROWEST_BAR = 8
QUIET = "$foreground-muted"
_DONE, _HEAD, _TO_COME = "━", "●", "─"
_MARK_DONE, _MARK_TO_COME = "╋", "┼"


@dataclass(frozen=True)
class Transport:
    """What the line shows; `begins` are the times of the questions, all times in milliseconds."""

    playing: bool = False
    ended: bool = False
    speed: int = 1
    position_ms: int = 0
    duration_ms: int = 0
    silence_ms: int = 0
    begins: tuple[int, ...] = ()


class TransportLine(Widget):
    """Draws the line for the width there is; the bar gives way first."""

    transport: reactive[Transport] = reactive(Transport())

    def render(self) -> Content:
        """Draw it."""
        transport, width = self.transport, self.content_size.width
        sign = "■" if transport.ended else "▶" if transport.playing else "‖"
        left = f"{sign} {transport.speed}x".ljust(5)
        times = f"{clock_text(transport.position_ms)} of {clock_text(transport.duration_ms)}"
        side = silence_text(transport.silence_ms) if transport.silence_ms else ""
        side = "the end" if transport.ended else side
        room = width - len(left) - len(times) - SIDE_WIDTH - 6
        bar = _bar(transport, room) if room >= NARROWEST_BAR else Content("")
        return Content.assemble(
            (left, "bold"), "  ", times, "  ", bar, "  ", (side.rjust(SIDE_WIDTH), "bold $text-warning")
        )


def _bar(transport: Transport, width: int) -> Content:
    """Return the bar, what was played heavier than what is to come."""
    head = _column(transport.position_ms, transport.duration_ms, width)
    marks = columns_of(transport.begins, transport.duration_ms, width)
    cells = [_MARK_TO_COME if column in marks else _TO_COME for column in range(width)]
    cells[:head] = [_MARK_DONE if column in marks else _DONE for column in range(head)]
    return Content.assemble(
        ("".join(cells[:head]), "$text-accent"), (_HEAD, "bold"), ("".join(cells[head + 1 :]), QUIET)
    )


def columns_of(begins: Sequence[int], duration_ms: int, width: int) -> set[int]:
    """Return where the bar is marked; of very many questions only every so manieth, so that it stays a bar."""
    every = max(1, math.ceil(len(begins) / max(1, width // 3)))
    return {_column(begin, duration_ms, width) for begin in begins[::every]}


def _column(position_ms: int, duration_ms: int, width: int) -> int:
    return min(width - 1, position_ms * (width - 1) // duration_ms) if duration_ms else 0
