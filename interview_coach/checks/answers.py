"""What the offline grader makes of the answers that a question brings along."""

from itertools import pairwise

from interview_coach.checks.findings import Notes
from interview_coach.domain.grade import Grade
from interview_coach.domain.question import Band, Question
from interview_coach.grading.offline import OfflineGrader
from interview_coach.grading.protocol import single

TOP_LEVEL = 5
PROMPT_LEVEL = 1

_NO_TIME = "1970-01-01T00:00:00+00:00"
_GRADER = OfflineGrader()
_BANDS: tuple[Band, ...] = ("weak", "solid", "strong")


def grade_text(question: Question, text: str) -> Grade:
    """Return the offline grade of a text, given as the whole answer to a question."""
    return _GRADER.grade(question, single(text), seniority=question.asked_from, created_at=_NO_TIME)


def model_answer_is_excellent(question: Question, notes: Notes) -> None:
    """The model answer grades at level 5 and holds no misconception."""
    if not question.full_answer:
        return
    grade = grade_text(question, question.full_answer)
    if grade.misconceptions:
        found = grade.misconceptions[0]
        index = [mistake.id for mistake in question.misconceptions].index(found.id)
        words = f" ({found.evidence[0].quote!r})" if found.evidence else ""
        message = f"The model answer holds the misconception {found.id!r}{words}."
        notes.add(
            f"misconceptions[{index}].signals", message, "Make its signals or the say lines more exact."
        )
    if level(grade) < TOP_LEVEL:
        missing = ", ".join(verdict.id for verdict in grade.key_points if verdict.verdict != "met")
        message = f"The model answer grades at level {level(grade)} (score {grade.score}{_flags(grade)})."
        notes.add("key_points", message, f"Not met: {missing}." if missing else "See what holds it back.")


def examples_in_band(question: Question, notes: Notes) -> None:
    """Each example comes out at one of its levels."""
    for index, example in enumerate(question.examples):
        grade = grade_text(question, example.answer)
        low, high = example.levels
        if not low <= level(grade) <= high:
            met = ", ".join(v.id for v in grade.key_points if v.verdict == "met") or "none"
            partly = ", ".join(v.id for v in grade.key_points if v.verdict == "partly")
            message = (
                f"The {example.band} example grades at level {level(grade)} "
                f"(score {grade.score}{_flags(grade)}), not {low} to {high}."
            )
            todo = f"Met: {met}{f'; partly: {partly}' if partly else ''}{_held(grade)}."
            notes.add(f"examples[{index}].answer", message, todo)


def examples_in_order(question: Question, notes: Notes) -> None:
    """Weak examples score below solid ones, and these below strong ones."""
    scored = [(e.band, grade_text(question, e.answer).score or 0, i) for i, e in enumerate(question.examples)]
    for lower, higher in pairwise(_BANDS):
        best = max((s for s in scored if s[0] == lower), key=lambda s: s[1], default=None)
        worst = min((s for s in scored if s[0] == higher), key=lambda s: s[1], default=None)
        if best and worst and best[1] >= worst[1]:
            message = f"A {lower} example scores {best[1]}, a {higher} one {worst[1]}."
            notes.add(f"examples[{worst[2]}].answer", message, f"The {higher} one must score more.")


def prompt_earns_nothing(question: Question, notes: Notes) -> None:
    """The prompt given back as an answer reaches level 1 at most."""
    grade = grade_text(question, question.prompt)
    if level(grade) > PROMPT_LEVEL:
        met = ", ".join(v.id for v in grade.key_points if v.credit > 0)
        message = f"The prompt given back as an answer scores {grade.score}."
        notes.add("prompt", message, f"Change the signals or the prompt: {met}.")


def level(grade: Grade) -> int:
    """Return the level of a grade; the offline grader always gives one."""
    return grade.level or 1


def _flags(grade: Grade) -> str:
    return f", {', '.join(grade.flags)}" if grade.flags else ""


def _held(grade: Grade) -> str:
    return (
        f"; misconceptions: {', '.join(m.id for m in grade.misconceptions)}" if grade.misconceptions else ""
    )
