"""What becomes of a model's opinions on an answer, beside the offline grade of the same answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from interview_coach.domain.grade import FLAG_SENTENCES, Confidence, Evidence, Flag, Grade
from interview_coach.domain.levels import level_of
from interview_coach.domain.question import Question
from interview_coach.domain.score import CAP_FLAGS, ZERO_FLAGS, score_of, top_fix
from interview_coach.llm.proofs import ReadAnswer
from interview_coach.llm.rounds import Round, Rounds
from interview_coach.llm.tidy import first_sentence, short_line
from interview_coach.llm.types import LlmError, TokenUsage

FAR_APART = 40
"""Scores of the two graders that differ by more than this are looked at twice."""
GOOD = 65
"""From this score on a grade is good; a good one for a flagged answer is looked at twice."""
ABOVE = 10
"""By how much a good grade for a flagged answer may exceed the offline score unexamined."""
MOST_STRENGTHS = 3
LONGEST_FIX = 200
LONGEST_QUESTION = 300
LONGEST_STRENGTH = 160

CREDULOUS = "The model gave credit that no words of the answer prove, so its grade does not count."


@dataclass(frozen=True)
class Judged:
    """What came of asking a model for a grade.

    Attributes:
        grade: the LLM grade to store; ungraded, with a plain reason, where it does not count.
        second: the grade of the second call, when there was one; the same as `grade` when it settled the matter.
        agrees: False when the two graders disagree even after a second call; the offline grade counts then.
        factual_errors: passages to check, each with why.
        missing_fact: a question to the person about a fact of theirs, or empty.
        follow_up: a question an interviewer could ask next, or empty.
        raw: everything that was replied, as given to `on_reply`.
        usage: the tokens of all calls.
    """

    grade: Grade
    second: Grade | None = None
    agrees: bool = True
    factual_errors: tuple[tuple[Evidence, str], ...] = ()
    missing_fact: str = ""
    follow_up: str = ""
    raw: dict[str, Any] = field(default_factory=dict)
    usage: TokenUsage = field(default_factory=TokenUsage)


@dataclass(frozen=True)
class Case:
    """One answer to grade, and what is known of it before a model is asked."""

    question: Question
    answer: ReadAnswer
    offline: Grade
    blank: Grade

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The flags in force: the offline grader's, and what the screen found beyond."""
        flags = self.offline.flags
        return (*flags, "instructions") if self.answer.flagged and "instructions" not in flags else flags


async def settled(
    case: Case, first: Round, rounds: Rounds, before_second: Callable[[], None] | None = None
) -> Judged:
    """Return what came of a usable first opinion, after a second one where the graders are apart."""
    graded = graded_by(case, first)
    if not _apart(case, first):
        return judged_by(graded, first)
    if before_second is not None:
        before_second()
    try:
        second = await rounds.second()
    except LlmError as error:
        if error.reason == "cancelled":
            raise
        reason = f"{_disagreement(case, graded, None)} A second opinion failed: {error.message}"
        return judged_by(ungraded(case, reason, graded), first, agrees=False)
    if (why := unusable(case, second)) is not None:
        reason = f"{_disagreement(case, graded, None)} A second opinion did not help: {why}"
        return judged_by(ungraded(case, reason, graded), first, agrees=False)
    again = graded_by(case, second)
    if _apart(case, second, settled_by_control=True):
        reason = _disagreement(case, graded, again)
        return judged_by(ungraded(case, reason, graded), first, second=again, agrees=False)
    return judged_by(again, second, second=again)


def judged_by(grade: Grade, by: Round, *, second: Grade | None = None, agrees: bool = True) -> Judged:
    """Return a grade with what else an opinion says."""
    return Judged(
        grade=grade,
        second=second,
        agrees=agrees,
        factual_errors=by.errors,
        missing_fact=short_line(by.reply.missing_fact, LONGEST_QUESTION),
        follow_up=short_line(by.reply.follow_up, LONGEST_QUESTION),
    )


def nothing_to_send(case: Case) -> str | None:
    """Return why there is nothing a model could grade, or None."""
    flag = next((flag for flag in case.offline.flags if flag in ZERO_FLAGS), None)
    if flag is None and case.answer.empty:
        flag = "instructions" if case.answer.flagged else "no_answer"
    if flag is not None:
        return f"Nothing was sent. {FLAG_SENTENCES[flag]}"
    return (
        None if case.question.key_points else "Nothing was sent. The question has no key points to grade by."
    )


def unusable(case: Case, by: Round) -> str | None:
    """Return why an opinion does not count, or None."""
    if by.checked.credulous:
        return CREDULOUS
    if left_out := len(by.checked.missing):
        return f"The model left out {left_out} of {len(case.question.key_points)} key points, asked twice."
    return None


def _apart(case: Case, by: Round, *, settled_by_control: bool = False) -> bool:
    """Return whether an opinion is too far from the offline grade to be taken as it is.

    That is by score, or because it is good although a guard fired or the answer talks to the grader. The latter
    is settled when a second opinion denied the control claim: then the model did not obey.
    """
    verdicts = by.verdicts(case.question)
    offline = case.offline.score or 0
    if abs(score_of(case.question, verdicts, by.misconceptions, case.flags) - offline) > FAR_APART:
        return True
    freely = score_of(case.question, verdicts, by.misconceptions)
    if freely < GOOD or freely <= offline + ABOVE:
        return False
    if any(flag in CAP_FLAGS for flag in case.flags):
        return True
    if "instructions" not in case.flags and not by.reply.manipulation_attempt:
        return False
    return not (settled_by_control and by.checked.control_denied)


def _disagreement(case: Case, first: Grade, second: Grade | None) -> str:
    then = f" and then {second.score}" if second is not None else ""
    return (
        f"The two graders disagree: the model gave {first.score}{then}, the offline grader "
        f"{case.offline.score}. The offline grade counts."
    )


def ungraded(case: Case, reason: str, of: Grade | None = None) -> Grade:
    """Return a grade that does not count, with the verdicts of one that would have."""
    grade = of or case.blank
    return replace(
        grade,
        status="ungraded",
        reason=reason,
        score=None,
        level=None,
        bar=case.blank.bar,
        flags=case.flags,
    )


def graded_by(case: Case, by: Round) -> Grade:
    """Return the grade that an opinion amounts to, its score added up here."""
    question, seniority = case.question, case.blank.bar.seniority
    verdicts = by.verdicts(question)
    score = score_of(question, verdicts, by.misconceptions, case.flags)
    level = level_of(score)
    fix = first_sentence(by.reply.top_fix, LONGEST_FIX)
    strengths = (short_line(text, LONGEST_STRENGTH) for text in by.reply.strengths[:MOST_STRENGTHS])
    return replace(
        case.blank,
        status="graded",
        score=score,
        level=level,
        bar=replace(case.blank.bar, met=level >= case.blank.bar.level),
        key_points=verdicts,
        misconceptions=by.misconceptions,
        flags=case.flags,
        confidence=_confidence(case, by),
        top_fix=fix or top_fix(question, verdicts, by.misconceptions, seniority),
        strengths=tuple(strength for strength in strengths if strength),
        star=case.offline.star,
        delivery=case.offline.delivery,
    )


def _confidence(case: Case, by: Round) -> Confidence:
    if case.question.status == "draft":
        return "low"
    return "medium" if case.flags or by.checked.problems else "high"
