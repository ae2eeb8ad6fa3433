"""Files of exports: old or new, private, never over something unasked, nothing left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from interview_coach.errors import CoachError
from interview_coach.export.files import free_name, write_file

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20


@pytest.fixture(params=["unnamed", "hidden", "hidden, no links"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The ways of writing, by what the system offers."""
    if request.param != "unnamed":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    if request.param == "hidden, no links":

        def refuse(*args: object, **options: object) -> None:
            raise OSError(95, "Operation not supported")

        monkeypatch.setattr(os, "link", refuse)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_a_file_is_private_whatever_the_umask_and_alone_in_its_folder(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = write_file(tmp_path / "new" / "a.md", ["one\n", "two €\n".encode()])
    finally:
        os.umask(before)
    assert path.read_bytes() == "one\ntwo €\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.usefixtures("way")
def test_what_is_there_stays_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    with pytest.raises(CoachError, match="is there already"):
        write_file(path, ["new"])
    assert path.read_text(encoding="utf-8") == "old"
    write_file(path, ["new"], overwrite=True)
    assert path.read_text(encoding="utf-8") == "new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("way")
def test_a_file_that_appears_while_writing_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.md"

    def chunks() -> Iterator[str]:
        yield "new"
        path.write_text("quicker", encoding="utf-8")

    with pytest.raises(CoachError):
        write_file(path, chunks())
    assert path.read_text(encoding="utf-8") == "quicker"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("overwrite", [False, True])
def test_links_and_what_is_no_file_are_refused(tmp_path: Path, overwrite: bool) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep", encoding="utf-8")
    for target in (precious, tmp_path / "nowhere"):
        link = tmp_path / f"link-to-{target.name}"
        link.symlink_to(target)
        with pytest.raises(CoachError, match="symbolic link"):
            write_file(link, ["new"], overwrite=overwrite)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CoachError, match="is not a file"):
        write_file(tmp_path / "pipe", ["new"], overwrite=overwrite)
    assert precious.read_text(encoding="utf-8") == "keep"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("overwrite", [False, True])
def test_an_error_on_the_way_leaves_everything_as_it_was(tmp_path: Path, overwrite: bool) -> None:
    path = tmp_path / "a.md"
    if overwrite:
        path.write_text("old", encoding="utf-8")

    def chunks() -> Iterator[str]:
        yield "half"
        raise CoachError("The interview cannot be read.")

    with pytest.raises(CoachError, match="cannot be read"):
        write_file(path, chunks(), overwrite=overwrite)
    assert [p.read_text(encoding="utf-8") for p in tmp_path.iterdir()] == ["old"] * overwrite


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CoachError):
        write_file(tmp_path / "file" / "a.md", ["new"])


def test_a_free_name_is_found_beside_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.anki.txt"
    assert free_name(path) == path
    path.touch()
    (tmp_path / "a-2.anki.txt").symlink_to("nowhere")
    assert free_name(path) == tmp_path / "a-3.anki.txt"


WRITER = """
import sys, itertools
from pathlib import Path
from interview_coach.export.files import write_file
path = Path(sys.argv[1])
def chunks():
    print("writing", flush=True)
    for number in range(200):
        yield f"{number}\\n" * 2000
    print("written", flush=True)
while True:
    write_file(path, chunks(), overwrite=True)
"""


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="files without a name are a thing of Linux")
def test_a_kill_leaves_the_old_file_or_the_new_one_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "export.md"
    new = "".join(f"{number}\n" * 2000 for number in range(200))
    outcomes = set()
    for number in range(KILLS):
        target.write_text("old", encoding="utf-8")
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(target)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert child.stdout is not None
        for _ in range(1 + number % 4):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        found = target.read_text(encoding="utf-8")
        assert found in ("old", new)
        outcomes.add(found == new)
        assert list(tmp_path.iterdir()) == [target]
    assert outcomes == {True, False}
