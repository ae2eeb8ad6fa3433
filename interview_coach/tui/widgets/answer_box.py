"""The box an answer is written in."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from interview_coach.text.clean import MAX_ANSWER_BYTES, clean

INDENT = "    "


class AnswerBox(TextArea):
    """A multi-line editor; what is pasted is cleaned and kept within 32 KB, never cut silently."""

    HELP = "Write as you would speak. Paste and code are welcome; ctrl+e opens your own editor."

    # Bound here and not with priority, so that a key comes after everything typed before it.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,ctrl+enter",
            "screen.submit",
            "Submit",
            id="interview.submit",
            key_display="^j",
            tooltip="Send the answer",
        ),
        Binding(
            "ctrl+e",
            "screen.editor",
            "Editor",
            id="interview.editor",
            tooltip="Write in your own editor ($VISUAL or $EDITOR)",
        ),
        Binding("tab", "indent", "Indent", id="interview.indent", show=False),
        Binding("pageup", "screen.scroll_question(-1)", "Question up", id="interview.up", show=False),
        Binding(
            "pagedown",
            "screen.scroll_question(1)",
            "Scroll question",
            id="interview.down",
            key_display="pgup/dn",
            tooltip="Scroll the question while the cursor stays in the answer",
        ),
    ]

    @dataclass
    class PasteCut(Message):
        """A paste was longer than what fits; `kept` and `left_out` count bytes."""

        kept: int
        left_out: int

    def __init__(self, *, id: str) -> None:  # noqa: A002  # Textual's name for it
        """Start empty."""
        super().__init__(id=id, soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False)

    async def _on_key(self, event: events.Key) -> None:
        """Take no empty line at the beginning: enter was pressed once more than it took to get here."""
        if event.key == "enter" and not self.text:
            event.stop()
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        """Clean what is pasted, and take only what fits."""
        event.stop()
        event.prevent_default()
        text = clean(event.text)
        room = max(0, MAX_ANSWER_BYTES - len(self.text.encode()) + len(self.selected_text.encode()))
        data = text.encode()
        if len(data) > room:
            text = data[:room].decode("utf-8", "ignore")
            self.post_message(self.PasteCut(kept=len(text.encode()), left_out=len(data) - len(text.encode())))
        if result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)
            self.focus()

    def action_indent(self) -> None:
        """Indent by four spaces, for code; focus stays in the answer."""
        self.insert(INDENT)

    def set_text(self, text: str) -> None:
        """Put a whole text in, with the cursor at its end."""
        self.load_text(text)
        self.move_cursor(self.document.end)
