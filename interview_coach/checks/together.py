"""Rules about questions beside each other."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from heapq import nlargest

from interview_coach.bank.load import LoadedFile
from interview_coach.checks.answers import grade_text, level
from interview_coach.checks.findings import Finding, Notes
from interview_coach.domain.question import Question

MAX_ALIKE = 0.6
FOREIGN_LEVEL = 2
NEAREST = 10
DRAWN = 10

_WORD = re.compile(r"\w+")


def near_duplicates(files: Sequence[LoadedFile], others: Sequence[Question]) -> list[Finding]:
    """No two prompts share 60 % or more of their words (Jaccard index of the sets of words).

    It is an error between reviewed questions, and a warning where a draft is one of the two.
    """
    findings: list[Finding] = []
    before = [(question, words_of(question.prompt)) for question in others if question.status != "retired"]
    for file in files:
        question = file.question
        if question.status == "retired":
            continue
        words = words_of(question.prompt)
        for other, other_words in before:
            alike = jaccard(words, other_words)
            if other.id != question.id and alike >= MAX_ALIKE:
                both = question.status == other.status == "reviewed"
                notes = Notes(file, "near-duplicate", "error" if both else "warning")
                message = f"The prompt shares {alike:.0%} of its words with {other.id}."
                notes.add("prompt", message, "Ask something else, or retire one of the two.")
                findings += notes.findings
        before.append((question, words))
    return findings


def foreign_answers(files: Sequence[LoadedFile], others: Sequence[Question]) -> list[Finding]:
    """The model answers of other questions, ten nearest and ten drawn by a seed, reach level 2 at most."""
    findings: list[Finding] = []
    pool = [q for q in (*(file.question for file in files), *others) if q.status == "reviewed"]
    words = {question.id: words_of(f"{question.prompt} {question.full_answer}") for question in pool}
    for file in files:
        question = file.question
        if question.status != "reviewed":
            continue
        notes = Notes(file, "foreign-answer")
        for other in _to_try(question, pool, words):
            grade = grade_text(question, other.full_answer)
            if level(grade) > FOREIGN_LEVEL:
                met = ", ".join(verdict.id for verdict in grade.key_points if verdict.credit > 0)
                message = f"The model answer of {other.id} scores {grade.score} here."
                notes.add(
                    "key_points", message, f"Make the signals more exact, or ask something else: {met}."
                )
        findings += notes.findings
    return findings


def _to_try(
    question: Question, pool: Sequence[Question], words: Mapping[str, frozenset[str]]
) -> list[Question]:
    """Return the questions whose answers are tried: those that share most words, and some by chance.

    The draw depends on the ids alone, so that a check says the same each time.
    """
    others = sorted((q for q in pool if q.id != question.id), key=lambda other: other.id)
    near = nlargest(NEAREST, others, key=lambda other: jaccard(words[question.id], words[other.id]))
    rest = [other for other in others if other not in near]
    drawn = sorted(rest, key=lambda other: sha256(f"{question.id} {other.id}".encode()).digest())[:DRAWN]
    return [*near, *drawn]


def words_of(text: str) -> frozenset[str]:
    """Return the set of words of a text, in small letters."""
    return frozenset(_WORD.findall(text.casefold()))


def jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """Return how much two sets share, from 0 to 1."""
    return len(first & second) / len(first | second) if first or second else 0.0
