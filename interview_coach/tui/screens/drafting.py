"""Keeping what is typed on a screen, and taking the steps of its sitting one after the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from textual import events, on
from textual.timer import Timer

from interview_coach.errors import CoachError
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.widgets.answer_box import AnswerBox

if TYPE_CHECKING:
    from interview_coach.services.sitting import Sitting

AUTOSAVE_SECONDS = 0.6
LEAVING_SECONDS = 2.0
"""So long leaving the program waits for a step under way, which may be waiting for a model."""


class DraftingScreen(CoachScreen[None]):
    """A screen with a box whose text belongs to the part of a sitting that is answered now.

    The sitting works in threads, and meanwhile keys arrive. Each step is therefore taken by itself: no draft is
    saved, and no other step begun, while the part that it belongs to changes.
    """

    def __init__(self, sitting: "Sitting") -> None:
        """Nothing is typed yet."""
        super().__init__()
        self._sitting = sitting
        self._autosave: Timer | None = None
        self._saved = ""
        self._stepping = asyncio.Lock()
        self._typed_meanwhile = False

    def show_saved(self) -> None:
        """Show how much is written, and whether it is saved."""
        raise NotImplementedError

    @property
    def _box(self) -> AnswerBox:
        return self.query_one("#answer", AnswerBox)

    @asynccontextmanager
    async def one_step(self) -> AsyncIterator[None]:
        """Wait for the step under way and take the next; what is typed in the meantime is saved after it."""
        async with self._stepping:
            yield
        if self._typed_meanwhile:
            self._typed_meanwhile = False
            self._typed()

    @on(AnswerBox.Changed)
    def _typed(self) -> None:
        if self._stepping.locked():
            self._typed_meanwhile = True
            return
        if self._sitting.step != "answer" or not self.is_current:
            return
        if self._autosave is None:
            self._autosave = self.set_timer(AUTOSAVE_SECONDS, self._keep_draft_soon)
        if self._box.text and not self._sitting.watch.writing:
            self._sitting.watch.first_key()

    def stop_autosave(self) -> None:
        """Save no more what was typed so far: it is saved now, or belongs nowhere."""
        if self._autosave is not None:
            self._autosave.stop()
            self._autosave = None

    async def keep_draft(self) -> bool:
        """Save what is typed, as a part of a step; return whether it is saved."""
        self.stop_autosave()
        text = self._box.text
        try:
            await asyncio.to_thread(self._sitting.save_draft, text)
            self._saved = "saved"
        except CoachError as error:
            self._saved = "not saved"
            self.complain(error)
        self.show_saved()
        return self._saved == "saved"

    async def _keep_draft_soon(self) -> None:
        """Save what is typed, within a second of a change, unless a step has done so."""
        async with self.one_step():
            if self._autosave is not None:
                await self.keep_draft()

    @on(events.DescendantBlur)
    async def _left_the_box(self) -> None:
        await self._keep_draft_soon()

    async def save_before_leaving(self) -> None:
        """Keep the draft and pause, when the program ends."""
        try:
            async with asyncio.timeout(LEAVING_SECONDS):
                await self._stepping.acquire()
        except TimeoutError:
            pass  # a step that takes so long has stored its text already
        else:
            try:
                if self._sitting.step == "answer":
                    await self.keep_draft()
            finally:
                self._stepping.release()
        await self.attempt(self._sitting.pause)
