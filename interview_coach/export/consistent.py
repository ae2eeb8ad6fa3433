"""What must hold between the parts of a record before it may be stored; types alone do not say it.

Everything asked for here is relied on later: times are parsed, positions are indexes, an id becomes part of a file
name.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Attempt, Event, Interview, Turn
from interview_coach.domain.levels import MAX_COUNT, level_of
from interview_coach.domain.question import content_hash
from interview_coach.domain.record import Record
from interview_coach.text.clean import clean, fits

Problem = tuple[str, str]
"""Where in the record, as a path, and what is not as it should be."""

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?([+-]\d\d:\d\d|Z)")
_TIMES = frozenset({"at", "asked_at", "closed_at", "created_at", "started_at", "finished_at"})
_AS_REPLIED = re.compile(r"jobs\[\d+\]\.reply\b")


def problems(record: Record, document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong in a record; `document` is what it was read from, as plain values."""
    if not _is_clean(document):  # almost always it is; only else it is worth knowing where each text stands
        yield from _texts(document, "")
    yield from _interview(record.interview, document)
    yield from _ids(record.interview)
    yield from _beside(record)


def _is_clean(value: Any, key: str = "") -> bool:
    """Return whether `_texts` finds nothing, much faster; False also where it might find something."""
    if isinstance(value, str):
        if key in _TIMES:
            return _is_time(value)
        return (value.isascii() and value.isprintable()) or clean(value) == value
    if isinstance(value, dict):
        for name, item in value.items():
            # Most of a file are short texts and numbers in objects: they are not worth a call.
            if isinstance(item, str) and name not in _TIMES and item.isascii() and item.isprintable():
                continue
            if isinstance(item, str | dict | list) and not _is_clean(item, name):
                return False
        return True
    return not isinstance(value, list) or all(map(_is_clean, value))


def _texts(value: Any, path: str) -> Iterator[Problem]:
    """Yield times that are none, and texts that hold what is removed from every text that enters."""
    if _AS_REPLIED.match(path):
        return
    if isinstance(value, str):
        if path.rpartition(".")[2] in _TIMES and not _is_time(value):
            yield path, "it is not a time such as 2026-11-20T10:00:00+01:00"
        elif clean(value) != value:
            yield path, "it holds control characters, or letters that are not in composed form (NFC)"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}" if path else key)


def _is_time(text: str) -> bool:
    try:
        return bool(_TIME.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def _interview(interview: Interview, document: Mapping[str, Any]) -> Iterator[Problem]:
    count = len(interview.turns)
    if not 1 <= count <= MAX_COUNT:
        yield "turns", f"there must be 1 to {MAX_COUNT} of them"
    if not 1 <= interview.position <= count:
        yield "position", "there is no such turn"
    if (interview.finished_at is not None) != (interview.state == "finished"):
        yield "finished_at", "it must be there when the interview is finished, and only then"
    yield from _counted("turns", "position", [turn.position for turn in interview.turns])
    for index, turn in enumerate(interview.turns):
        yield from _turn(turn, f"turns[{index}]", document["turns"][index]["question"])
    for index, note in enumerate(interview.notes):
        if note.turn is not None and not 1 <= note.turn <= count:
            yield f"notes[{index}].turn", "there is no such turn"


def _turn(turn: Turn, path: str, question: Any) -> Iterator[Problem]:
    # A file of an older version may lack fields that questions have now; its hash is of what stands in the file.
    if turn.content_hash != content_hash(turn.question) and turn.content_hash != _hash_of_values(question):
        yield f"{path}.content_hash", "it is not the hash of the question"
    if not turn.attempts and turn.state not in ("waiting", "skipped"):
        yield f"{path}.attempts", f"a turn that is {turn.state} has at least one"
    yield from _counted(f"{path}.attempts", "number", [attempt.number for attempt in turn.attempts])
    for index, attempt in enumerate(turn.attempts):
        yield from _attempt(attempt, turn, f"{path}.attempts[{index}]")


def _hash_of_values(question: Any) -> str:
    return "sha256:" + hashlib.sha256(msgspec.json.encode(question, order="sorted")).hexdigest()


def _attempt(attempt: Attempt, turn: Turn, path: str) -> Iterator[Problem]:
    if not attempt.parts:
        yield f"{path}.parts", "there must be at least one"
    yield from _counted(f"{path}.parts", "index", [part.index for part in attempt.parts], 0)
    for index, part in enumerate(attempt.parts):
        closed = part.closed_at is not None
        if part.text is not None and not closed:
            yield f"{path}.parts[{index}].closed_at", "a part with a text has one"
        if not closed and (attempt.complete or index < len(attempt.parts) - 1):
            yield f"{path}.parts[{index}].closed_at", "only the last part of an attempt can be open"
        if part.text is not None and not fits(part.text):
            yield f"{path}.parts[{index}].text", "it is over 32 KB"
    for index, grade in enumerate(attempt.grades):
        yield from _grade(grade, attempt, turn, f"{path}.grades[{index}]")
    grade_ids = {grade.id for grade in attempt.grades}
    for index, dispute in enumerate(attempt.disputes):
        if dispute.attempt_id != attempt.id or dispute.grade_id not in grade_ids:
            yield f"{path}.disputes[{index}]", "it is about another attempt or grade"


def _grade(grade: Grade, attempt: Attempt, turn: Turn, path: str) -> Iterator[Problem]:
    if grade.attempt_id != attempt.id:
        yield f"{path}.attempt_id", "it is of another attempt"
    if grade.content_hash != turn.content_hash:
        yield f"{path}.content_hash", "it is of another question"
    graded = grade.status == "graded"
    if graded != (grade.score is not None) or graded != (grade.level is not None):
        yield f"{path}.score", "score and level are there when the grade is graded, and only then"
    elif grade.score is not None and (not 0 <= grade.score <= 100 or grade.level != level_of(grade.score)):
        yield f"{path}.score", "score and level do not belong together"


def _ids(interview: Interview) -> Iterator[Problem]:
    attempts = [attempt for _, attempt in interview.attempts()]
    kinds: dict[str, Iterable[str | None]] = {
        "id": [interview.id],
        "attempts": [attempt.id for attempt in attempts],
        "grades": [grade.id for attempt in attempts for grade in attempt.grades],
        "disputes": [dispute.id for attempt in attempts for dispute in attempt.disputes],
        "notes": [note.id for note in interview.notes],
    }
    for kind, ids in kinds.items():
        for value, times in Counter(ids).items():
            if value is None or not _ID.fullmatch(value):
                yield kind, f"an id has 1 to 64 letters, digits, - and _, and {value!r} is none"
            elif times > 1:
                yield kind, f"the id {value} is there {times} times"


def _beside(record: Record) -> Iterator[Problem]:
    interview = record.interview
    parts = {(attempt.id, part.index): part for _, attempt in interview.attempts() for part in attempt.parts}
    yield from _counted("events", "sequence", [event.sequence for event in record.events])
    for index, event in enumerate(record.events):
        yield from _event(event, f"events[{index}]", len(interview.turns))
    yield from _counted("draft_steps", "sequence", [step.sequence for step in record.draft_steps])
    for index, step in enumerate(record.draft_steps):
        if (step.attempt_id, step.part) not in parts:
            yield f"draft_steps[{index}]", "there is no such part of an attempt"
        if step.start < 0 or step.removed < 0:
            yield f"draft_steps[{index}]", "start and removed are 0 or more"
    for index, draft in enumerate(record.drafts):
        part = parts.get((draft.attempt_id, draft.part))
        if part is None or part.closed_at is not None:
            yield f"drafts[{index}]", "there is no such open part of an attempt"
        if not fits(draft.text):
            yield f"drafts[{index}].text", "it is over 32 KB"
    yield from _jobs(record)


def _event(event: Event, path: str, turns: int) -> Iterator[Problem]:
    if event.turn is not None and not 1 <= event.turn <= turns:
        yield f"{path}.turn", "there is no such turn"
    if not isinstance(event.data.get("part", 0), int):
        yield f"{path}.data.part", "it must be a number"
    for name, value in event.data.items():
        if not isinstance(value, str | int | float | None):
            yield f"{path}.data.{name}", "it must be a text, a number, true, false or null"


def _jobs(record: Record) -> Iterator[Problem]:
    attempts = {attempt.id: (turn, attempt) for turn, attempt in record.interview.attempts()}
    for index, job in enumerate(record.jobs):
        turn, attempt = attempts.get(job.attempt_id, (None, None))
        if turn is None or attempt is None or job.content_hash != turn.content_hash:
            yield f"jobs[{index}]", "there is no such attempt at this question"
        elif job.grade_id is not None and job.grade_id not in {grade.id for grade in attempt.grades}:
            yield f"jobs[{index}].grade_id", "the attempt has no such grade"
        if job.tries < 0:
            yield f"jobs[{index}].tries", "it is 0 or more"


def _counted(path: str, name: str, numbers: Sequence[int], first: int = 1) -> Iterator[Problem]:
    """Yield the first of numbers that does not count up from the first."""
    for index, number in enumerate(numbers):
        if number != first + index:
            yield f"{path}[{index}].{name}", f"it must be {first + index}"
            return
