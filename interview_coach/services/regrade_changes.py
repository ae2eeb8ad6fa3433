"""What grading again changed, in words."""

from collections.abc import Iterator, Mapping, Sequence

from interview_coach.domain.grade import Grade, Grader
from interview_coach.domain.interview import Attempt
from interview_coach.domain.wording import headline
from interview_coach.interview.compare import compare
from interview_coach.interview.compare_words import standing
from interview_coach.services.regrade import Wanted

Before = Mapping[str, Grade | None]
"""The latest grade of one grader by the id of the attempt."""


def latest_grades(wanted: Sequence[Wanted], grader: Grader) -> Before:
    """Return the latest grade of a grader for each attempt, to say later what changed."""
    return {one.attempt.id: _latest(one.attempt, grader) for one in wanted}


def _latest(attempt: Attempt, grader: Grader) -> Grade | None:
    graded = [grade for grade in attempt.grades if grade.grader == grader and grade.status == "graded"]
    return graded[-1] if graded else None


def change_lines(wanted: Sequence[Wanted], before: Before, grader: Grader) -> Iterator[str]:
    """Yield for each attempt what the new grade says that the one before did not."""
    for one in wanted:
        question, attempt = one.turn.question, one.attempt
        number = f", answer {attempt.number}" if len(one.turn.attempts) > 1 else ""
        old, new = before.get(attempt.id), _latest(attempt, grader)
        yield f"{one.turn.position}. {question.name}{number}"
        if new is None:
            yield "   Not graded; what was there stands."
        elif old is None:
            yield f"   Graded for the first time by {new.model or 'the offline grader'}: {headline(new)}"
        elif new == old:
            yield f"   The same: {headline(new)}"
        else:
            yield f"   {headline(old)} → {headline(new)}"
            changed = [
                pair for pair in compare(question, old, question, new).pairs if pair.difference != "same"
            ]
            yield from (f"   {pair.name}: {standing(pair)}" for pair in changed)
        record = attempt.grade
        if new is not None and record is not None and record != new:
            yield f"   What counts is still the grade by {record.model or record.grader}."
