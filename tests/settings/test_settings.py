"""Where settings come from, and what is said when one does not fit."""

from pathlib import Path

import pytest
from support import paths_in

from interview_coach.errors import CoachError, UsageError
from interview_coach.settings import NAMES, Settings, read_configuration, read_settings, write_setting

CANARY = "sk-canary-1234567890abcdef"


def configured(home: Path, text: str) -> None:
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "config.toml").write_text(text, encoding="utf-8")


def dotenv(home: Path, text: str) -> None:
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / ".env").write_text(text, encoding="utf-8")


def test_without_anything_the_defaults_hold_and_nothing_is_sent(tmp_path: Path) -> None:
    found = read_configuration(paths_in(tmp_path), {"OPENAI_API_KEY": CANARY})
    assert found.settings == Settings()
    assert found.settings.grader == "offline"
    assert set(found.origins.values()) == {"default"}
    assert CANARY not in repr(found)


def test_environment_beats_dotenv_beats_config(tmp_path: Path) -> None:
    configured(tmp_path, 'count = 4\nmodel = "a"\nper_month_usd = 2\ngrader = "llm"')
    dotenv(tmp_path, "INTERVIEW_COACH_COUNT=5\nINTERVIEW_COACH_MODEL=b\n")
    found = read_configuration(paths_in(tmp_path), {"INTERVIEW_COACH_MODEL": "c"})
    assert (found.settings.count, found.settings.model, found.settings.per_month_usd) == (5, "c", 2.0)
    assert found.origins["model"] == "the environment"
    assert found.origins["count"] == str(tmp_path / "config" / ".env")
    assert found.origins["per_month_usd"] == str(tmp_path / "config" / "config.toml")
    assert found.origins["theme"] == "default"


@pytest.mark.parametrize(
    ("config", "environment", "provider", "base_url"),
    [
        ("", {}, "openai", ""),
        ("", {"OPENAI_BASE_URL": "https://a.example/v1"}, "custom", "https://a.example/v1"),
        ('provider = "groq"', {"OPENAI_BASE_URL": "https://a.example/v1"}, "groq", ""),
        ('base_url = "https://b.example"', {"OPENAI_BASE_URL": "https://a.example"}, "custom", "https://b.example"),
        ('provider = "azure"\nbase_url = "https://b.example"', {}, "azure", "https://b.example"),
    ],
)  # fmt: skip
def test_a_plain_address_is_a_custom_provider_and_openai_base_url_only_a_fallback(
    tmp_path: Path, config: str, environment: dict[str, str], provider: str, base_url: str
) -> None:
    configured(tmp_path, f'grader = "llm"\n{config}')
    settings = read_settings(paths_in(tmp_path), environment)
    assert (settings.provider, settings.base_url) == (provider, base_url)


def test_openai_base_url_of_the_machine_cannot_hurt_the_offline_grader(tmp_path: Path) -> None:
    environment = {"OPENAI_BASE_URL": "not an address"}
    assert read_settings(paths_in(tmp_path), environment) == Settings()
    with pytest.raises(CoachError, match="OPENAI_BASE_URL"):
        read_settings(paths_in(tmp_path), environment | {"INTERVIEW_COACH_GRADER": "llm"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grader", "both"),
        ("per_month_usd", "-1"),
        ("per_month_usd", "nan"),
        ("per_interview_usd", "inf"),
        ("per_interview_usd", "much"),
        ("base_url", "api.example.com"),
        ("base_url", "file:///etc/passwd"),
        ("base_url", "https://exa mple.com"),
        ("base_url", "https://example.com:port"),
        ("model", "two\nlines"),
        ("model", "m" * 201),
        ("count", "0"),
        ("stream", "maybe"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_what_would(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(CoachError, match=name) as caught:
        read_settings(paths_in(tmp_path), {f"INTERVIEW_COACH_{name.upper()}": value})
    assert "the environment" in caught.value.message
    assert caught.value.hint.startswith("Use ")
    with pytest.raises(UsageError, match=name):
        write_setting(paths_in(tmp_path), name, value)
    assert not (tmp_path / "config").exists()


@pytest.mark.parametrize("form", ["https://user:{}@a.example/v1", "https://a.example/v1?key={}", "{}"])
def test_a_key_pasted_into_the_address_is_refused_without_showing_it(tmp_path: Path, form: str) -> None:
    with pytest.raises(CoachError) as caught:
        read_settings(paths_in(tmp_path), {"INTERVIEW_COACH_BASE_URL": form.format(CANARY)})
    assert "canary" not in str(caught.value)


def test_a_key_in_the_settings_file_is_not_taken_and_the_right_place_is_named(tmp_path: Path) -> None:
    configured(tmp_path, f'api_key = "{CANARY}"')
    with pytest.raises(CoachError, match="config key") as caught:
        read_settings(paths_in(tmp_path), {})
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("per_month_usd", "none", None),
        ("per_month_usd", "0", 0.0),
        ("per_interview_usd", "0.25", 0.25),
        ("offline", "true", True),
        ("count", "12", 12),
        ("model", "owner/model:free", "owner/model:free"),
        ("base_url", "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1"),
        ("base_url", "", ""),
    ],
)
def test_what_is_set_is_read_back_and_the_rest_stays(
    tmp_path: Path, name: str, text: str, value: object
) -> None:
    configured(tmp_path, '# mine\nseniority = "staff"\n')
    paths = paths_in(tmp_path)
    assert write_setting(paths, name, text) == value
    settings = read_settings(paths, {})
    assert getattr(settings, name) == value
    assert settings.seniority == "staff"
    assert paths.config_file.read_text(encoding="utf-8").startswith("# mine\n")


def test_an_unknown_setting_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean seniority"):
        write_setting(paths_in(tmp_path), "senority", "mid")


def test_every_setting_is_documented_in_the_example_file() -> None:
    example = (Path(__file__).resolve().parents[2] / ".env.example").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"\n#INTERVIEW_COACH_{name.upper()}=" in example
