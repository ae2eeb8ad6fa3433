"""From a word as written to the stems it is compared by.

Snowball's English stemmer, after a few general equivalences: contractions, irregular verbs, British and
American spelling, numbers as words, common abbreviations of the trade. Every result is cached, as stemming
one new word takes about 50 microseconds.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from interview_coach.text.words import SAME_WORD

_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+|[+*/]")
_MIXED = re.compile(r"[_+/{}]|[a-z][A-Z]|\d[A-Za-z]|[A-Za-z]\d")
_DOTTED = re.compile(r"(\d+)(?:\.\d+){2,}")
_BRITISH = (
    (re.compile(r"is(e|es|ed|er|ers|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"ys(e|es|ed|er|ers|ing)$"), r"yz\1"),
    (re.compile(r"([a-z]{2})our(s|ed|ing|al|ally|able|ite|hood)?$"), r"\1or\2"),
    (re.compile(r"^(cance|labe|mode|trave|signa|channe|leve|tunne)ll"), r"\1l"),
    (re.compile(r"tre(s|d)?$"), r"ter\1"),
)


@cache
def _snowball() -> Callable[[str], str]:
    from snowballstemmer.english_stemmer import EnglishStemmer

    stem: Callable[[str], str] = EnglishStemmer().stemWord
    return stem


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one lower-case word."""
    word = SAME_WORD.get(word, word)
    if len(word) < 3 or not word.isalpha():
        return word
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    return SAME_WORD.get(stemmed := _snowball()(word), stemmed)


@lru_cache(maxsize=50_000)
def stems_of(token: str) -> tuple[str, ...]:
    """Return the stems of a token as it was written: its own first, then those of its pieces.

    `rowCount` also counts as `row` and `count`, `/orders/{id}` as `/`, `order` and `id`, `n+1` as `n`, `+`
    and `1`, `127.0.0.1` as `127`.
    """
    lower = token.lower().replace("\u2019", "'").replace("_", "")
    for ending in ("'s", "s'", "'"):
        if lower.endswith(ending):
            lower = lower[: -len(ending)] + ("s" if ending == "s'" else "")
            break
    main = stem(lower)
    if dotted := _DOTTED.match(token):
        return main, dotted[1]
    if not _MIXED.search(token):
        return (main,)
    pieces = dict.fromkeys([main, *(stem(piece.lower()) for piece in _PIECES.findall(token))])
    return tuple(pieces)
