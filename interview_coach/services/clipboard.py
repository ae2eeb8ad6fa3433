"""Copying with the tool of the desktop, where there is one; the terminal itself is asked by the screens."""

import os
import shutil
import subprocess
from dataclasses import dataclass

SECONDS = 2.0


@dataclass(frozen=True)
class Tool:
    """A program that takes the clipboard's text on stdin, if one of these variables is set (or none is named)."""

    command: tuple[str, ...]
    variable: str = ""
    encoding: str = "utf-8"


TOOLS = (
    Tool(("wl-copy",), "WAYLAND_DISPLAY"),
    Tool(("xclip", "-selection", "clipboard"), "DISPLAY"),
    Tool(("xsel", "--clipboard", "--input"), "DISPLAY"),
    Tool(("pbcopy",)),
    Tool(("clip.exe",), encoding="utf-16"),
)


def copy_natively(text: str) -> str:
    """Give a text to the first of these tools that works; return its name, or an empty string if none does."""
    for tool in TOOLS:
        found = shutil.which(tool.command[0])
        if found is None or (tool.variable and not os.environ.get(tool.variable)):
            continue
        try:
            done = subprocess.run(  # noqa: S603  # a fixed list, the text goes to stdin
                [found, *tool.command[1:]],
                input=text.encode(tool.encoding, "replace"),
                stdout=subprocess.DEVNULL,  # some stay behind and would hold a pipe open
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return tool.command[0]
    return ""
