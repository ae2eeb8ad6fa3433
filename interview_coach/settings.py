"""One typed settings object, and where each of its values came from.

Order, first wins: flags of the command, environment (`INTERVIEW_COACH_*`), `.env`, `config.toml`, defaults.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from interview_coach.domain.interview import Mode
from interview_coach.domain.levels import Seniority
from interview_coach.domain.question import Kind
from interview_coach.errors import CoachError
from interview_coach.paths import Paths

PREFIX = "INTERVIEW_COACH_"
DOTENV_VARIABLE = "INTERVIEW_COACH_DOTENV"


class Settings(Struct, frozen=True, kw_only=True):
    """What a person can set; each field is documented in `.env.example`."""

    seniority: Seniority = "mid"
    """The seniority the person prepares for; decides which questions are drawn and the bar."""

    kind: Kind | Literal["mixed"] = "mixed"
    """Which questions an interview draws: behavioural, technical or mixed (one third behavioural)."""

    count: int = 3
    """How many questions an interview has, 1 to 300."""

    mode: Mode = "practice"
    """`practice` gives feedback after each answer, `mock` at the end."""

    follow_ups: bool = True
    """Whether the interviewer asks follow-ups (at most two for each question)."""

    theme: str = "textual-dark"
    """A Textual theme, such as textual-dark, textual-light, nord, ansi-dark."""


def read_settings(paths: Paths, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in force before the flags of a command.

    Raises:
        CoachError: a value does not fit; the message names the value and where it was set.
    """
    env = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    dotenv = Path(env[DOTENV_VARIABLE]) if env.get(DOTENV_VARIABLE) else paths.config / ".env"
    layers = (
        (str(paths.config_file), _from_toml(paths.config_file)),
        (str(dotenv), _from_dotenv(dotenv)),
        ("the environment", _from_variables(env)),
    )
    for name, layer in layers:
        values |= layer
        origin |= dict.fromkeys(layer, name)
    known = {field: value for field, value in values.items() if field in Settings.__struct_fields__}
    for field, value in known.items():
        try:
            checked = msgspec.convert({field: value}, Settings, strict=False)
        except msgspec.ValidationError:
            raise _does_not_fit(field, value, origin[field]) from None
        if not 1 <= checked.count <= 300:
            raise _does_not_fit(field, value, origin[field])
    return msgspec.convert(known, Settings, strict=False)


def _does_not_fit(field: str, value: object, where: str) -> CoachError:
    allowed = {
        "seniority": "junior, mid, senior or staff",
        "kind": "behavioural, technical or mixed",
        "count": "a number from 1 to 300",
        "mode": "practice or mock",
        "follow_ups": "true or false",
        "theme": "the name of a theme",
    }[field]
    return CoachError(f"The setting {field} = {value!r} in {where} does not fit.", f"Use {allowed}.")


def _from_variables(env: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in env.items()
        if name.startswith(PREFIX) and value
    }


def _from_dotenv(path: Path) -> dict[str, Any]:
    try:
        if not path.is_file():
            return {}
        from dotenv import dotenv_values

        return _from_variables(dotenv_values(path, interpolate=False))
    except (OSError, UnicodeDecodeError) as error:
        raise CoachError(f"{path} cannot be read: {error}.", "Check the file or remove it.") from error


def _from_toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        if not path.is_file():
            return {}
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CoachError(f"{path} cannot be read: {error}.", "Mend the file or remove it.") from error
    for name in values:
        if name not in Settings.__struct_fields__:
            from interview_coach.text.nearest import nearest

            close = nearest(name, Settings.__struct_fields__, 1)
            known = f"Did you mean {close[0]}?" if close else f"Use: {', '.join(Settings.__struct_fields__)}."
            raise CoachError(f"{path} has a setting {name!r} that does not exist.", known)
    return values
