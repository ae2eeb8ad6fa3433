"""The closest choices to a word that was not found, for "did you mean"."""

from collections.abc import Iterable

MIN_LIKENESS = 60.0
MIN_INSIDE = 85.0


def nearest(word: str, choices: Iterable[str], n: int = 3) -> list[str]:
    """Return up to `n` choices that look like the word, the closest first; case does not matter.

    A choice of which the word is a part (`caching` in `caching/stampede`) counts as close too.
    """
    from rapidfuzz import fuzz

    wanted = word.strip().casefold()
    if not wanted or n < 1:
        return []

    def likeness(choice: str) -> float:
        folded = choice.casefold()
        whole = fuzz.ratio(wanted, folded)
        inside = fuzz.partial_ratio(wanted, folded) if 3 <= len(wanted) <= len(folded) else 0.0
        return max(whole, 0.9 * inside if inside >= MIN_INSIDE else 0.0)

    ranked = sorted((-likeness(choice), choice) for choice in dict.fromkeys(choices))
    return [choice for distance, choice in ranked[:n] if -distance >= MIN_LIKENESS]
