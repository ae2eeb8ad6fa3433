"""How far an answer covers the lines of a point that no signal recognised."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from interview_coach.domain.grade import Evidence
from interview_coach.grading.compiled import CompiledPoint, Line
from interview_coach.grading.matching import AnswerPart, turned
from interview_coach.text.quotes import quote
from interview_coach.text.signals import Span
from interview_coach.text.tokens import Sentence

LIFT_COVERAGE = 0.25
LIFT_WORDS = 3
LIFT_SHARE = 0.4
"""Credit by coverage alone totals at most this share of full marks."""
MODEL_COVERAGE = 0.1
MODEL_MET = 0.64
"""From this share on a sentence of a draft's model answer is met, with full credit."""


@dataclass(frozen=True)
class Cover:
    """How far a line of a point is covered, 0 to 1, by how many words not given, and the sentence that does it best."""

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
        return min(1.0, (self.share / MODEL_MET) ** 0.5) if self.share >= MODEL_COVERAGE else 0.0

    @property
    def evidence(self) -> Evidence:
        """The words that cover the line."""
        said, alike = self.sentence.places, self.sentence.alike
        places = [place for stem in self.line.stems for place in said.get(stem, alike.get(stem, ()))]
        return quote(self.part.text, self.part.index, self.sentence, Span(min(places), max(places)))


def best_cover(point: CompiledPoint, parts: Iterable[AnswerPart]) -> Cover | None:
    """Return the sentence that covers a line of the point best, or None where nothing of it was said.

    Negated sentences cover nothing, nor do words that were given when they stand alone.
    """
    best: Cover | None = None
    for part in parts:
        for sentence in _covering(point, part):
            if sentence.sense.negators:
                continue
            for line in point.lines:
                share, words = line.covered(sentence.places, part.given, sentence.alike)
                if words and (best is None or share > best.share):
                    best = Cover(share, words, part, sentence, line)
    return best


def spoken_of(point: CompiledPoint, parts: Iterable[AnswerPart]) -> Evidence | None:
    """Return the sentence that has most words of the point's own signals, none of them given, or None.

    Weaker than any match: for a point whose absence alone would decide over an answer that is good otherwise.
    """
    best: tuple[int, Evidence] | None = None
    for part in parts:
        for sentence in _covering(point, part):
            said = [stem for stem in point.own_stems if stem in sentence.places and stem not in part.given]
            if said and (best is None or len(said) > best[0]):
                places = [place for stem in said for place in sentence.places[stem]]
                span = Span(min(places), max(places))
                best = len(said), quote(part.text, part.index, sentence, span)
    return best[1] if best is not None else None


def model_covers(points: Iterable[CompiledPoint], parts: Sequence[AnswerPart]) -> dict[str, Cover]:
    """Return how far all sentences together cover each sentence of a draft's model answer, by the point's id.

    People say in three short sentences what a reference puts into one.
    """
    found = ((point.point.id, _by_all(point, parts)) for point in points)
    return {point_id: cover for point_id, cover in found if cover is not None}


def _by_all(point: CompiledPoint, parts: Iterable[AnswerPart]) -> Cover | None:
    best: Cover | None = None
    for line in point.lines:
        said: set[str] = set()
        alike: set[str] = set()
        found: Cover | None = None
        for part in parts:
            for sentence in _covering(point, part):
                said.update(stem for stem in line.stems if stem in sentence.places)
                alike.update(sentence.alike)
                share, words = line.covered(sentence.places, part.given, sentence.alike)
                if share and (found is None or share > found.share):
                    found = Cover(share, words, part, sentence, line)
        if found is not None:
            share, _ = line.covered(said, (), alike)
            if best is None or share > best.share:
                best = replace(found, share=share)
    return best


def _covering(point: CompiledPoint, part: AnswerPart) -> Iterator[Sentence]:
    """Yield the sentences of a part that may cover a line: not those that deny something or turn the line."""
    if part.can_raise(point.point.id):
        for sentence in part.sentences:
            if sentence.sense.denied_from is None and not turned(point, sentence):
                yield sentence
