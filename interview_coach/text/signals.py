"""Signals: phrases by which a claim is recognised in a sentence.

A signal's words match by stems, in any order, within a short window of one sentence. A signal that contains
a negator matches only what the sentence negates; one without matches only what it does not negate. Articles,
forms of "be" and other words that carry little are left out, unless fewer than two words would be left: then
all must stand there in their order ("as a result", "I wrote").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from interview_coach.text.negation import negates
from interview_coach.text.stems import bare
from interview_coach.text.tokens import Sentence, Word, read
from interview_coach.text.vocabulary import Vocabulary
from interview_coach.text.words import (
    NEGATING_PAIRS,
    OPERATOR_WORDS,
    PRONOUNS,
    SCOPE_ENDS,
    STOP_WORDS,
    word_set,
)

ARTICLES = word_set("a an the")
NEGATOR_REACH = 3
"""How far from the matched words a signal's negator may stand, in words."""
EMPHATIC = word_set("just simply")
SHORTEST_PART = 2
"""In letters; "is" is not "I see" written together."""
COUNTING_DIGITS = 2
COUNTED_REACH = 3


class Span(NamedTuple):
    """The first and the last matched word of a sentence, by index."""

    first: int
    last: int


@dataclass(frozen=True)
class Signal:
    """A phrase, compiled.

    Attributes:
        phrase: as it was written.
        stems: what must be found; in this order if `ordered`.
        window: over how many words of a sentence they may be spread.
        negative: whether the phrase contains a negator.
        words: how many words decide, negator included; 1 is weak evidence.
        counts: which stems are small numbers that must stand before the next one: "1 ms", not "call 1 took 30 ms".
    """

    phrase: str
    stems: tuple[str, ...]
    window: int
    ordered: bool
    negative: bool
    words: int
    counts: tuple[int, ...] = ()

    def find(self, sentence: Sentence, *, alike: bool = False) -> Span | None:
        """Return where the signal stands in a sentence, or None.

        Misspelled and compound words are recognised only in a sentence enriched by a `Vocabulary`, and so are,
        with `alike`, words used for another: for at most half of those that the signal names.
        """
        places = sentence.places
        found = []
        others = len(self.stems) // 2 if alike and not self.ordered else 0
        for stem in self.stems:
            where = places.get(stem)
            if where is None:
                where = sentence.alike.get(stem) if others > 0 else None
                others -= 1
            if where is None:
                return None
            found.append(where)
        for index in self.counts:
            found[index] = [n for n in found[index] if _counts(sentence, n, found[index + 1])]
            if not found[index]:
                return None
        sense = sentence.sense
        if self.negative:
            if not sense.negators and sense.denied_from is None:
                return None
        elif sense.negators or sense.denied_from is not None:
            found = [[place for place in where if not sense.negated[place]] for where in found]
            if not all(found):
                return None
        span = self._in_order(found) if self.ordered else self._close_together(found, sentence.steps)
        if span is None or (self.negative and not self._is_negated(sentence, span)):
            return None
        return span

    def parts(self) -> list["Signal"]:
        """Return the signal without each of its words in turn; nothing for one in order or with a negator."""
        if self.ordered or self.negative:
            return []
        shorter = [self.stems[:i] + self.stems[i + 1 :] for i in range(len(self.stems))]
        return [
            replace(self, stems=stems, window=self.window - 2, words=len(stems), counts=_counting(stems))
            for stems in shorter
        ]

    def _close_together(self, found: Sequence[list[int]], steps: Sequence[int]) -> Span | None:
        """Return the shortest stretch with all stems, if it fits the window or has at most one other word in it."""
        if len(found) == 1:
            return Span(found[0][0], found[0][0])
        events = sorted((place, which) for which, where in enumerate(found) for place in where)
        latest: dict[int, int] = {}
        best: Span | None = None
        for place, which in events:
            latest[which] = place
            if len(latest) == len(found):
                first = min(latest.values())
                if best is None or place - first < best.last - best.first:
                    best = Span(first, place)
        if best is None:
            return None
        near = best.last - best.first < self.window
        return best if near or steps[best.last] - steps[best.first] <= len(found) else None

    def _in_order(self, found: Sequence[list[int]]) -> Span | None:
        for first in found[0]:
            place = first
            for (before, stem), where in zip(pairwise(self.stems), found[1:], strict=True):
                least = place + (before == stem)  # "I'd" is "I" and "had" at one place
                place = next((p for p in where if p >= least), -1)
                if place < 0:
                    return None
            if place - first < self.window:
                return Span(first, place)
        return None

    def _is_negated(self, sentence: Sentence, span: Span) -> bool:
        sense = sentence.sense
        negators = [n for n in sense.negators if span.first - NEGATOR_REACH <= n <= span.last + NEGATOR_REACH]
        if len(self.stems) == 1:  # "I never showed", not "call Mira, not write, and show her"
            ends = [p for p in sentence.pauses if p < len(sentence.words) and _ends_scope(sentence, p)]
            negators = [n for n in negators if not any(n < end <= span.first for end in ends)]
        return bool(negators) != sense.denied(span.last)


@lru_cache(maxsize=20_000)
def compile_signal(phrase: str, *, held: bool = False) -> Signal:
    """Return a phrase as a signal; of a misconception (`held`) words such as "just" are what makes it wrong."""
    words = [word for sentence in read(phrase) for word in sentence.words]
    plain, negative = _without_negators(words)
    carrying = [w for i, w in enumerate(plain) if _carries(plain, i) or (held and w.text.lower() in EMPHATIC)]
    operator = len(carrying) == 2 and any(_is_stop_word(word) for word in carrying)
    if not operator and (len(carrying) >= 2 or len(plain) < 2 or (negative and carrying)):
        stems = tuple(dict.fromkeys(word.stems[0] for word in carrying or plain))
        counts = tuple(
            i for i, stem in enumerate(stems[:-1]) if _is_small(stem) and not stems[i + 1].isdigit()
        )
        return Signal(phrase, stems, 2 * len(stems) + 2, False, negative, len(stems) + negative, counts)
    plain = [word for word in plain if word.text.lower() not in ARTICLES] or plain
    stems = tuple(word.stems[0] for word in plain)
    slack = 2 if any(bare(word.text) in PRONOUNS for word in plain) else 1 if len(plain) < len(words) else 0
    return Signal(phrase, stems, len(stems) + slack, True, negative, len(stems) + negative)


def vocabulary_of(signals: Iterable[Signal], others: Iterable[str] = ()) -> Vocabulary:
    """Return the vocabulary of signals; `others` are texts whose words are spelled right too."""
    words: dict[str, str] = {}
    compounds: dict[str, tuple[str, ...]] = {}
    for text in others:
        _learn(text, words)
    for signal in signals:
        _learn(signal.phrase, words)
        for before, after in zip(signal.stems, signal.stems[1:], strict=False):
            if before.isalpha() and after.isalpha() and min(len(before), len(after)) >= SHORTEST_PART:
                compounds[before + after] = (before, after)
    return Vocabulary(words.items(), compounds)


def matches(phrase: str, text: str) -> bool:
    """Return whether a phrase, taken as a signal, stands in any sentence of a text."""
    signal = compile_signal(phrase)
    vocabulary = vocabulary_of([signal])
    for sentence in read(text):
        vocabulary.enrich(sentence)
        if signal.find(sentence) is not None:
            return True
    return False


def _ends_scope(sentence: Sentence, index: int) -> bool:
    return sentence.words[index].text.lower() in SCOPE_ENDS


def _counting(stems: Sequence[str]) -> tuple[int, ...]:
    """Return which stems are small numbers before something that they count."""
    return tuple(
        i for i, (stem, after) in enumerate(pairwise(stems)) if _is_small(stem) and not after.isdigit()
    )


def _is_small(stem: str) -> bool:
    """Return whether a stem is a number that counts something, not one that names it, such as a status."""
    return stem.isdigit() and len(stem) <= COUNTING_DIGITS


def _counts(sentence: Sentence, number: int, counted: Iterable[int]) -> bool:
    """Return whether the number at this place says how many of what is counted, without another number between."""
    for place in counted:
        if 0 <= place - number <= COUNTED_REACH:
            between = sentence.words[number + 1 : place]
            if not any(word.stems[0].isdigit() for word in between):
                return True
    return False


def _learn(text: str, words: dict[str, str]) -> None:
    words.update(_words_of(text))


@lru_cache(maxsize=20_000)
def _words_of(phrase: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a phrase in small letters with their stems; a signal is learned again and again."""
    return tuple((word.text.lower(), word.stems[0]) for sentence in read(phrase) for word in sentence.words)


def _without_negators(words: list[Word]) -> tuple[list[Word], bool]:
    """Return the words without those that negate, and whether there were any."""
    kept: list[Word] = []
    pair = False
    texts = [word.text for word in words]
    for index, word in enumerate(words):
        lower = word.text.lower()
        following = words[index + 1].text.lower() if index + 1 < len(words) else ""
        if pair:
            pair = False
        elif (lower, following) in NEGATING_PAIRS:
            pair = True
        elif not negates(texts, index):
            kept.append(word)
    return kept, len(kept) < len(words)


def _is_stop_word(word: Word) -> bool:
    """Return whether a word says little; `GET` in capitals is the method."""
    return bare(word.text) in STOP_WORDS and not word.text.startswith("GET")


def _carries(words: list[Word], index: int) -> bool:
    """Return whether a word of a signal says something by itself or as an operator."""
    lower = words[index].text.lower()
    if not _is_stop_word(words[index]):
        return True
    before = words[index - 1].text.lower() if index else ""
    after = words[index + 1].text.lower() if index + 1 < len(words) else ""
    return (lower, after) in OPERATOR_WORDS or (before, lower) in OPERATOR_WORDS
