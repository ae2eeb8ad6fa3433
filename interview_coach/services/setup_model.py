"""Setting up a model: presets, the key, a test of the connection, and the person's choice of it."""

import asyncio
from dataclasses import dataclass

from interview_coach.errors import CoachError
from interview_coach.secrets import SecretStr, store_key
from interview_coach.services.app import App
from interview_coach.services.calibration import known_agreement
from interview_coach.services.endpoint import chosen_endpoint, give_consent, may_ask, typical_estimate
from interview_coach.settings import write_setting


@dataclass(frozen=True)
class Offer:
    """What choosing the LLM grader means: the host, what an answer costs about, and whether it was chosen before."""

    host: str
    model: str
    local: bool
    cost: str
    agreed: bool
    agreement: str

    @property
    def name(self) -> str:
        """The model with how well it agrees with people, where that was measured here."""
        return f"{self.model} ({self.agreement})" if self.agreement else self.model


def save_model(app: App, values: dict[str, str], key: str = "") -> None:
    """Keep provider, address, model and caps; a key goes to the keyring or a private file.

    Raises:
        CoachError: a value does not fit; nothing of it and what follows was saved.
    """
    for name, value in values.items():
        write_setting(app.paths, name, value)
    app.forget_settings()
    if key:
        from interview_coach.llm.presets import PRESETS

        settings = app.settings
        known = PRESETS.get(settings.provider)
        own_place = known is not None and settings.base_url in ("", known.base_url)
        from interview_coach.llm.types import Endpoint

        host = Endpoint(settings.base_url or (known.base_url if known else ""), settings.model).host
        store_key(
            app.paths,
            settings.provider if own_place or settings.provider == "azure" else host,
            SecretStr(key),
        )


def offer(app: App) -> Offer:
    """Return what choosing the LLM grader would mean with the settings in force.

    Raises:
        CoachError: no model is set up, a key is missing, or offline is set.
    """
    endpoint = chosen_endpoint(app)
    return Offer(
        host=endpoint.host,
        model=endpoint.model,
        local=endpoint.is_local,
        cost=typical_estimate(app, endpoint).sentence,
        agreed=may_ask(app, endpoint),
        agreement=known_agreement(app, endpoint.host, endpoint.model),
    )


def choose_model(app: App) -> None:
    """Keep that the person chose the LLM grader, having been shown host and cost."""
    give_consent(app, chosen_endpoint(app))
    write_setting(app.paths, "grader", "llm")
    app.forget_settings()


def choose_offline(app: App) -> None:
    """Go back to the offline grader; what was agreed to stays agreed to."""
    write_setting(app.paths, "grader", "offline")
    app.forget_settings()


async def test_connection(app: App) -> str:
    """Send one tiny request and say what the endpoint can do.

    Raises:
        CoachError: the set-up does not work.
    """
    from interview_coach.llm.probe import probe

    endpoint = await asyncio.to_thread(chosen_endpoint, app)
    result = await probe(endpoint, app.memory)
    if not result.ok:
        raise CoachError(result.message)
    can = [
        f"replies as {result.rung.replace('_', ' ')}",
        "streams" if result.streaming else "does not stream",
        "reports usage" if result.usage_reported else "does not report usage",
        f"{result.latency_seconds:.1f} s",
    ]
    return f"{result.message} {result.model}: {', '.join(can)}."


async def local_servers() -> list[tuple[str, str, str]]:
    """Return provider, address and model of the model servers found on this machine; none is used unasked."""
    from interview_coach.llm.probe import find_local

    return [(found.provider, found.base_url, found.model) for found in await find_local()]
