"""The feedback summary of a period."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from interview_coach.export.document import to_json
from interview_coach.export.files import free_name, write_file
from interview_coach.export.html_page import Entry
from interview_coach.export.summarising import summarise
from interview_coach.export.summary import Audience, SummaryDocument
from interview_coach.export.summary_page import summary_html, summary_markdown
from interview_coach.paths import make_private_folder
from interview_coach.services.app import App
from interview_coach.services.exporting import ENDINGS, ExportFormat, Watch, read_in_batches

SUMMARY_FORMATS: tuple[ExportFormat, ...] = ("markdown", "html", "json")


def summary_of(
    app: App,
    chosen: Sequence[Entry],
    since: str | None,
    audience: Audience,
    watch: Watch = iter,
) -> SummaryDocument:
    """Return the summary of interviews, which are read a few at a time; without `since` it begins with the first.

    Raises:
        UsageError: one of them is gone meanwhile.
        StorageError: they cannot be read.
    """
    return summarise(
        read_in_batches(app.past.interviews, chosen, watch),
        since=since or chosen[0].started_at,
        until=app.clock.now(),
        audience=audience,
        skill_name=app.bank.skill_name,
    )


def summary_text(summary: SummaryDocument, form: ExportFormat) -> Iterator[str]:
    """Yield a summary in one of `SUMMARY_FORMATS`."""
    if form == "html":
        yield from summary_html(summary)
    elif form == "json":
        yield to_json(summary)
    else:
        yield from summary_markdown(summary)


def write_summary(
    summary: SummaryDocument, form: ExportFormat, output: Path, *, overwrite: bool = False
) -> Path:
    """Write a summary to a file, or into a folder that is there; return where it is.

    Raises:
        CoachError: the file is there already or cannot be written.
    """
    path = output / _name(summary, form) if output.is_dir() else output
    return write_file(path, summary_text(summary, form), overwrite=overwrite)


def summary_to_folder(app: App, summary: SummaryDocument, form: ExportFormat) -> Path:
    """Write a summary into the exports folder under a name that is free; return where it is.

    Raises:
        CoachError: it cannot be written.
    """
    make_private_folder(app.paths.exports)
    return write_file(free_name(app.paths.exports / _name(summary, form)), summary_text(summary, form))


def _name(summary: SummaryDocument, form: ExportFormat) -> str:
    return f"summary-{summary.since[:10]}-{summary.until[:10]}.{ENDINGS[form]}"
