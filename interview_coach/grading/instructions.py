"""Sentences that talk to the grader instead of answering."""

import re

from interview_coach.grading.compiled import CompiledQuestion

_TRIGGERS = re.compile(
    r"grad|mark|scor|verdict|rubric|points|instruct|criteria|credit|examiner|evaluator|assessor|met\b|<\||\[/?inst",
    re.IGNORECASE,
)
_MARKS = r"(?:marks?|scores?|points?|credits?|grades?)"
_ORDERS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"\b(?:ignore|disregard|forget|override|bypass|skip)\b.{0,40}"
        r"\b(?:instructions?|rubric|grading|marking (?:scheme|guide)|criteria|key points|guidelines)\b",
        r"\b(?:give|award|grant|assign|deserves?)\b.{0,40}"
        r"\b(?:full|maximum|max|perfect|top|highest|all(?: the)?)[ -]" + _MARKS + r"\b",
        r"\b(?:output|return|reply with)\b.{0,20}\b(?:full|perfect)[ -]" + _MARKS + r"\b",
        r"\b(?:give|award|grade|score|mark|rate)"
        r" (?:me|this answer|this response|my answer|this|it|everything)\b.{0,20}"
        r"\b(?:100|10/10|5/5|level (?:5|five)|perfect(?:ly)?|(?:full|maximum) "
        + _MARKS
        + r"|as (?:met|correct))\b",
        r"\b(?:you are|you're|act as|dear|hello|hey|attention|note (?:to|for)(?: the)?)\s+(?:now )?"
        r"(?:an? |the )?(?:\w+ )?(?:grader|examiner|evaluator|assessor|grading (?:system|model|assistant))\b",
        r"\b(?:all|every|each)(?: of)?(?: the)? (?:key )?points? (?:(?:is|are|as|was|were|should be|must be) )?"
        r"(?:marked |counted |considered )?(?:as )?(?:met|satisfied|fully met)\b",
        r"^\W*(?:system|assistant|developer)(?: (?:prompt|message|override|note))?\s*:\s*"
        r".{0,60}\b(?:grade|score|marks?|verdict|points|candidate)\b",
    )
)
"""Orders in prose; a sentence that only quotes one is left alone."""
_FORGERIES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bverdicts?\b\W{1,5}(?:met|partly|correct|pass)\b",
        r"<\|(?:im_start|im_end|system|assistant|user)\|?>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant)>",
    )
)
_QUOTED = re.compile(r"[\"\u201c\u201d][^\"\u201c\u201d]*[\"\u201c\u201d]")
_VERDICT_LINE = re.compile(r"\W*([a-z0-9-]+)\W{1,4}(?:met|partly)\b", re.IGNORECASE)


def may_talk_to_grader(text: str) -> bool:
    """Return whether any sentence of a text needs a closer look, in one quick pass."""
    return _TRIGGERS.search(text) is not None


def talks_to_grader(sentence: str, question: CompiledQuestion) -> bool:
    """Return whether a sentence tells the grader what to do, or pretends to be its verdict.

    A way of speaking that the question itself uses (one about prompt injection, say) is no sign of that.
    """
    spoken = _QUOTED.sub(" ", sentence)
    for patterns, text in ((_ORDERS, spoken), (_FORGERIES, sentence)):
        if any(p.search(text) and not p.search(question.own_text) for p in patterns):
            return True
    verdict = _VERDICT_LINE.match(sentence)
    return verdict is not None and verdict[1].lower() in question.point_ids
