"""What a reviewed question must have, by the field table of the question format."""

import re
from collections.abc import Sized
from typing import get_args

from interview_coach.checks.findings import Notes
from interview_coach.domain.question import Band, Question

TITLE = (8, 70)
PROMPT = (60, 1500)
KEY_POINTS = (4, 9)
SIGNALS = (5, 12)
MISCONCEPTIONS = (1, 5)
FOLLOW_UPS = (2, 6)
LEAST_EXAMPLES = 3
ANCHORS = ("1", "3", "5")

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_RUN_TOGETHER = re.compile(r"(?<=\S\n)[A-Za-z][.):] +\S.*")
_IMAGE_OR_HTML = re.compile(r"!\[[^\]]*\]\(|</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)


def title_length(question: Question, notes: Notes) -> None:
    """8 to 70 characters."""
    _within(notes, "title", len(question.title), TITLE, "characters")


def prompt_length(question: Question, notes: Notes) -> None:
    """60 to 1500 characters."""
    _within(notes, "prompt", len(question.prompt.strip()), PROMPT, "characters")


def prompt_form(question: Question, notes: Notes) -> None:
    """Paragraphs, lists and fenced code; no images, no HTML, no lines that Markdown joins although they are a list."""
    if found := _IMAGE_OR_HTML.search(prose(question.prompt)):
        notes.add(
            "prompt", f"The prompt holds {found[0][:30]!r}.", "Say it in words, or put it in a code fence."
        )
    if found := _RUN_TOGETHER.search(prose(question.prompt)):
        message = f"The line {found[0][:30]!r} is shown behind the one before it."
        notes.add("prompt", message, "Begin each line of the list with '- '.")


def key_point_count(question: Question, notes: Notes) -> None:
    """4 to 9 key points."""
    _count(notes, "key_points", question.key_points, KEY_POINTS)


def signal_count(question: Question, notes: Notes) -> None:
    """5 to 12 signals for each key point."""
    for index, point in enumerate(question.key_points):
        _count(notes, f"key_points[{index}].signals", point.signals, SIGNALS)


def point_texts(question: Question, notes: Notes) -> None:
    """Each key point has a label for lists, advice for who misses it, and its line of the model answer."""
    for index, point in enumerate(question.key_points):
        for field in ("label", "advice", "say"):
            if not getattr(point, field).strip():
                notes.add(
                    f"key_points[{index}]", f"Key point {point.id!r} has no {field}.", f"Add {field} = ..."
                )


def misconception_count(question: Question, notes: Notes) -> None:
    """1 to 5 misconceptions."""
    _count(notes, "misconceptions", question.misconceptions, MISCONCEPTIONS)


def follow_up_count(question: Question, notes: Notes) -> None:
    """2 to 6 follow-ups."""
    _count(notes, "follow_ups", question.follow_ups, FOLLOW_UPS)


def example_bands(question: Question, notes: Notes) -> None:
    """At least three examples, with a weak, a solid and a strong one among them."""
    if len(question.examples) < LEAST_EXAMPLES:
        number = len(question.examples)
        notes.add("examples", f"There are {number} examples, not {LEAST_EXAMPLES}.", "Add [[examples]].")
    missing = [band for band in get_args(Band) if band not in {e.band for e in question.examples}]
    if missing:
        notes.add("examples", f"No example is {' or '.join(missing)}.", "Add one for each band.")


def source_count(question: Question, notes: Notes) -> None:
    """At least one source."""
    if not question.sources:
        notes.add("sources", "There is no source.", "Add [[sources]] with title, url and checked.")


def anchor_levels(question: Question, notes: Notes) -> None:
    """Anchors say what an answer of level 1, 3 and 5 is like."""
    missing = [level for level in ANCHORS if level not in question.anchors]
    if missing:
        notes.add("anchors", f"No anchor for level {', '.join(missing)}.", "Say what such an answer is like.")


def no_model_answer(question: Question, notes: Notes) -> None:
    """A reviewed question's model answer is its `say` lines; a second one would be graded differently."""
    if question.model_answer:
        notes.add(
            "model_answer", "model_answer is for drafts.", "Move it into the say lines of the key points."
        )


def prose(text: str) -> str:
    """Return a text without its code."""
    return _CODE.sub(" ", text)


def _count(notes: Notes, path: str, items: Sized, limits: tuple[int, int]) -> None:
    _within(notes, path, len(items), limits, "items")


def _within(notes: Notes, path: str, number: int, limits: tuple[int, int], unit: str) -> None:
    least, most = limits
    if not least <= number <= most:
        todo = "Add some." if number < least else "Shorten it."
        notes.add(path, f"{path} has {number} {unit}, not {least} to {most}.", todo)
