"""Which model is asked, and whether it may be: settings, key and consent come together here."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interview_coach.consent import agree, agreed_hosts
from interview_coach.errors import CoachError, UsageError
from interview_coach.secrets import OWN_VARIABLE, find_key
from interview_coach.services.app import App

if TYPE_CHECKING:
    from interview_coach.llm.budget import Estimate
    from interview_coach.llm.types import Endpoint

NO_MODEL = "No model is set up."
HOW_TO = "Set provider and model in the settings, or with: interview-coach config set model NAME"


@dataclass(frozen=True)
class Destination:
    """Where text goes, for showing: this machine, or a host."""

    host: str = ""
    local: bool = True

    @property
    def sentence(self) -> str:
        """The words of the top line."""
        if not self.host:
            return "offline · nothing leaves this machine"
        return f"answers go to {self.host}" + (" on this machine" if self.local else "")

    @property
    def short(self) -> str:
        """The same in few characters."""
        return self.host or "offline"


def configured_endpoint(app: App) -> "Endpoint | None":
    """Return the endpoint of the settings with its key, or None where no model is set up.

    Raises:
        CoachError: the settings do not fit together, or a key is missing; the message says what to do.
    """
    from interview_coach.llm.presets import preset
    from interview_coach.llm.types import Endpoint

    settings = app.settings
    if not settings.model:
        return None
    if settings.provider == "custom":
        if not settings.base_url:
            return None
        bare = Endpoint(settings.base_url, settings.model, api_version=settings.api_version)
        name, needs_key = bare.host, False
        variables: tuple[str, ...] = (OWN_VARIABLE,)
        if bare.base_url == os.environ.get("OPENAI_BASE_URL"):
            variables = (OWN_VARIABLE, "OPENAI_API_KEY")
    else:
        known = preset(settings.provider)
        bare = known.endpoint(settings.model, base_url=settings.base_url, api_version=settings.api_version)
        same_place = not settings.base_url or settings.base_url == known.base_url
        name = known.id if same_place or known.id == "azure" else bare.host
        # A provider's own variable holds a key for its own host, never for another address.
        variables = (
            (OWN_VARIABLE, known.key_variable) if same_place and known.key_variable else (OWN_VARIABLE,)
        )
        needs_key = known.needs_key
    key = find_key(app.paths, name, variables, app.configuration.variables)
    if key is None and needs_key and not bare.is_local:
        raise CoachError(
            f"There is no key for {bare.host}.",
            f"Give it in the settings, or with: interview-coach config key {name}",
        )
    return Endpoint(
        bare.base_url,
        bare.model,
        key.secret.reveal() if key else "",
        bare.provider,
        bare.api_version,
        bare.extra_body,
    )


def may_ask(app: App, endpoint: "Endpoint") -> bool:
    """Whether the person agreed to this host, and is not offline; a server on this machine needs no network."""
    if app.offline and not endpoint.is_local:
        return False
    return endpoint.host in agreed_hosts(app.paths)


def give_consent(app: App, endpoint: "Endpoint") -> None:
    """Keep that the person chose the LLM grader with this host, having been shown host and cost."""
    agree(app.paths, endpoint.host, app.clock.now())


def endpoint_for_grading(app: App, *, chosen: bool = False) -> "Endpoint | None":
    """Return the endpoint if the LLM grader is chosen and may be asked, else None; never raises for a bad set-up.

    `chosen` says that it was chosen for what is graded, whatever the settings say.
    """
    if not chosen and app.settings.grader != "llm":
        return None
    try:
        endpoint = configured_endpoint(app)
    except CoachError:
        return None
    return endpoint if endpoint is not None and may_ask(app, endpoint) else None


def chosen_endpoint(app: App) -> "Endpoint":
    """Return the endpoint for a command that names the LLM grader.

    Raises:
        UsageError: no model is set up, or the program is offline.
        CoachError: the set-up does not work.
    """
    endpoint = configured_endpoint(app)
    if endpoint is None:
        raise UsageError(NO_MODEL, HOW_TO)
    if app.offline and not endpoint.is_local:
        raise UsageError(f"Offline is set, so nothing is sent to {endpoint.host}.", "Leave out --offline.")
    return endpoint


def destination(app: App) -> Destination:
    """Return where answers go with the settings in force, or as long as a grade is still under way."""
    return destination_of(endpoint_for_grading(app) or app.under_way.endpoint)


def destination_of(endpoint: "Endpoint | None") -> Destination:
    """Return where answers go that this endpoint grades; None is the offline grader."""
    return Destination(endpoint.host, endpoint.is_local) if endpoint is not None else Destination()


def typical_estimate(app: App, endpoint: "Endpoint") -> "Estimate":
    """Return what grading one answer takes at most: the question with the longest key, an answer of 250 words."""
    from interview_coach.grading.protocol import single
    from interview_coach.llm.budget import estimate
    from interview_coach.llm.prompts import grade_messages
    from interview_coach.llm.rounds import output_budget
    from interview_coach.llm.schema import GRADE

    question = max(app.bank.askable(), key=lambda q: sum(len(p.text) for p in q.key_points))
    messages = grade_messages(question, single("word " * 250), "0" * 32)
    return estimate(messages, output_budget(question), endpoint, app.prices, schema=GRADE, seconds=0.5)
