"""Tidying the short texts of a model before they are shown or stored."""

import re

from interview_coach.text.clean import clean, one_line

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\da-z_])")


def short_line(text: str, most: int) -> str:
    """Return a text cleaned, on one line, cut at a word to at most `most` characters."""
    line = one_line(clean(text))
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "\u2026"


def first_sentence(text: str, most: int) -> str:
    """Return the first sentence of a text, tidied as `short_line` does."""
    return short_line(_SENTENCE_END.split(one_line(clean(text)), maxsplit=1)[0], most)
