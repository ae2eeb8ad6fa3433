"""The Markdown export: readable in a pull request, with the person's text inert and intact."""

import re
from collections.abc import Iterator

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
from interview_coach.text.clean import clean, one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$:@])")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_LOOKS_LIKE_CODE = re.compile(r"^(?: {4}|\t| {0,3}```)", re.M)


def inline(text: str) -> str:
    """Return text that Markdown shows on one line exactly as it is."""
    return _entities(_SPECIAL.sub(r"\\\1", one_line(text)))


def block(text: str) -> str:
    """Return text as a quotation that Markdown shows exactly as it is; code becomes a fenced block."""
    text = clean(text)
    if _LOOKS_LIKE_CODE.search(text):
        longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"{fence}text\n{text}\n{fence}"
    lines = []
    for line in text.splitlines() or ["(empty)"]:
        stripped = line.lstrip(" ")
        indent = "&nbsp;" * (len(line) - len(stripped))
        lines.append("> " + indent + _entities(_SPECIAL.sub(r"\\\1", stripped)) if stripped else ">")
    return "  \n".join(lines)


def prompt_block(prompt: str) -> str:
    """Return a question's prompt: its own Markdown as a quotation, with HTML, images and links made inert."""
    lines, fence = [], ""
    for line in clean(prompt).strip().splitlines():
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1][:3]
        elif not fence:
            lines.append(f"> {_inert(line)}".rstrip())
            continue
        lines.append(f"> {line}".rstrip())
    if fence:
        lines.append(f"> {fence}")
    return "\n".join(lines)


def _inert(line: str) -> str:
    return _entities(line).replace("](", "]\\(").replace("![", "\\![")


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def interview_markdown(interview: Interview, improvement: Improvement) -> Iterator[str]:
    """Yield the lines of one interview, each with its line end."""
    for line in _interview(interview, improvement):
        yield line + "\n"


def _interview(interview: Interview, improvement: Improvement) -> Iterator[str]:
    setup = interview.setup
    started = interview.started_at
    yield f"# Interview of {started[:10]}"
    yield ""
    yield f"**Result:** {overall(interview.score, interview.level)}"
    yield ""
    yield f"- Started: {started[:16].replace('T', ' ')} ({started[-6:]})"
    yield f"- Seniority: {setup.seniority}"
    yield f"- Kind: {setup.kind or 'mixed'}"
    yield f"- Mode: {setup.mode}"
    yield f"- Grader: {setup.grader}"
    yield f"- Skills: {', '.join(setup.skills) or 'any'}"
    if setup.seed is not None:
        yield f"- Seed: {setup.seed}"
    yield f"- State: {interview.state}"
    yield f"- Id: {interview.id}"
    for turn in interview.turns:
        yield ""
        yield from _turn(turn)
    for note in interview.notes:
        yield ""
        yield "**Note:**"
        yield ""
        yield block(note.text)
    if interview.state == "finished":
        yield from _improvement(improvement)


def _turn(turn: Turn) -> Iterator[str]:
    question = turn.question
    yield f"## {turn.position}. {inline(question.name)}"
    yield ""
    yield f"`{question.id}` version {question.version} · {question.kind} · {', '.join(question.skills)}"
    yield ""
    yield f"Chosen because: {inline(turn.reason)}"
    yield ""
    yield prompt_block(question.prompt)
    for exchange in turn.exchanges:
        yield ""
        yield f"- You asked: {inline(exchange.asked)}"
        yield f"- Interviewer: {inline(exchange.answer)}"
    if turn.hint_taken:
        yield ""
        yield "A hint was taken."
    if turn.state in ("skipped", "waiting"):
        yield ""
        yield "Skipped." if turn.state == "skipped" else "Not asked yet."
    for attempt in turn.attempts:
        if attempt.answered:
            yield from _attempt(turn, attempt)


def _attempt(turn: Turn, attempt: Attempt) -> Iterator[str]:
    yield ""
    yield f"### Answer {attempt.number}" if len(turn.attempts) > 1 else "### Answer"
    for part in attempt.parts:
        if part.prompt:
            yield ""
            yield f"**Follow-up:** {inline(part.prompt)}"
        yield ""
        yield block(part.text) if part.text is not None else "Not answered."
    if attempt.grade is not None:
        yield ""
        yield from _grade(turn.question, attempt.grade)


def _grade(question: Question, grade: Grade) -> Iterator[str]:
    yield f"### {headline(grade)}"
    yield ""
    by = grade.model or grade.grader
    version = f"question version {grade.question_version}"
    yield f"{bar_sentence(grade)}. Graded by {by}, {grade.confidence} confidence, {version}."
    for sentence in flag_sentences(grade):
        yield ""
        yield f"*{sentence}*"
    yield ""
    yield f"**The one change:** {inline(grade.top_fix)}"
    yield ""
    yield "| verdict | key point | points | evidence |"
    yield "|---|---|---:|---|"
    for verdict in grade.key_points:
        quotes = "; ".join(f"“{inline(e.quote)}”" for e in verdict.evidence)
        advice = inline(advice_of(question, verdict.id)) if verdict.verdict != "met" else ""
        proof = " — ".join(text for text in (quotes, advice) if text)
        sign = VERDICT_SIGNS[verdict.verdict]
        name = inline(point_name(question, verdict.id))
        yield f"| {sign} {verdict.verdict} | {name} | {points_of(verdict)} | {proof} |"
    for found in grade.misconceptions:
        yield ""
        yield f"**Misconception** ({found.penalty} off): {inline(found.correction)}"
    missing = [part.question for part in grade.star or () if not part.found]
    notes = [*missing, *(grade.delivery.notes if grade.delivery else ())]
    if notes:
        yield ""
        yield "Delivery (coaching, not part of the score):"
        yield ""
        yield from (f"- {inline(note)}" for note in notes)


def _improvement(improvement: Improvement) -> Iterator[str]:
    lines = []
    for practise in improvement.practise:
        lines.append(
            f"- Practise **{inline(practise.title)}** (`{practise.question_id}`): {inline(practise.because)}"
        )
    if improvement.project:
        project = improvement.project
        lines.append(f"- Build ({inline(project.skill)}): {inline(project.task)}")
    lines += [
        f"- Read [{inline(reading.title)}]({reading.url}): {inline(reading.because)}"
        for reading in improvement.reading
    ]
    if improvement.together:
        lines.append(f"- Together: {inline(improvement.together)}")
    lines += [
        f"- Your own words for a CV or profile ({inline(words.skill)}, level {words.level}): “{inline(words.quote)}”"
        for words in improvement.own_words
    ]
    if lines:
        yield ""
        yield "## What to do next"
        yield ""
        yield from lines
