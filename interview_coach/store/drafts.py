"""Unsent text: the current one, and every change on the way there for the replay."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.dialects import sqlite

from interview_coach.domain.interview import DraftStep
from interview_coach.errors import StorageError
from interview_coach.store.tables import attempts, draft_steps, drafts, parts

_PUT = sqlite.insert(drafts)
_PUT = _PUT.on_conflict_do_update(
    index_elements=["attempt_id", "part"], set_={"text": _PUT.excluded.text, "at": _PUT.excluded.at}
)
_STEP = insert(draft_steps)
_CURRENT = (
    select(parts.c.closed_at, drafts.c.text)
    .select_from(
        parts.outerjoin(drafts, (drafts.c.attempt_id == parts.c.attempt_id) & (drafts.c.part == parts.c.part))
    )
    .where(parts.c.attempt_id == bindparam("attempt_id"), parts.c.part == bindparam("part"))
)
_STEPS_OF = (
    select(
        attempts.c.interview_id,
        *(
            draft_steps.c[name]
            for name in ("attempt_id", "part", "at", "start", "removed", "inserted", "sequence")
        ),
    )
    .join(attempts, attempts.c.id == draft_steps.c.attempt_id)
    .where(attempts.c.interview_id.in_(bindparam("ids", expanding=True)))
    .order_by(draft_steps.c.sequence)
)
_LET_GO = delete(drafts).where(drafts.c.attempt_id == bindparam("of"), drafts.c.part == bindparam("number"))


def change(before: str, after: str) -> tuple[int, int, str]:
    """Return (start, removed, inserted) that turns one text into the other, counted in code points."""
    limit = min(len(before), len(after))
    start = _common_length(before, after, limit)
    end = _common_length(before[start:][::-1], after[start:][::-1], limit - start)
    return start, len(before) - start - end, after[start : len(after) - end]


def _common_length(one: str, other: str, limit: int) -> int:
    """Return how many characters at the start are the same, by halving: slices compare much faster."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def save_draft(connection: Connection, attempt_id: str, part: int, text: str, at: str) -> None:
    """Keep the unsent text of a part, and what changed since the last time.

    A part that was closed meanwhile keeps its answer: the save came late and there is nothing to do.

    Raises:
        StorageError: there is no such part.
    """
    current = connection.execute(_CURRENT, {"attempt_id": attempt_id, "part": part}).one_or_none()
    if current is None:
        raise StorageError(f"There is no part {part} of the attempt {attempt_id} to write.")
    before = current.text or ""
    if current.closed_at is not None or before == text:
        return
    _add_step(connection, attempt_id, part, at, before, text)
    connection.execute(_PUT, {"attempt_id": attempt_id, "part": part, "text": text, "at": at})


def close_drafts(
    connection: Connection, texts: Mapping[tuple[str, int], str | None], written: Sequence[dict[str, Any]]
) -> None:
    """Let go of the drafts of the parts that were written closed; `texts` has the draft of each part.

    What was typed after the last save is added as one more change, so that the replay ends in the answer.
    """
    for part in written:
        attempt_id, number, at = part["attempt_id"], part["part"], part["closed_at"]
        draft = texts.get((attempt_id, number))
        if at is None or draft is None:
            continue
        if part["text"] is not None and part["text"] != draft:
            _add_step(connection, attempt_id, number, at, draft, part["text"])
        connection.execute(_LET_GO, {"of": attempt_id, "number": number})


def _add_step(connection: Connection, attempt_id: str, part: int, at: str, before: str, after: str) -> None:
    start, removed, inserted = change(before, after)
    connection.execute(
        _STEP,
        {
            "attempt_id": attempt_id,
            "part": part,
            "at": at,
            "start": start,
            "removed": removed,
            "inserted": inserted,
        },
    )


def current_draft(connection: Connection, attempt_id: str, part: int) -> str:
    """Return the unsent text of a part, or an empty string."""
    text: str | None = connection.scalar(
        select(drafts.c.text).where(drafts.c.attempt_id == attempt_id, drafts.c.part == part)
    )
    return text or ""


def steps_of(connection: Connection, interview_id: str) -> list[DraftStep]:
    """Return every change of every draft of an interview, in order."""
    return steps_by_interview(connection, [interview_id])[interview_id]


def steps_by_interview(connection: Connection, ids: Sequence[str]) -> defaultdict[str, list[DraftStep]]:
    """Return every change of every draft of each of these interviews, in order."""
    found: defaultdict[str, list[DraftStep]] = defaultdict(list)
    # Taken apart by place: there are tens of thousands in a long interview, and names cost twice the time.
    for interview_id, attempt_id, part, at, start, removed, inserted, sequence in connection.execute(
        _STEPS_OF, {"ids": ids}
    ).all():
        found[interview_id].append(
            DraftStep(
                attempt_id=attempt_id,
                part=part,
                at=at,
                start=start,
                removed=removed,
                inserted=inserted,
                sequence=sequence,
            )
        )
    return found
