"""Settings, keys and consent as the person sees and changes them; no key ever leaves this module in the open."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interview_coach.consent import agreed_hosts, withdraw
from interview_coach.errors import UsageError
from interview_coach.secrets import OWN_VARIABLE, SecretStr, find_key, remove_key, store_key
from interview_coach.services.app import App
from interview_coach.services.endpoint import (
    HOW_TO,
    NO_MODEL,
    configured_endpoint,
    give_consent,
    may_ask,
    typical_estimate,
)
from interview_coach.settings import NAMES, NO_CAP, write_setting
from interview_coach.text.nearest import nearest

if TYPE_CHECKING:
    from interview_coach.llm.types import Endpoint


@dataclass(frozen=True)
class SettingLine:
    """One setting in force; `value` is None for no cap, `origin` is where it was set."""

    name: str
    value: str | int | float | bool | None
    origin: str

    @property
    def shown(self) -> str:
        """The value as one would write it."""
        if self.value is None:
            return NO_CAP
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)


def setting_lines(app: App) -> list[SettingLine]:
    """Return every setting with where it came from."""
    found = app.configuration
    return [SettingLine(name, getattr(found.settings, name), found.origins[name]) for name in NAMES]


def change_setting(app: App, name: str, text: str) -> SettingLine:
    """Set a value in `config.toml` and return what is in force now, which a variable may still decide.

    Raises:
        UsageError: there is no such setting, or the value does not fit.
        CoachError: the file cannot be written.
    """
    if name == "provider" and text != "custom":
        from interview_coach.llm.presets import preset

        preset(text)
    write_setting(app.paths, name, text)
    app.forget_settings()
    return next(line for line in setting_lines(app) if line.name == name)


def kept_keys(app: App) -> dict[str, str]:
    """Return which keys there are: provider or host, and where its key is found."""
    from interview_coach.llm.presets import PRESETS

    wanted: dict[str, tuple[str, ...]] = {"any endpoint": (OWN_VARIABLE,)}
    wanted |= {known.id: (known.key_variable,) for known in PRESETS.values() if known.needs_key}
    settings = app.settings
    if settings.base_url:
        from interview_coach.llm.types import Endpoint

        wanted[Endpoint(settings.base_url, settings.model).host] = ()
    found = {
        name: find_key(app.paths, name, variables, app.configuration.variables)
        for name, variables in wanted.items()
    }
    return {name: key.where for name, key in found.items() if key is not None}


def keep_key(app: App, name: str, key: str) -> str:
    """Keep the key of a provider or host, and return where it is.

    Raises:
        UsageError: the name is neither, or this cannot be a key.
        CoachError: it cannot be written.
    """
    return store_key(app.paths, key_name(name), SecretStr(key.strip()))


def forget_key(app: App, name: str) -> bool:
    """Forget the key of a provider or host; return whether there was one."""
    return remove_key(app.paths, key_name(name))


def key_name(name: str) -> str:
    """Return the name a key is kept under.

    Raises:
        UsageError: it is neither a provider nor a host.
    """
    from interview_coach.llm.presets import PRESETS

    wanted = name.strip().lower()
    if wanted in PRESETS or "." in wanted or ":" in wanted or wanted == "localhost":
        return wanted
    close = nearest(wanted, PRESETS, 1)
    raise UsageError(
        f"{name!r} is neither a provider nor a host.",
        f"Did you mean {close[0]}?" if close else f"Use a host, or one of {', '.join(PRESETS)}.",
    )


def agreements(app: App) -> dict[str, str]:
    """Return the hosts that the person agreed to, each with the time."""
    return agreed_hosts(app.paths)


def agree_to(app: App, host: str) -> None:
    """Keep that the person agreed to send answers to the host that is set up.

    Raises:
        UsageError: another host is set up, or none.
    """
    endpoint = configured_endpoint(app)
    if endpoint is None:
        raise UsageError(NO_MODEL, HOW_TO)
    if endpoint.host.lower() != host.strip().lower():
        raise UsageError(
            f"Answers would go to {endpoint.host}, not to {host!r}.", "Name the host that is set up."
        )
    give_consent(app, endpoint)


def take_back(app: App, host: str) -> bool:
    """Take an agreement back; return whether there was one."""
    return withdraw(app.paths, host.strip())


def cost_sentence(app: App, endpoint: "Endpoint") -> str:
    """Return what grading an answer costs there at most, as a sentence."""
    from interview_coach.llm.budget import dollars

    if endpoint.is_local:
        return "It runs on this machine and costs nothing."
    if app.prices.of(endpoint) is None:
        return f"The price of {endpoint.model} is not known, so tokens are counted and costs are not."
    return f"A long answer costs about {dollars(typical_estimate(app, endpoint).cost_usd or 0.0)} at most."


def caps_sentence(app: App) -> str:
    """Return the caps as a sentence."""
    from interview_coach.llm.budget import dollars

    caps = (("interview", app.settings.per_interview_usd), ("month", app.settings.per_month_usd))
    parts = [f"{'no cap' if cap is None else dollars(cap)} for each {what}" for what, cap in caps]
    return f"Caps: {', '.join(parts)}."


def what_is_missing(app: App) -> str:
    """Return what to do before the LLM grader is used, or an empty string.

    Raises:
        CoachError: the set-up does not work; the message says why.
    """
    if app.settings.grader != "llm":
        return "Choose it with: interview-coach config set grader llm"
    endpoint = configured_endpoint(app)
    if endpoint is None:
        return HOW_TO
    if may_ask(app, endpoint):
        return ""
    if app.offline and not endpoint.is_local:
        return "Offline is set. To change that: interview-coach config set offline false"
    return f"Agree to send answers there with: interview-coach config agree {endpoint.host}"
