"""Folders that may not be looked into, as a process without special rights meets them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from test_plain_mode import COMMAND, ROOT

NO_RIGHTS = [
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
]


@pytest.mark.parametrize("folder", ["config", "data", "cache", "state"])
def test_a_folder_without_permission_is_a_sentence_or_done_without(tmp_path: Path, folder: str) -> None:
    home = tmp_path / "h"
    closed = home / folder
    closed.mkdir(parents=True)
    closed.chmod(0o000)
    # Root may read everything unless it gives that right up.
    limited = NO_RIGHTS if os.geteuid() == 0 and shutil.which("setpriv") else []
    if os.geteuid() == 0 and not limited:
        pytest.skip("root without setpriv may read everything")
    env = {"PATH": os.environ["PATH"], "INTERVIEW_COACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    for args in (["history"], ["practice", "--plain", "--count", "1", "--seed", "1"]):
        done = subprocess.run(
            [*limited, *COMMAND, *args], input="", capture_output=True, text=True, env=env, timeout=60
        )
        assert "The program failed" not in done.stderr
        assert "Traceback" not in done.stderr
        assert done.returncode == 0 or str(closed) in done.stderr
    closed.chmod(0o700)
