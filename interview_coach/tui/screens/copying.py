"""Copying from a screen: asks what, copies it by the terminal and by the desktop's tool, says what and how."""

import asyncio
from collections.abc import Mapping
from typing import Any

from interview_coach.domain.wording import count_of
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.screens.dialogs import ChoiceDialog


async def ask_and_copy(screen: CoachScreen[Any], pieces: Mapping[str, str]) -> None:
    """Copy the piece the person picks, those that are empty left out; run it in a worker."""
    from interview_coach.services.clipboard import copy_natively

    there = {name: text for name, text in pieces.items() if text}
    words = {name: f"The {name}, {count_of(len(text.split()), 'word')}" for name, text in there.items()}
    picked = await screen.app.push_screen_wait(ChoiceDialog("Copy as Markdown", words))
    if picked is None:
        return
    text = there[picked]
    screen.app.copy_to_clipboard(text)
    tool = await asyncio.to_thread(copy_natively, text)
    how = f"by {tool} and the terminal" if tool else "by the terminal, if it lets programs copy (OSC 52)"
    screen.notify(f"Copied the {picked}, {count_of(len(text.split()), 'word')}, {how}.", markup=False)
