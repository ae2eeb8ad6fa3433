"""Questions like another one: practised next, they show whether what was learnt carries over."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from interview_coach.domain.interview import PastTurn
from interview_coach.domain.levels import rank
from interview_coach.domain.question import Question
from interview_coach.text.stems import stem
from interview_coach.text.words import COMMON_WORDS, STOP_WORDS

MOST = 3
LONG_AGO_DAYS = 30
MOST_WORDS = 2
SHORTEST_SAID = 5
_WORD = re.compile(r"[a-z][a-z-]+")


@dataclass(frozen=True)
class Sibling:
    """A question like another, and a sentence why."""

    question: Question
    reason: str


def siblings(
    of: Question,
    questions: Sequence[Question],
    past: Sequence[PastTurn],
    skill_name: Callable[[str], str],
    now: str,
    count: int = MOST,
) -> list[Sibling]:
    """Return the questions most like one, the best first, each of which shares a skill with it.

    Args:
        of: the question to find siblings of; it is none of them itself, in no version.
        questions: what may be asked.
        past: earlier turns, newest first; what was tried lately comes later.
        skill_name: from the id of a skill to its name.
        now: ISO 8601 with offset.
        count: how many at most.
    """
    tried: dict[str, str] = {}
    for turn in past:
        tried.setdefault(turn.question_id, turn.at)
    own, labels = _key_words(of), _label_words(of)
    ranked = []
    for question in questions:
        shared = [skill for skill in of.skills if skill in question.skills]
        if question.id == of.id or not shared:
            continue
        theirs = _key_words(question)
        alike = own.keys() & theirs.keys()
        named = _label_words(question).keys()
        # Stories share everyday words; there a word counts only where both name a point by it.
        telling = alike & (
            labels.keys() | named if of.kind == question.kind == "technical" else labels.keys() & named
        )
        likeness = _likeness(of, question, shared) + 3 * _share(alike, own, theirs) + 0.5 * len(telling)
        days = _days_since(tried.get(question.id), now)
        if days is not None:
            likeness -= 1 if days >= LONG_AGO_DAYS else 4
        # Said is only what both name a point by, in a word that says something.
        said = {word for word in telling & labels.keys() & named if len(own[word]) >= SHORTEST_SAID}
        ranked.append((-likeness, question.id, question, shared, said, days))
    ranked.sort(key=lambda entry: entry[:2])
    rare = _rarity([of, *questions])
    return [
        Sibling(
            question,
            _reason(of, question, shared, [own[s] for s in _rarest(said, rare)], days, skill_name),
        )
        for _, _, question, shared, said, days in ranked[:count]
    ]


def _likeness(of: Question, question: Question, shared: Sequence[str]) -> float:
    """Return how much two questions have in common, their key points aside."""
    return (
        len(shared)
        + 2 * (question.skill == of.skill)
        + (question.kind == of.kind)
        + 0.5 * (question.format == of.format)
        - 0.75 * abs(rank(question.asked_from) - rank(of.asked_from))
    )


def _key_words(question: Question) -> dict[str, str]:
    """Return the words that labels and texts of the key points are about."""
    return _words(f"{point.label} {point.text}" for point in question.key_points)


def _label_words(question: Question) -> dict[str, str]:
    """Return the words by which the key points are named: they tell more than those of the whole text."""
    return _words(point.label for point in question.key_points)


def _words(texts: Iterable[str]) -> dict[str, str]:
    """Return stems, each with a word as it stands there."""
    found: dict[str, str] = {}
    for word in _WORD.findall(" ".join(texts).lower()):
        if len(word) > 3 and word not in STOP_WORDS and word not in COMMON_WORDS:
            found.setdefault(stem(word), word)
    return found


def _share(alike: set[str], one: dict[str, str], other: dict[str, str]) -> float:
    return len(alike) / (min(len(one), len(other)) or 1)


def _rarity(questions: Sequence[Question]) -> dict[str, int]:
    """Return in how many questions each word is asked for; a word of few tells more."""
    times: dict[str, int] = {}
    for question in questions:
        for word in _key_words(question):
            times[word] = times.get(word, 0) + 1
    return times


def _rarest(alike: set[str], times: dict[str, int]) -> list[str]:
    return sorted(alike, key=lambda word: (times.get(word, 0), word))[:MOST_WORDS]


def _days_since(at: str | None, now: str) -> int | None:
    return None if at is None else (datetime.fromisoformat(now) - datetime.fromisoformat(at)).days


def _reason(
    of: Question,
    question: Question,
    shared: Sequence[str],
    words: Sequence[str],
    days: int | None,
    skill_name: Callable[[str], str],
) -> str:
    """Return one sentence without its full stop on why this one."""
    which = "same skill" if question.skill == of.skill == shared[0] else "shares the skill"
    said = [f"{which} {skill_name(shared[0])}"]
    if len(words) > 1:  # a single one may be any word, such as "against"
        said.append(f"asks for the same kind of thing: {', '.join(words)}")
    elif question.format == of.format:
        said.append(f"asks you to {question.format} as well")
    if question.asked_from != of.asked_from:
        harder = rank(question.asked_from) > rank(of.asked_from)
        said.append(f"asked from {question.asked_from}, a step {'up' if harder else 'down'}")
    said.append(
        "not tried yet" if days is None else "tried today" if days < 1 else f"last tried {_ago(days)}"
    )
    return f"{said[0][0].upper()}{said[0][1:]}, {', '.join(said[1:])}"


def _ago(days: int) -> str:
    return "yesterday" if days == 1 else f"{days} days ago"
