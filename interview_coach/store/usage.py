"""What calls of models used and cost."""

from sqlalchemy import Connection, func, insert, select

from interview_coach.domain.llm import Spent, UsageEntry
from interview_coach.store.history import moment
from interview_coach.store.tables import llm_usage

_ADD = insert(llm_usage)


def add_usage(connection: Connection, entry: UsageEntry) -> None:
    """Add what one call used."""
    connection.execute(_ADD, {name: getattr(entry, name) for name in entry.__struct_fields__})


def read_spent(connection: Connection, since: str | None, interview_id: str | None) -> Spent:
    """Return the sum of the calls made since a moment, for one interview or for all.

    Raises:
        UsageError: `since` is no date.
    """
    used = llm_usage.c
    wanted = select(
        func.count().label("calls"),
        func.coalesce(func.sum(used.cost_usd), 0.0).label("cost_usd"),
        func.coalesce(func.sum(used.prompt_tokens), 0).label("prompt_tokens"),
        func.coalesce(func.sum(used.completion_tokens), 0).label("completion_tokens"),
        (func.count() - func.count(used.cost_usd)).label("unpriced_calls"),
    )
    if since is not None:
        wanted = wanted.where(func.julianday(used.at) >= func.julianday(moment(since)))
    if interview_id is not None:
        wanted = wanted.where(used.interview_id == interview_id)
    return Spent(**connection.execute(wanted).one()._mapping)
