"""Which claims the sentences of an answer make, by their signals."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from interview_coach.domain.grade import Evidence, MisconceptionFound
from interview_coach.grading.compiled import NEGATOR_STEM, CompiledPoint, CompiledQuestion, content_stems
from interview_coach.text.denial import refused, refuses_before
from interview_coach.text.quotes import quote
from interview_coach.text.signals import Signal, Span
from interview_coach.text.tokens import Sentence

OWN_WORDS = 3
"""A signal of question words alone needs this many other content words in its sentence, and counts half."""
NEARLY_OWN = 2
"""So many words of a signal that is nearly there must not be the question's."""
TURNED_COVERAGE = 0.9
TURNED_SHARE = 0.6
TURNED_WORDS = 4


@dataclass(frozen=True)
class AnswerPart:
    """One text of an answer as it is graded.

    Attributes:
        index: 0 for the attempt, the others its follow-up answers.
        text: the cleaned text.
        sentences: those that are graded, enriched by the question's vocabulary.
        given: stems of the question and of what the interviewer said before this part was answered.
        raises: the points it can raise; None for all.
    """

    index: int
    text: str
    sentences: tuple[Sentence, ...]
    given: frozenset[str]
    raises: frozenset[str] | None

    @cached_property
    def stems(self) -> frozenset[str]:
        """All stems of its sentences, those that other words may stand for included."""
        return frozenset(stem for sentence in self.sentences for stem in (*sentence.places, *sentence.alike))

    def can_raise(self, point_id: str) -> bool:
        """Return whether this part can earn the point."""
        return self.raises is None or point_id in self.raises


@dataclass(frozen=True)
class Hit:
    """A signal found in a sentence; `full` unless it says only words that were given."""

    part: AnswerPart
    sentence: Sentence
    span: Span
    signal: Signal
    full: bool

    @property
    def evidence(self) -> Evidence:
        """The clause around the match."""
        return quote(self.part.text, self.part.index, self.sentence, self.span)


def find_point(
    point: CompiledPoint, parts: Iterable[AnswerPart], *, nearly: bool = False, kin: bool = False
) -> Hit | None:
    """Return the best match of a point: full before half, a phrase before a single word.

    Of several the one whose sentence has most words of the point's signals, then the closest, then the earliest: it
    is what is quoted.

    With `nearly` that of a longer signal without one of its words, with `kin` that of a set phrase akin to one.
    """
    hits = []
    for part in parts:
        if not part.can_raise(point.point.id):
            continue
        signals = point.kin if kin else point.signals
        if nearly:
            signals = tuple(
                s for s in point.nearly if sum(stem not in part.given for stem in s.stems) >= NEARLY_OWN
            )
        hits.append(_best(signals, part, earning(point, part), alike=not nearly, about=point.own_stems))
    return _strongest(hits, point.own_stems)


def earning(point: CompiledPoint, part: AnswerPart) -> list[Sentence]:
    """Return the sentences of a part in which the signals of a point are looked for."""
    return [s for s in part.sentences if not turned(point, s)]


def find_misconceptions(
    question: CompiledQuestion, parts: Sequence[AnswerPart]
) -> tuple[MisconceptionFound, ...]:
    """Return the misconceptions that any part holds."""
    found = []
    for misconception, signals in question.misconceptions:
        hits = (_best(signals, part, part.sentences, alike=False, held=True) for part in parts)
        hit = next((hit for hit in hits if hit is not None and hit.full), None)
        if hit is not None:
            found.append(
                MisconceptionFound(
                    id=misconception.id,
                    penalty=misconception.penalty,
                    evidence=(hit.evidence,),
                    correction=misconception.correction,
                )
            )
    return tuple(found)


def turned(point: CompiledPoint, sentence: Sentence) -> bool:
    """Return whether a sentence says a line of the point almost word for word with its sense turned round."""
    negators = len(sentence.sense.negators)
    for line in point.lines:
        if negators == line.negators or len(line.stems) < TURNED_WORDS:
            continue
        if line.covered(sentence.places, ())[0] >= TURNED_COVERAGE:
            said = content_stems(sentence)
            return sum(stem in line.stems for stem in said) >= TURNED_SHARE * len(said)
    return False


def says_only(signal: Signal, given: frozenset[str]) -> bool:
    """Return whether all words of a signal were given by the interviewer."""
    return given.issuperset(signal.stems) and (not signal.negative or NEGATOR_STEM in given)


def _best(
    signals: Iterable[Signal],
    part: AnswerPart,
    sentences: Sequence[Sentence],
    *,
    alike: bool = True,
    held: bool = False,
    about: Set[str] = frozenset(),
) -> Hit | None:
    """Return the best match of any signal; see `match`."""
    hits = (match(signal, part, sentences, alike=alike, held=held) for signal in signals)
    return _strongest(hits, about)


def match(
    signal: Signal, part: AnswerPart, sentences: Sequence[Sentence], *, alike: bool, held: bool = False
) -> Hit | None:
    """Return the first match of a signal; with `held` not where the claim is named only to be refused."""
    if not part.stems.issuperset(signal.stems):
        return None
    full = not says_only(signal, part.given)
    for index, sentence in enumerate(sentences):
        span = signal.find(sentence, alike=alike)
        if span is None or not (full or _own_words(sentence, part.given)):
            continue
        if held and _is_refused(signal, sentences, index, span):
            continue
        return Hit(part, sentence, span, signal, full)
    return None


def _is_refused(signal: Signal, sentences: Sequence[Sentence], index: int, span: Span) -> bool:
    """Return whether the sentence itself or the next one refuses what was matched.

    Of a signal with a negator that one must be a second negation: "is not enough" may be just what it says.
    """
    sentence = sentences[index]
    sense = sentence.sense
    place = refused([word.text for word in sentence.words], sentence.pauses, sense)
    if span.first in place and (not signal.negative or any(n in place for n in sense.negators)):
        return True
    if index + 1 == len(sentences):
        return False
    following = sentences[index + 1]
    return refuses_before([word.text for word in following.words], following.sense)


def _own_words(sentence: Sentence, given: frozenset[str]) -> bool:
    return sum(stem not in given for stem in content_stems(sentence)) >= OWN_WORDS


def _strongest(hits: Iterable[Hit | None], about: Set[str]) -> Hit | None:
    return max((hit for hit in hits if hit is not None), key=lambda hit: _strength(hit, about), default=None)


def _strength(hit: Hit, about: Set[str]) -> tuple[bool, bool, int, int]:
    """Return what makes a match better: the first two decide over the verdict, the others what is quoted."""
    said = len(about & hit.sentence.places.keys())
    return hit.full, hit.signal.words > 1, said, hit.span.first - hit.span.last
