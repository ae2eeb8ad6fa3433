"""The parts of a story: situation, task, action, result.

Each is looked for by ways of speaking that are the same in every story. What is not found is asked for kindly; it
may be there in other words, and it changes no score.
"""

import re
from collections.abc import Sequence
from typing import Literal

from interview_coach.domain.grade import Evidence, StarPart
from interview_coach.grading.matching import AnswerPart
from interview_coach.text.quotes import quote
from interview_coach.text.signals import Span
from interview_coach.text.tokens import Sentence

StarName = Literal["situation", "task", "action", "result"]

_PAST = (
    r"(?:\w+ed|wrote|made|took|built|set|began|chose|gave|ran|told|found|brought|led|spoke|met|sent|put|went|got"
    r"|held|drew|kept|taught|showed|cut|let|read|broke|left|said)"
)
_FEELING = r"(?:wanted|needed|worked|used|liked|loved|hoped|believed|felt|noticed|lived|learned)"


def _any(*ways: str) -> re.Pattern[str]:
    """Return a pattern for any of these ways of speaking, whole words, whatever their case."""
    return re.compile(rf"\b(?:{'|'.join(ways)})\b", re.IGNORECASE)


_WAYS: dict[StarName, re.Pattern[str]] = {
    "situation": _any(
        "last (?:year|month|week|summer|winter|spring|autumn|fall|semester|quarter|sprint)",
        r"(?:a few|two|three|several|some|\d+) (?:years?|months?|weeks?|days?) (?:ago|before)",
        "(?:in|at) (?:my|our|a) (?:last |previous |first |current |former |old )?"
        "(?:job|company|work|team|project|university|school|internship|role|position|class)",
        "when (?:i|we) (?:was|were|worked|started|joined|had|built|ran)",
        "while (?:i was|we were|i worked|working|teaching|building)",
        "during (?:my|our|the|a|an)",
        "(?:i|we) (?:was|were|used to be) (?:a|an|the|on|part|in|working|building)",
        "there was",
        r"one (?:time|instance|example|situation)|once|recently|in 20\d\d",
    ),
    "task": _any(
        "(?:my|our|the) (?:task|goal|job|role|responsibility|objective|aim|challenge|problem|assignment)",
        "(?:i|we) (?:had|needed|wanted) to",
        "(?:i|we) (?:was|were) (?:asked|told|supposed|responsible|assigned|tasked)",
        "responsible for|in charge of|deadline|asked (?:me|us) to",
    ),
    "action": _any(
        "i (?:(?:then|also|first|immediately|quickly|eventually|later|personally) )?"
        rf"(?!{_FEELING}\b){_PAST}|i (?:decided|chose|tried|started|began|offered|volunteered)"
    ),
    "result": _any(
        "as a result|in the end|at the end|ended up|finally|eventually|since then|turned out|paid off",
        "the (?:result|outcome|effect) (?:was|is)|resulted in|led to|worked (?:out )?well",
        "(?:which|this) (?:led|resulted|meant|allowed|helped|made|improved|reduced)",
        r"(?:improved|reduced|increased|decreased|dropped|fell|grew|rose|went) (?:\w+ ){0,4}(?:by|from|to)",
        "successful(?:ly)?|succeeded|i learn(?:ed|t)",
        "(?:we|i) (?:managed|(?:was|were) able|achieved|delivered|finished|completed|won|received|passed|shipped)",
    ),
}
_QUESTIONS: dict[StarName, str] = {
    "situation": "I could not find where and when this was - which project or team, and when?",
    "task": "I could not find what you had to reach - what was your task or goal?",
    "action": "I could not find what you did yourself - which steps were yours?",
    "result": "I could not find a result - is there one?",
}


def star_of(parts: Sequence[AnswerPart]) -> tuple[StarPart, ...]:
    """Return the four parts of a story, each with its first evidence or a question that asks for it."""
    return tuple(_part(name, parts) for name in _WAYS)


def _part(name: StarName, parts: Sequence[AnswerPart]) -> StarPart:
    for part in parts:
        for sentence in part.sentences:
            match = _WAYS[name].search(part.text, sentence.start, sentence.end)
            if match is not None:
                evidence = _evidence(part, sentence, match.start(), match.end())
                return StarPart(part=name, found=True, evidence=evidence)
    return StarPart(part=name, found=False, question=_QUESTIONS[name])


def _evidence(part: AnswerPart, sentence: Sentence, start: int, end: int) -> Evidence:
    inside = [i for i, word in enumerate(sentence.words) if word.start < end and word.end > start]
    return quote(part.text, part.index, sentence, Span(inside[0], inside[-1]))
