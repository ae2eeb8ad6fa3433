"""The keys of the interview screen."""

from textual.binding import Binding, BindingType

FIRST_KEYS = ("ctrl+j", "ctrl+enter", "ctrl+e", "f2", "f3", "f4", "escape")
"""Those that the footer begins with, the answer box's own included."""

KEYS: list[BindingType] = [
    Binding("f2", "ask", "Ask", id="interview.ask", tooltip="Ask the interviewer for a fact"),
    Binding("f3", "hint", "Hint", id="interview.hint", tooltip="One nudge; it is recorded and costs nothing"),
    Binding("f4", "skip", "Skip", id="interview.skip", tooltip="Leave this question or follow-up unanswered"),
    Binding(
        "f5",
        "copy",
        "Copy",
        id="interview.copy",
        tooltip="Copy the question or your answer as Markdown",
        show=False,
    ),
    Binding(
        "f8",
        "unskip",
        "Back to skipped",
        id="interview.unskip",
        tooltip="Ask the question again that was just skipped",
        show=False,
    ),
    Binding("escape", "pause", "Pause", id="interview.pause", tooltip="Stop the clocks; go on or leave"),
]
