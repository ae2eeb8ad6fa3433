"""The HTML export of interviews: one file that prints well, with a table of contents where there are several."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from interview_coach.domain.grade import Grade
from interview_coach.domain.improvement import Improvement
from interview_coach.domain.interview import Attempt, Interview, Turn
from interview_coach.domain.question import Question
from interview_coach.domain.wording import (
    VERDICT_SIGNS,
    advice_of,
    bar_sentence,
    flag_sentences,
    headline,
    overall,
    point_name,
    points_of,
)
from interview_coach.export.charts import SkillChart, skill_charts
from interview_coach.export.html_parts import (
    answer_block,
    inline,
    items,
    link,
    page_end,
    page_start,
    prompt_block,
    quote,
)
from interview_coach.export.wording import (
    TAKEN_BACK,
    dispute_outcome,
    facts_of,
    graded_by,
    notes_on,
    outcome_of,
)


class Entry(Struct, frozen=True, kw_only=True):
    """An interview in the table of contents."""

    id: str
    started_at: str
    score: float | None
    level: int | None
    titles: tuple[str, ...]


def interviews_html(
    contents: Sequence[Entry],
    interviews: Iterable[tuple[Interview, Improvement]],
    skill_name: Callable[[str], str],
) -> Iterator[str]:
    """Yield one HTML document with all interviews, oldest first; the charts come last, since they need them all."""
    several = len(contents) > 1
    first = contents[0].started_at[:10]
    title = f"{len(contents)} interviews" if several else f"Interview of {first}"
    yield page_start(title)
    if several:
        yield f'<h1>{title}</h1>\n<p class="quiet">{first} to {contents[-1].started_at[:10]}</p>\n'
        yield from _contents(contents)
    chart = SkillChart(skill_name)
    for interview, improvement in interviews:
        chart.add(interview)
        yield f'<section id="interview-{inline(interview.id)}">\n'
        yield from _interview(interview, improvement, heading="h1" if not several else "h2")
        yield "</section>\n"
    if rows := chart.rows():
        yield '<section id="levels">\n<h2>Levels by skill</h2>\n'
        yield '<p class="quiet">Each dot is an answer, oldest first; its height is the level from 1 to 5.</p>\n'
        yield skill_charts(rows) + "</section>\n"
    yield page_end()


def _contents(contents: Sequence[Entry]) -> Iterator[str]:
    yield '<nav aria-label="Contents">\n<h2>Contents</h2>\n<ol>\n'
    for entry in contents:
        when = entry.started_at[:16].replace("T", " ")
        result = overall(entry.score, entry.level)
        yield (
            f'<li><a href="#interview-{inline(entry.id)}">{inline(when)}</a>, {inline(result)}: '
            f"{inline('; '.join(entry.titles))}</li>\n"
        )
    yield '<li><a href="#levels">Levels by skill</a></li>\n</ol>\n</nav>\n'


def _interview(interview: Interview, improvement: Improvement, heading: str) -> Iterator[str]:
    result = overall(interview.score, interview.level)
    yield f"<{heading}>Interview of {inline(interview.started_at[:10])}</{heading}>\n"
    yield f'<p class="result"><strong>{inline(result[0].upper() + result[1:])}</strong></p>\n'
    yield f'<p class="quiet">{inline(" · ".join(facts_of(interview)))}</p>\n'
    below = _below(heading)
    for turn in interview.turns:
        yield from _turn(turn, below)
    for note in interview.notes:
        where = f" on question {note.turn}" if note.turn else ""
        yield f"<{below}>Note{where}</{below}>\n{answer_block(note.text)}"
    if interview.state == "finished":
        yield from _improvement(improvement, below)


def _below(heading: str) -> str:
    """Return the heading one step smaller."""
    return f"h{int(heading[1:]) + 1}"


def _turn(turn: Turn, heading: str) -> Iterator[str]:
    question = turn.question
    yield f"<{heading}>{turn.position}. {inline(question.name)}</{heading}>\n"
    about = f"{question.id} version {question.version} · {question.kind} · {', '.join(question.skills)}"
    yield f'<p class="quiet keep">{inline(about)}<br>Chosen because: {inline(turn.reason)}</p>\n'
    yield prompt_block(question.prompt)
    for exchange in turn.exchanges:
        yield (
            f'<p dir="auto">You asked: {inline(exchange.asked)}</p>\n'
            f'<p dir="auto">Interviewer: {inline(exchange.answer)}</p>\n'
        )
    if turn.hint_taken:
        yield '<p class="quiet">A hint was taken.</p>\n'
    if outcome := outcome_of(turn):
        yield f"<p>{outcome}</p>\n"
    for attempt in turn.attempts:
        if attempt.answered:
            yield from _attempt(turn, attempt, _below(heading))


def _attempt(turn: Turn, attempt: Attempt, heading: str) -> Iterator[str]:
    yield f"<{heading}>Answer{f' {attempt.number}' if len(turn.attempts) > 1 else ''}</{heading}>\n"
    if attempt.taken_back:
        yield f"<p>{TAKEN_BACK}</p>\n"
    for part in attempt.parts:
        if part.prompt:
            yield f'<p dir="auto"><strong>Follow-up:</strong> {inline(part.prompt)}</p>\n'
        yield answer_block(part.text) if part.text is not None else "<p>Not answered.</p>\n"
    if attempt.grade is not None:
        yield from _grade(turn.question, attempt.grade, heading)
    for dispute in attempt.disputes:
        name = inline(point_name(turn.question, dispute.point_id))
        yield f"<p><strong>Disputed, {name}:</strong></p>\n{answer_block(dispute.argument)}"
        yield f"<p>{inline(dispute_outcome(dispute))}</p>\n"


def _grade(question: Question, grade: Grade, heading: str) -> Iterator[str]:
    yield f"<{heading}>{inline(headline(grade))}</{heading}>\n"
    yield f'<p class="quiet keep">{inline(bar_sentence(grade))}. {inline(graded_by(grade))}.</p>\n'
    yield "".join(f"<p><em>{inline(sentence)}</em></p>\n" for sentence in flag_sentences(grade))
    yield f'<p class="fix"><strong>The one change:</strong> {inline(grade.top_fix)}</p>\n'
    yield "<table><thead><tr><th>Verdict</th><th>Key point</th><th>Points</th>"
    yield "<th>Evidence, or what to do</th></tr></thead>\n<tbody>\n"
    for verdict in grade.key_points:
        proof = [quote(evidence.quote) for evidence in verdict.evidence]
        if verdict.verdict != "met" and (advice := advice_of(question, verdict.id)):
            proof.append(inline(advice))
        sign = f"{VERDICT_SIGNS[verdict.verdict]} {verdict.verdict}"
        yield (
            f'<tr><td class="verdict {verdict.verdict}">{sign}</td>'
            f'<td>{inline(point_name(question, verdict.id))}</td><td class="points">{points_of(verdict)}</td>'
            f"<td>{'<br>'.join(proof)}</td></tr>\n"
        )
    yield "</tbody></table>\n"
    for found in grade.misconceptions:
        quotes = " ".join(quote(evidence.quote) for evidence in found.evidence)
        yield f"<p><strong>Misconception</strong> ({found.penalty} off): {inline(found.correction)} {quotes}</p>\n"
    for doubt in grade.doubts:
        yield f"<p><strong>To check:</strong> {quote(doubt.evidence.quote)} {inline(doubt.why)}</p>\n"
    if grade.missing_fact:
        yield f"<p><strong>A fact of yours is missing:</strong> {inline(grade.missing_fact)}</p>\n"
    if notes := notes_on(question, grade):
        yield '<p class="quiet keep">Delivery (coaching, not part of the score):</p>' + items(
            map(inline, notes)
        )


def _improvement(improvement: Improvement, heading: str) -> Iterator[str]:
    entries = [
        f"Practise <strong>{inline(practise.title)}</strong>: {inline(practise.because)}"
        for practise in improvement.practise
    ]
    if improvement.project:
        entries.append(f"Build ({inline(improvement.project.skill)}): {inline(improvement.project.task)}")
    entries += [
        f"Read {link(reading.url, reading.title)}: {inline(reading.because)}"
        for reading in improvement.reading
    ]
    if improvement.together:
        entries.append(f"Together: {inline(improvement.together)}")
    entries += [
        f"Your own words for a CV or profile ({inline(words.skill)}, level {words.level}): {quote(words.quote)}"
        for words in improvement.own_words
    ]
    if entries:
        yield f"<{heading}>What to do next</{heading}>\n{items(entries)}"
