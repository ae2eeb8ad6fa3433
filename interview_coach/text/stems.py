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
_DUNDER = re.compile(r"__\w*[a-z]__")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_KILO = re.compile(r"(\d{1,4})k")
_ONE = re.compile(r"\d+|\{.*\}|:.*")
_AUXILIARIES = {
    "d": ("had", "would"),
    "re": ("are",),
    "ve": ("have",),
    "ll": ("will",),
    "m": ("am",),
}
_ENDINGS = frozenset([*_AUXILIARIES, "s"])
_SHORTENED = re.compile(r"(\w+)'(d|re|ve|ll|m)$")
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
    and `1`, `127.0.0.1` as `127`. A name such as `__all__` is itself only.
    """
    lower = token.lower().replace("\u2019", "'")
    if _DUNDER.fullmatch(lower):
        return (lower,)
    lower = lower.replace("_", "")
    if lower[:1].isdigit():
        lower = _plain_number(lower)
    elif lower.startswith("/"):
        return _path_stems(lower)
    elif short := _SHORTENED.match(lower):
        return tuple(map(stem, (short[1], *_AUXILIARIES[short[2]])))
    for ending in ("'s", "s'", "'"):
        if lower.endswith(ending):
            lower = lower[: -len(ending)] + ("s" if ending == "s'" else "")
            break
    main = stem(lower)
    if main != token and main.isdigit():
        return (main,)
    if dotted := _DOTTED.match(token):
        return main, dotted[1]
    if not _MIXED.search(token):
        return (main,)
    pieces = dict.fromkeys([main, *(stem(piece.lower()) for piece in _PIECES.findall(token))])
    return tuple(pieces)


@lru_cache(maxsize=20_000)
def bare(token: str) -> str:
    """Return a word in lower case without what was drawn together with it: `we` of "we're"."""
    lower = token.lower().replace("\u2019", "'")
    word, mark, ending = lower.partition("'")
    return word if mark and ending in _ENDINGS else lower


def _plain_number(lower: str) -> str:
    """Return 5000 for "5,000" and "5k"; everything else as it is."""
    if _THOUSANDS.fullmatch(lower):
        return lower.replace(",", "")
    if match := _KILO.fullmatch(lower):
        return str(int(match[1]) * 1000)
    return lower


def _path_stems(lower: str) -> tuple[str, ...]:
    """Return the stems of a path: itself, whatever stands for one thing in it, then its parts; of `/v2` first `v2`."""
    parts = [part for part in lower.split("/") if part]
    main = parts[0] if len(parts) == 1 else "/" + "/".join(_ONE.sub("{}", part) for part in parts)
    pieces = [stem(piece) for piece in _PIECES.findall(lower)]
    return tuple(dict.fromkeys([stem(main), *map(stem, parts), *pieces]))
