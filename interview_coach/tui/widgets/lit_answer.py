"""An answer with its follow-ups, the words that prove something lit."""

from collections.abc import Sequence

from textual.content import Content

from interview_coach.domain.grade import Evidence
from interview_coach.domain.interview import Attempt


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
                text = text.stylize("black on $warning", quote.start, quote.end)
        shown.append(text)
        index += 1
    return Content("\n\n").join(shown)
