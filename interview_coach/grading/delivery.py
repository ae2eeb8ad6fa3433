"""How an answer was given: coaching beside the score, never part of it."""

import re
from collections.abc import Sequence

from interview_coach.domain.grade import Delivery
from interview_coach.domain.question import Question
from interview_coach.grading.matching import AnswerPart
from interview_coach.text.words import word_set

WORDS_A_SECOND = 2.2
_HEDGES = re.compile(
    r"\b(?:i think|i guess|i believe|i suppose|maybe|perhaps|probably|kind of|sort of|not (?:really )?sure|somehow"
    r"|or something|i would say|more or less)\b",
    re.IGNORECASE,
)
_HEDGES_ALLOWED = 2
_OPENINGS = re.compile(
    r"(?:so|well|okay|ok|um|uh|that is an? (?:good|great|interesting) question|good question|let me think"
    r"|first of all|to be honest|there are many|it depends)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<![\w.])\d[\d.,]*(?![\w.]*\d)")
_WE = word_set("we our us ours we're we've we'd we'll")
_I = word_set("i my me mine i'm i've i'd i'll myself")
_LONG = 1.25
_SHORT = 0.15


def delivery_of(question: Question, parts: Sequence[AnswerPart]) -> Delivery:
    """Return words and speaking time of all parts at 2.2 words a second, and a few notes on the attempt."""
    texts = [part.text for part in parts]
    words = texts[0].lower().replace("\u2019", "'").split()
    total = sum(len(text.split()) for text in texts)
    seconds = round(len(words) / WORDS_A_SECOND)
    notes: list[str] = []
    if words:
        notes.extend(_clock_notes(seconds, question.answer_seconds))
        if _OPENINGS.match(texts[0].lstrip()):
            notes.append("The first words are a run-up. Begin with the answer, then explain it.")
        hedges = [match.group().lower() for match in _HEDGES.finditer(texts[0])]
        if len(hedges) > _HEDGES_ALLOWED:
            notes.append(
                f'Hedged {len(hedges)} times ("{hedges[0]}"). Say once what you are unsure of, and why.'
            )
        if question.kind == "behavioural":
            notes.extend(_story_notes(words, texts))
    return Delivery(words=total, spoken_seconds=round(total / WORDS_A_SECOND), notes=tuple(notes))


def _clock_notes(seconds: int, allowed: int) -> list[str]:
    if seconds > _LONG * allowed:
        return [
            f"About {seconds} seconds to say aloud; this question suggests {allowed}. Cut what does not help."
        ]
    if seconds < _SHORT * allowed:
        return [f"About {seconds} seconds to say aloud, of {allowed}: there is room for an example."]
    return []


def _story_notes(words: Sequence[str], texts: Sequence[str]) -> list[str]:
    notes = []
    we, i = sum(word in _WE for word in words), sum(word in _I for word in words)
    if we >= 3 and we > i:
        notes.append(f'"We" {we} times, "I" {i} times. Say which part was yours.')
    if not any(_FIGURE.search(text) for text in texts):
        notes.append("No figure in it. How many, how long, how much: one number makes a story concrete.")
    return notes
