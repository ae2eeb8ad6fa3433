"""Exporting from a screen: asks for the format, writes into the exports folder with a bar, says where."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.screens.dialogs import ChoiceDialog, ProgressDialog

if TYPE_CHECKING:
    from interview_coach.export.html_page import Entry
    from interview_coach.export.summary import Audience

MANY = 20
"""From so many interviews on a bar shows how far it is."""
SUMMARIES = {
    "summary": "Feedback summary of these, for yourself: one page (HTML)",
    "mentor": "Feedback summary for a mentor, without your notes (HTML)",
}


async def ask_and_export(
    screen: CoachScreen[Any], choose: "Callable[[], list[Entry]]", *, summaries: bool = False
) -> None:
    """Write the interviews that `choose` returns in the format the person picks; run it in a worker.

    With `summaries` those of the interviews' feedback are offered too. Escape stops a long one; nothing is left of it.
    """
    from interview_coach.services.exporting import FORMAT_WORDS

    words: dict[str, str] = {str(form): text for form, text in FORMAT_WORDS.items()}
    picked = await screen.app.push_screen_wait(
        ChoiceDialog("Export as", words | (SUMMARIES if summaries else {}))
    )
    chosen = await screen.attempt(choose) if picked else None
    if not picked or not chosen:
        return
    bar = ProgressDialog("Exporting", len(chosen))
    if len(chosen) >= MANY:
        screen.app.push_screen(bar)

    def watched(entries: "Iterable[Entry]") -> "Iterator[Entry]":
        for entry in entries:
            bar.step()
            yield entry

    path = await screen.attempt(lambda: _write(screen, chosen, picked, watched))
    bar.dismiss()
    if path is not None:
        screen.notify(str(path), title="Written", markup=False)


def _write(
    screen: CoachScreen[Any],
    chosen: "list[Entry]",
    picked: str,
    watch: "Callable[[Iterable[Entry]], Iterator[Entry]]",
) -> Path:
    from interview_coach.services.exporting import FORMATS, export_to_folder
    from interview_coach.services.summary import summary_of, summary_to_folder

    services = screen.services
    if picked in SUMMARIES:
        audience: Audience = "mentor" if picked == "mentor" else "self"
        return summary_to_folder(services, summary_of(services, chosen, None, audience, watch), "html")
    form = next(form for form in FORMATS if form == picked)
    return export_to_folder(services, chosen, form, watch=watch)
