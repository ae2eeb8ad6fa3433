"""Sentences and words of a text, with where they stand in it.

Offsets count code points of the text as given, so that `text[word.start:word.end]` is the word. Newlines,
list items and lines of code separate sentences, but a line wrapped in the middle of a sentence goes on.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

from interview_coach.text.negation import Sense, sense_of
from interview_coach.text.stems import bare, stems_of
from interview_coach.text.words import STOP_WORDS

_TOKEN = re.compile(
    r"""
      (?P<newline> (?: \A | [ \t]*\n ) \s*
          (?P<bullet> (?: [-*\u2022\u2013>\#]+ | \(?\d{1,2}[.)] | \(?[a-zA-Z]\) ) (?=\s) )? )
    | (?P<skip> (?:(?<=\s)|^)(?:e\.g|i\.e|vs|cf|approx|resp|incl|etc)\. | https?://\S+ | ```\w* )
    | (?P<word>
          (?: (?<![\w/.)])/[\w{}:*.-]*[\w}*] (?:/[\w{}:*.-]*[\w}*])* )       # /orders/{id}
        | \d+ (?:[.,]\d+)+                                                  # 9.2 and 20,000
        | (?:\w+\+)+\w+ | \w\+\+ | [A-Za-z]\#(?!\w)                         # n+1, c++, c#
        | \w+ (?:['\u2019]\w+)*
        | >= | <= | != | <> | == | => (?=\d) | [=<>](?![=<>-]) | [*%/&](?=\s|$)
        | (?<=\s)[+-](?=\s*[\d\w]) | (?<=[\w)])[-+](?=\d)
      )
    | (?P<end> [.!?]+ ["'\u201d\u2019)\]]* (?=\s|$) )
    | (?P<pause> [,;:()\[\]\u2013\u2014\u2192\u2026] | -> | => | \.\.\. )
    """,
    re.VERBOSE,
)
# What holds nothing but plain words, spaces and commas is passed over in one step.
_COARSE = re.compile(rf"(?P<run> [A-Za-z0-9][A-Za-z0-9,\ ]*\ (?=\S) ) | {_TOKEN.pattern}", re.VERBOSE)
_LONG_LINE = 50


class Word(NamedTuple):
    """One word as written, where it stands, and what it is compared by (its own stem first)."""

    text: str
    start: int
    end: int
    stems: tuple[str, ...]


@dataclass
class Sentence:
    """One sentence: its words, and what negation does to them.

    Attributes:
        words: at least one.
        pauses: indexes of words before which a comma, colon, bracket or dash stands.
        places: the indexes at which each stem occurs, in order.
        alike: the indexes of words that may stand for a stem, in order, once a vocabulary has enriched it.
        steps: for each word how many after the first that carry meaning stand up to it.
        sense: which words are negated.
    """

    words: list[Word]
    pauses: set[int]
    places: dict[str, list[int]] = field(init=False)
    alike: dict[str, list[int]] = field(init=False)
    steps: list[int] = field(init=False)
    sense: Sense = field(init=False)

    def __post_init__(self) -> None:
        self.places, self.alike, self.steps = {}, {}, []
        for index, word in enumerate(self.words):
            self.steps.append(self.steps[-1] + (bare(word.text) not in STOP_WORDS) if index else 0)
            for stem in word.stems:
                self.places.setdefault(stem, []).append(index)
        self.sense = sense_of([word.text for word in self.words], self.pauses)

    def add(self, stem: str, index: int) -> None:
        """Let the word at `index` count as `stem` too."""
        places = self.places.setdefault(stem, [])
        position = bisect_left(places, index)
        if places[position : position + 1] != [index]:
            places.insert(position, index)

    @property
    def start(self) -> int:
        """Where the first word starts."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where the last word ends."""
        return self.words[-1].end


def read(text: str) -> list[Sentence]:
    """Return the sentences of a text that have at least one word."""
    sentences: list[Sentence] = []
    words: list[Word] = []
    pauses: set[int] = set()

    def finish() -> None:
        nonlocal words, pauses
        if words:
            sentences.append(Sentence(words, pauses))
            words, pauses = [], set()

    line_start = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        if kind == "word":
            token = match.group()
            words.append(Word(token, start, end, stems_of(token)))
        elif kind == "pause":
            pauses.add(len(words))
        elif kind == "end":
            finish()
        elif kind == "newline":
            if match["bullet"] or not _wrapped(text, line_start, start, end):
                finish()
            line_start = end
    finish()
    return sentences


def spans(text: str, until: int | None = None) -> list[tuple[int, int]]:
    """Return where each sentence that `read` would return starts and ends, much faster.

    With `until`, none that come after the first one that begins behind this offset.
    """
    limit = len(text) if until is None else until
    found: list[tuple[int, int]] = []
    first, last, line_start = -1, 0, 0
    for match in _COARSE.finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        if kind in ("run", "word"):
            first = start if first < 0 else first
            last = start + len(match.group().rstrip(", ")) if kind == "run" else end
        elif kind in ("end", "newline"):
            if first >= 0 and (
                kind == "end" or match["bullet"] or not _wrapped(text, line_start, start, end)
            ):
                found.append((first, last))
                if first > limit:
                    return found
                first = -1
            line_start = end if kind == "newline" else line_start
    if first >= 0:
        found.append((first, last))
    return found


def _wrapped(text: str, line_start: int, start: int, end: int) -> bool:
    """Return whether a line break only wraps a long line in the middle of a sentence."""
    if end >= len(text) or start - line_start < _LONG_LINE or text.count("\n", start, end) > 1:
        return False
    return text[end].islower() and (text[start - 1].isalnum() or text[start - 1] in ",`)\"'")
