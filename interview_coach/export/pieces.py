"""Question, answer and feedback of one turn as Markdown, each for itself, to be pasted elsewhere."""

from collections.abc import Sequence

from interview_coach.domain.interview import Attempt, Part, Turn
from interview_coach.export.markdown import answer_lines, feedback_lines, inline, prompt_block


def question_markdown(turn: Turn) -> str:
    """Return the question with what the interviewer told about it."""
    lines = [f"## {inline(turn.question.name)}", "", prompt_block(turn.question.prompt)]
    for exchange in turn.exchanges:
        lines += ["", f"- You asked: {inline(exchange.asked)}", f"- Interviewer: {inline(exchange.answer)}"]
    return _text(lines)


def answer_markdown(turn: Turn, attempt: Attempt, unsent: str = "") -> str:
    """Return the answer with its follow-ups; `unsent` is what is typed of a part that is open."""
    heading = f"## {inline(turn.question.name)}: my answer"
    parts: Sequence[Part] = attempt.parts
    if unsent:
        from msgspec.structs import replace

        parts = [replace(part, text=unsent) if part.closed_at is None else part for part in parts]
    return _text([heading, *answer_lines(parts)])


def feedback_markdown(turn: Turn, attempt: Attempt) -> str:
    """Return the feedback on an attempt; empty while there is none."""
    lines = list(feedback_lines(turn, attempt))
    return _text([f"## {inline(turn.question.name)}: feedback", *lines]) if lines else ""


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
