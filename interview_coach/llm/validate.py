"""Whether a value has the types that a JSON schema asks for: the small part of JSON Schema that is used here.

Known: type (one or several), properties, required, items, enum, const, anyOf. Fields beyond the schema are
allowed: what reads a reply takes only what it knows. Bounds are checked elsewhere.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

MAX_DEPTH = 64


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


_TYPES: dict[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": _is_number,
    "integer": lambda value: _is_number(value) and not (isinstance(value, float) and value % 1),
}


def fits(value: object, schema: Mapping[str, Any], depth: int = 0) -> bool:
    """Return whether a decoded JSON value has the types of the schema; never when it is over 64 levels deep."""
    if depth > MAX_DEPTH:
        return False
    if "anyOf" in schema and not any(fits(value, form, depth + 1) for form in schema["anyOf"]):
        return False
    if "const" in schema and not _same(value, schema["const"]):
        return False
    if "enum" in schema and not any(_same(value, allowed) for allowed in schema["enum"]):
        return False
    kinds = schema.get("type")
    if kinds and not any(_TYPES[kind](value) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        return False
    if isinstance(value, dict):
        known: Mapping[str, Any] = schema.get("properties", {})
        return all(name in value for name in schema.get("required", ())) and all(
            fits(value[name], form, depth + 1) for name, form in known.items() if name in value
        )
    if isinstance(value, list) and "items" in schema:
        return all(fits(item, schema["items"], depth + 1) for item in value)
    return True


def _same(value: object, allowed: object) -> bool:
    """Return whether two JSON values are equal; true is not 1."""
    return value == allowed and isinstance(value, bool) == isinstance(allowed, bool)
