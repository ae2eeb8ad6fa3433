"""The other commands, and what they say to bad input."""

import json
import os
import sqlite3
from pathlib import Path

import pytest
from test_plain_mode import events, run

ANSWERED = ("practice", "--json", "--kind", "technical", "--count", "1", "--seed", "7", "--no-follow-ups")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one finished interview."""
    run(
        tmp_path / "h", *ANSWERED, stdin="I would measure it first <b>bold</b> [x](http://evil) ![i](j).\n.\n"
    )
    return tmp_path / "h"


def test_history_prints_the_fields_that_others_rely_on(home: Path) -> None:
    (entry,) = json.loads(run(home, "history", "--json").stdout)
    assert list(entry) == [
        "id", "started_at", "finished_at", "state", "mode", "seniority", "turns", "score", "level", "grader",
        "bookmarked",
    ]  # fmt: skip
    assert entry["state"] == "finished"
    assert entry["started_at"][-6] in "+-"


def test_history_filters_by_skill_and_day(home: Path) -> None:
    (entry,) = json.loads(run(home, "history", "--json").stdout)
    shown = json.loads(run(home, "show", entry["id"], "--json").stdout)
    skill = shown["turns"][0]["question"]["skills"][0]
    assert len(json.loads(run(home, "history", "--json", "--skill", skill).stdout)) == 1
    assert json.loads(run(home, "history", "--json", "--skill", "leadership").stdout) == []
    assert json.loads(run(home, "history", "--json", "--since", "2100-01-01").stdout) == []


def test_show_takes_the_beginning_of_an_id_and_prints_everything(home: Path) -> None:
    (entry,) = json.loads(run(home, "history", "--json").stdout)
    done = run(home, "show", entry["id"][:4])
    assert done.returncode == 0
    assert "I would measure it first" in done.stdout
    assert "What to do next" in done.stdout


def test_replay_plays_the_question_the_typing_and_the_feedback(home: Path) -> None:
    (entry,) = json.loads(run(home, "history", "--json").stdout)
    moments = json.loads(run(home, "replay", entry["id"], "--json").stdout)
    assert [m["kind"] for m in moments] == [
        "started", "question", "typing", "answer", "feedback", "graded", "finished",
    ]  # fmt: skip
    played = run(home, "replay", entry["id"], "--speed", "16")
    assert played.returncode == 0
    assert "I would measure it first" in played.stdout
    assert "The one change:" in played.stdout


def test_export_holds_setup_answer_and_versions(home: Path, tmp_path: Path) -> None:
    (entry,) = json.loads(run(home, "history", "--json").stdout)
    markdown = run(home, "export", entry["id"], "--format", "markdown").stdout
    for words in (
        "Seniority: mid",
        "Mode: practice",
        "Grader: offline",
        "version 1",
        entry["started_at"][:10],
    ):
        assert words in markdown
    document = json.loads(run(home, "export", entry["id"], "--format", "json").stdout)
    assert document["format_version"] == 1
    assert document["mode"] == "practice"
    assert document["turns"][0]["question_version"] == 1
    assert document["turns"][0]["attempts"][0]["grades"][0]["grader"] == "offline"


def test_markdown_makes_hostile_text_inert_and_keeps_it(home: Path) -> None:
    markdown = run(home, "export", "--all").stdout
    assert "<b>" not in markdown
    assert "&lt;b>bold" in markdown
    assert "![" not in markdown
    assert "](http://evil" not in markdown


def test_export_to_a_folder_is_private_and_never_overwrites_unasked(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    first = run(home, "export", "--all", "--output", str(target))
    assert first.returncode == 0
    (written,) = target.iterdir()
    assert written.stat().st_mode & 0o777 == 0o600
    second = run(home, "export", "--all", "--output", str(target))
    assert second.returncode == 1
    assert "is there already" in second.stderr
    assert run(home, "export", "--all", "--output", str(target), "--force").returncode == 0
    assert list(target.iterdir()) == [written]


def test_an_export_does_not_follow_a_link(home: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep", encoding="utf-8")
    link = tmp_path / "link.md"
    link.symlink_to(precious)
    done = run(home, "export", "--all", "--output", str(link), "--force")
    assert done.returncode == 1
    assert precious.read_text(encoding="utf-8") == "keep"


def test_grade_prints_the_object_that_others_rely_on(tmp_path: Path) -> None:
    answer = tmp_path / "answer.txt"
    answer.write_text("Put a load balancer in front of several instances in two zones.", encoding="utf-8")
    done = run(tmp_path / "h", "grade", "cloud/yearly-bill-day", str(answer), "--json")
    grade = json.loads(done.stdout)
    assert list(grade)[:24] == [
        "id", "attempt_id", "created_at", "question_id", "question_version", "content_hash", "grader", "model",
        "prompt_version", "status", "reason", "score", "level", "bar", "key_points", "misconceptions", "flags",
        "confidence", "top_fix", "strengths", "star", "delivery", "usage", "duration_ms",
    ]  # fmt: skip
    text = answer.read_text(encoding="utf-8")
    quotes = [e for point in grade["key_points"] for e in point["evidence"]]
    assert quotes
    assert all(text[e["start"] : e["end"]] == e["quote"] for e in quotes)
    assert not (tmp_path / "h" / "data").exists()


def test_grade_of_an_empty_answer_is_zero_with_a_flag(tmp_path: Path) -> None:
    done = run(tmp_path / "h", "grade", "cloud/yearly-bill-day", "-", "--json")
    grade = json.loads(done.stdout)
    assert done.returncode == 0
    assert (grade["score"], grade["level"], grade["flags"]) == (0, 1, ["no_answer"])


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("grade", "cloud/nothing-here", "-"), 2, "There is no question"),
        (("grade", "clud/yearly-bill-day", "-"), 2, "cloud/yearly-bill-day"),
        (("grade", "cloud/yearly-bill-day", "no-such-file"), 2, "There is no file"),
        (("practice", "--skill", "sqll"), 2, "Did you mean"),
        (("practice", "--count", "0"), 2, "from 1 to 300"),
        (("practice", "--seniority", "boss"), 2, "invalid choice"),
        (("practice", "--resume"), 2, "no unfinished interview"),
        (("practice", "--resume", "zzz"), 2, "zzz"),
        (("show", "zzz"), 2, "zzz"),
        (("export",), 2, "No interview was chosen"),
        (("export", "zzz"), 2, "zzz"),
        (("history", "--since", "yesterday"), 2, "is not a date"),
        (("bank", "show", "nothing/here"), 2, "There is no question"),
        (("banck",), 2, "Did you mean bank"),
        (("practice", "--kind", "behavioural", "--skill", "graphql"), 2, "No question fits"),
    ],
)
def test_bad_input_is_one_clear_sentence(tmp_path: Path, args: tuple[str, ...], code: int, says: str) -> None:
    done = run(tmp_path / "h", *args)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_own_question_is_named_and_the_rest_works(tmp_path: Path) -> None:
    own = tmp_path / "h" / "config" / "questions" / "sql"
    own.mkdir(parents=True)
    (own / "broken.toml").write_text('id = "sql/broken"\nkind = technical\n', encoding="utf-8")
    done = run(tmp_path / "h", *ANSWERED, stdin="x y z\n.\n")
    assert done.returncode == 0
    assert "broken.toml:2" in done.stderr
    assert events(done)[-1]["event"] == "finished"


def test_a_newer_database_is_left_untouched(home: Path) -> None:
    database = home / "data" / "interviews.sqlite3"
    connection = sqlite3.connect(database)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = database.read_bytes()
    for args in (ANSWERED, ("history",)):
        done = run(home, *args)
        assert done.returncode == 1
        assert "newer" in done.stderr
        assert "Traceback" not in done.stderr
    assert database.read_bytes() == before


def test_a_database_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    home = tmp_path / "h"
    home.mkdir()
    (home / "data").write_text("a file where the folder should be", encoding="utf-8")
    done = run(home, *ANSWERED, stdin="x\n.\n")
    assert done.returncode == 1
    assert str(home / "data") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything, so nothing is unreadable here")
def test_an_unreadable_database_folder_is_told(home: Path) -> None:
    (home / "data").chmod(0o000)
    try:
        done = run(home, "history")
    finally:
        (home / "data").chmod(0o700)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_where_names_every_place(tmp_path: Path) -> None:
    places = json.loads(run(tmp_path / "h", "where", "--json").stdout)
    assert places["interviews"] == str(tmp_path / "h" / "data" / "interviews.sqlite3")


def test_a_crash_is_one_sentence_and_its_log_holds_no_values(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = (
        "import interview_coach.commands.where as w\n"
        "def broken(args, app):\n    secret = 'sk-canary'\n    raise ValueError(secret)\n"
        "w.run = broken\n"
        "from interview_coach.cli import main\nraise SystemExit(main(['where']))"
    )
    env = {**os.environ, "INTERVIEW_COACH_HOME": str(tmp_path / "h")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env, timeout=60)
    assert done.returncode == 1
    log = (tmp_path / "h" / "state" / "interview-coach.log").read_text(encoding="utf-8")
    assert "ValueError" in log
    for text in (done.stdout, done.stderr, log):
        assert "sk-canary" not in text
        assert "Traceback" not in text
