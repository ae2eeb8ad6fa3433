"""A question made ready for grading, once: its signals compiled, the words of its lines, its own words."""

from collections import Counter, OrderedDict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from interview_coach.domain.question import KeyPoint, Misconception, Question
from interview_coach.text.clean import clean
from interview_coach.text.set_phrases import kin_of
from interview_coach.text.signals import Signal, compile_signal, vocabulary_of
from interview_coach.text.stems import bare, stem
from interview_coach.text.tokens import Sentence, read
from interview_coach.text.vocabulary import Vocabulary
from interview_coach.text.words import COMMON_WORDS, STOP_WORDS

NEGATOR_STEM = "not"
MODEL_POINT = "model-"
HEAVIEST = 3
ALIKE_SHARE = 0.7
"""How much of a word another one covers that is used for it."""
NEARLY_WORDS = 2
"""How many words of a signal must stand together where one more of it is missing."""
MOST_OWNERS = 2
"""A word that the signals of more points have tells nothing about any of them."""
_KEPT = 256
_LONG_STEM = 7
_COMMON_STEMS = frozenset(map(stem, COMMON_WORDS))
_SMALL_STEMS = frozenset(map(stem, STOP_WORDS))


@dataclass(frozen=True)
class Line:
    """One sentence of a `say` line or a model answer.

    Attributes:
        stems: its content words with how much each tells, up to 1.
        total: the sum of these.
        negators: how many words negate in it.
    """

    stems: dict[str, float]
    total: float
    negators: int

    def covered(
        self, stems: Container[str], given: Container[str], alike: Container[str] = ()
    ) -> tuple[float, int]:
        """Return the share of the line that `stems` cover (0 to 1), and by how many words not `given`.

        What is only said in another word, `alike`, covers less.
        """
        share = 0.0
        own = 0
        for word, weight in self.stems.items():
            if word in stems:
                share += weight
            elif word in alike:
                share += weight * ALIKE_SHARE
            else:
                continue
            own += word not in given
        return (share / self.total if share else 0.0), own


@dataclass(frozen=True)
class CompiledPoint:
    """A key point with its compiled signals and lines; `by_coverage` if it has no signals of its own.

    `kin` are the other set phrases of the families that its signals are of.
    `nearly` are the longer signals with a word left out each: enough to call a point partly there. `own_stems` are
    the words of its signals that those of at most one other point have too.
    """

    point: KeyPoint
    signals: tuple[Signal, ...]
    kin: tuple[Signal, ...]
    lines: tuple[Line, ...]
    by_coverage: bool
    nearly: tuple[Signal, ...]
    own_stems: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CompiledQuestion:
    """A question ready for grading.

    Attributes:
        question: with the sentences of a draft's model answer as further points.
        model_share: the credit that one of these can earn at most.
        points: in the order of the question's key points.
        misconceptions: each with its signals.
        vocabulary: what is spelled right, and the compounds.
        asked: the stems of title and prompt.
        asked_sequences: every run of three words of the prompt.
        prompts: the stems of each follow-up's wording, by its id.
        own_text: everything the question says, for guards that must not fire on its own words.
        point_ids: the ids of the key points.
        phrases: the stems of each signal in their order, by the first; the longest first.
        model_stems: the content words of the model answer.
        model_runs: every run of two words of the model answer.
    """

    question: Question
    model_share: float
    points: tuple[CompiledPoint, ...]
    misconceptions: tuple[tuple[Misconception, tuple[Signal, ...]], ...]
    vocabulary: Vocabulary
    asked: frozenset[str]
    asked_sequences: frozenset[tuple[str, ...]]
    prompts: dict[str, frozenset[str]]
    own_text: str
    point_ids: frozenset[str]
    phrases: dict[str, list[tuple[str, ...]]]
    model_stems: frozenset[str]
    model_runs: frozenset[tuple[str, ...]]


def sequences(sentences: Iterable[Sentence], length: int = 3) -> list[tuple[str, ...]]:
    """Return every run of `length` words of each sentence, by their stems."""
    found: list[tuple[str, ...]] = []
    for sentence in sentences:
        stems = [word.stems[0] for word in sentence.words]
        found.extend(tuple(stems[i : i + length]) for i in range(len(stems) - length + 1))
    return found


def stems_in(text: str) -> frozenset[str]:
    """Return all stems of a text, `not` among them if anything in it is negated."""
    stems: set[str] = set()
    for sentence in read(text):
        stems.update(sentence.places)
        if sentence.sense.negators:
            stems.add(NEGATOR_STEM)
    return frozenset(stems)


def content_stems(sentence: Sentence) -> list[str]:
    """Return the stems of the words that carry meaning, without those that negate."""
    negators = set(sentence.sense.negators)
    return [
        word.stems[0]
        for index, word in enumerate(sentence.words)
        if bare(word.text) not in STOP_WORDS and index not in negators
    ]


def with_model_points(question: Question) -> tuple[Question, float]:
    """Return a draft with each sentence of its model answer as one more point, and the credit one can earn at most.

    Alone they weigh 1 each. Beside key points they count half as much as these all together, neither outweighing
    them where the reference is long nor drowning where it is one sentence: a sentence then weighs up to 3, or
    earns less than 1.
    """
    if question.status != "draft" or not question.model_answer:
        return question, 1.0
    text = clean(question.model_answer)
    lines = [text[s.start : s.end] for s in read(text) if len(content_stems(s)) > 1]
    if not lines:
        return question, 1.0
    marks = (question.marks + 1) // 2 if question.key_points else len(lines)
    weight = min(HEAVIEST, -(-marks // len(lines)))
    marks = min(marks, weight * len(lines))
    extra = (
        KeyPoint(id=f"{MODEL_POINT}{n}", text=line, weight=weight, signals=(line,))
        for n, line in enumerate(lines, 1)
    )
    full = replace(question, key_points=(*question.key_points, *extra), full_marks=question.marks + marks)
    return full, marks / (weight * len(lines))


def compile_question(question: Question) -> CompiledQuestion:
    """Return a question ready for grading."""
    full, model_share = with_model_points(question)
    asked_sentences = read(question.prompt)
    asked = stems_in(question.prompt) | stems_in(question.title)
    own = {point.id for point in question.key_points}
    read_lines = {p.id: read(p.say if p.id in own else p.text) for p in full.key_points}
    signals_of = {
        p.id: tuple(compile_signal(phrase) for phrase in p.signals) if p.id in own else ()
        for p in full.key_points
    }
    own_stems = _own_stems(signals_of)
    kin = dict(zip(signals_of, kin_of(tuple(signals_of.values())), strict=True))
    points = tuple(
        CompiledPoint(
            point=point,
            signals=signals_of[point.id],
            kin=kin[point.id],
            nearly=_nearly(point.signals) if point.id in own else (),
            lines=tuple(_line(line, asked) for line in read_lines[point.id]),
            by_coverage=point.id not in own,
            own_stems=own_stems[point.id],
        )
        for point in full.key_points
    )
    misconceptions = tuple(
        (m, tuple(compile_signal(phrase, held=True) for phrase in m.signals)) for m in question.misconceptions
    )
    signals = [s for p in points for s in p.signals] + [s for _, found in misconceptions for s in found]
    model = read(clean(question.full_answer))
    texts = [question.prompt, *(point.say or point.text for point in full.key_points)]
    return CompiledQuestion(
        question=full,
        model_share=model_share,
        points=points,
        misconceptions=misconceptions,
        vocabulary=vocabulary_of(signals, texts),
        asked=asked,
        asked_sequences=frozenset(sequences(asked_sentences)),
        prompts={follow_up.id: stems_in(follow_up.prompt) for follow_up in question.follow_ups},
        own_text="\n".join([*texts, *(signal.phrase for signal in signals)]),
        point_ids=frozenset(own),
        phrases=_phrases(signals),
        model_stems=frozenset(stem for sentence in model for stem in content_stems(sentence)),
        model_runs=frozenset(sequences(model, 2)),
    )


def _own_stems(signals_of: Mapping[str, Sequence[Signal]]) -> dict[str, frozenset[str]]:
    """Return for each point the words of its signals that carry meaning and belong to at most one other point."""
    said = {
        point_id: {stem for signal in signals for stem in signal.stems} - _SMALL_STEMS
        for point_id, signals in signals_of.items()
    }
    owners = Counter(stem for stems in said.values() for stem in stems)
    return {
        point_id: frozenset(stem for stem in stems if owners[stem] <= MOST_OWNERS)
        for point_id, stems in said.items()
    }


def _nearly(phrases: Iterable[str]) -> tuple[Signal, ...]:
    """Return the longer signals of a point without one of their words, in all ways; never one that negates."""
    return tuple(
        part
        for phrase in phrases
        for part in compile_signal(phrase).parts()
        if len(part.stems) >= NEARLY_WORDS
    )


def _phrases(signals: Iterable[Signal]) -> dict[str, list[tuple[str, ...]]]:
    runs = {tuple(word.stems[0] for s in read(signal.phrase) for word in s.words) for signal in signals}
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for run in sorted(runs, key=lambda run: (-len(run), run)):
        if run:
            phrases.setdefault(run[0], []).append(run)
    return phrases


def _line(sentence: Sentence, asked: frozenset[str]) -> Line:
    stems = {stem: _telling(stem, asked) for stem in content_stems(sentence)}
    return Line(stems=stems, total=sum(stems.values()), negators=len(sentence.sense.negators))


def _telling(stem: str, asked: frozenset[str]) -> float:
    """Return how much a word tells, up to 1: less for a short one, a common one and one of the question.

    Short words are the frequent ones (G. K. Zipf, The Psycho-Biology of Language, 1935).
    """
    weight = min(1.0, len(stem) / _LONG_STEM)
    return weight * (0.5 if stem in _COMMON_STEMS else 1.0) * (0.5 if stem in asked else 1.0)


class CompiledQuestions:
    """Questions that were compiled lately, by what they say."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, CompiledQuestion] = OrderedDict()

    def get(self, question: Question, content_hash: str) -> CompiledQuestion:
        """Return the question ready for grading, compiled now if it was not yet."""
        compiled = self._kept.get(content_hash)
        if compiled is None:
            compiled = self._kept[content_hash] = compile_question(question)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(content_hash)
        return compiled
