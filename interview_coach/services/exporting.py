"""Exports: interviews are chosen first, then read a few at a time and written, so that memory stays flat."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeVar, get_args

from interview_coach import __version__
from interview_coach.domain.history_filter import EVERYTHING, HistoryFilter
from interview_coach.domain.interview import Interview, InterviewSummary
from interview_coach.domain.record import Record
from interview_coach.errors import UsageError
from interview_coach.export.anki import anki_cards
from interview_coach.export.csv_rows import attempt_rows, point_rows
from interview_coach.export.document import FORMAT_SEVERAL, FORMAT_VERSION, interview_document, to_json_bytes
from interview_coach.export.files import free_name, write_file
from interview_coach.export.html_page import Entry, interviews_html
from interview_coach.export.markdown import interview_markdown
from interview_coach.paths import make_private_folder
from interview_coach.services.app import App
from interview_coach.services.review import improvement_of

ExportFormat = Literal["markdown", "html", "json", "csv", "anki"]
Rows = Literal["attempts", "points"]
Read = TypeVar("Read")
Watch = Callable[[Iterable[Entry]], Iterator[Entry]]
"""Passes interviews on one by one, for a progress bar."""

BATCH = 20
"""How many interviews are read at once: enough to make the asking cheap, few enough to be held."""

FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
FORMAT_WORDS: dict[ExportFormat, str] = {
    "markdown": "Markdown, to read or put into a pull request",
    "html": "HTML, one page to read in a browser or print",
    "json": "JSON, everything that is stored; can be imported",
    "csv": "CSV, one row for each attempt, for a spreadsheet",
    "anki": "Anki, a card for each point that was missed",
}
ENDINGS: dict[ExportFormat, str] = {
    "markdown": "md",
    "html": "html",
    "json": "json",
    "csv": "csv",
    "anki": "anki.txt",
}


def chosen_by_id(app: App, ids: Sequence[str]) -> list[Entry]:
    """Return the interviews with these ids or beginnings of ids, each once, oldest first.

    Raises:
        UsageError: an id is unknown or ambiguous.
    """
    found = {(interview := app.past.interview(given)).id: _entry(interview) for given in ids}
    return sorted(found.values(), key=lambda entry: datetime.fromisoformat(entry.started_at))


def chosen_by_filter(app: App, wanted: HistoryFilter = EVERYTHING) -> list[Entry]:
    """Return the interviews that fit, oldest first.

    Raises:
        UsageError: nothing fits.
    """
    found = app.past.summaries(wanted)
    if not found:
        raise UsageError(
            "There is no interview yet." if wanted.everything else "No interview fits.",
            "See them with: interview-coach history",
        )
    return chosen_of(found)


def chosen_of(summaries: Sequence[InterviewSummary]) -> list[Entry]:
    """Return the interviews of a list that has the newest first."""
    return [_entry(summary) for summary in reversed(summaries)]


def _entry(interview: Interview | InterviewSummary) -> Entry:
    titles = (
        interview.titles
        if isinstance(interview, InterviewSummary)
        else tuple(turn.question.name for turn in interview.turns)
    )
    return Entry(
        id=interview.id,
        started_at=interview.started_at,
        score=interview.score,
        level=interview.level,
        titles=titles,
    )


def read_in_batches(
    read: Callable[[Sequence[str]], Sequence[Read]], entries: Sequence[Entry], watch: Watch = iter
) -> Iterator[Read]:
    """Yield what `read` makes of some interviews one by one: a few are read at once, more are never held."""
    waiting: deque[Read] = deque()
    for index, _ in enumerate(watch(entries)):
        if not waiting:
            waiting.extend(read([entry.id for entry in entries[index : index + BATCH]]))
        yield waiting.popleft()


def export_text(
    app: App,
    chosen: Sequence[Entry],
    form: ExportFormat,
    *,
    rows: Rows = "attempts",
    watch: Watch = iter,
) -> Iterator[str]:
    """Yield the export of some interviews piece by piece; `watch` sees them go by, one at a time.

    Raises:
        UsageError: one of them is gone meanwhile.
        StorageError: they cannot be read.
    """

    def read(entries: Sequence[Entry]) -> Iterator[Interview]:
        return read_in_batches(app.past.interviews, entries, watch)

    match form:
        case "markdown":
            for index, interview in enumerate(read(chosen)):
                yield "\n---\n\n" * bool(index)
                yield from interview_markdown(interview, improvement_of(app, interview))
        case "html":
            pairs = ((interview, improvement_of(app, interview)) for interview in read(chosen))
            yield from interviews_html(chosen, pairs, app.bank.skill_name)
        case "json":
            for piece in _json(app, chosen, watch):
                yield piece.decode()
        case "csv":
            yield from (point_rows if rows == "points" else attempt_rows)(read(chosen))
        case "anki":
            yield from anki_cards(read(chosen[::-1]))


def interview_json(app: App, id_or_prefix: str) -> str:
    """Return the JSON export of one interview.

    Raises:
        UsageError: no interview begins so, or several do.
    """
    return _interview_json(app, app.past.record_of(id_or_prefix)).decode() + "\n"


def _interview_json(app: App, record: Record) -> bytes:
    return to_json_bytes(interview_document(record, improvement_of(app, record.interview)))


def _json(app: App, chosen: Sequence[Entry], watch: Watch) -> Iterator[bytes]:
    several = len(chosen) > 1
    if several:
        head = (
            f'{{\n  "format": "{FORMAT_SEVERAL}",\n  "format_version": {FORMAT_VERSION},\n'
            f'  "program_version": "{__version__}",\n  "interviews": [\n'
        )
        yield head.encode()
    for index, record in enumerate(read_in_batches(app.past.records, chosen, watch)):
        if index:
            yield b",\n"
        yield _interview_json(app, record)
    if chosen:
        yield b"\n]}\n" if several else b"\n"


def export_name(app: App, chosen: Sequence[Entry], form: ExportFormat, rows: Rows = "attempts") -> str:
    """Return the file name of an export, from date and id."""
    points = "-points" if form == "csv" and rows == "points" else ""
    if len(chosen) == 1:
        return f"interview-{chosen[0].started_at[:10]}-{chosen[0].id}{points}.{ENDINGS[form]}"
    return f"interviews-{app.clock.now()[:10]}{points}.{ENDINGS[form]}"


def export_to(
    app: App,
    chosen: Sequence[Entry],
    form: ExportFormat,
    output: Path,
    *,
    rows: Rows = "attempts",
    overwrite: bool = False,
    watch: Watch = iter,
) -> Path:
    """Write an export to a file, or into a folder that is there; return where it is.

    Raises:
        CoachError: the file is there already or cannot be written, or an interview cannot be read.
    """
    path = output / export_name(app, chosen, form, rows) if output.is_dir() else output
    return write_file(path, _chunks(app, chosen, form, rows, watch), overwrite=overwrite)


def export_to_folder(app: App, chosen: Sequence[Entry], form: ExportFormat, *, watch: Watch = iter) -> Path:
    """Write an export into the exports folder under a name that is free; return where it is.

    Raises:
        CoachError: it cannot be written, or an interview cannot be read.
    """
    make_private_folder(app.paths.exports)
    path = free_name(app.paths.exports / export_name(app, chosen, form))
    return write_file(path, _chunks(app, chosen, form, "attempts", watch))


def _chunks(
    app: App, chosen: Sequence[Entry], form: ExportFormat, rows: Rows, watch: Watch
) -> Iterator[str] | Iterator[bytes]:
    """Return what goes into a file: JSON as it was made, which is long; making a text of it would be for nothing."""
    if form == "json":
        return _json(app, chosen, watch)
    return export_text(app, chosen, form, rows=rows, watch=watch)
