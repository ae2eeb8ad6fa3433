"""The HTML export: one file that prints well, without scripts and without anything loaded from elsewhere."""

import html
import re
from collections.abc import Iterable, Iterator

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
from interview_coach.export.charts import SkillChart, skill_chart
from interview_coach.text.clean import clean

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #60646c; --paper: #fff; --line: #d9d9e0; --good: #218358;
  --middle: #9a6700; --bad: #c62a2f; --mark: #fff3b0; }
@media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --quiet: #b0b4ba; --paper: #111113; --line: #363a3f;
  --good: #3dd68c; --middle: #ffca16; --bad: #ff9592; --mark: #524202; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; border-top: 1px solid var(--line); padding-top: 1rem; }
h3 { font-size: 1rem; } pre { white-space: pre-wrap; font: inherit; margin: 0; }
.code { font-family: ui-monospace, monospace; font-size: .9em; background: rgba(128, 128, 128, .12); padding: .5rem; }
.quiet { color: var(--quiet); } blockquote { margin: .5rem 0; padding-left: 1rem; border-left: 3px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } th, td { text-align: left; vertical-align: top;
  padding: .25rem .5rem .25rem 0; border-bottom: 1px solid var(--line); } td.points { white-space: nowrap; }
.met { color: var(--good); } .partly { color: var(--middle); } .missed, .contradicted { color: var(--bad); }
mark { background: var(--mark); color: inherit; } svg { max-width: 100%; height: auto; }
@page { margin: 18mm; }
@media print { :root { --ink: #000; --paper: #fff; --quiet: #444; --line: #bbb; --good: #0a5c36; --middle: #6b4700;
  --bad: #8c1d22; --mark: #fff3b0; } body { margin: 0; max-width: none; font-size: 10.5pt; }
  h2 { break-after: avoid; } tr, blockquote, svg { break-inside: avoid; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*$", re.M)


def interviews_html(entries: Iterable[tuple[Interview, Improvement]]) -> Iterator[str]:
    """Yield one HTML document with all interviews; the charts come last, since they need them all."""
    yield (
        "<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
        f"<title>Interview Coach</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )
    chart = SkillChart()
    for interview, improvement in entries:
        chart.add(interview)
        yield from _interview(interview, improvement)
    yield skill_chart(chart)
    yield "</body>\n</html>\n"


def _text(text: str) -> str:
    return html.escape(clean(text))


def _block(text: str) -> str:
    """Return text exactly as it is, with fenced code set apart."""
    pieces = _FENCE.split(clean(text).strip("\n"))
    # Every split leaves the fence's marks between the pieces: text, marks, code, marks, text, ...
    shown = []
    for index, piece in enumerate(pieces[::2]):
        if piece.strip("\n"):
            kind = " class='code'" if index % 2 else ""
            shown.append(f"<pre{kind}>{html.escape(piece.strip(chr(10)))}</pre>")
    return "".join(shown) or "<p class='quiet'>(empty)</p>"


def _interview(interview: Interview, improvement: Improvement) -> Iterator[str]:
    setup = interview.setup
    result = overall(interview.score, interview.level)
    yield f"<h1>Interview of {_text(interview.started_at[:10])}</h1>\n<p><strong>{_text(result)}</strong></p>\n"
    facts = (
        f"{interview.started_at[:16].replace('T', ' ')} ({interview.started_at[-6:]})",
        setup.seniority,
        setup.kind or "mixed",
        f"{setup.mode} mode",
        f"grader {setup.grader}",
        interview.state,
        interview.id,
    )
    yield f"<p class='quiet'>{_text(' · '.join(facts))}</p>\n"
    for turn in interview.turns:
        yield from _turn(turn)
    for note in interview.notes:
        yield f"<h3>Note</h3><blockquote>{_block(note.text)}</blockquote>\n"
    if interview.state == "finished":
        yield from _improvement(improvement)


def _turn(turn: Turn) -> Iterator[str]:
    question = turn.question
    yield f"<h2>{turn.position}. {_text(question.name)}</h2>\n"
    about = f"{question.id} version {question.version} · {question.kind} · {', '.join(question.skills)}"
    yield f"<p class='quiet'>{_text(about)}<br>Chosen because: {_text(turn.reason)}</p>\n"
    yield f"<blockquote>{_block(question.prompt)}</blockquote>\n"
    for exchange in turn.exchanges:
        yield f"<p>You asked: {_text(exchange.asked)}<br>Interviewer: {_text(exchange.answer)}</p>\n"
    if turn.hint_taken:
        yield "<p class='quiet'>A hint was taken.</p>\n"
    if turn.state in ("skipped", "waiting"):
        yield f"<p>{'Skipped.' if turn.state == 'skipped' else 'Not asked yet.'}</p>\n"
    for attempt in turn.attempts:
        if attempt.answered:
            yield from _attempt(turn, attempt)


def _attempt(turn: Turn, attempt: Attempt) -> Iterator[str]:
    yield f"<h3>Answer{f' {attempt.number}' if len(turn.attempts) > 1 else ''}</h3>\n"
    for part in attempt.parts:
        if part.prompt:
            yield f"<p><strong>Follow-up:</strong> {_text(part.prompt)}</p>\n"
        yield (
            f"<blockquote>{_block(part.text)}</blockquote>\n"
            if part.text is not None
            else "<p>Not answered.</p>\n"
        )
    if attempt.grade is not None:
        yield from _grade(turn.question, attempt.grade)


def _grade(question: Question, grade: Grade) -> Iterator[str]:
    by = f"Graded by {grade.model or grade.grader}, {grade.confidence} confidence"
    yield f"<h3>{_text(headline(grade))}</h3>\n<p class='quiet'>{_text(bar_sentence(grade))}. {_text(by)}.</p>\n"
    yield "".join(f"<p><em>{_text(sentence)}</em></p>\n" for sentence in flag_sentences(grade))
    yield f"<p><strong>The one change:</strong> {_text(grade.top_fix)}</p>\n"
    yield "<table><thead><tr><th>verdict</th><th>key point</th><th>points</th><th>evidence</th></tr></thead><tbody>\n"
    for verdict in grade.key_points:
        quotes = "; ".join(f"<mark>{_text(e.quote)}</mark>" for e in verdict.evidence)
        advice = _text(advice_of(question, verdict.id)) if verdict.verdict != "met" else ""
        sign = f"{VERDICT_SIGNS[verdict.verdict]} {verdict.verdict}"
        yield (
            f"<tr><td class='{verdict.verdict}'>{sign}</td><td>{_text(point_name(question, verdict.id))}</td>"
            f"<td class='points'>{points_of(verdict)}</td>"
            f"<td>{'<br>'.join(part for part in (quotes, advice) if part)}</td></tr>\n"
        )
    yield "</tbody></table>\n"
    for found in grade.misconceptions:
        yield f"<p><strong>Misconception</strong> ({found.penalty} off): {_text(found.correction)}</p>\n"
    notes = [part.question for part in grade.star or () if not part.found]
    notes += grade.delivery.notes if grade.delivery else ()
    if notes:
        items = "".join(f"<li>{_text(note)}</li>" for note in notes)
        yield f"<p class='quiet'>Delivery (coaching, not part of the score):</p><ul>{items}</ul>\n"


def _improvement(improvement: Improvement) -> Iterator[str]:
    items = [f"Practise <strong>{_text(p.title)}</strong>: {_text(p.because)}" for p in improvement.practise]
    if improvement.project:
        items.append(f"Build ({_text(improvement.project.skill)}): {_text(improvement.project.task)}")
    items += [
        f"Read <a href='{html.escape(r.url, quote=True)}' rel='noreferrer'>{_text(r.title)}</a>: {_text(r.because)}"
        for r in improvement.reading
        if r.url.startswith("https://")
    ]
    if improvement.together:
        items.append(f"Together: {_text(improvement.together)}")
    items += [
        f"Your own words for a CV or profile ({_text(w.skill)}, level {w.level}): “{_text(w.quote)}”"
        for w in improvement.own_words
    ]
    if items:
        yield "<h2>What to do next</h2>\n<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>\n"
