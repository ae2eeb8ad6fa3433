"""Guards: what is no answer, or not in sentences, told from the text alone; and the text that is not graded.

They are written to miss rather than to accuse: a terse correct list and a long answer must pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from interview_coach.domain.grade import Flag
from interview_coach.grading.compiled import CompiledQuestion, content_stems, sequences
from interview_coach.grading.instructions import may_talk_to_grader, talks_to_grader
from interview_coach.grading.matching import turned
from interview_coach.grading.wording import (
    is_keyword_list,
    is_shuffled,
    looks_foreign,
    looks_like_noise,
    says_nothing,
)
from interview_coach.text.tokens import Sentence, read

COPIED_SHARE = 0.8
COPIED_WORDS = 5
ADDED_WORDS = 2
NEGATED_SHARE = 0.5


@dataclass(frozen=True)
class Screened:
    """What the guards found in one text: its flags, and the sentences that are left to grade."""

    flags: tuple[Flag, ...]
    sentences: tuple[Sentence, ...]


def screen(question: CompiledQuestion, text: str) -> Screened:
    """Return the flags of a cleaned text and the sentences of it that may earn something."""
    sentences = read(text)
    if says_nothing(sentences):
        return Screened(("no_answer",), ())
    own = _without_instructions(text, sentences, question)
    flags: list[Flag] = ["instructions"] if len(own) < len(sentences) else []
    if not own:
        return Screened(tuple(flags), ())
    if looks_like_noise(own, question):
        return Screened((*flags, "gibberish"), ())
    kept = [sentence for sentence in own if not _copied(sentence, question)]
    if len(kept) < len(own) and not _adds_something(kept, question):
        return Screened((*flags, "copied_question"), ())
    for sentence in kept:
        question.vocabulary.enrich(sentence)
    if is_keyword_list(text, kept, question):
        flags.append("keyword_list")
    if is_shuffled(kept, question):
        flags.append("shuffled")
    if _mostly_negated(kept, question):
        flags.append("negated")
    if looks_foreign(kept):
        flags.append("not_english")
    return Screened(tuple(flags), tuple(kept))


def _without_instructions(text: str, sentences: list[Sentence], question: CompiledQuestion) -> list[Sentence]:
    if not may_talk_to_grader(text):
        return sentences
    starts = [0, *(sentence.start for sentence in sentences[1:]), len(text)]
    return [
        sentence
        for index, sentence in enumerate(sentences)
        if not talks_to_grader(text[starts[index] : starts[index + 1]], question)
    ]


def _copied(sentence: Sentence, question: CompiledQuestion) -> bool:
    """Return whether a sentence only repeats the question, by its runs of three words."""
    if len(sentence.words) < COPIED_WORDS or not question.asked.issuperset(content_stems(sentence)):
        return False
    runs = sequences([sentence])
    return sum(run in question.asked_sequences for run in runs) >= COPIED_SHARE * len(runs)


def _adds_something(kept: Sequence[Sentence], question: CompiledQuestion) -> bool:
    """Return whether what is left beside copied sentences says anything of its own."""
    new = {stem for sentence in kept for stem in content_stems(sentence)} - question.asked
    return len(new) >= ADDED_WORDS or any(question.vocabulary.has(stem) for stem in new)


def _mostly_negated(sentences: Sequence[Sentence], question: CompiledQuestion) -> bool:
    """Return whether most sentences are told to be wrong, or turn a line of the answer round."""
    long = [sentence for sentence in sentences if len(sentence.words) >= 4]
    denied = sum(
        s.sense.denied_from is not None or any(turned(point, s) for point in question.points) for s in long
    )
    return denied >= 2 and denied >= NEGATED_SHARE * len(long)
