"""Which words of a sentence are negated, by the words before them.

A negator reaches forward to the end of its clause, not further than a few words. "It is wrong to say that ..."
reaches to the end of the sentence, or to where it turns ("but", a comma and "because").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from interview_coach.text.stems import bare
from interview_coach.text.words import (
    AUXILIARIES,
    FIXED_TERMS,
    NEGATING_PAIRS,
    NEGATORS,
    NOT_A_NEGATION,
    PREVENTING,
    SCOPE_ENDS,
    SHORT_NEGATORS,
    SUBJECTS,
    word_set,
)

_LONG_REACH = 7
_SHORT_REACH = 4
_HOLDS_VALUE = word_set("is are = == != to if be with return returns pass passing")
_FRAME = re.compile(
    r"\b(?:(?:wrong|false|incorrect|untrue|mistaken|misleading|nonsense|not (?:true|correct|right|the case)"
    r"|a (?:mistake|myth|lie|misconception|fallacy))"
    r" (?:to (?:say|think|claim|believe|assume|state|argue|suggest)(?: that)?|that)"
    r"|(?:i|we) (?:disagree|deny|doubt)(?: with)? that|(?:never|not|nobody should) say that)\b"
)
_FRAME_WORDS = word_set(
    """
    wrong false incorrect untrue mistaken misleading nonsense true correct right case mistake myth lie
    misconception fallacy disagree deny doubt say
    """
)


@dataclass(frozen=True)
class Sense:
    """What negation does to the words of one sentence.

    Attributes:
        negated: for each word, whether the sentence denies it.
        negators: indexes of the words that negate ("not", "never", "instead" of "instead of").
        denied_from: the first word after "it is wrong to say that", or None.
        denied_to: the word before which that ends.
    """

    negated: tuple[bool, ...]
    negators: tuple[int, ...]
    denied_from: int | None = None
    denied_to: int = 0

    def denied(self, index: int) -> bool:
        """Return whether the word is told to be wrong by a phrase such as "it is wrong to say that"."""
        return self.denied_from is not None and self.denied_from <= index < self.denied_to


@lru_cache(maxsize=20_000)
def is_negator(word: str) -> bool:
    """Return whether a lower-case word negates what follows it."""
    return word in NEGATORS or word.endswith(("n't", "n\u2019t")) or bare(word) in NEGATORS


def negates(words: Sequence[str], index: int) -> bool:
    """Return whether a word, as written, negates: not where it is a value or a name of a language.

    `None` is a value of Python except in "none of" and before "is" and the like, `WITHOUT` a keyword of SQL among
    others in capitals.
    """
    word = words[index]
    lower = word.lower()
    if not is_negator(lower):
        return False
    following = words[index + 1] if index + 1 < len(words) else ""
    if lower == "none":
        alone = index == 0 or (word == "none" and words[index - 1].lower() not in _HOLDS_VALUE)
        return following.lower() == "of" or (alone and following.lower() in AUXILIARIES)
    return not (word == "WITHOUT" and len(following) > 1 and following.isupper())


def sense_of(words: Sequence[str], pauses: set[int]) -> Sense:
    """Return what is negated in a sentence of these words; `pauses` are indexes after a comma or the like."""
    lower = [word.lower() for word in words]
    count = len(lower)
    negated = [False] * count
    negators: list[int] = []
    frame = _frame(lower)
    for index, word in enumerate(lower):
        following = lower[index + 1] if index + 1 < count else ""
        pair = (word, following)
        if pair in NEGATING_PAIRS:
            first, reach = index + 2, _SHORT_REACH
        elif negates(words, index) and not _no_negation(lower, index):
            first, reach = index + 1, _SHORT_REACH if word in SHORT_NEGATORS else _LONG_REACH
        else:
            continue
        if frame and frame[0] <= index < frame[1]:
            continue
        negators.append(index)
        for place in _scope(lower, pauses, first, reach):
            negated[place] = True
    if frame is None:
        return Sense(tuple(negated), tuple(negators))
    denied_from = frame[1]
    denied_to = next(
        (
            i
            for i in range(denied_from, count)
            if (i in pauses and lower[i] in SCOPE_ENDS) or lower[i] == "but"
        ),
        count,
    )
    for index in range(denied_from, denied_to):
        negated[index] = True
    return Sense(tuple(negated), tuple(negators), denied_from, denied_to)


def _frame(lower: list[str]) -> tuple[int, int] | None:
    """Return the first word of "wrong to say that" or the like and the first after it, or None."""
    if _FRAME_WORDS.isdisjoint(lower):
        return None
    match = _FRAME.search(line := " ".join(lower))
    if match is None:
        return None
    return line.count(" ", 0, match.start()), line.count(" ", 0, match.end()) + 1


def _no_negation(lower: list[str], index: int) -> bool:
    """Return whether a negator negates nothing that follows: "not only", "if not", "or not"."""
    following = lower[index + 1] if index + 1 < len(lower) else ""
    before = lower[index - 1] if index else ""
    if (lower[index], following) in NOT_A_NEGATION or (lower[index] == "not" and before in ("if", "or")):
        return True
    return following == "just" and "also" in lower[index + 2 :]


def _scope(lower: list[str], pauses: set[int], first: int, reach: int) -> range:
    """Return the indexes that a negation reaches whose first word afterwards is `first`."""
    last = min(first + reach, len(lower))
    for index in range(first, last):
        if index in pauses or lower[index] in SCOPE_ENDS or (index > first and _new_subject(lower, index)):
            return range(first, index)
        if index == first and lower[index] in FIXED_TERMS:
            return range(first, index + 1)
        if index <= first + 1 and lower[index].rstrip("s") in PREVENTING:
            return range(first, index + 1)
    return range(first, last)


def _new_subject(lower: list[str], index: int) -> bool:
    """Return whether a new clause begins here: "if it is not the best route it drops the packet"."""
    word = lower[index]
    if word != "it":
        return word in SUBJECTS
    following = lower[index + 1] if index + 1 < len(lower) else ""
    return following.endswith("s") or following in AUXILIARIES
