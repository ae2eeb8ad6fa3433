"""Where a turn and an interview stand: what lists show of their grades, kept beside them."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, case, select, update

from interview_coach.domain.grade import Grade
from interview_coach.domain.question import Question
from interview_coach.domain.score import mean_score, missing_points
from interview_coach.store.tables import attempts, grades, interviews, snapshots, turns

# The rule of `grade_of_record` and `Turn.grade`: the latest attempt that was graded, in it the latest LLM
# grade, else the latest offline one.
_OF_RECORD = (
    select(grades.c.score, grades.c.grade)
    .select_from(attempts.join(grades, grades.c.attempt_id == attempts.c.id))
    .where(grades.c.status == "graded")
    .order_by(
        attempts.c.number.desc(), case((grades.c.grader == "llm", 0), else_=1), grades.c.sequence.desc()
    )
    .limit(1)
)


def renew_standing(connection: Connection, interview_id: str, positions: Sequence[int]) -> None:
    """Bring the scores of these turns, and of their interview, in line with the grades that are stored."""
    changed = [_renew_turn(connection, interview_id, position) for position in positions]
    if any(changed):
        _renew_interview(connection, interview_id)


def _renew_turn(connection: Connection, interview_id: str, position: int) -> bool:
    turn = connection.execute(
        select(turns.c.state, turns.c.score, turns.c.missed_label).where(
            turns.c.interview_id == interview_id, turns.c.position == position
        )
    ).one()
    score, label = None, ""
    if turn.state != "skipped":
        record = connection.execute(
            _OF_RECORD.where(attempts.c.interview_id == interview_id, attempts.c.position == position)
        ).one_or_none()
        if record is not None:
            grade = msgspec.json.decode(record.grade, type=Grade)
            score, label = record.score, _missed_label(connection, grade)
    if (score, label) == (turn.score, turn.missed_label):
        return False
    connection.execute(
        update(turns)
        .where(turns.c.interview_id == interview_id, turns.c.position == position)
        .values(score=score, missed_label=label)
    )
    return True


def _missed_label(connection: Connection, grade: Grade) -> str:
    """Return the name of the point that was missed most, or an empty string."""
    text = connection.scalar(
        select(snapshots.c.question).where(snapshots.c.content_hash == grade.content_hash)
    )
    question = msgspec.json.decode(text or "", type=Question)
    missing = missing_points(question, grade.key_points, grade.bar.seniority)
    return missing[0].name if missing else ""


def _renew_interview(connection: Connection, interview_id: str) -> None:
    scores = connection.scalars(
        select(turns.c.score)
        .where(turns.c.interview_id == interview_id, turns.c.score.is_not(None))
        .order_by(turns.c.position)
    )
    connection.execute(
        update(interviews).where(interviews.c.id == interview_id).values(score=mean_score(scores.all()))
    )
