"""The feedback summary of a period, as Markdown and as a page."""

from collections.abc import Iterable, Iterator

from interview_coach.domain.wording import count_of
from interview_coach.export import html_parts as page
from interview_coach.export import markdown
from interview_coach.export.charts import skill_charts
from interview_coach.export.summary import Shown, SkillLevels, SummaryDocument, ToWorkOn

_NOT_YET = "Nothing to compare yet: it takes two answers in the same skill, by the same grader."
_NOTHING_OPEN = "Nothing that was missed is still open."
_NO_BEST = "No answer of level 3 or more in this period yet."
_FOR_MENTOR = "For a mentor: private notes are left out."


def summary_markdown(summary: SummaryDocument) -> Iterator[str]:
    """Yield a summary as Markdown."""
    inline = markdown.inline
    yield f"# Feedback from {summary.since[:10]} to {summary.until[:10]}\n\n"
    if summary.audience == "mentor":
        yield f"{_FOR_MENTOR}\n\n"
    yield f"{inline(counts_sentence(summary))}\n\n## What improved\n\n"
    yield from _list(
        f"**{inline(levels.skill)}**: {inline(change_of(levels))}. {_shown_in_markdown(levels.latest)}"
        for levels in improved(summary)
    )
    yield from _list(
        f"Answered again: **{inline(again.question)}**, level {again.from_level} to {again.to_level}"
        f"{inline(_gained(again.gained))}"
        for again in summary.again
    )
    if not improved(summary) and not summary.again:
        yield f"{inline(_nothing_improved(summary))}\n\n"
    yield "## What to work on\n\n"
    yield from _list(
        f"**{inline(point.point)}** in “{inline(point.question)}” ({inline(point.skill)}), {missed_of(point)}. "
        f"{inline(point.advice)}"
        for point in summary.work_on
    )
    yield from _list(
        f"Heard {count_of(mistaken.times, 'time')} in “{inline(mistaken.question)}”: {inline(mistaken.correction)}"
        for mistaken in summary.mistaken
    )
    if not summary.work_on and not summary.mistaken:
        yield f"{_NOTHING_OPEN}\n\n"
    yield "## Best answers\n\n" if summary.best else f"## Best answers\n\n{_NO_BEST}\n\n"
    for best in summary.best:
        shown = best.shown
        yield f"### {inline(shown.question)}\n\n{inline(result_of(shown))}\n\n{markdown.block(best.answer)}\n\n"
        yield from _list(f"Earned points: “{inline(words)}”" for words in shown.quotes)
    yield from _levels_in_markdown(summary)
    if summary.notes:
        yield "## Notes\n\n"
        for note in summary.notes:
            yield f"{note.at[:10]}\n\n{markdown.block(note.text)}\n\n"


def _list(entries: Iterable[str]) -> Iterator[str]:
    lines = [f"- {entry}\n" for entry in entries]
    if lines:
        yield "".join((*lines, "\n"))


def _shown_in_markdown(shown: Shown) -> str:
    words = "; ".join(f"“{markdown.inline(quote)}”" for quote in shown.quotes)
    return f"Latest: {markdown.inline(shown.question)}, {shown.at[:10]}{f', {words}' if words else ''}"


def _levels_in_markdown(summary: SummaryDocument) -> Iterator[str]:
    if summary.skills:
        yield "## Levels by skill\n\n| skill | levels, oldest first | earlier | later | graded by |\n"
        yield "|---|---|---:|---:|---|\n"
        for levels in sorted(summary.skills, key=lambda levels: levels.skill):
            numbers = ", ".join(map(str, levels.levels))
            yield (
                f"| {markdown.inline(levels.skill)} | {numbers} | {_mean(levels.earlier)} | {_mean(levels.later)} "
                f"| {markdown.inline(levels.model or levels.grader)} |\n"
            )
        yield "\n"


def summary_html(summary: SummaryDocument) -> Iterator[str]:
    """Yield a summary as one page."""
    inline = page.inline
    title = f"Feedback from {summary.since[:10]} to {summary.until[:10]}"
    yield f"{page.page_start(title)}<h1>{inline(title)}</h1>\n"
    yield f'<p class="quiet">{_FOR_MENTOR}</p>\n' if summary.audience == "mentor" else ""
    yield f"<p>{inline(counts_sentence(summary))}</p>\n<h2>What improved</h2>\n"
    entries = [
        f"<strong>{inline(levels.skill)}</strong>: {inline(change_of(levels))}. {_shown_in_html(levels.latest)}"
        for levels in improved(summary)
    ]
    entries += [
        f"Answered again: <strong>{inline(again.question)}</strong>, level {again.from_level} to {again.to_level}"
        f"{inline(_gained(again.gained))}"
        for again in summary.again
    ]
    yield page.items(entries) if entries else f"<p>{inline(_nothing_improved(summary))}</p>\n"
    yield "<h2>What to work on</h2>\n"
    if not summary.work_on and not summary.mistaken:
        yield f"<p>{_NOTHING_OPEN}</p>\n"
    yield page.items(
        [
            *(
                f"<strong>{inline(point.point)}</strong> in “{inline(point.question)}” ({inline(point.skill)}), "
                f"{missed_of(point)}. {inline(point.advice)}"
                for point in summary.work_on
            ),
            *(
                f"Heard {count_of(mistaken.times, 'time')} in “{inline(mistaken.question)}”: "
                f"{inline(mistaken.correction)} {' '.join(map(page.quote, mistaken.quotes))}"
                for mistaken in summary.mistaken
            ),
        ]
    )
    yield "<h2>Best answers</h2>\n" if summary.best else f"<h2>Best answers</h2>\n<p>{_NO_BEST}</p>\n"
    for best in summary.best:
        yield f'<h3>{inline(best.shown.question)}</h3>\n<p class="quiet">{inline(result_of(best.shown))}</p>\n'
        yield page.answer_block(best.answer)
        yield page.items(f"Earned points: {page.quote(words)}" for words in best.shown.quotes)
    if summary.skills:
        yield "<h2>Levels by skill</h2>\n"
        yield '<p class="quiet">Each dot is an answer, oldest first; its height is the level from 1 to 5.</p>\n'
        yield skill_charts(sorted((levels.skill, levels.levels) for levels in summary.skills))
    if summary.notes:
        yield "<h2>Notes</h2>\n"
        for note in summary.notes:
            yield f'<p class="quiet">{inline(note.at[:10])}</p>\n{page.answer_block(note.text)}'
    yield page.page_end()


def _shown_in_html(shown: Shown) -> str:
    words = " ".join(map(page.quote, shown.quotes))
    return f"Latest: {page.inline(shown.question)}, {page.inline(shown.at[:10])} {words}"


def improved(summary: SummaryDocument) -> list[SkillLevels]:
    """Return the skills that improved, those that did most first."""
    return [levels for levels in summary.skills if levels.improved]


def counts_sentence(summary: SummaryDocument) -> str:
    """Return how much was practised, and who graded."""
    counts = summary.counts
    graders = ", ".join(f"{by} {number}" for by, number in sorted(counts.graders.items()))
    return (
        f"{count_of(counts.interviews, 'interview')} ({counts.finished} finished), "
        f"{count_of(counts.questions, 'question')} answered in {count_of(counts.answers, 'answer')}, "
        f"{counts.skipped} skipped. Graded: {graders or 'none'}. "
        f"The bar was reached in {counts.reached_bar} of {counts.graded}."
    )


def change_of(levels: SkillLevels) -> str:
    """Return how the level changed, and by whose measure."""
    number = count_of(len(levels.levels), "answer")
    by = levels.model or levels.grader
    return f"level {_mean(levels.earlier)} earlier, {_mean(levels.later)} later, over {number} graded by {by}"


def missed_of(point: ToWorkOn) -> str:
    """Return how often a point was missed."""
    return f"missed {point.missed} of {point.asked}"


def result_of(shown: Shown) -> str:
    """Return level, score and day of an answer."""
    return f"Level {shown.level} of 5, score {shown.score}, {shown.at[:10]}"


def _gained(points: tuple[str, ...]) -> str:
    return f", gained: {', '.join(points)}" if points else ""


def _nothing_improved(summary: SummaryDocument) -> str:
    compared = [levels for levels in summary.skills if levels.later is not None]
    if not compared:
        return _NOT_YET
    skills = ", ".join(levels.skill for levels in compared)
    return f"No level went up between the earlier and the later half: {skills}."


def _mean(level: float | None) -> str:
    return "-" if level is None else f"{level:g}"
