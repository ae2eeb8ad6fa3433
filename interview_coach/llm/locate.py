"""Finding a model's quote in what was really said, however its typography differs.

Compared are folded texts: NFKC, case folded, quotes and dashes unified, white space collapsed, invisible
characters and Markdown marks left out.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from interview_coach.text.negation import is_negator

NEAR = 90
"""How alike (0 to 100) a near match must be."""
NEAR_LETTERS = 16
NEAR_WORDS = 4
"""Shorter quotes must match exactly."""
NEAR_MOST = 600
"""In characters; longer ones too, as comparing them takes long and no proof needs so many."""

_SAME = {
    **dict.fromkeys('\u2018\u2019\u201a\u201b\u2032\u00b4\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"', "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("`*", ""),
}
_GAP = re.compile(r"\s*[\[(]?\.{3,}[\])]?\s*")
_ESCAPES = re.compile(r"\\[nrt]")
_EDGES = " '.,;:!?"
_TELLING = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+'?[a-z]*")


class Span(NamedTuple):
    """A stretch of a text, by code points."""

    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text as it is compared; the i-th folded character came from `text[starts[i]:ends[i]]`."""

    text: str
    folded: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, first: int, end: int) -> Span:
        """Return where the folded characters from `first` up to `end` stand in the text."""
        return Span(self.starts[first], self.ends[end - 1])


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """Return a text as it is compared, with the way back to its offsets; kept, as one grade asks for it often."""
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(text):
        end = position + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for char in _fold_piece(text[position:end]):
            if char == " " and folded and folded[-1] == " ":
                continue
            folded.append(char)
            starts.append(position)
            ends.append(end)
        position = end
    return Folded(text, "".join(folded), tuple(starts), tuple(ends))


@lru_cache(maxsize=4096)
def _fold_piece(piece: str) -> str:
    wide = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", piece).casefold())
    kept = []
    for char in wide:
        if char.isspace():
            kept.append(" ")
        elif unicodedata.category(char) != "Cf":
            kept.append(_SAME.get(char, char))
    return "".join(kept)


def folded_quote(quote: str) -> str:
    """Return a quote as it is compared, without the marks around it."""
    return fold(quote).folded.strip(_EDGES)


def locate(quote: str, text: Folded) -> tuple[Span, ...]:
    """Return where a quote stands in a text; empty if it does not.

    The pieces around "..." are found in their order, each as whole words. One of them may be a near match of at
    least four words, alike in nine of ten characters, with the same negators and figures.
    """
    spoken = fold(quote).folded
    for form in dict.fromkeys((spoken, _ESCAPES.sub(" ", spoken).replace("\\'", "'"))):
        whole = form.strip(_EDGES)
        if not any(char.isalnum() for char in whole):
            continue
        found = _exact(whole, text.folded, 0)
        if found is not None:
            return (text.span(*found),)
        pieces = [piece.strip(_EDGES) for piece in _GAP.split(form)]
        spans = _in_order([p for p in pieces if any(char.isalnum() for char in p)], text)
        if spans:
            return spans
    return ()


def _in_order(pieces: list[str], text: Folded) -> tuple[Span, ...]:
    spans: list[Span] = []
    begin = 0
    near_left = True
    for piece in pieces:
        found = _exact(piece, text.folded, begin)
        if found is None and near_left:
            found = _near(piece, text.folded, begin)
            near_left = False
        if found is None:
            return ()
        spans.append(text.span(*found))
        begin = found[1]
    return tuple(spans)


def _exact(piece: str, folded: str, begin: int) -> tuple[int, int] | None:
    """Return the first place of a piece from `begin` on that neither begins nor ends within a word."""
    start = folded.find(piece, begin)
    while start >= 0:
        end = start + len(piece)
        if not _splits_word(folded, start) and not _splits_word(folded, end):
            return start, end
        start = folded.find(piece, start + 1)
    return None


def _near(piece: str, folded: str, begin: int) -> tuple[int, int] | None:
    """Return a place that reads almost like the piece and says the same about negation and figures."""
    region = folded[begin:]
    if not NEAR_LETTERS <= len(piece) <= NEAR_MOST or len(piece.split()) < NEAR_WORDS:
        return None
    if len(region) < 0.9 * len(piece):
        return None
    # The shorter of two texts slides along the other; padding keeps the piece the shorter one.
    alignment = fuzz.partial_ratio_alignment(piece, region + " " * len(piece), score_cutoff=NEAR - 10)
    if alignment is None:
        return None
    start, end = alignment.dest_start, min(alignment.dest_end, len(region))
    while _splits_word(region, start):
        start -= 1
    while _splits_word(region, end):
        end += 1
    while start < end and not region[start].isalnum():
        start += 1
    while end > start and not region[end - 1].isalnum():
        end -= 1
    found = region[start:end]
    if fuzz.ratio(piece, found) < NEAR or _telling(piece) != _telling(found):
        return None
    return begin + start, begin + end


def _splits_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _telling(text: str) -> list[str]:
    """Return the words that must not differ: figures and negators."""
    words: list[str] = _TELLING.findall(text)
    return sorted(word for word in words if word[0].isdigit() or is_negator(word))
