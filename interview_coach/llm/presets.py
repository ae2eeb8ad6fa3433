"""Known providers: where they are, where a key is made, and the habits of their interface.

Habits only say where to begin; what really works is tried and remembered for each address and model (memory.py),
so a provider that changes is followed. Nothing here depends on the name of a model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from interview_coach.errors import UsageError
from interview_coach.llm.shape import Form, Shape
from interview_coach.llm.types import Endpoint


@dataclass(frozen=True)
class Preset:
    """A provider that is known by name.

    Attributes:
        id: what is written in the settings.
        name: for showing.
        base_url: the address before "/chat/completions"; RESOURCE in it is to be replaced by the person.
        key_page: where a key is made; empty when none is needed.
        key_variable: the environment variable that usually holds the key.
        note: one sentence the person should know.
        max_tokens: whether the length limit goes by its older name there.
        streams_schema: whether a reply with a schema can be streamed.
        first_form: the strictest form worth trying.
        extra_body: fields added to every request.
    """

    id: str
    name: str
    base_url: str
    key_page: str = ""
    key_variable: str = ""
    note: str = ""
    max_tokens: bool = False
    streams_schema: bool = True
    first_form: Form = "json_schema_strict"
    extra_body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def needs_key(self) -> bool:
        """Whether nothing works without a key."""
        return bool(self.key_page)

    def endpoint(
        self, model: str, api_key: str = "", *, base_url: str = "", api_version: str = ""
    ) -> Endpoint:
        """Return the endpoint of this provider for one model."""
        url = base_url or self.base_url
        return Endpoint(url, model, api_key, self.id, api_version, self.extra_body)


def _local(identifier: str, name: str, port: int, note: str) -> Preset:
    return Preset(identifier, name, f"http://127.0.0.1:{port}/v1", note=note, max_tokens=True)


_ALL = (
    Preset(
        "openai",
        "OpenAI",
        "https://api.openai.com/v1",
        "https://platform.openai.com/api-keys",
        "OPENAI_API_KEY",
    ),
    Preset(
        "azure",
        "Azure OpenAI",
        "https://RESOURCE.openai.azure.com/openai/v1",
        "https://ai.azure.com",
        "AZURE_OPENAI_API_KEY",
        "The model is the name of your deployment; a dated API version is only needed for the older interface.",
    ),
    Preset(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        "https://openrouter.ai/settings/keys",
        "OPENROUTER_API_KEY",
        "Passes text on to the provider of the chosen model.",
        max_tokens=True,
        extra_body={"provider": {"require_parameters": True}},
    ),
    Preset(
        "groq",
        "Groq",
        "https://api.groq.com/openai/v1",
        "https://console.groq.com/keys",
        "GROQ_API_KEY",
        "Replies with a schema arrive in one piece.",
        streams_schema=False,
    ),
    Preset(
        "gemini",
        "Google Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "https://aistudio.google.com/apikey",
        "GEMINI_API_KEY",
        "The free tier may use what is sent to improve products.",
        first_form="json_schema",
    ),
    Preset(
        "anthropic",
        "Anthropic",
        "https://api.anthropic.com/v1",
        "https://platform.claude.com/settings/keys",
        "ANTHROPIC_API_KEY",
        "Its compatible interface does not enforce a schema, so it is asked for in words.",
        first_form="prompt",
    ),
    Preset(
        "mistral",
        "Mistral",
        "https://api.mistral.ai/v1",
        "https://console.mistral.ai/api-keys",
        "MISTRAL_API_KEY",
        max_tokens=True,
    ),
    _local(
        "ollama", "Ollama", 11434, "A small context window cuts long requests: set at least 8,192 tokens."
    ),
    _local("llamacpp", "llama.cpp", 8080, "Start llama-server with a context of at least 8,192 tokens."),
    _local("lmstudio", "LM Studio", 1234, "Load a model and start the server in its developer view."),
    _local("vllm", "vLLM", 8000, "Start it with `vllm serve MODEL`."),
)
PRESETS: Mapping[str, Preset] = {preset.id: preset for preset in _ALL}


def preset(identifier: str) -> Preset:
    """Return a provider by its id.

    Raises:
        UsageError: there is none of that name.
    """
    if found := PRESETS.get(identifier):
        return found
    raise UsageError(f"There is no provider '{identifier}'.", f"Known are: {', '.join(PRESETS)}.")


def first_shape(endpoint: Endpoint) -> Shape:
    """Return how to begin with an endpoint that nothing is remembered of.

    Servers on this machine get the length limit by its older name: some do not know the newer one and, instead
    of refusing it, write without end.
    """
    known = PRESETS.get(endpoint.provider)
    if known is None:
        return Shape(limit_name="max_tokens" if endpoint.is_local else "max_completion_tokens")
    return Shape(
        form=known.first_form,
        limit_name="max_tokens" if known.max_tokens else "max_completion_tokens",
        streams_schema=known.streams_schema,
    )
