"""What the words of one answer can prove: quotes found, the candidate's own, each used once."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from interview_coach.domain.grade import Evidence
from interview_coach.grading.compiled import CompiledQuestion
from interview_coach.grading.protocol import Answer
from interview_coach.llm.injection import flagged_spans, masked, without
from interview_coach.llm.locate import Folded, Span, fold, folded_quote, locate
from interview_coach.text.clean import clean
from interview_coach.text.words import STOP_WORDS

LONGEST_QUOTE = 60
"""In words; a longer passage does not say which of its words are the proof."""
SAME_PASSAGE = 85
"""From this likeness (0 to 100) on two passages say the same, wherever they stand."""
REMAINDER_WORDS = 3

NOT_FOUND = "the evidence does not stand in the answer"
NO_QUOTE = "a passage of the answer is needed as evidence"
TOO_LONG = "the evidence is too long; give the few words that prove it"
NOT_OWN = "these words stand in the task or were said by the interviewer"
ALREADY_USED = "this passage already proves another point"
CANNOT_RAISE = "this follow-up's answer cannot raise the point"


@dataclass(frozen=True)
class ReadAnswer:
    """An answer as it is sent and as quotes are looked up in it.

    Attributes:
        texts: the cleaned parts, whole.
        sent: the answer without the passages that talk to the grader.
        parts: the same parts for looking up; what was flagged cannot be found in them.
        given: the words of the task and of the interviewer.
        raises: for each part the points it can raise; None for all.
        flagged: whether anything was taken out.
    """

    texts: tuple[str, ...]
    sent: Answer
    parts: tuple[Folded, ...]
    given: tuple[Folded, ...]
    raises: tuple[frozenset[str] | None, ...]
    flagged: bool

    @property
    def empty(self) -> bool:
        """Whether nothing is left that could be graded."""
        return not any(char.isalnum() for part in self.parts for char in part.folded)


def read_answer(answer: Answer, compiled: CompiledQuestion) -> ReadAnswer:
    """Return an answer screened and ready for looking up quotes."""
    question = compiled.question
    texts = tuple(clean(text) for text in answer.texts)
    spans = [flagged_spans(text, compiled) for text in texts]
    awards = {f.id: frozenset(f.awards) for f in question.follow_ups}
    said = [question.title, question.prompt, *answer.given]
    said += [f.prompt for f in question.follow_ups if f.id in answer.follow_up_ids]
    return ReadAnswer(
        texts=texts,
        sent=Answer(
            texts=tuple(without(text, found) for text, found in zip(texts, spans, strict=True)),
            follow_up_ids=answer.follow_up_ids,
            given=tuple(clean(text) for text in answer.given),
        ),
        parts=tuple(fold(masked(text, found)) for text, found in zip(texts, spans, strict=True)),
        given=tuple(fold(text) for text in said if text),
        raises=(None, *(awards.get(id_ or "", frozenset()) for id_ in answer.follow_up_ids[1:])),
        flagged=any(spans),
    )


class Proofs:
    """Looks up quotes and keeps count of which passages were used for which point."""

    def __init__(self, answer: ReadAnswer) -> None:
        """Nothing is used yet."""
        self._answer = answer
        self._used: list[Evidence] = []

    def find(self, quote: str) -> tuple[Evidence, ...]:
        """Return where a quote stands in any part, used or not; empty if it does not or was only repeated."""
        for index, part in enumerate(self._answer.parts):
            if spans := locate(quote, part):
                found = tuple(self._evidence(index, span) for span in spans)
                return tuple(piece for piece in found if not self._was_given(piece))
        return ()

    def prove(self, point_id: str, quote: str) -> tuple[tuple[Evidence, ...], str]:
        """Return the evidence of a quote for a point, or no evidence and what is wrong with the quote.

        What is returned is used up: another point needs other words. Of a quote that overlaps used passages the
        rest counts if it says enough by itself.
        """
        if not folded_quote(quote):
            return (), NO_QUOTE
        found, problem = self._found(point_id, quote)
        if not found:
            return (), problem
        if sum(len(piece.quote.split()) for piece in found) > LONGEST_QUOTE:
            return (), TOO_LONG
        own = [piece for piece in found if not self._was_given(piece)]
        if not own:
            return (), NOT_OWN
        left = tuple(rest for piece in own if (rest := self._unused(piece)) is not None)
        if not left:
            return (), ALREADY_USED
        self._used += left
        return left, ""

    def use(self, evidence: Iterable[Evidence]) -> None:
        """Count passages as used, because another grade rests on them."""
        self._used += evidence

    def _found(self, point_id: str, quote: str) -> tuple[tuple[Evidence, ...], str]:
        problem = NOT_FOUND
        for index, (part, raises) in enumerate(zip(self._answer.parts, self._answer.raises, strict=True)):
            spans = locate(quote, part)
            if not spans:
                continue
            if raises is None or point_id in raises:
                return tuple(self._evidence(index, span) for span in spans), ""
            problem = CANNOT_RAISE
        return (), problem

    def _evidence(self, part: int, span: Span) -> Evidence:
        text = self._answer.texts[part]
        return Evidence(part=part, quote=text[span.start : span.end], start=span.start, end=span.end)

    def _was_given(self, piece: Evidence) -> bool:
        if not _content_words(piece.quote):
            return True
        return any(locate(piece.quote, text) for text in self._answer.given)

    def _unused(self, piece: Evidence) -> Evidence | None:
        """Return the longest stretch of a passage that was not used, or None if it says nothing new."""
        free = [Span(piece.start, piece.end)]
        for used in self._used:
            if used.part == piece.part:
                free = [rest for span in free for rest in _minus(span, used)]
        best = max(free, key=lambda span: span.end - span.start, default=None)
        if best is None:
            return None
        rest = piece if best == (piece.start, piece.end) else self._trimmed(piece.part, best)
        if rest is None or any(_says_the_same(rest.quote, used.quote) for used in self._used):
            return None
        return rest

    def _trimmed(self, part: int, span: Span) -> Evidence | None:
        text = self._answer.texts[part]
        start, end = span
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        rest = self._evidence(part, Span(start, end))
        return rest if len(_content_words(rest.quote)) >= REMAINDER_WORDS else None


def _minus(span: Span, used: Evidence) -> list[Span]:
    if used.end <= span.start or span.end <= used.start:
        return [span]
    rests = [Span(span.start, used.start), Span(used.end, span.end)]
    return [rest for rest in rests if rest.start < rest.end]


def _content_words(quote: str) -> list[str]:
    words = folded_quote(quote).split()
    return [word for word in words if word not in STOP_WORDS and any(char.isalnum() for char in word)]


def _says_the_same(quote: str, used: str) -> bool:
    """Return whether two passages are one, said twice or one within the other."""
    first, second = folded_quote(quote), folded_quote(used)
    shorter, longer = sorted((first, second), key=len)
    if f" {shorter} " in f" {longer} ":
        return True
    return fuzz.ratio(first, second) >= SAME_PASSAGE
