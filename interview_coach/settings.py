"""One typed settings object, and where each of its values came from.

Order, first wins: flags of the command, environment (`INTERVIEW_COACH_*`), `.env`, `config.toml`, for the LLM
grader `OPENAI_BASE_URL` where neither provider nor address is set, defaults. Keys are no settings: see `secrets`.
"""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from interview_coach.domain.grade import Grader
from interview_coach.domain.interview import Mode
from interview_coach.domain.levels import MAX_COUNT, Seniority
from interview_coach.domain.question import Kind
from interview_coach.errors import CoachError, UsageError
from interview_coach.flat_toml import put_value, read_flat
from interview_coach.paths import Paths

PREFIX = "INTERVIEW_COACH_"
DOTENV_VARIABLE = "INTERVIEW_COACH_DOTENV"
BASE_URL_FALLBACK = "OPENAI_BASE_URL"
ENVIRONMENT = "the environment"
DEFAULT = "default"
NO_CAP = "none"


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

    grader: Grader = "offline"
    """Who grades: `offline`, or `llm`, which also needs a model and the person's consent to its host."""

    provider: str = "openai"
    """The id of a provider preset, or `custom`; `custom` by itself where only an address is set."""

    base_url: str = ""
    """The address before `/chat/completions`; empty takes the provider's own."""

    model: str = ""
    """The model's name as the endpoint knows it, or the deployment's name on Azure."""

    api_version: str = ""
    """The dated API version, Azure only."""

    offline: bool = False
    """Whether nothing may leave this machine; a model on this machine still works."""

    stream: bool = True
    """Whether verdicts appear while the model still writes, where the endpoint can do it."""

    per_interview_usd: float | None = 0.5
    """The most that one interview may cost, in US dollars; 0 is nothing at all, None is no cap."""

    per_month_usd: float | None = 5.0
    """The most that a calendar month may cost, in US dollars; 0 is nothing at all, None is no cap."""


_ALLOWED = {
    "seniority": "junior, mid, senior or staff",
    "kind": "behavioural, technical or mixed",
    "count": f"a number from 1 to {MAX_COUNT}",
    "mode": "practice or mock",
    "follow_ups": "true or false",
    "theme": "the name of a theme",
    "grader": "offline or llm",
    "provider": "the id of a provider such as openai, or custom",
    "base_url": "an address such as https://api.example.com/v1, without key, user name or question mark",
    "model": "the model's name on one line, as the provider writes it",
    "api_version": "a version such as 2024-10-21",
    "offline": "true or false",
    "stream": "true or false",
    "per_interview_usd": "US dollars such as 0.50; 0 for nothing at all, none for no cap",
    "per_month_usd": "US dollars such as 5; 0 for nothing at all, none for no cap",
}
_NOT_SHOWN = frozenset({"base_url"})
"""Settings whose misfits are not quoted: a key may have been pasted into them."""

NAMES = Settings.__struct_fields__


@dataclass(frozen=True)
class Configuration:
    """The settings in force before the flags of a command.

    Attributes:
        settings: the values.
        origins: for each setting where its value came from, `default` included.
        variables: the variables of the environment and of `.env`, each with what to call it; they hold keys.
    """

    settings: Settings
    origins: Mapping[str, str]
    variables: tuple[tuple[str, Mapping[str, str]], ...] = field(repr=False, default=())


def read_settings(paths: Paths, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in force before the flags of a command.

    Raises:
        CoachError: a value does not fit; the message names the value and where it was set.
    """
    return read_configuration(paths, environment).settings


def read_configuration(paths: Paths, environment: Mapping[str, str] | None = None) -> Configuration:
    """Return the settings in force, where each came from, and the variables that may hold keys.

    Raises:
        CoachError: a value does not fit; the message names the value and where it was set.
    """
    env = os.environ if environment is None else environment
    dotenv = Path(env[DOTENV_VARIABLE]) if env.get(DOTENV_VARIABLE) else paths.config / ".env"
    variables = ((ENVIRONMENT, dict(env)), (str(dotenv), _from_dotenv(dotenv)))
    layers = [(str(paths.config_file), _from_config(paths.config_file))]
    layers += [(name, _from_variables(values)) for name, values in reversed(variables)]
    values: dict[str, Any] = {}
    origins = dict.fromkeys(NAMES, DEFAULT)
    for name, layer in layers:
        for setting, value in layer.items():
            values[setting] = _fitting(setting, value, name)
            origins[setting] = name
    if not values.keys() & {"provider", "base_url"}:
        for name, known in variables:
            if known.get(BASE_URL_FALLBACK) and values.get("grader") == "llm":  # others need not care
                where = f"{BASE_URL_FALLBACK} in {name}"
                values["base_url"] = _fitting("base_url", known[BASE_URL_FALLBACK], where)
                origins["base_url"] = where
                break
    if values.get("base_url") and "provider" not in values:
        values["provider"] = "custom"
        origins["provider"] = origins["base_url"]
    return Configuration(msgspec.convert(values, Settings), origins, variables)


def write_setting(paths: Paths, name: str, text: str) -> object:
    """Set a value in `config.toml`, leaving the rest of the file as it is, and return it.

    Raises:
        UsageError: there is no such setting, or the value does not fit.
        CoachError: the file cannot be written.
    """
    if name not in NAMES:
        raise UsageError(*_unknown(name, "There is no setting"))
    try:
        value = _fitting(name, text, "the command")
    except CoachError as error:
        raise UsageError(error.message, error.hint) from None
    put_value(paths.config_file, name, NO_CAP if value is None else value)
    return value


def _fitting(name: str, value: object, where: str) -> Any:
    """Return a value in the type of its setting.

    Raises:
        CoachError: it does not fit.
    """
    given = None if value == NO_CAP and name.endswith("_usd") else value
    try:
        fitting = getattr(msgspec.convert({name: given}, Settings, strict=False), name)
    except msgspec.ValidationError:
        fits = False
    else:
        fits = _in_range(name, fitting)
    if not fits:
        shown = "" if name in _NOT_SHOWN else f" = {value!r}"
        raise CoachError(f"The setting {name}{shown} in {where} does not fit.", f"Use {_ALLOWED[name]}.")
    return fitting


def _in_range(name: str, value: Any) -> bool:
    if name == "count":
        return 1 <= int(value) <= MAX_COUNT
    if name == "base_url":
        return value == "" or _is_plain_address(value)
    if name.endswith("_usd"):
        return value is None or (math.isfinite(value) and value >= 0)
    return not isinstance(value, str) or (value.isprintable() and len(value) <= 200)


def _is_plain_address(value: str) -> bool:
    """Whether this is an http address that holds nothing which must stay secret."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it raises ValueError where it is no port
    except ValueError:
        return False
    return (
        value.isprintable()
        and " " not in value
        and parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and not any(sign in value for sign in "@?#")
    )


def _from_variables(env: Mapping[str, str]) -> dict[str, Any]:
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in env.items()
        if name.startswith(PREFIX) and value
    }
    return {name: value for name, value in given.items() if name in NAMES}


def _from_dotenv(path: Path) -> dict[str, str]:
    try:
        if not path.is_file():
            return {}
        from dotenv import dotenv_values

        return {name: value for name, value in dotenv_values(path, interpolate=False).items() if value}
    except UnicodeDecodeError:
        raise CoachError(f"{path} is not UTF-8 text.", "Mend the file or remove it.") from None
    except OSError as error:
        raise CoachError(f"{path} cannot be read: {error}.", "Check the file or remove it.") from error


def _from_config(path: Path) -> dict[str, Any]:
    values = read_flat(path)
    for name in values:
        if name not in NAMES:
            raise CoachError(*_unknown(name, f"{path} has a setting that does not exist:"))
    return values


def _unknown(name: str, saying: str) -> tuple[str, str]:
    from interview_coach.text.nearest import nearest

    if "key" in name.lower() or "token" in name.lower():
        return f"{saying} {name!r}.", "Keys are kept elsewhere: interview-coach config key PROVIDER"
    close = nearest(name, NAMES, 1)
    return f"{saying} {name!r}.", f"Did you mean {close[0]}?" if close else f"Use: {', '.join(NAMES)}."
