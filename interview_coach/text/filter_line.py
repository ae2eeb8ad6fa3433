"""One line of text that narrows a list: plain words and parts such as `skill:sql`, "quoted" where they hold spaces.

The line is meant to be typed: names and values may be cut short as long as they fit one thing only.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from interview_coach.errors import UsageError
from interview_coach.text.nearest import nearest

_PART = re.compile(r'([\w-]+):(?:"([^"]*)"?|(\S*))|"([^"]*)"?|(\S+)')


def parts_of(line: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a line in order: a name with its value, or an empty name with a word or phrase."""
    for name, quoted_value, value, quoted, word in _PART.findall(line):
        if name:
            yield name, (quoted_value or value).strip()
        elif phrase := " ".join((quoted or word).split()):
            yield "", phrase


def field_of(name: str, fields: Mapping[str, str]) -> str | None:
    """Return the field that a name before a colon means, also cut short; None where it means none or several."""
    wanted = name.casefold()
    fitting = {fields[known] for known in fields if known.startswith(wanted)}
    return fields.get(wanted) or (fitting.pop() if len(fitting) == 1 else None)


def refuse_field(name: str, fields: Sequence[str]) -> NoReturn:
    """Say that there is no such field, and which was meant.

    Raises:
        UsageError: always.
    """
    near = nearest(name, fields, 1)
    others = " ".join(f"{field}:" for field in fields)
    hint = f"Did you mean {near[0]}:?" if near else f'Use {others} Put "quotes" around plain text.'
    raise UsageError(f"There is no filter {name}:.", hint)


def value_of(field: str, value: str, allowed: Sequence[str]) -> str:
    """Return the value of a field that this is, or is the beginning of.

    Raises:
        UsageError: it fits none or several; the message names them.
    """
    wanted = value.casefold()
    fitting = [word for word in allowed if word == wanted]
    fitting = fitting or [word for word in allowed if wanted and word.startswith(wanted)]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) > 1 or not value:
        raise UsageError(f"{field}: is one of {', '.join(fitting or allowed)}.")
    near = nearest(value, allowed, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Use {', '.join(allowed)}."
    raise UsageError(f"There is no {field} {value!r}.", hint)
