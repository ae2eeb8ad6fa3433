"""The Markdown export: readable in a pull request, with the person's text inert and intact."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote

from interview_coach.domain.grade import Grade
from interview_coach.domain.improvement import Improvement
from interview_coach.domain.interview import Attempt, Interview, Part, Turn
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
from interview_coach.export.wording import (
    TAKEN_BACK,
    dispute_outcome,
    graded_by,
    note_heading,
    notes_on,
    outcome_of,
)
from interview_coach.text.clean import clean, one_line
from interview_coach.text.fences import stretches

# What Markdown (CommonMark and GitHub's) would take for more than text. At the start of a line that is more than
# elsewhere; an underscore between letters is text, and so is a colon before a space. The signs come first: that way
# they are looked for fast.
_SPECIAL = re.compile(
    r"""
    [\\`*\[\]|~$\#_:.] (?:
        (?<=[\\`*\[\]|~$\#])
        | (?<=_) (?: (?<![^\W_]_) | (?![^\W_]) )
        | (?<=:) (?=[\w+/-])
        | (?<=www\.)
    )
    """,
    re.VERBOSE,
)
_SPECIAL_FIRST = re.compile(r"[0-9]{1,9}(?=[.)])|(?=[-+=>])")
_INLINE = re.compile(
    r"\\[!-/:-@\[-`{-~]"  # an escape
    r"|(?P<code>(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|`+|[\[\]<&]|://|www\."
)
_LIVE = {"<": "&lt;", "&": "&amp;", "://": ":\\//", "www.": "www\\."}
_IN_URL = ":/?#[]@!$&'*+,;=%~"
_LOOKS_LIKE_CODE = re.compile(r"^(?: {4}|\t| {0,3}```)", re.M)


def _escaped(line: str) -> str:
    line = _SPECIAL.sub(r"\\\g<0>", line)
    first = _SPECIAL_FIRST.match(line)
    return f"{first[0]}\\{line[first.end() :]}" if first else line


@lru_cache(maxsize=2048)  # names and advice of the same questions come again and again
def inline(text: str) -> str:
    """Return text that Markdown shows on one line exactly as it is."""
    return _entities(_escaped(one_line(text)))


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
        lines.append("> " + indent + _entities(_escaped(stripped)) if stripped else ">")
    return "  \n".join(lines)


@lru_cache(maxsize=256)
def prompt_block(prompt: str) -> str:
    """Return a question's prompt: its own Markdown as a quotation, with HTML, images and links made inert."""
    lines: list[str] = []
    for stretch in stretches(clean(prompt).strip()):
        if stretch.code:
            # Not indented, fences belong to no list, which could end, and the code with it, before its last fence.
            lines += [stretch.opening.strip(), *stretch.lines, stretch.mark]
        else:
            lines += map(_inert, stretch.lines)
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _inert(line: str) -> str:
    """Return a line of Markdown whose emphasis, lists and code stay while links, images and HTML become text.

    Code spans end on their line: a backtick without a partner on it would else make code of what follows.
    """
    return _INLINE.sub(_inert_piece, line)


def _inert_piece(found: re.Match[str]) -> str:
    piece = found[0]
    if piece.startswith("\\") or found["code"]:
        return piece
    if piece.startswith("`"):
        return piece.replace("`", "\\`")
    return _LIVE.get(piece, f"\\{piece}")


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def link(url: str, title: str) -> str:
    """Return a link, or only its title where it does not lead to a web page."""
    if not url.startswith("https://"):
        return inline(title)
    return f"[{inline(title)}](<{quote(url, safe=_IN_URL)}>)"


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
    yield f"- Skills: {inline(', '.join(setup.skills) or 'any')}"
    if setup.seed is not None:
        yield f"- Seed: {setup.seed}"
    yield f"- State: {interview.state}"
    yield f"- Id: {interview.id}"
    for turn in interview.turns:
        yield ""
        yield from _turn(turn)
    for note in interview.notes:
        yield ""
        yield f"**{note_heading(note)}:**"
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
    if outcome := outcome_of(turn):
        yield ""
        yield outcome
    for attempt in turn.attempts:
        if attempt.answered:
            yield from _attempt(turn, attempt)


def _attempt(turn: Turn, attempt: Attempt) -> Iterator[str]:
    yield ""
    yield f"### Answer {attempt.number}" if len(turn.attempts) > 1 else "### Answer"
    if attempt.taken_back:
        yield ""
        yield TAKEN_BACK
    yield from answer_lines(attempt.parts)
    yield from feedback_lines(turn, attempt)


def answer_lines(parts: Iterable[Part]) -> Iterator[str]:
    """Yield the parts of an answer, each after an empty line."""
    for part in parts:
        if part.prompt:
            yield ""
            yield f"**Follow-up:** {inline(part.prompt)}"
        yield ""
        yield block(part.text) if part.text is not None else "Not answered."


def feedback_lines(turn: Turn, attempt: Attempt) -> Iterator[str]:
    """Yield the grade of record of an attempt and what was disputed about it, after an empty line."""
    if attempt.grade is not None:
        yield ""
        yield from _grade(turn.question, attempt.grade)
    for dispute in attempt.disputes:
        yield ""
        yield f"**Disputed, {inline(point_name(turn.question, dispute.point_id))}:**"
        yield ""
        yield block(dispute.argument)
        yield ""
        yield inline(dispute_outcome(dispute))


def _grade(question: Question, grade: Grade) -> Iterator[str]:
    yield f"### {inline(headline(grade))}"
    yield ""
    yield f"{bar_sentence(grade)}. {inline(graded_by(grade))}."
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
    for doubt in grade.doubts:
        yield ""
        yield f"**To check:** “{inline(doubt.evidence.quote)}” {inline(doubt.why)}"
    if grade.missing_fact:
        yield ""
        yield f"**A fact of yours is missing:** {inline(grade.missing_fact)}"
    notes = notes_on(question, grade)
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
        f"- Read {link(reading.url, reading.title)}: {inline(reading.because)}"
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
