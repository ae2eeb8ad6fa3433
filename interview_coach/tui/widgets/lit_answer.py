"""An answer with its follow-ups, the words that prove something lit."""

from collections.abc import Sequence

from textual import events, on
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static

from interview_coach.domain.grade import Evidence
from interview_coach.domain.interview import Attempt

LIT = "black on $warning"
SPACE = 2
"""So many lines are kept in sight above and below the words that are lit."""


class LitAnswer(Static):
    """Shows an answer inside something that scrolls, and brings the first words that are lit into sight."""

    _shown = Content()

    def light(self, attempt: Attempt, evidence: Sequence[Evidence]) -> None:
        """Show all of an attempt, with these quotes marked."""
        self._shown = lit_answer(attempt, evidence)
        self.update(self._shown)
        self.call_after_refresh(self._scroll_to_light)

    @on(events.Resize)
    def _scroll_to_light(self) -> None:
        width = self.content_size.width
        if not width or not isinstance(self.parent, Widget):
            return
        lines = self._shown.wrap(width)
        lit = next((n for n, line in enumerate(lines) if any(s.style == LIT for s in line.spans)), None)
        if lit is not None:
            region = Region(0, max(0, lit - SPACE), width, 1 + 2 * SPACE)
            self.parent.scroll_to_region(region.translate(self.virtual_region.offset), animate=False)


def lit_answer(attempt: Attempt, evidence: Sequence[Evidence] = ()) -> Content:
    """Return all that was answered in an attempt, with these quotes marked."""
    shown: list[Content] = []
    index = 0
    for part in attempt.parts:
        if part.closed_at is None:
            continue
        if part.prompt:
            shown.append(Content.assemble(("Interviewer  ", "$text-accent"), part.prompt))
        text = Content(part.text or "(not answered)")
        for quote in evidence:
            if quote.part == index:
                text = text.stylize(LIT, quote.start, quote.end)
        shown.append(text)
        index += 1
    return Content("\n\n").join(shown)
