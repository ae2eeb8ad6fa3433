"""Many ids in a statement as one value, so that its text stays the same however many they are."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import bindparam, func, select

IDS = select(func.json_each(bindparam("ids")).table_valued("value", name="listed").c.value)
"""The ids that `as_value` made one value of, given as `ids`."""


def as_value(ids: Iterable[str]) -> str:
    """Return ids as the value of `IDS`."""
    return msgspec.json.encode(list(ids)).decode()
