"""Past interviews: read, listed, exported."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from interview_coach.domain.improvement import Improvement
from interview_coach.domain.interview import Interview
from interview_coach.domain.question import Skill
from interview_coach.errors import UsageError
from interview_coach.export.document import FORMAT_VERSION, interview_document, to_json
from interview_coach.export.files import write_file
from interview_coach.export.markdown import interview_markdown
from interview_coach.interview.improve import improve
from interview_coach.paths import make_private_folder
from interview_coach.services.app import App

ExportFormat = Literal["markdown", "json"]
ENDINGS: dict[ExportFormat, str] = {"markdown": "md", "json": "json"}


def improvement_of(app: App, interview: Interview) -> Improvement:
    """Return what to do next after an interview."""
    skills = app.bank.skills

    def skill(skill_id: str) -> Skill | None:
        return skills.get(skill_id)

    return improve(interview, app.bank.askable(), skill)


def interview_json(app: App, interview: Interview) -> str:
    """Return the JSON export of one interview."""
    return to_json(
        interview_document(
            interview,
            improvement_of(app, interview),
            app.past.events(interview.id),
            app.past.draft_steps(interview.id),
        )
    )


def export_text(app: App, ids: Sequence[str], form: ExportFormat) -> Iterator[str]:
    """Yield the export of some interviews piece by piece; several as JSON are one object with a list.

    Raises:
        UsageError: an id is unknown or ambiguous.
    """
    found = [app.past.interview(given).id for given in ids]
    if form == "json" and len(found) > 1:
        yield f'{{"format": "interview-coach/interviews", "format_version": {FORMAT_VERSION}, "interviews": [\n'
        for index, interview_id in enumerate(found):
            yield ",\n" * bool(index) + interview_json(app, app.past.interview(interview_id)).rstrip()
        yield "\n]}\n"
        return
    for index, interview_id in enumerate(found):
        interview = app.past.interview(interview_id)
        if form == "json":
            yield interview_json(app, interview)
        else:
            yield "\n---\n\n" * bool(index)
            yield from interview_markdown(interview, improvement_of(app, interview))


def export_name(interview: Interview, form: ExportFormat) -> str:
    """Return the file name of an export, from date and id."""
    return f"interview-{interview.started_at[:10]}-{interview.id}.{ENDINGS[form]}"


def export_to(
    app: App, ids: Sequence[str], form: ExportFormat, output: Path | None, *, overwrite: bool = False
) -> Path:
    """Write an export to a file or into a folder (the exports folder if None); return where it is.

    Raises:
        UsageError: an id is unknown, or nothing was chosen.
        CoachError: the file is there already or cannot be written.
    """
    if not ids:
        raise UsageError("No interview was chosen.", "See the ids with: interview-coach history")
    if output is None:
        make_private_folder(app.paths.exports)
        output = app.paths.exports
    if output.is_dir():
        first = app.past.interview(ids[0])
        several = f"interviews-{app.clock.now()[:10]}.{ENDINGS[form]}"
        output = output / (export_name(first, form) if len(ids) == 1 else several)
    return write_file(output, _checked_first(export_text(app, ids, form)), overwrite=overwrite)


def _checked_first(chunks: Iterable[str]) -> Iterator[str]:
    """Make the first piece now, so that an unknown id is told before a file is touched."""
    iterator = iter(chunks)
    first = next(iterator, "")

    def rest() -> Iterator[str]:
        yield first
        yield from iterator

    return rest()
