"""Copying with the tools of a desktop: played by small scripts."""

import stat
from pathlib import Path

import pytest

from interview_coach.services import clipboard
from interview_coach.services.clipboard import copy_natively

TEXT = "ünï → 🙂\n$(touch hacked) `x`\n"


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of programs, which is all the PATH there is."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(clipboard, "SECONDS", 60)  # to start a tool may take long
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return folder


def install(folder: Path, name: str, body: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{body}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_the_text_goes_to_stdin_as_it_is(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    install(tools, "xclip", f'cat > "{tools}/copied"')
    assert copy_natively(TEXT) == "xclip"
    assert (tools / "copied").read_text(encoding="utf-8") == TEXT


def test_a_tool_without_its_display_or_that_fails_is_passed_over(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tools, "xclip", "exit 0")
    assert copy_natively(TEXT) == ""
    monkeypatch.setenv("DISPLAY", ":0")
    install(tools, "xclip", "exit 1")
    install(tools, "xsel", "cat > /dev/null")
    assert copy_natively(TEXT) == "xsel"


def test_a_tool_that_hangs_is_given_up(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "SECONDS", 0.2)
    install(tools, "pbcopy", "exec sleep 300")
    assert copy_natively(TEXT) == ""


def test_windows_gets_the_text_in_its_own_encoding(tools: Path) -> None:
    install(tools, "clip.exe", f'cat > "{tools}/copied"')
    assert copy_natively(TEXT) == "clip.exe"
    assert (tools / "copied").read_bytes().decode("utf-16") == TEXT


def test_without_any_tool_there_is_no_name(tools: Path) -> None:
    assert copy_natively(TEXT) == ""
