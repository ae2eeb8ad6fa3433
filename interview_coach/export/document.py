"""The JSON export: one interview with everything that is stored of it, by a schema that is published and kept.

`docs/export-schema.json` is made of the types here (see `export_schema`). Whatever changes their meaning raises
`FORMAT_VERSION`.
"""

import re
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from interview_coach import __version__
from interview_coach.domain.grade import Grader
from interview_coach.domain.improvement import Improvement
from interview_coach.domain.interview import (
    DraftStep,
    Event,
    Interview,
    InterviewState,
    Mode,
    Note,
    Setup,
    Turn,
)
from interview_coach.domain.levels import Seniority
from interview_coach.domain.question import LevelNumber
from interview_coach.domain.record import Draft, Record, StoredJob
from interview_coach.domain.score import level_of_mean

FORMAT: Final = "interview-coach/interview"
FORMAT_SEVERAL: Final = "interview-coach/interviews"
FORMAT_VERSION: Final = 1

_PLAIN = bytes(range(0x7F))
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class TurnDocument(Turn, kw_only=True):
    """A turn with what others look for first; `grade_of_record` is the id of the grade that counts."""

    question_id: str
    question_version: int
    grade_of_record: str | None


class InterviewDocument(Struct, kw_only=True):
    """One interview as JSON.

    `mode` to `level` repeat or sum up what stands below them. `improvement` is what the program advised when the
    export was written; an import leaves it out, because it is made anew from the grades. Times are ISO 8601 with
    offset.
    """

    format: Literal["interview-coach/interview"]
    format_version: Literal[1]
    program_version: str
    id: str
    state: InterviewState
    started_at: str
    finished_at: str | None
    mode: Mode
    seniority: Seniority
    grader: Grader
    score: float | None
    level: LevelNumber | None
    position: int
    setup: Setup
    turns: list[TurnDocument]
    notes: list[Note]
    improvement: Improvement
    events: list[Event]
    draft_steps: list[DraftStep]
    drafts: list[Draft]
    jobs: list[StoredJob]


class InterviewsDocument(Struct, kw_only=True):
    """Several interviews as JSON, the oldest first."""

    format: Literal["interview-coach/interviews"]
    format_version: Literal[1]
    program_version: str
    interviews: list[InterviewDocument]


def interview_document(record: Record, improvement: Improvement) -> InterviewDocument:
    """Return the document of one interview."""
    interview = record.interview
    setup, score = interview.setup, interview.score
    return InterviewDocument(
        format=FORMAT,
        format_version=FORMAT_VERSION,
        program_version=__version__,
        id=interview.id,
        state=interview.state,
        started_at=interview.started_at,
        finished_at=interview.finished_at,
        mode=setup.mode,
        seniority=setup.seniority,
        grader=setup.grader,
        score=score,
        level=level_of_mean(score),
        position=interview.position,
        setup=setup,
        turns=[_turn_document(turn) for turn in interview.turns],
        notes=interview.notes,
        improvement=improvement,
        events=record.events,
        draft_steps=record.draft_steps,
        drafts=record.drafts,
        jobs=record.jobs,
    )


def _turn_document(turn: Turn) -> TurnDocument:
    return TurnDocument(
        **_fields_of(turn),
        question_id=turn.question.id,
        question_version=turn.question.version,
        grade_of_record=turn.grade.id if turn.grade else None,
    )


def _fields_of(turn: Turn) -> dict[str, Any]:
    return {name: getattr(turn, name) for name in Turn.__struct_fields__}


def record_of(document: InterviewDocument) -> Record:
    """Return what a document says of an interview, without what is only summed up in it."""
    return Record(
        interview=Interview(
            id=document.id,
            setup=document.setup,
            started_at=document.started_at,
            finished_at=document.finished_at,
            state=document.state,
            position=document.position,
            turns=[Turn(**_fields_of(turn)) for turn in document.turns],
            notes=document.notes,
        ),
        events=document.events,
        draft_steps=document.draft_steps,
        drafts=document.drafts,
        jobs=document.jobs,
    )


def to_json(value: Any) -> str:
    """Return a value as indented JSON with a line end; what a terminal would obey is written as an escape."""
    return to_json_bytes(value).decode() + "\n"


def to_json_bytes(value: Any) -> bytes:
    """Return the same in UTF-8, without the line end: for a file, nothing is gained by making a text of it."""
    encoded = msgspec.json.format(msgspec.json.encode(value), indent=2)
    beyond = encoded.translate(None, _PLAIN)  # what is not ASCII is little to look through
    if beyond and _UNSAFE.search(beyond.decode()):
        return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", encoded.decode()).encode()
    return encoded
