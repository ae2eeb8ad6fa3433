"""What a person said against a verdict, beside it."""

from collections.abc import Iterable

from textual.content import Content

from interview_coach.domain.llm import Dispute


def disputed(disputes: Iterable[Dispute], point_id: str | None) -> Content:
    """Return what was said against the verdict on a point, and what came of it; empty where nothing was."""
    lines: list[Content] = []
    for dispute in disputes:
        if dispute.point_id != point_id:
            continue
        lines.append(Content.assemble(("You disagree: ", "bold $text-accent"), dispute.argument))
        changed = dispute.new_verdict != dispute.old_verdict
        outcome = f"becomes {dispute.new_verdict}" if changed else f"stays {dispute.old_verdict}"
        if dispute.reason:
            lines.append(Content(f"{outcome.capitalize()}: {dispute.reason}").stylize("$foreground-muted"))
    return Content("\n").join(lines)
