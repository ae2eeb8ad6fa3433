"""`export` and `import` as a person types them: real processes, real files."""

import csv
import io
import json
import os
import pty
import select
import subprocess
from pathlib import Path

import pytest
from test_plain_mode import COMMAND, ROOT, run

HOSTILE = 'I said <b>x</b> =1+1 שלום 🙂 \x1b[31m "quoted", and a "check constraint".'
PRACTICE = ("practice", "--json", "--kind", "technical", "--seed", "7", "--no-follow-ups")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two finished interviews and one that waits; tests only read it."""
    home = tmp_path_factory.mktemp("exports") / "h"
    run(home, *PRACTICE, "--count", "1", stdin=f"{HOSTILE}\n.\n")
    run(home, *PRACTICE, "--count", "2", stdin="A race condition.\n.\n/skip\n")
    run(home, *PRACTICE, "--count", "1", stdin="begun but not s")
    return home


def ids(home: Path) -> list[str]:
    return [entry["id"] for entry in json.loads(run(home, "history", "--json").stdout)]


def test_every_format_comes_out_of_the_command_line(home: Path) -> None:
    documents = json.loads(run(home, "export", "--all", "--format", "json").stdout)
    assert documents["format"] == "interview-coach/interviews"
    assert [d["id"] for d in documents["interviews"]] == ids(home)[::-1]
    page = run(home, "export", "--all", "--format", "html").stdout
    assert page.startswith("<!DOCTYPE html>")
    assert "&lt;b&gt;x&lt;/b&gt; =1+1 שלום 🙂" in page
    attempts = run(home, "export", "--all", "--format", "csv").stdout
    points = run(home, "export", "--all", "--format", "csv", "--rows", "points").stdout
    assert len(list(csv.reader(io.StringIO(attempts)))) == 3
    assert len(list(csv.reader(io.StringIO(points)))) > 5
    assert run(home, "export", "--all", "--format", "anki").stdout.startswith("#separator:Tab\n")
    assert run(home, "export", ids(home)[1][:6]).stdout.startswith("# Interview of")


def test_one_and_several_and_filtered(home: Path) -> None:
    newest, middle, _ = ids(home)
    for args, count in (
        ((middle,), 1),
        ((newest, middle), 2),
        (("--search", "RACE CONDITION"), 1),
        (("--since", "2000-01-01"), 3),
        (("--all", "--since", "2000-01-01"), 3),
    ):
        assert run(home, "export", *args).stdout.count("# Interview of") == count
    skill = json.loads(run(home, "export", middle, "--format", "json").stdout)["turns"][0]["question"][
        "skills"
    ][0]
    assert run(home, "export", "--skill", skill).stdout.count("# Interview of") >= 1


def test_export_delete_import_gives_the_same_export(home: Path, tmp_path: Path) -> None:
    first = tmp_path / "first.json"
    assert run(home, "export", "--all", "--format", "json", "--output", str(first)).returncode == 0
    other = tmp_path / "h"
    done = run(other, "import", str(first))
    assert (done.returncode, done.stdout) == (0, "Imported 3 interviews.\n")
    assert run(other, "export", "--all", "--format", "json").stdout == first.read_text(encoding="utf-8")
    again = run(other, "import", str(first))
    assert again.stdout == "Imported 0 interviews, 3 interviews skipped: here already.\n"
    resumed = run(other, "practice", "--resume", "--json", stdin="ent\n.\n")
    assert "begun but not s" in resumed.stderr
    refused = run(other, "import", str(first))
    assert refused.returncode == 1
    assert "first.json:" in refused.stderr
    assert "already with other content" in refused.stderr


def test_a_summary_for_a_mentor_and_for_oneself(home: Path, tmp_path: Path) -> None:
    mine = run(home, "export", "summary", "--since", "2026-01-01")
    assert mine.stdout.startswith("# Feedback from ")
    assert "private notes" not in mine.stdout
    target = tmp_path / "feedback.html"
    done = run(
        home, "export", "summary", "--for", "mentor", "--format", "html", "--output", str(target), "--force"
    )
    assert done.stdout == f"Written: {target}\n"
    assert "private notes are left out" in target.read_text(encoding="utf-8")
    assert json.loads(run(home, "export", "summary", "--format", "json").stdout)["audience"] == "self"


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("export",), 2, "No interview was chosen"),
        (("export", "zzz"), 2, "There is no interview zzz"),
        (("export", "zzz", "--all"), 2, "Use one of them"),
        (("export", "--search", "nowhere said"), 2, "No interview fits"),
        (("export", "--skill", "sqll"), 2, "Did you mean"),
        (("export", "--since", "yesterday"), 2, "is not a date"),
        (("export", "--all", "--format", "pdf"), 2, "invalid choice"),
        (("export", "--all", "--rows", "points"), 2, "--rows is for csv"),
        (("export", "--all", "--for", "mentor"), 2, "--for is for summaries"),
        (("export", "--all", "--force"), 2, "--force is for files"),
        (("export", "summary", "--format", "anki"), 2, "A summary cannot be anki"),
        (("export", "summary", "abc"), 2, "of a period"),
        (("export", "summary", "--since", "2100-01-01"), 2, "No interview fits"),
        (("export", "--all", "--output", "/dev/null", "--force"), 1, "is not a file"),
        (("import",), 2, "FILE"),
        (("import", "nothing.json"), 2, "There is no file nothing.json"),
        (("import", "/dev/null"), 2, "is not a file"),
        (("import", __file__), 1, "test_export_command.py:1: the file must be a JSON object"),
    ],
)
def test_bad_input_is_one_clear_sentence(home: Path, args: tuple[str, ...], code: int, says: str) -> None:
    done = run(home, *args)
    assert done.returncode == code
    assert says in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_an_export_is_utf_8_where_the_terminal_is_not(home: Path) -> None:
    env = {
        **os.environ,
        "INTERVIEW_COACH_HOME": str(home),
        "PYTHONIOENCODING": "ascii",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [*COMMAND, "export", "--search", "שלום"], capture_output=True, env=env, check=True, timeout=60
    )
    assert "🙂" in done.stdout.decode()


def test_a_bar_shows_on_a_terminal_only_and_never_in_what_is_exported(home: Path, tmp_path: Path) -> None:
    source = json.loads(run(home, "export", ids(home)[-1], "--format", "json").stdout)
    documents = [json.loads(json.dumps(source).replace(source["id"], f"copy{n:04}")) for n in range(30)]
    for number, document in enumerate(documents):
        for attempt in document["turns"][0]["attempts"]:
            text = json.dumps(document).replace(attempt["id"], f"att{number:05}")
            for grade in attempt["grades"]:
                text = text.replace(grade["id"], f"grd{number:05}")
            documents[number] = json.loads(text)
    header = {"format": "interview-coach/interviews", "format_version": 1, "program_version": "0"}
    many = tmp_path / "many.json"
    many.write_text(json.dumps({**header, "interviews": documents}), encoding="utf-8")
    other = tmp_path / "h"
    assert run(other, "import", str(many)).stdout == "Imported 30 interviews.\n"
    assert run(other, "export", "--all").stderr == ""
    written = watched([*COMMAND, "export", "--all", "--output", str(tmp_path / "all.md")], other)
    assert "Exporting" in written
    assert "Exporting" not in (tmp_path / "all.md").read_text(encoding="utf-8")
    assert "Exporting" not in watched([*COMMAND, "export", ids(other)[0]], other)


def watched(command: list[str], home: Path) -> str:
    """Run a command on a terminal and return all it shows."""
    pid, terminal = pty.fork()
    if pid == 0:
        env = {"PATH": os.environ["PATH"], "INTERVIEW_COACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
        os.execve(command[0], command, env | {"TERM": "xterm-256color", "LANG": "C.UTF-8"})
    shown = b""
    while select.select([terminal], [], [], 30)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, shown.decode()
    return shown.decode("utf-8", "replace")
