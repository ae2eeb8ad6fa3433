"""Which figures and names a text holds, so that a rewrite brings in none of its own."""

import re
from collections.abc import Iterable

from interview_coach.text.words import AUXILIARIES, STOP_WORDS, word_set

BLANK = "____"

_WORD = re.compile(r"[^\W_](?:[\w+#]|['\u2019.,:/-](?=[^\W_]))*[+#%]*")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_SENTENCE_END = re.compile(r"(?:^|[.!?:]|\n|[-*\u2022])[\s\"'\u201c\u201d()]*$")
_BLANKS = re.compile(rf"{BLANK}(?:[\s,]*{BLANK})+")
_NUMBERS = """
    2:two,twice,double,doubled 3:three,triple,tripled 4:four 5:five 6:six 7:seven 8:eight 9:nine 10:ten 11:eleven
    12:twelve,dozen,dozens 13:thirteen 14:fourteen 15:fifteen 16:sixteen 17:seventeen 18:eighteen 19:nineteen
    20:twenty 30:thirty 40:forty 50:fifty 60:sixty 70:seventy 80:eighty 90:ninety 100:hundred,hundreds
    1000:thousand,thousands 1000000:million,millions 1000000000:billion,billions 1/2:half,halved
"""
_NUMBER_WORDS = {
    word: figure
    for figure, _, words in (entry.partition(":") for entry in _NUMBERS.split())
    for word in words.split(",")
}
_OPENERS = word_set(
    """
    after afterwards again all along already also although another any as at back because before behind beside
    besides both by day days during each eventually every everyone finally first firstly given having hence here
    however if in initially instead it knowing last later looking many meanwhile most my next no nobody none not
    nothing of on once one only or other our out over overall perhaps rather right second secondly since so some
    someone something soon still that the then there therefore these this those though through throughout thus
    to today together tomorrow under unless until we what when where which while who why with within without
    yes yesterday you your third thirdly today both
    """
)
_USUAL_ENDING = re.compile(r"[a-z]{3,}(?:ing|tions?|ments?|ness|edly|ally)$")


class KnownFacts:
    """The figures and words of some texts."""

    def __init__(self, texts: Iterable[str], ordinary: Iterable[str] = ()) -> None:
        """Take the texts that facts may come from; `ordinary` only shows how common words are written."""
        self._words: set[str] = set()
        self._figures: set[str] = set()
        self._ordinary: set[str] = set()
        for text in texts:
            for match in _WORD.finditer(text):
                self._words.update(_forms(match.group()))
                self._figures.update(_figures(match.group()))
        for text in ordinary:
            self._ordinary.update(m.group() for m in _WORD.finditer(text) if m.group().islower())

    def only(self, text: str) -> str:
        """Return a text with a blank for every figure and proper name that is not known."""
        kept, position = [], 0
        for match in _WORD.finditer(text):
            if not self._known(
                match.group(), at_start=_SENTENCE_END.search(text, 0, match.start()) is not None
            ):
                kept += [text[position : match.start()], BLANK]
                position = match.end()
        return _BLANKS.sub(BLANK, "".join([*kept, text[position:]]))

    def _known(self, word: str, *, at_start: bool) -> bool:
        figures = _figures(word)
        if figures:
            return self._figures.issuperset(figures) and (word.lower() in self._words or not _named(word))
        if (
            _forms(word) & self._words
            or not _is_capital(word)
            or word == "I"
            or word.startswith(("I'", "I\u2019"))
        ):
            return True
        return at_start and self._is_ordinary(word)

    def _is_ordinary(self, word: str) -> bool:
        """Return whether a word with a capital at the start of a sentence would be written small elsewhere."""
        if not word[1:].islower() and len(word) > 1:
            return False
        lower = word.lower().replace("\u2019", "'")
        common = lower in STOP_WORDS or lower in AUXILIARIES or lower in _OPENERS or lower in self._ordinary
        return common or _USUAL_ENDING.match(lower) is not None


def _forms(word: str) -> set[str]:
    lower = word.lower().replace("\u2019", "'")
    bare = lower[:-2] if lower.endswith("'s") else lower
    return {lower, bare, *re.split(r"[-/]", bare)}


def _figures(word: str) -> set[str]:
    """Return the figures in a word, written the same way; a number word is one too."""
    lower = word.lower()
    found = {match.replace(",", "") for match in _FIGURE.findall(lower)}
    return found | {_NUMBER_WORDS[piece] for piece in re.split(r"[-/]", lower) if piece in _NUMBER_WORDS}


def _named(word: str) -> bool:
    """Return whether a word with a figure is a name (`K8s`, `Python3`) and not a figure with its unit."""
    return word[0].isalpha() and word.lower() not in _NUMBER_WORDS


def _is_capital(word: str) -> bool:
    return any(char.isupper() for char in word)
