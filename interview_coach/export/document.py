"""The JSON export: one interview with everything that is stored of it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from interview_coach import __version__
from interview_coach.domain.improvement import Improvement
from interview_coach.domain.interview import DraftStep, Event, Interview

FORMAT = "interview-coach/interview"
FORMAT_VERSION = 1


def interview_document(
    interview: Interview,
    improvement: Improvement,
    events: Sequence[Event],
    draft_steps: Sequence[DraftStep],
) -> dict[str, Any]:
    """Return an interview as plain values: setup, turns with the questions as asked, events and typing."""
    body: dict[str, Any] = msgspec.to_builtins(interview)
    setup = interview.setup
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "program_version": __version__,
        "id": interview.id,
        "state": interview.state,
        "started_at": interview.started_at,
        "finished_at": interview.finished_at,
        "mode": setup.mode,
        "seniority": setup.seniority,
        "grader": setup.grader,
        "score": interview.score,
        "level": interview.level,
        "position": interview.position,
        "setup": body["setup"],
        "turns": [
            {
                "question_id": turn.question.id,
                "question_version": turn.question.version,
                "grade_of_record": turn.grade.id if turn.grade else None,
                **fields,
            }
            for turn, fields in zip(interview.turns, body["turns"], strict=True)
        ],
        "notes": body["notes"],
        "improvement": msgspec.to_builtins(improvement),
        "events": msgspec.to_builtins(list(events)),
        "draft_steps": msgspec.to_builtins(list(draft_steps)),
    }


def to_json(value: Any) -> str:
    """Return a value as indented JSON with a line end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
