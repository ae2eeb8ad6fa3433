"""Bringing JSON exports back: every interview of a file, or none."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from interview_coach.domain.record import Record
from interview_coach.export.read_back import opened, read_interviews
from interview_coach.services.app import App

Placed = tuple[str, Record]


def import_interviews(
    app: App, path: Path, watch: Callable[[Iterable[Placed]], Iterator[Placed]] = iter
) -> tuple[int, int]:
    """Store the interviews of an export; return how many were added and how many were here already, the same.

    `watch` sees them go by, one at a time.

    Raises:
        UsageError: there is no such file.
        CoachError: it is no export, something in it is not as it should be, or an interview is here with other content.
    """
    with opened(path) as file:
        return app.store.import_interviews(watch(read_interviews(file, path.name)))
