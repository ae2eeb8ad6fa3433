"""Where a turn and an interview stand: what lists show of their grades, kept beside them."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, case, select, update

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Turn
from interview_coach.domain.question import Question
from interview_coach.domain.score import mean_score, missing_points
from interview_coach.store.tables import attempts, grades, interviews, snapshots, turns

# The rule of `grade_of_record` and `Turn.grade`: the latest attempt that was graded and not taken back, in it the
# latest LLM grade, else the latest offline one.
_OF_RECORD = (
    select(grades.c.score, grades.c.grade)
    .select_from(attempts.join(grades, grades.c.attempt_id == attempts.c.id))
    .where(
        attempts.c.interview_id == bindparam("interview_id"),
        attempts.c.position == bindparam("position"),
        grades.c.status == "graded",
        attempts.c.taken_back.is_(False),
    )
    .order_by(
        attempts.c.number.desc(), case((grades.c.grader == "llm", 0), else_=1), grades.c.sequence.desc()
    )
    .limit(1)
)

_TURN = select(turns.c.state, turns.c.score, turns.c.missed_label).where(
    turns.c.interview_id == bindparam("interview_id"), turns.c.position == bindparam("position")
)
_SET_TURN = (
    update(turns)
    .where(turns.c.interview_id == bindparam("of"), turns.c.position == bindparam("at"))
    .values(score=bindparam("score"), missed_label=bindparam("missed_label"))
)
_QUESTION = select(snapshots.c.question).where(snapshots.c.content_hash == bindparam("content_hash"))
_SCORES = (
    select(turns.c.score)
    .where(turns.c.interview_id == bindparam("interview_id"), turns.c.score.is_not(None))
    .order_by(turns.c.position)
)
_SET_INTERVIEW = update(interviews).where(interviews.c.id == bindparam("of")).values(score=bindparam("score"))


def renew_standing(connection: Connection, interview_id: str, positions: Sequence[int]) -> None:
    """Bring the scores of these turns, and of their interview, in line with the grades that are stored."""
    changed = [_renew_turn(connection, interview_id, position) for position in positions]
    if any(changed):
        _renew_interview(connection, interview_id)


def _renew_turn(connection: Connection, interview_id: str, position: int) -> bool:
    """Renew the score of one turn and return whether it changed."""
    key = {"interview_id": interview_id, "position": position}
    turn = connection.execute(_TURN, key).one()
    score, label = None, ""
    if turn.state != "skipped":
        record = connection.execute(_OF_RECORD, key).one_or_none()
        if record is not None:
            score, label = record.score, _missed_label(connection, record.grade)
    if (score, label) == (turn.score, turn.missed_label):
        return False
    connection.execute(_SET_TURN, {"of": interview_id, "at": position, "score": score, "missed_label": label})
    return True


def standing_of(turn: Turn) -> dict[str, Any]:
    """Return what `renew_standing` would put beside a turn, for one that is stored whole, without asking for it."""
    grade = turn.grade
    if grade is None:
        return {"score": None, "missed_label": ""}
    return {"score": grade.score, "missed_label": _label(turn.question, grade)}


def _missed_label(connection: Connection, grade_json: str) -> str:
    grade = msgspec.json.decode(grade_json, type=Grade)
    stored = connection.execute(_QUESTION, {"content_hash": grade.content_hash}).scalar_one()
    return _label(msgspec.json.decode(stored, type=Question), grade)


def _label(question: Question, grade: Grade) -> str:
    """Return the name of the point that was missed most, or an empty string."""
    missing = missing_points(question, grade.key_points, grade.bar.seniority)
    return missing[0].name if missing else ""


def _renew_interview(connection: Connection, interview_id: str) -> None:
    scores = connection.scalars(_SCORES, {"interview_id": interview_id}).all()
    connection.execute(_SET_INTERVIEW, {"of": interview_id, "score": mean_score(scores)})
