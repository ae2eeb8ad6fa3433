"""Fenced code in a text (CommonMark 0.31, 4.5): what is between fences, and what is around."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)$")


class Stretch(NamedTuple):
    """Lines of a text: code with the fences before and after it, or prose, whose fences are empty.

    Code that is not closed goes to the end of the text; its last fence is empty.
    """

    code: bool
    lines: list[str]
    opening: str = ""
    closing: str = ""

    @property
    def whole(self) -> str:
        """The text with its fences."""
        return "\n".join((self.opening, *self.lines, self.closing)) if self.code else "\n".join(self.lines)

    @property
    def mark(self) -> str:
        """The backticks or tildes that end the code."""
        opening = self.opening.strip()
        return opening[: len(opening) - len(opening.lstrip(opening[:1]))]

    @property
    def is_plain(self) -> bool:
        """Whether the fences say no more than what language the code is in."""
        return len(self.opening.strip(" `~").split()) <= 1


def stretches(text: str) -> Iterator[Stretch]:
    """Yield the stretches of prose and code of a text in their order; every line is in exactly one."""
    lines: list[str] = []
    opening, mark = "", ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found and not mark:
            if lines:
                yield Stretch(False, lines)
            opening, mark, lines = line, found[1], []
        elif found and found[1].startswith(mark) and not found[2].strip():
            yield Stretch(True, lines, opening, line)
            opening, mark, lines = "", "", []
        else:
            lines.append(line)
    if lines or mark:
        yield Stretch(bool(mark), lines, opening)


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return where fenced code begins and ends in a text, fences included, as [start, end) in code points."""
    found, at = [], 0
    for stretch in stretches(text):
        lines = [*([stretch.opening] if stretch.code else []), *stretch.lines]
        lines += [stretch.closing] if stretch.closing else []
        end = at + sum(len(line) + 1 for line in lines)
        if stretch.code:
            found.append((at, end - 1))
        at = end
    return found
