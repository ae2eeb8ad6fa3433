"""Nothing that came from a person, a file or a model may speak to the terminal."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from interview_coach.text.clean import without_controls


class ControlFilter(LineFilter):
    """Takes control characters out of every rendered line, the last thing before the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without control characters."""
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [
            segment if segment.control or segment.text.isprintable() else _cleaned(segment)
            for segment in segments
        ]


def _cleaned(segment: Segment) -> Segment:
    return Segment(without_controls(segment.text), segment.style, segment.control)
