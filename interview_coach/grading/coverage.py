"""How far an answer covers the lines of a point that no signal recognised."""

from collections.abc import Iterable
from dataclasses import dataclass

from interview_coach.domain.grade import Evidence
from interview_coach.grading.compiled import CompiledPoint, Line
from interview_coach.grading.matching import AnswerPart, turned
from interview_coach.text.quotes import quote
from interview_coach.text.signals import Span
from interview_coach.text.tokens import Sentence

LIFT_COVERAGE = 0.35
LIFT_WORDS = 3
LIFT_SHARE = 0.4
"""Credit by coverage alone totals at most this share of full marks."""
MODEL_COVERAGE = 0.1
MODEL_MET = 0.64
"""From this share on a sentence of a draft's model answer is met."""


@dataclass(frozen=True)
class Cover:
    """The sentence that covers a line of a point best; `share` is 0 to 1, `words` counts those not given."""

    share: float
    words: int
    part: AnswerPart
    sentence: Sentence
    line: Line

    @property
    def lifts(self) -> bool:
        """Whether it is enough to call a point partly there."""
        return self.share >= LIFT_COVERAGE and self.words >= LIFT_WORDS

    @property
    def model_credit(self) -> float:
        """The credit (0 to 1) of a sentence of a draft's model answer: the first words tell the most."""
        return round(self.share**0.5, 2) if self.share >= MODEL_COVERAGE else 0.0

    @property
    def evidence(self) -> Evidence:
        """The words that cover the line."""
        places = [place for stem in self.line.stems for place in self.sentence.places.get(stem, ())]
        return quote(self.part.text, self.part.index, self.sentence, Span(min(places), max(places)))


def best_cover(point: CompiledPoint, parts: Iterable[AnswerPart]) -> Cover | None:
    """Return the sentence that covers a line of the point best, or None where nothing of it was said.

    Negated sentences cover nothing, nor do words that were given when they stand alone.
    """
    best: Cover | None = None
    for part in parts:
        if not part.can_raise(point.point.id):
            continue
        for sentence in part.sentences:
            if sentence.sense.denied_from is not None or (sentence.sense.negators and not point.by_coverage):
                continue
            for line in point.lines:
                share, words = line.covered(sentence.places, part.given)
                if words and (best is None or share > best.share) and not turned(point, sentence):
                    best = Cover(share, words, part, sentence, line)
    return best
