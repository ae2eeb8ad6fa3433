"""Claims that a sentence first names and then refuses: "escaping the quotes is not enough".

Negation reaches forward only; what stands before it is the subject and is not negated ("a transaction is not
enough" says something about transactions). Still nobody holds a claim of which they say that it does not help.
"""

from collections.abc import Sequence

from interview_coach.text.negation import Sense
from interview_coach.text.words import AUXILIARIES, PREVENTING, SCOPE_ENDS, word_set

_NO_USE = word_set(
    """
    help helps helped helping enough sufficient suffice suffices work works worked solve solves fix fixes fixed cure
    cures repair repairs change changes matter matters needed necessary required answer solution option idea remedy use
    safe true guarantee guarantees good right correct sense save saves address addresses way wise
    """
) | {form for verb in PREVENTING for form in (verb, f"{verb}s")}
_BETWEEN = AUXILIARIES | word_set(
    "a an the any really actually even by itself alone much of quite always make makes very real about for"
)
_BAD = word_set(
    "wrong useless pointless dangerous insufficient worse harmful nonsense overkill mistake trap myth"
)
_BAD_PAIRS = frozenset(
    [("bad", "idea"), ("wrong", "answer"), ("wrong", "way"), ("wrong", "fix"), ("too", "little")]
)
_IS = word_set("is are was be would will could might makes make remains stays seems feels")
_ONLY = word_set("only just merely")
_HIDES = word_set(
    "hide hides move moves shift shifts postpone postpones delay delays mask masks treat treats buys buy"
)
_BACK = word_set("it that this which they these those")
_SAID_BEFORE = word_set("that this")
_MOST_BETWEEN = 3


def refused(words: Sequence[str], pauses: set[int], sense: Sense) -> range:
    """Return the words whose claim the sentence refuses after naming it; empty if there are none."""
    lower = [word.lower() for word in words]
    for verdict in sorted({*_no_use(lower, sense), *_bad(lower)}):
        start = _subject(lower, pauses, verdict)
        if start < verdict and "if" not in lower[start:verdict]:
            return range(start, verdict)
    return range(0)


def refuses_before(words: Sequence[str], sense: Sense) -> bool:
    """Return whether a sentence refuses the one before it: "That would not help"."""
    lower = [word.lower() for word in words[:8]]
    start = 1 if lower[:1] in (["but"], ["yet"], ["still"]) else 0
    return any(
        lower[start:verdict]
        and lower[start] in _SAID_BEFORE
        and all(word in AUXILIARIES for word in lower[start + 1 : verdict])
        for verdict in {*_no_use(lower, sense), *_bad(lower)}
    )


def _no_use(lower: Sequence[str], sense: Sense) -> list[int]:
    """Return where "not enough", "does not help" and the like begin."""
    found = []
    for negator in sense.negators:
        if negator >= len(lower):
            continue
        for index in range(negator + 1, min(negator + 2 + _MOST_BETWEEN, len(lower))):
            if lower[index] in _NO_USE:
                found.append(negator)
            elif lower[index] in _BETWEEN:
                continue
            break
    return found


def _bad(lower: Sequence[str]) -> list[int]:
    """Return where "is wrong", "would be a bad idea", "only hides" and the like begin."""
    found = []
    for index, word in enumerate(lower):
        after = lower[index + 1] if index + 1 < len(lower) else ""
        if word in _ONLY and after in _HIDES:
            found.append(index)
        elif word in _BAD or (word, after) in _BAD_PAIRS:
            first = index
            while first > 0 and index - first < _MOST_BETWEEN and lower[first] not in _IS:
                first -= 1
            between = lower[first + 1 : index]
            if lower[first] in _IS and all(each in _BETWEEN or each in _BACK for each in between):
                found.append(first)
    return found


def _subject(lower: Sequence[str], pauses: set[int], verdict: int) -> int:
    """Return the first word of what a verdict is about: its clause, and the one before where that says "it"."""
    start = verdict
    while start > 0 and start not in pauses and lower[start - 1] not in SCOPE_ENDS:
        start -= 1
    own = [word for word in lower[start:verdict] if word not in AUXILIARIES]
    if start > 0 and not [word for word in own if word not in _BACK]:
        start -= 1
        while start > 0 and (start not in pauses or lower[start] in SCOPE_ENDS):
            start -= 1
    return start
