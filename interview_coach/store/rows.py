"""Domain objects to the values of rows; `reading` and `history` go the other way."""

from collections.abc import Sequence
from typing import Any

import msgspec

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import (
    Attempt,
    Event,
    Exchange,
    GradingJob,
    Interview,
    Note,
    Part,
    Turn,
)
from interview_coach.domain.llm import Dispute

Values = dict[str, Any]


def to_json(value: object) -> str:
    """Return the object whole, as it is kept in a column."""
    return msgspec.json.encode(value).decode()


def interview_values(interview: Interview) -> Values:
    """Return the row of an interview; its score comes from its turns."""
    return {
        "id": interview.id,
        "state": interview.state,
        "mode": interview.setup.mode,
        "seniority": interview.setup.seniority,
        "grader": interview.setup.grader,
        "started_at": interview.started_at,
        "finished_at": interview.finished_at,
        "position": interview.position,
        "setup": to_json(interview.setup),
    }


def snapshot_values(turn: Turn) -> Values:
    """Return the row of a turn's question."""
    return {
        "content_hash": turn.content_hash,
        "question_id": turn.question.id,
        "title": turn.question.name,
        "skills": to_json(turn.question.skills),
        "prompt": turn.question.prompt,
        "question": to_json(turn.question),
    }


def turn_values(interview_id: str, turn: Turn) -> Values:
    """Return the row of a turn."""
    return {
        "interview_id": interview_id,
        "position": turn.position,
        "content_hash": turn.content_hash,
        "reason": turn.reason,
        "state": turn.state,
        "hint_taken": turn.hint_taken,
        "revealed": turn.revealed,
        "bookmarked": turn.bookmarked,
    }


def exchange_values(interview_id: str, turn: Turn) -> list[Values]:
    """Return the rows of a turn's clarifications."""
    return [
        {"interview_id": interview_id, "position": turn.position, "number": number, **_fields(exchange)}
        for number, exchange in enumerate(turn.exchanges)
    ]


def attempt_values(interview_id: str, turn: Turn) -> list[Values]:
    """Return the rows of a turn's attempts."""
    return [
        {
            "id": attempt.id,
            "interview_id": interview_id,
            "position": turn.position,
            "number": attempt.number,
            "complete": attempt.complete,
            "taken_back": attempt.taken_back,
        }
        for attempt in turn.attempts
    ]


def part_values(attempt: Attempt) -> list[Values]:
    """Return the rows of an attempt's parts."""
    return [{"attempt_id": attempt.id, "part": part.index, **_part_fields(part)} for part in attempt.parts]


def _part_fields(part: Part) -> Values:
    values = _fields(part)
    del values["index"]
    return values


def _fields(value: Exchange | Part) -> Values:
    return {name: getattr(value, name) for name in value.__struct_fields__}


def event_values(interview_id: str, events: Sequence[Event]) -> list[Values]:
    """Return the rows of events; the table numbers them."""
    return [
        {
            "interview_id": interview_id,
            "kind": event.kind,
            "at": event.at,
            "turn": event.turn,
            "data": to_json(event.data),
        }
        for event in events
    ]


def note_values(interview_id: str, note: Note) -> Values:
    """Return the row of a note."""
    return {
        "id": note.id,
        "interview_id": interview_id,
        "turn": note.turn,
        "text": note.text,
        "created_at": note.created_at,
    }


def job_key(job: GradingJob) -> Values:
    """Return the columns by which two jobs are the same."""
    return {
        "attempt_id": job.attempt_id,
        "content_hash": job.content_hash,
        "grader": job.grader,
        "model": job.model or "",
    }


def grade_values(grade: Grade) -> Values:
    """Return the row of a grade that has its ids."""
    return {
        "id": grade.id,
        "attempt_id": grade.attempt_id,
        "content_hash": grade.content_hash,
        "grader": grade.grader,
        "model": grade.model,
        "status": grade.status,
        "score": grade.score,
        "level": grade.level,
        "created_at": grade.created_at,
        "grade": to_json(grade),
    }


def dispute_values(dispute: Dispute) -> Values:
    """Return the row of a dispute."""
    values = {name: getattr(dispute, name) for name in dispute.__struct_fields__}
    return values | {"evidence": to_json(dispute.evidence)}
