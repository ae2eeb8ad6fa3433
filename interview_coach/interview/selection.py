"""Choosing the questions of an interview and saying why each was chosen."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from interview_coach.domain.interview import PastTurn, Setup
from interview_coach.domain.levels import rank
from interview_coach.domain.question import Kind, Question
from interview_coach.errors import UsageError

RECENT = 10
LATELY = 40


@dataclass(frozen=True)
class Chosen:
    """A question and, for the person, why it was chosen."""

    question: Question
    reason: str


@dataclass(frozen=True)
class Plan:
    """The questions of an interview in order; `notice` says when there were fewer than asked for."""

    chosen: tuple[Chosen, ...]
    notice: str = ""


def choose(
    questions: Sequence[Question],
    setup: Setup,
    past: Sequence[PastTurn],
    skill_name: Callable[[str], str],
    salt: str,
) -> Plan:
    """Draw the questions of an interview.

    Args:
        questions: what may be asked, in any order.
        setup: what was asked for; with a seed, `past` and `salt` are not looked at.
        past: earlier turns, newest first.
        skill_name: from the id of a skill to its name.
        salt: anything that differs from interview to interview, for variety without a seed.

    Raises:
        UsageError: no question fits.
    """
    fitting = [q for q in questions if _fits(q, setup)]
    if not fitting:
        raise UsageError(
            f"No question fits: {_describe(setup, skill_name)}.",
            "Choose fewer skills, another kind or a higher seniority.",
        )
    draw = _Draw(
        setup, () if setup.seed is not None else past, salt if setup.seed is None else str(setup.seed)
    )
    chosen: list[Question] = []
    for kind in _kinds(setup, fitting):
        candidates = [q for q in fitting if q not in chosen and (kind is None or q.kind == kind)]
        candidates = candidates or [q for q in fitting if q not in chosen]
        if not candidates:
            break
        chosen.append(min(candidates, key=lambda q: (draw.cost(q, chosen), q.id)))
    notice = ""
    if len(chosen) < setup.count:
        there = "1 question fits" if len(chosen) == 1 else f"{len(chosen)} questions fit"
        notice = f"Only {there}, so the interview has {len(chosen)} instead of {setup.count}."
    return Plan(tuple(Chosen(q, draw.reason(q, skill_name)) for q in chosen), notice)


def _fits(question: Question, setup: Setup) -> bool:
    return (
        rank(question.asked_from) <= rank(setup.seniority)
        and setup.kind in (None, question.kind)
        and (not setup.skills or any(skill in question.skills for skill in setup.skills))
    )


def _describe(setup: Setup, skill_name: Callable[[str], str]) -> str:
    skills = " or ".join(skill_name(skill) for skill in setup.skills) or "any skill"
    return f"{setup.kind or 'any kind'}, {skills}, asked from {setup.seniority} or below"


def _kinds(setup: Setup, fitting: Sequence[Question]) -> list[Kind | None]:
    """Return the kind of each place: in a mixed interview every third is behavioural, spread evenly."""
    if setup.kind is not None or len({q.kind for q in fitting}) < 2:
        return [None] * setup.count
    return ["behavioural" if place % 3 == 1 else "technical" for place in range(setup.count)]


class _Draw:
    """Costs of drawing a question; the lowest is drawn."""

    def __init__(self, setup: Setup, past: Sequence[PastTurn], salt: str) -> None:
        self._setup = setup
        self._salt = salt
        self._past = past
        self._asked: dict[str, int] = {}
        self._last: dict[str, PastTurn] = {}
        for index, turn in enumerate(past):
            self._asked.setdefault(turn.question_id, index)
            if turn.level is not None:
                for skill in turn.skills[:1]:
                    self._last.setdefault(skill, turn)

    def cost(self, question: Question, chosen: Sequence[Question]) -> float:
        """Return how much speaks against asking this question next to those chosen already."""
        cost = 2.0 * self._jitter(question.id)
        cost += 0.5 * (rank(self._setup.seniority) - rank(question.asked_from))
        if self._setup.skills and question.skill not in self._setup.skills:
            cost += 4
        if (index := self._asked.get(question.id)) is not None:
            cost += 100 - index if index < RECENT else 40 if index < LATELY else 5
        if self._past:
            last = self._last.get(question.skill)
            if last is None:
                cost -= 2
            elif last.level is not None and last.level < question.bar.level(self._setup.seniority):
                cost -= 3
        for other in chosen:
            cost += 50 * (other.skill == question.skill)
            cost += 3 * len(set(other.skills) & set(question.skills))
            cost += other.format == question.format
        return cost

    def reason(self, question: Question, skill_name: Callable[[str], str]) -> str:
        """Return one short sentence on why this question was chosen."""
        name = skill_name(question.skill)
        if self._setup.seed is not None:
            return f"{name}: drawn with seed {self._setup.seed}"
        last = self._last.get(question.skill)
        if last is None or last.level is None:
            return f"{name}: never tried"
        if last.level < question.bar.level(self._setup.seniority):
            missed = f", you missed “{last.missed_label}”" if last.missed_label else ""
            return f"{name}: last time level {last.level}{missed}"
        return f"{name}: last time level {last.level}, to keep it fresh"

    def _jitter(self, question_id: str) -> float:
        digest = hashlib.sha256(f"{self._salt}:{question_id}".encode()).digest()
        return int.from_bytes(digest[:4], "big") / 2**32
