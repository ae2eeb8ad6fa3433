"""Exporting from a screen: asks for the format, writes into the exports folder, says where."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.screens.dialogs import ChoiceDialog

if TYPE_CHECKING:
    from interview_coach.export.html_page import Entry


async def ask_and_export(screen: CoachScreen[Any], choose: "Callable[[], list[Entry]]") -> None:
    """Write the interviews that `choose` returns in the format the person picks; run it in a worker."""
    from interview_coach.services.exporting import FORMAT_WORDS, export_to_folder

    words = {str(form): text for form, text in FORMAT_WORDS.items()}
    picked = await screen.app.push_screen_wait(ChoiceDialog("Export as", words))
    form = next((form for form in FORMAT_WORDS if form == picked), None)
    if form is None:
        return
    path = await screen.attempt(lambda: export_to_folder(screen.services, choose(), form))
    if path is not None:
        screen.notify(str(path), title="Written", markup=False)
