"""How a question is worded: readable, speakable, inclusive, and about work only."""

import re
from collections.abc import Iterator

from interview_coach.checks.completeness import prose
from interview_coach.checks.findings import Notes
from interview_coach.domain.question import Question

WORDS_A_SECOND = 2.2
LEAST_READING_EASE = 40.0

# Old words and what to say today.
_EXCLUDING = {
    r"\bblack-?list(?:s|ed|ing)?\b": "deny list",
    r"\bwhite-?list(?:s|ed|ing)?\b": "allow list",
    r"\bslaves?\b": "replica",
    r"\bgrandfather(?:ed|ing)\b": "exempt, legacy",
    r"\bman-?(?:hours?|days?|power)\b": "hours, days, people",
    r"\b(?:chair|middle|fore)man\b": "chair, go-between, lead",
    r"\b(?:you|the|these|those|our|hey) guys\b": "everyone, the team",
    r"\bsanity[- ]check(?:s|ed|ing)?\b": "quick check",
    r"\b(?:crazy|insane|lame|retarded|crippled?)\b": "surprising, broken, slow",
    r"\bhe or she\b|\bs?he/s?he\b|\bhis or her\b|\bs/he\b": "they, their",
}
_PRIVATE = (
    r"age|birthday|religion|faith|church|wife|husband|spouse|marriage|marital status|children|kids|pregnancy|"
    r"family|health|illness|disabilit(?:y|ies)|medication|nationality|ethnicity|race|skin|citizenship|"
    r"sexual orientation|gender|politics|political views|union membership|criminal record|debts?|"
    r"(?:current|last|previous) salary|native language|mother tongue"
)
_NOT_TO_ASK = re.compile(
    rf"\byour (?:{_PRIVATE})\b"
    r"|\bhow old are you\b|\bwhere (?:were you born|are you (?:really )?from)\b"
    r"|\bare you (?:married|single|pregnant|religious|disabled|gay|straight|healthy|a citizen)\b"
    r"|\b(?:do you|plan to|going to) have (?:children|kids|a family|a disability)\b"
    r"|\bhow much do you (?:earn|make)\b|\bwho did you vote\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)|\n\s*(?:\n|[-*]|\d+\.)")
_VOWELS = re.compile(r"[aeiouy]+")


def speakable(question: Question, notes: Notes) -> None:
    """The model answer can be said in `answer_seconds` at 2.2 words a second."""
    words = len(question.full_answer.split())
    seconds = round(words / WORDS_A_SECOND)
    if seconds > question.answer_seconds:
        message = f"The model answer takes {seconds} seconds to say, not {question.answer_seconds}."
        notes.add("answer_seconds", message, "Shorten the say lines, or give more time.")


def readable(question: Question, notes: Notes) -> None:
    """The prompt reads easily: a Flesch reading ease of at least 40 outside its code."""
    ease = reading_ease(prose(question.prompt))
    if ease < LEAST_READING_EASE:
        message = f"The prompt is hard to read (reading ease {ease:.0f}, wanted {LEAST_READING_EASE:.0f})."
        notes.add("prompt", message, "Use shorter sentences and plainer words.")


def inclusive(question: Question, notes: Notes) -> None:
    """No word that shuts people out where a plain one does."""
    for path, text in _texts(question):
        for pattern, better in _EXCLUDING.items():
            if found := re.search(pattern, text, re.IGNORECASE):
                notes.add(path, f"The word {found[0]!r} shuts people out.", f"Say: {better}.")


def allowed_topics(question: Question, notes: Notes) -> None:
    """Nothing an interviewer may not ask about: family, health, faith, age, origin, pay so far."""
    asked = [("prompt", question.prompt)]
    asked += [
        (f"follow_ups[{i}].prompt", follow_up.prompt) for i, follow_up in enumerate(question.follow_ups)
    ]
    for path, text in asked:
        if found := _NOT_TO_ASK.search(" ".join(text.split())):
            message = f"An interviewer may not ask about this: {found[0]!r}."
            notes.add(path, message, "Ask about the work instead.")


def reading_ease(text: str) -> float:
    """Return the Flesch reading ease: about 100 very easy, 60 plain, 30 hard; 100 for no words.

    Source: R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948). Syllables are
    counted as groups of vowels, a final silent e aside.
    """
    words = _WORD.findall(text)
    if not words:
        return 100.0
    sentences = max(1, len([piece for piece in _SENTENCE_END.split(text) if _WORD.search(piece)]))
    syllables = sum(_syllables(word.lower()) for word in words)
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words)


def _syllables(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith("le") and groups > 1:
        groups -= 1
    return max(1, groups)


def _texts(question: Question) -> Iterator[tuple[str, str]]:
    """Yield what a person reads: not the examples, which show how people really talk, nor the signals."""
    yield from (("title", question.title), ("prompt", question.prompt), ("hint", question.hint))
    for index, point in enumerate(question.key_points):
        for field in ("label", "text", "why", "advice", "say"):
            yield f"key_points[{index}].{field}", getattr(point, field)
    for index, mistake in enumerate(question.misconceptions):
        yield f"misconceptions[{index}].correction", mistake.correction
    for index, follow_up in enumerate(question.follow_ups):
        yield f"follow_ups[{index}].prompt", follow_up.prompt
    for index, clarification in enumerate(question.clarifications):
        yield f"clarifications[{index}].answer", clarification.answer
    for level, text in question.anchors.items():
        yield f"anchors.{level}", text
