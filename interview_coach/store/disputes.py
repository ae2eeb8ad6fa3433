"""Disputes of verdicts: only ever added."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select

from interview_coach.domain.grade import Evidence
from interview_coach.domain.llm import Dispute
from interview_coach.store import rows
from interview_coach.store.tables import attempts, disputes

_ADD = insert(disputes)
_STORED = select(disputes.c.id).where(disputes.c.id.in_(bindparam("ids", expanding=True)))
_ALL = select(disputes).order_by(disputes.c.sequence)
_OF_ATTEMPT = _ALL.where(disputes.c.attempt_id == bindparam("attempt_id"))
_OF_INTERVIEWS = _ALL.where(
    disputes.c.attempt_id.in_(
        select(attempts.c.id).where(attempts.c.interview_id.in_(bindparam("ids", expanding=True)))
    )
)
_evidence = msgspec.json.Decoder(tuple[Evidence, ...])


def add_disputes(connection: Connection, given: Sequence[Dispute]) -> None:
    """Add the disputes that are not stored yet."""
    if not given:
        return
    stored = set(connection.scalars(_STORED, {"ids": [dispute.id for dispute in given]}))
    missing = [rows.dispute_values(dispute) for dispute in given if dispute.id not in stored]
    if missing:
        connection.execute(_ADD, missing)


def read_disputes(connection: Connection, attempt_id: str) -> list[Dispute]:
    """Return the disputes about an attempt, oldest first."""
    return _made(connection.execute(_OF_ATTEMPT, {"attempt_id": attempt_id}))


def disputes_of(connection: Connection, interview_ids: Sequence[str]) -> list[Dispute]:
    """Return the disputes in some interviews, oldest first."""
    return _made(connection.execute(_OF_INTERVIEWS, {"ids": interview_ids}))


def _made(found: Iterable[Row[Any]]) -> list[Dispute]:
    return [
        Dispute(
            id=row.id,
            attempt_id=row.attempt_id,
            grade_id=row.grade_id,
            point_id=row.point_id,
            argument=row.argument,
            old_verdict=row.old_verdict,
            new_verdict=row.new_verdict,
            reason=row.reason,
            evidence=_evidence.decode(row.evidence),
            created_at=row.created_at,
        )
        for row in found
    ]
