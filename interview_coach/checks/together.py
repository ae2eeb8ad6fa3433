"""Rules about questions beside each other."""

import re
from collections.abc import Sequence

from interview_coach.bank.load import LoadedFile
from interview_coach.checks.findings import Finding, Notes
from interview_coach.domain.question import Question

MAX_ALIKE = 0.6

_WORD = re.compile(r"\w+")


def near_duplicates(files: Sequence[LoadedFile], others: Sequence[Question]) -> list[Finding]:
    """No two prompts share 60 % or more of their words (Jaccard index of the sets of words)."""
    findings: list[Finding] = []
    before = [(question.id, words_of(question.prompt)) for question in others if question.status != "retired"]
    for file in files:
        if file.question.status == "retired":
            continue
        words = words_of(file.question.prompt)
        notes = Notes(file, "near-duplicate")
        for other, other_words in before:
            if other != file.question.id and (alike := jaccard(words, other_words)) >= MAX_ALIKE:
                message = f"The prompt shares {alike:.0%} of its words with {other}."
                notes.add("prompt", message, "Ask something else, or retire one of the two.")
        findings += notes.findings
        before.append((file.question.id, words))
    return findings


def words_of(text: str) -> frozenset[str]:
    """Return the set of words of a text, in small letters."""
    return frozenset(_WORD.findall(text.casefold()))


def jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """Return how much two sets share, from 0 to 1."""
    return len(first & second) / len(first | second) if first or second else 0.0
