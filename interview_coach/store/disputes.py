"""Disputes of verdicts: only ever added."""

from collections import defaultdict
from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, insert, select

from interview_coach.domain.grade import Evidence
from interview_coach.domain.llm import Dispute
from interview_coach.store import rows
from interview_coach.store.tables import attempts, disputes

_ADD = insert(disputes)
_STORED = select(disputes.c.id).where(disputes.c.id.in_(bindparam("ids", expanding=True)))
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
    return _read(connection, disputes.c.attempt_id == attempt_id)


def disputes_by_attempt(connection: Connection, interview_id: str) -> defaultdict[str, list[Dispute]]:
    """Return the disputes of an interview by attempt, oldest first."""
    of_interview = select(attempts.c.id).where(attempts.c.interview_id == interview_id)
    found: defaultdict[str, list[Dispute]] = defaultdict(list)
    for dispute in _read(connection, disputes.c.attempt_id.in_(of_interview)):
        found[dispute.attempt_id].append(dispute)
    return found


def _read(connection: Connection, which: ColumnElement[bool]) -> list[Dispute]:
    found = connection.execute(select(disputes).where(which).order_by(disputes.c.sequence))
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
