"""Every test has its own home, and no network but loopback."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from support import build_app

from interview_coach.paths import HOME_VARIABLE
from interview_coach.services.app import App

# How long one example takes is the machine's; a test that means a time measures it.
settings.register_profile(
    "patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NetworkForbiddenError(AssertionError):
    """A test tried to leave this machine."""


def _guard(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect" and args[0].family in (socket.AF_INET, socket.AF_INET6):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host not in _LOOPBACK:
        raise NetworkForbiddenError(f"{event} to {host}")


sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point every default at a temporary home, and drop settings of the machine."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("INTERVIEW_COACH_HOME", str(home))
    monkeypatch.setenv("HOME", str(home))
    for name in os.environ:
        if name.startswith("OPENAI_") or (name.startswith("INTERVIEW_COACH_") and name != HOME_VARIABLE):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """An app with its own home, a fixed clock and the shipped bank."""
    built = build_app(tmp_path / "home")
    yield built
    built.close()
