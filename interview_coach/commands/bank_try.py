"""`interview-coach bank try`: answer a question now and see which signals fire; nothing is stored."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from interview_coach.bank.files import ENDING
from interview_coach.commands.common import MAX_INPUT_BYTES, read_input, write_json, write_lines
from interview_coach.domain.grade import Evidence
from interview_coach.domain.question import Question
from interview_coach.domain.wording import bar_sentence, flag_sentences, headline
from interview_coach.errors import CoachError
from interview_coach.services.app import App

if TYPE_CHECKING:
    from interview_coach.grading.explain import MisconceptionTrace, PointTrace, SignalTrace, Trace

END = "."
WIDTH = 80
_INDENT = " " * 4
_FIRED = {
    "yes": "fired",
    "given": "fired in the question's words only",
    "refused": "named, but refused",
}


def run(args: argparse.Namespace, app: App) -> int:
    """Read an answer, from the lines that are typed or from a file, and print what it sets off."""
    from interview_coach.services.grading import try_text

    question = _question(args.id, app)
    if args.file is None:
        _ask(question, app, args.json)
    text = _typed() if args.file is None else read_input(args.file)
    trace = try_text(app, question, text, args.seniority or app.settings.seniority)
    if args.json:
        write_json(trace)
    else:
        write_lines(f"{question.name} ({question.id})", *trace_lines(trace))
    return 0


def _question(name: str, app: App) -> Question:
    """Return the question with an id, or the one in a file that stands in no bank yet."""
    path = Path(name).absolute()
    if name.endswith(ENDING) and path.is_file():
        from interview_coach.bank.load import read_question

        return read_question(path, path.parent.parent, set(app.bank.skills) or None).question
    return app.bank.question(name)


def _ask(question: Question, app: App, as_json: bool) -> None:
    """Put the question, its key hidden; beside JSON on stderr."""
    from interview_coach.commands.bank_view import question_lines

    lines = [*question_lines(question, app.bank), "", f"Your answer; a line with a single {END} ends it."]
    if as_json:
        sys.stderr.writelines(f"{line}\n" for line in lines)
        return
    write_lines(*lines)
    sys.stdout.flush()


def _typed() -> str:
    """Return the lines up to a single dot or the end of input; `..` stands for a literal dot.

    Raises:
        CoachError: they are over 5 MB.
    """
    lines: list[str] = []
    size = 0
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        size += len(raw)
        if size > MAX_INPUT_BYTES:
            raise CoachError("The answer is over 5 MB.", "Answers are at most 32 KB.")
        if line == END:
            break
        lines.append(END if line == END * 2 else line)
    return "\n".join(lines)


def trace_lines(trace: "Trace") -> Iterator[str]:
    """Yield the score and, for each key point and misconception, which signals fired and which did not."""
    yield f"{headline(trace.grade)}. {bar_sentence(trace.grade)}."
    yield from flag_sentences(trace.grade)
    for point in trace.key_points:
        yield ""
        yield from _point_lines(point)
    for mistake in trace.misconceptions:
        yield ""
        yield from _mistake_lines(mistake)


def _point_lines(point: "PointTrace") -> Iterator[str]:
    earned = f"{point.credit * point.weight:g} of {point.weight}"
    yield f"{point.verdict.capitalize()}, {earned}: {point.label} ({point.id})"
    yield from _wrapped(point.reason)
    yield from _signal_lines(point.signals)
    said = f" by {_quoted(point.say.evidence)}" if point.say.evidence else ""
    yield from _wrapped(f"say line: {point.say.share:.0%} covered{said}")


def _mistake_lines(mistake: "MisconceptionTrace") -> Iterator[str]:
    verdict = f"Found, -{mistake.penalty}" if mistake.found else "Not found"
    yield from wrap(f"Misconception {mistake.id}: {verdict}. {mistake.text}", WIDTH)
    yield from _signal_lines(mistake.signals)


def _signal_lines(signals: "tuple[SignalTrace, ...]") -> Iterator[str]:
    for signal in signals:
        if signal.fired != "no":
            proof = f" by {_quoted(signal.evidence)}" if signal.evidence else ""
            yield from _wrapped(f"{_FIRED[signal.fired]}: {signal.phrase}{proof}")
    silent = [signal.phrase for signal in signals if signal.fired == "no"]
    if silent:
        yield from _wrapped(f"did not fire: {', '.join(silent)}")


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT * 2)


def _quoted(evidence: Evidence) -> str:
    return f"“{' '.join(evidence.quote.split())}”"
