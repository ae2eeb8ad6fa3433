"""The words that a set of signals knows, for recognising them misspelled, joined or apart."""

from collections import defaultdict
from collections.abc import Iterable

from interview_coach.text.stems import stem
from interview_coach.text.synonyms import stand_for
from interview_coach.text.tokens import Sentence
from interview_coach.text.words import ABBREVIATIONS, NEVER_MISSPELLED

_WRITTEN_OUT = {short: tuple(stem(word) for word in words.split()) for short, words in ABBREVIATIONS.items()}
_SHORT = {parts: short for short, parts in _WRITTEN_OUT.items()}
_SHORTEST = 6
_TWO_EDITS = 10
_ENDINGS = ("ions", "ing", "ion", "ers", "ed", "er")
_REMEMBERED = 20_000


class Vocabulary:
    """Recognises small misspellings of known words, and compounds written another way.

    A word of at least 6 letters may differ in one edit (a letter put in, left out, changed, or two swapped),
    one of at least 10 letters in two. The first letter must be right, so that `synchronous` is not taken for
    `asynchronous`, and a word that is itself known, or an everyday word, is never taken for another. Nor is another
    form of a word: `logger` is not `logged`.
    """

    def __init__(self, words: Iterable[tuple[str, str]], compounds: dict[str, tuple[str, ...]]) -> None:
        """Take the known words with their stems, and what joined stems (`rowcount`) stand for."""
        self._stems: dict[str, str] = dict(words)
        self._known = frozenset(self._stems.values())
        self._compounds = {joined.rstrip("e"): parts for joined, parts in compounds.items()}
        self._joined = {known.rstrip("e"): known for known in self._known}
        self._by_shape: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._stems:
            if len(word) >= _SHORTEST and word.isalpha():
                self._by_shape[word[0], len(word)].append(word)
        self._corrected: dict[str, str | None] = {}

    def knows(self, word: str) -> bool:
        """Return whether a lower-case word is among the known ones as it stands."""
        return word in self._stems

    def has(self, stem: str) -> bool:
        """Return whether a stem is that of a known word."""
        return stem in self._known

    def enrich(self, sentence: Sentence) -> None:
        """Let misspelled, joined and separated words count as the known words they stand for.

        Words that others are used for are kept apart, in `alike`.
        """
        before = ""
        for index, word in enumerate(sentence.words):
            own = word.stems[0]
            if before:
                self._join(sentence, before, own, index - 1)
            before = own
            for part in _WRITTEN_OUT.get(own, ()):
                sentence.add(part, index)
            if own in self._known:
                continue
            for part in self._compounds.get(own.rstrip("e"), ()):
                sentence.add(part, index)
            if len(word.text) >= _SHORTEST - 1 and (corrected := self.correct(word.text.lower())) is not None:
                sentence.add(corrected, index)
        for index, other in stand_for([word.stems[0] for word in sentence.words]):
            if other in self._known:
                sentence.alike.setdefault(other, []).append(index)

    def _join(self, sentence: Sentence, before: str, after: str, index: int) -> None:
        """Let two words count as what they are when written together, or in short."""
        joined = self._joined.get((before + after).rstrip("e"))
        if joined is not None:
            sentence.add(joined, index)
        short = _SHORT.get((before, after))
        if short in self._known:
            sentence.add(short, index)

    def correct(self, word: str) -> str | None:
        """Return the stem of the known word that a lower-case word is a small misspelling of, or None."""
        if word not in self._corrected:
            if len(self._corrected) >= _REMEMBERED:
                self._corrected.clear()
            self._corrected[word] = self._closest(word)
        return self._corrected[word]

    def _closest(self, word: str) -> str | None:
        if word in self._stems or word in NEVER_MISSPELLED or not word.isalpha():
            return None
        from rapidfuzz.distance import OSA

        best: tuple[int, str] | None = None
        for length in range(len(word) - 2, len(word) + 3):
            for known in self._by_shape.get((word[0], length), ()):
                allowed = 2 if min(length, len(word)) >= _TWO_EDITS else 1
                distance = OSA.distance(word, known, score_cutoff=allowed)
                if (
                    distance <= allowed
                    and not _another_form(word, known)
                    and (best is None or (distance, known) < best)
                ):
                    best = (distance, known)
        return self._stems[best[1]] if best else None


def _another_form(word: str, known: str) -> bool:
    """Return whether two words differ only in an ending that each of them has properly."""
    for ending in _ENDINGS:
        if word.endswith(ending):
            root = word[: -len(ending)]
            return known != word and any(known == root + other for other in _ENDINGS if other != ending)
    return False
