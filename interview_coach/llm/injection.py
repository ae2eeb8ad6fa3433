"""A deterministic screen for text that talks to a model instead of answering.

What it flags is not sent, and proves nothing. It looks for orders to the grader (with the offline grader's
rules), made-up verdicts, role tags, tokens of chat templates and markers that pretend the answer ends. A way of
speaking that the question itself uses is no sign of any of these.
"""

import re
from functools import lru_cache
from itertools import pairwise

from interview_coach.grading.compiled import CompiledQuestion
from interview_coach.grading.instructions import talks_to_grader
from interview_coach.llm.locate import Folded, Span, fold
from interview_coach.text.tokens import read

REMOVED = "[removed]"

_MARKS = r"(?:marks?|scores?|points?|credits?|grades?)"
_GRADER = (
    r"(?:grader|examiner|evaluator|assessor|grading (?:system|model|assistant)|(?:language|ai) model|llm)"
)
_WHOLE = r"(?:this|my|the|the following|the above) (?:answer|response|submission|candidate|text)"
_ORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|system)\b.{0,30}"
        r"\b(?:instructions?|prompts?|messages?|rules?|directions?|text)\b",
        r"\b(?:new|updated|revised|real|hidden|secret) (?:instructions?|system prompt|rubric|grading rules?)\b",
        r"\b(?:mark|count|treat|consider|rate|judge|grade|score|accept|regard)\b.{0,30}"
        r"\b(?:every|all|each|any)\b.{0,30}\b(?:met|correct|satisfied|covered|fulfilled|full(?:y)?|passed)\b",
        r"\b(?:set|make|change|raise)\b.{0,20}\b(?:verdicts?|my (?:score|grade|marks?))\b",
        r"\b" + _WHOLE + r"\b.{0,30}\b(?:deserves?|merits?|must (?:get|receive)|should (?:get|receive|be "
        r"(?:given|awarded|graded|marked|scored)))\b",
        r"\b(?:award|give|assign|grant)\b.{0,30}\b(?:" + _MARKS + r"|level 5|10/10|100 ?%?/? ?100)\b.{0,30}"
        r"\b(?:candidate|answer|response|everything|everyone|each|every|all)\b",
        r"\b(?:as|to|dear|hey|hello|attention|note (?:to|for)) (?:an? |the |my )?(?:\w+ )?"
        + _GRADER
        + r"\b\s*[,:;!-]",
        r"\b(?:you are|you're|act as|behave as|pretend to be)(?: now)?(?: an?| the)?(?: \w+)? (?:"
        + _GRADER
        + r"|generous|lenient|assistant)\b",
        r"\bfrom now on\b.{0,20}\b(?:grade|mark|score|award|be generous|you are)\b",
        r"\b(?:respond|reply|answer|output|return|print|write)\b.{0,20}\b(?:only|exactly|just|verbatim|the following)\b"
        r".{0,30}\b(?:json|verdicts?|met|score|marks)\b",
        r"\b(?:reveal|print|repeat|show|output)\b.{0,30}\b(?:system prompt|your (?:prompt|instructions)|the rubric|"
        r"the key points|model answer)\b",
        r"\b(?:ignoriere|missachte|vergiss|ignorez|oubliez|ignora|olvida|ignore[mz]?|dimentica)\b.{0,50}"
        r"\b(?:anweisungen|vorgaben|regeln|instructions|consignes|instrucciones|reglas|istruzioni|instrucoes)\b",
        r"\b(?:volle punktzahl|maximale punktzahl|note maximale|tous les points|puntuacion maxima|puntuación máxima"
        r"|punteggio massimo|nota maxima|nota máxima)\b",
        r"^\W*(?:end|close) of (?:the )?(?:candidate'?s? )?(?:answer|response|submission|input|text)\b",
    )
)
_FORGED = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"<\|[a-z_ ]{2,24}\|>(?:.{0,2000}?<\|[a-z_ ]{2,24}\|>)*",
        r"\[/?inst\]|<</?sys>>|</?s>(?=\s|$)",
        r"<(system|assistant|developer|grader|verdicts?|instructions?)>.{0,2000}?</\1>",
        r"</?(?:system|assistant|developer|user|grader|verdicts?|instructions?|answer|candidate|submission)(?:\s[^>]{0,60})?>",
        r"\{[^{}]{0,400}'(?:verdict|key_points|manipulation_attempt|answer_kind)'\s*:.{0,2000}[\]}]",
        r"'?(?:verdict|credit)'?\s*[:=]\s*'?(?:met|partly|full|1(?:\.0)?)\b",
        r"(?:<{2,}|>{2,}|={3,}|-{3,}|#{2,}|\[)\s*(?:end\b.{0,20}\b(?:answer|response|input|text|candidate|data)"
        r"|(?:begin|start)\b.{0,20}\b(?:system|grad\w+|verdicts?|instructions?)"
        r"|(?:system|assistant) (?:prompt|message|note|instructions?))\b[>=\]#-]{0,12}",
    )
)
_ROLE_LINE = re.compile(
    r"^\W*(?:system|assistant|developer|human|user|grader)(?: (?:prompt|message|note|override))?\W*:\s"
)
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0501\u03bf\u03b1\u0131", "aeopcyxisdoai"
)
"""Cyrillic and Greek letters that pass for Latin ones."""
_IN_QUOTES = re.compile(r"(?<!\w)'[^']{1,200}'(?!\w)")


def flagged_spans(text: str, question: CompiledQuestion | None = None) -> tuple[Span, ...]:
    """Return the stretches of a cleaned text that talk to the grader, in order and apart from each other."""
    own = _words_of(question.own_text) if question is not None else ""
    spans = _forgeries(text, own)
    spans += _sentences(text, own, question)
    return _merged(spans)


def without(text: str, spans: tuple[Span, ...], filler: str = REMOVED) -> str:
    """Return a text with each flagged stretch replaced."""
    kept, position = [], 0
    for span in spans:
        kept += [text[position : span.start], filler]
        position = span.end
    return "".join([*kept, text[position:]])


def masked(text: str, spans: tuple[Span, ...]) -> str:
    """Return a text of the same length in which nothing flagged can be found."""
    chars = list(text)
    for span in spans:
        chars[span.start : span.end] = "\ufffc" * (span.end - span.start)
    return "".join(chars)


@lru_cache(maxsize=64)
def _words_of(own_text: str) -> str:
    """Return a question's own text as it is compared; many answers to it are looked at."""
    return _plain(fold(own_text))


def _plain(text: Folded) -> str:
    return text.folded.translate(_LOOKALIKES)


@lru_cache(maxsize=64)
def _foreign_to(own: str) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """Return the patterns of forgeries and of orders that a question does not fit itself."""
    forged = tuple(pattern for pattern in _FORGED if not pattern.search(own))
    orders = tuple(pattern for pattern in (*_ORDERS, _ROLE_LINE) if not pattern.search(own))
    return forged, orders


def _forgeries(text: str, own: str) -> list[Span]:
    folded = fold(text)
    plain = _plain(folded)
    return [
        folded.span(*match.span()) for pattern in _foreign_to(own)[0] for match in pattern.finditer(plain)
    ]


def _sentences(text: str, own: str, question: CompiledQuestion | None) -> list[Span]:
    sentences = read(text)
    bounds = [0, *(sentence.start for sentence in sentences[1:]), len(text)]
    orders = _foreign_to(own)[1]
    spans = []
    for start, end in pairwise(bounds):
        said = text[start:end]
        plain = _unquoted(_plain(fold(said)))
        if any(p.search(plain) for p in orders) or (
            question is not None and talks_to_grader(plain, question)
        ):
            spans.append(Span(start, end))
    return spans


def _unquoted(plain: str) -> str:
    """Return a sentence without what it only quotes; all of it where it is nothing but a quotation."""
    left = _IN_QUOTES.sub(" ", plain)
    return left if len(left.split()) > 2 else plain


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return tuple(merged)
