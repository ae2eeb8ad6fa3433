"""Writing an answer in the person's own editor."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from interview_coach.errors import CoachError
from interview_coach.paths import make_private_folder


def editor_command() -> list[str]:
    """Return the command of the person's editor: VISUAL, else EDITOR, else vi.

    Raises:
        CoachError: the variable cannot be read as a command.
    """
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        return shlex.split(named) or ["vi"]
    except ValueError as error:
        raise CoachError(f"EDITOR cannot be read: {named}.", "Set it to a command such as: vim") from error


def edit(text: str, folder: Path) -> str:
    """Let the person edit a text and return what they saved; the file (0600) is removed afterwards.

    Raises:
        CoachError: the editor could not be started or failed; the text is unchanged.
    """
    make_private_folder(folder)
    handle, name = tempfile.mkstemp(prefix="answer-", suffix=".md", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        command = editor_command()
        try:
            done = subprocess.run([*command, name], check=False)  # noqa: S603  # the person's own editor
        except OSError as error:
            raise CoachError(
                f"The editor {command[0]} could not be started.", "Set EDITOR to one that is installed."
            ) from error
        if done.returncode:
            raise CoachError(
                f"The editor ended with code {done.returncode}.", "The answer is as it was before."
            )
        try:
            return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
        except OSError as error:
            raise CoachError("The editor left no file behind.", "The answer is as it was before.") from error
    finally:
        path.unlink(missing_ok=True)
