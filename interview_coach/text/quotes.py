"""From matched words to a quote a person can read."""

from interview_coach.domain.grade import Evidence
from interview_coach.text.signals import Span
from interview_coach.text.tokens import Sentence

MOST_WORDS = 16
FEWEST_WORDS = 4


def quote(text: str, part: int, sentence: Sentence, span: Span) -> Evidence:
    """Return the clause around a match as evidence, at most about 16 words long.

    `text` is the whole part; the quote is `text[start:end]`, begins and ends with a word and is never empty.
    """
    first, last = _clause(sentence, span)
    if last - first + 1 > MOST_WORDS:
        first, last = _shortened(first, last, span)
    start, end = sentence.words[first].start, sentence.words[last].end
    return Evidence(part=part, quote=text[start:end], start=start, end=end)


def _clause(sentence: Sentence, span: Span) -> tuple[int, int]:
    """Return the first and the last word of the clause, with its neighbours while it is very short."""
    edges = [0, *sorted(p for p in sentence.pauses if 0 < p < len(sentence.words)), len(sentence.words)]
    left = max(i for i, edge in enumerate(edges) if edge <= span.first)
    right = min(i for i, edge in enumerate(edges) if edge > span.last)
    while edges[right] - edges[left] < FEWEST_WORDS and (left > 0 or right < len(edges) - 1):
        if right < len(edges) - 1:
            right += 1
        else:
            left -= 1
    return edges[left], edges[right] - 1


def _shortened(first: int, last: int, span: Span) -> tuple[int, int]:
    """Return at most MOST_WORDS words of a long clause around the match, from its start where possible."""
    if span.last < first + MOST_WORDS:
        return first, first + MOST_WORDS - 1
    spare = max(MOST_WORDS - (span.last - span.first + 1), 0)
    return max(first, span.first - spare // 2), min(last, span.last + spare - spare // 2)
