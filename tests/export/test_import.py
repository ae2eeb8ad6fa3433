"""What the JSON export writes, the import brings back: everything, or nothing and why."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from export_samples import app_with, exported, filled, paused
from sqlalchemy import event

from interview_coach.domain.history_filter import HistoryFilter
from interview_coach.errors import CoachError, UsageError
from interview_coach.export import json_pieces
from interview_coach.export.json_pieces import MalformedError, pieces
from interview_coach.services.app import App
from interview_coach.services.exporting import interview_json
from interview_coach.services.importing import import_interviews
from interview_coach.services.sitting import Sitting
from interview_coach.store import importing


@pytest.fixture
def full(tmp_path: Path) -> Iterator[App]:
    """An app with interviews in which everything happens."""
    app = filled(app_with(tmp_path / "full"))
    yield app
    app.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[App]:
    """An app that starts with nothing."""
    app = app_with(tmp_path / "empty")
    yield app
    app.close()


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "export.json"
    path.write_text(text, encoding="utf-8")
    return path


def tables(app: App) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, without the numbers that the database gives."""
    found = {}
    with app.store._read("comparing") as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars()
        # The index is made of the other tables; how SQLite keeps it depends on the order in which things came.
        for name in [n for n in names if not n.startswith(("sqlite_", "search_text"))]:
            rows = connection.exec_driver_sql(f"SELECT * FROM {name}").mappings().all()
            found[name] = sorted(
                (
                    tuple(v for k, v in row.items() if (name, k) != ("search_docs", "id") and k != "sequence")
                    for row in rows
                ),
                key=repr,
            )
    return found


def test_export_delete_import_export_gives_the_same_file(full: App, tmp_path: Path) -> None:
    first = exported(full, "json")
    before = tables(full)
    full.close()
    for file in full.paths.data.iterdir():
        file.unlink()
    assert import_interviews(full, write(tmp_path, first)) == (4, 0)
    assert exported(full, "json") == first
    assert tables(full) == before
    assert len(before["draft_steps"]) > 3
    assert {row[-2] for row in before["grading_jobs"]} >= {None, "The server did not answer."}


def test_each_interview_alone_comes_back_too(full: App, empty: App, tmp_path: Path) -> None:
    for summary in full.past.summaries():
        text = interview_json(full, summary.id)
        assert import_interviews(empty, write(tmp_path, text)) == (1, 0)
        assert interview_json(empty, summary.id) == text
    assert exported(empty, "json") == exported(full, "json")


def test_an_imported_interview_goes_on_where_it_was_left(full: App, empty: App, tmp_path: Path) -> None:
    import_interviews(empty, write(tmp_path, exported(full, "json")))
    sitting = Sitting.resume(empty)
    assert sitting.draft() == "I would begin with the query plan"
    sitting.submit("I would begin with the query plan and read it.")
    sitting.proceed()


def test_what_is_here_already_is_skipped(full: App, tmp_path: Path) -> None:
    before = tables(full)
    assert import_interviews(full, write(tmp_path, exported(full, "json"))) == (0, 4)
    assert tables(full) == before


def test_what_is_in_the_trash_comes_out_of_it(full: App, tmp_path: Path) -> None:
    before, text = tables(full), exported(full, "json")
    full.store.delete([full.past.summaries()[1].id], full.clock.now())
    assert import_interviews(full, write(tmp_path, text)) == (1, 3)
    assert tables(full) == before


def test_what_is_here_with_other_content_is_refused_and_nothing_of_the_file_stays(
    full: App, empty: App, tmp_path: Path
) -> None:
    other = paused(empty)
    document = json.loads(exported(full, "json"))
    document["interviews"][-1]["id"] = other.id
    before = tables(empty)
    with pytest.raises(CoachError, match=r"export.json:\d+: interview .* already with other content"):
        import_interviews(empty, write(tmp_path, json.dumps(document, indent=2)))
    assert tables(empty) == before


def test_an_id_that_something_else_has_is_refused(full: App, empty: App, tmp_path: Path) -> None:
    import_interviews(empty, write(tmp_path, exported(full, "json")))
    document = json.loads(exported(full, "json"))["interviews"][1]
    document["id"] = "another2"
    before = tables(empty)
    with pytest.raises(CoachError, match="something else that is stored"):
        import_interviews(empty, write(tmp_path, json.dumps(document)))
    assert tables(empty) == before


def test_the_one_of_several_with_an_id_that_something_else_has_is_named(
    full: App, empty: App, tmp_path: Path
) -> None:
    document = json.loads(exported(full, "json"))
    import_interviews(empty, write(tmp_path, json.dumps(document["interviews"][1])))
    document["interviews"][1]["id"] = "another2"
    before = tables(empty)
    with pytest.raises(CoachError, match=r"interview another2: something .* something else that is stored"):
        import_interviews(empty, write(tmp_path, json.dumps(document)))
    assert tables(empty) == before


def test_an_interview_that_is_twice_in_a_file_is_stored_once(full: App, empty: App, tmp_path: Path) -> None:
    document = json.loads(exported(full, "json"))
    document["interviews"].insert(1, document["interviews"][0])
    assert import_interviews(empty, write(tmp_path, json.dumps(document))) == (4, 1)
    assert tables(empty) == tables(full)


@pytest.mark.parametrize("most", [1, 4])
def test_however_few_are_stored_at_once_it_is_the_same(
    full: App, empty: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(importing, "BATCH_TURNS", most)
    assert import_interviews(empty, write(tmp_path, exported(full, "json"))) == (4, 0)
    assert tables(empty) == tables(full)
    assert len(empty.past.page(HistoryFilter(words=("stock",))).matches) == len(
        full.past.page(HistoryFilter(words=("stock",))).matches
    )


def test_storing_more_at_once_takes_no_more_statements(full: App, empty: App, tmp_path: Path) -> None:
    document = json.loads(exported(full, "json"))
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement.partition("VALUES")[0])

    first, *others = document["interviews"][1:]
    import_interviews(empty, write(tmp_path, json.dumps(first)))
    event.listen(empty.store._engine, "before_cursor_execute", note)
    import_interviews(empty, write(tmp_path, json.dumps(document | {"interviews": others})))
    stored = [text for text in asked if text.lstrip().startswith("INSERT")]
    assert len(stored) == len(set(stored)) > 5


def test_imported_interviews_stand_among_the_others_by_when_they_began(
    full: App, empty: App, tmp_path: Path
) -> None:
    text = exported(full, "json")
    documents = json.loads(text)["interviews"]
    for index in (2, 0):
        import_interviews(empty, write(tmp_path, json.dumps(documents[index])))
    import_interviews(empty, write(tmp_path, text))
    assert [s.id for s in empty.past.summaries()] == [s.id for s in full.past.summaries()]
    assert exported(empty, "json") == text


def test_members_in_another_order_and_another_layout_are_the_same(
    full: App, empty: App, tmp_path: Path
) -> None:
    text = json.dumps(json.loads(exported(full, "json")), sort_keys=True)
    assert import_interviews(empty, write(tmp_path, "\ufeff" + text)) == (4, 0)
    assert json.loads(exported(empty, "json")) == json.loads(exported(full, "json"))


def test_a_file_of_an_older_question_type_is_known_by_its_hash(full: App, empty: App, tmp_path: Path) -> None:
    document = json.loads(interview_json(full, full.past.summaries()[0].id))
    (turn,) = document["turns"]
    del turn["question"]["full_marks"]  # as if written before questions had it
    raw = msgspec.json.encode(turn["question"], order="sorted")
    new = "sha256:" + hashlib.sha256(raw).hexdigest()
    text = json.dumps(document).replace(turn["content_hash"], new)
    assert import_interviews(empty, write(tmp_path, text)) == (1, 0)


Change = Callable[[dict[str, Any]], object]


def _turn(document: dict[str, Any]) -> Any:
    return document["turns"][0]


def _attempt(document: dict[str, Any]) -> Any:
    return _turn(document)["attempts"][0]


BROKEN: dict[str, tuple[Change, str]] = {
    "a version to come": (lambda d: d.update(format_version=2), "format_version: 2 is of a newer program"),
    "another format": (lambda d: d.update(format="x"), "format: it must be"),
    "a summary": (lambda d: d.update(format="interview-coach/summary"), "summary cannot be imported"),
    "a missing member": (lambda d: d.pop("events"), "missing required field `events`"),
    "an unknown member": (lambda d: d.update(extra=1), "extra: this is not known here"),
    "an unknown member far down": (
        lambda d: _attempt(d)["grades"][0]["bar"].update(extra=1),
        r"turns\[0\].attempts\[0\].grades\[0\].bar.extra: this is not known",
    ),
    "a wrong type": (lambda d: _turn(d).update(position="1"), r"turns\[0\].position: expected `int`"),
    "an unknown state": (lambda d: d.update(state="done"), "state: invalid enum value"),
    "a score that was changed": (lambda d: d.update(score=99.5), "score: it does not agree"),
    "a copied field that was changed": (
        lambda d: _turn(d).update(question_id="a/b"),
        "turns: it does not agree",
    ),
    "a path as id": (lambda d: d.update(id="../../x"), "id: an id has 1 to 64 letters"),
    "a time that is none": (
        lambda d: d.update(started_at="../../etc/passwd"),
        "started_at: it is not a time",
    ),
    "a time without offset": (
        lambda d: d["events"][0].update(at="2026-11-20T10:00:00"),
        "at: it is not a time",
    ),
    "a time of no day": (
        lambda d: d["events"][0].update(at="2026-13-20T10:00:00+00:00"),
        "at: it is not a time",
    ),
    "an escape": (lambda d: d["notes"][0].update(text="a\x1b[31mb"), r"notes\[0\].text: it holds control"),
    "a bidirectional control": (lambda d: _turn(d).update(reason="a\u202eb"), "reason: it holds control"),
    "another question": (
        lambda d: _turn(d)["question"].update(prompt="Changed."),
        "content_hash: it is not the hash",
    ),
    "a position outside": (lambda d: d.update(position=9), "position: there is no such turn"),
    "turns that do not count": (
        lambda d: d["turns"][1].update(position=3),
        r"turns\[1\].position: it must be 2",
    ),
    "no turns": (lambda d: d.update(turns=[]), "turns: there must be 1"),
    "finished without an end": (lambda d: d.update(finished_at=None), "finished_at: it must be there"),
    "parts that do not count": (lambda d: _attempt(d)["parts"][0].update(index=4), "index: it must be 0"),
    "no parts": (lambda d: _attempt(d).update(parts=[]), "parts: there must be at least one"),
    "an answer that is not closed": (
        lambda d: _attempt(d)["parts"][0].update(closed_at=None),
        "a part with a text has one",
    ),
    "an answer over 32 KB": (lambda d: _attempt(d)["parts"][0].update(text="x" * 40_000), "over 32 KB"),
    "the same attempt twice": (
        lambda d: _turn(d)["attempts"][1].update(id=_attempt(d)["id"]),
        "attempts: the id .* 2 times|it is of another attempt",
    ),
    "a grade of another attempt": (
        lambda d: _attempt(d)["grades"][0].update(attempt_id="x"),
        r"grades\[0\].attempt_id: it is of another attempt",
    ),
    "a grade without id": (lambda d: _attempt(d)["grades"][0].update(id=None), "grades: an id has"),
    "a level that is not of the score": (
        lambda d: _attempt(d)["grades"][0].update(level=5, score=3),
        "score and level do not belong together",
    ),
    "a dispute of nothing": (
        lambda d: _attempt(d)["disputes"][0].update(grade_id="x"),
        "it is about another attempt or grade",
    ),
    "an event of no turn": (
        lambda d: d["events"][1].update(turn=8),
        r"events\[1\].turn: there is no such turn",
    ),
    "an event with a strange part": (
        lambda d: d["events"][1]["data"].update(part=[1]),
        "data.part: it must be a number",
    ),
    "events that do not count": (lambda d: d["events"].pop(0), r"events\[0\].sequence: it must be 1"),
    "typing into nothing": (
        lambda d: d["draft_steps"][0].update(part=7),
        r"draft_steps\[0\]: there is no such",
    ),
    "typing before the start": (lambda d: d["draft_steps"][0].update(start=-1), "start and removed are 0"),
    "a draft of a closed part": (
        lambda d: d["drafts"].append(
            {"attempt_id": _attempt(d)["id"], "part": 0, "text": "x", "at": d["started_at"]}
        ),
        r"drafts\[0\]: there is no such open part",
    ),
    "a job of nothing": (
        lambda d: d["jobs"][0].update(attempt_id="x"),
        r"jobs\[0\]: there is no such attempt",
    ),
    "a job with a strange grade": (
        lambda d: d["jobs"][0].update(grade_id="x"),
        r"jobs\[0\].grade_id: the attempt has no such grade",
    ),
    "a job twice": (lambda d: d["jobs"].append(d["jobs"][0]), "something else that is stored"),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_says_where_and_what_and_stores_nothing(
    full: App, empty: App, tmp_path: Path, change: tuple[Change, str]
) -> None:
    break_it, says = change
    document = json.loads(interview_json(full, full.past.summaries()[2].id))
    assert document["state"] == "finished"
    assert len(document["turns"]) == 3
    break_it(document)
    with pytest.raises(CoachError, match=says) as caught:
        import_interviews(empty, write(tmp_path, json.dumps(document)))
    assert str(caught.value).startswith("export.json")
    assert caught.value.hint
    assert empty.past.summaries() == []


def test_the_last_interview_of_many_being_broken_stores_none(full: App, empty: App, tmp_path: Path) -> None:
    document = json.loads(exported(full, "json"))
    document["interviews"][-1]["turns"][0]["state"] = "nowhere"
    text = json.dumps(document, indent=2)
    with pytest.raises(CoachError) as caught:
        import_interviews(empty, write(tmp_path, text))
    line = text[: text.index(f'"id": "{document["interviews"][-1]["id"]}"')].rindex("{")
    expected = text.count("\n", 0, line) + 1
    assert caught.value.message.startswith(f"export.json:{expected}: interview 4: turns[0].state")
    assert empty.past.summaries() == []


def test_a_file_that_is_no_export_is_told(empty: App, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        import_interviews(empty, tmp_path / "nothing.json")
    with pytest.raises(UsageError, match="is not a file"):
        import_interviews(empty, tmp_path)
    for text in (
        "",
        "[]",
        "{}",
        "null",
        "not json",
        '{"interviews": [',
        '{"format": "interview-coach/interviews"}',
    ):
        with pytest.raises(CoachError, match=r"export\.json"):
            import_interviews(empty, write(tmp_path, text))


def test_a_pipe_is_refused_at_once(empty: App, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="is not a file"):
        import_interviews(empty, tmp_path / "pipe")


def test_a_list_of_no_interviews_imports_nothing(empty: App, tmp_path: Path) -> None:
    text = '{"format": "interview-coach/interviews", "format_version": 1, "program_version": "0", "interviews": []}'
    assert import_interviews(empty, write(tmp_path, text)) == (0, 0)


def read(data: bytes) -> list[Any]:
    return [tuple(piece) for piece in pieces(io.BytesIO(data), "list")]


def test_pieces_come_with_their_lines() -> None:
    data = b'\xef\xbb\xbf{"a" : [1,{"b":"}]\\""}],\n "list":[{"x":1},\n\n {"y":[]} ] , "z": "\xe2\x82\xac"}\n'
    assert read(data) == [
        ("a", None, 1, [1, {"b": '}]"'}]),
        ("list", 1, 2, {"x": 1}),
        ("list", 2, 4, {"y": []}),
        ("z", None, 4, "€"),
    ]


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", 1, "ends too early"),
        (b"[1]", 1, "must be a JSON object"),
        (b'{"a":1,}', 1, "a value is missing"),
        (b'{"a":1 "b":2}', 1, "a comma is missing"),
        (b'{"a":\n\n tru}', 3, "truncated"),
        (b'{"a":"\xff"}', 1, "not UTF-8"),
        (b'{"a":{"b":\n[1,,2]}}', 2, "invalid character"),
        (b'{"list":[1,2', 1, "ends too early"),
        (b'{"list":{}}', 1, "must be a list"),
        (b'{"a":1,"a":2}', 1, "twice"),
        (b'{"a":' + b"[" * 100_000, 1, "nested more than 64 deep"),
        (b'{"a":"' + b"x" * 200_000, 1, "ends too early"),
        (b'{"a":1}{', 1, "follows the end"),
        (b"{1:2}", 1, "must be a text"),
        (b'{"a":NaN}', 1, "invalid character"),
        (b'{"a":1e999}', 1, "out of range"),
        (b'{"a":"\\ud800"}', 1, "truncated"),
    ],
)
def test_what_is_not_json_is_told_with_its_line(data: bytes, line: int, says: str) -> None:
    with pytest.raises(MalformedError, match=says) as caught:
        read(data)
    assert caught.value.line == line


def test_a_piece_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_pieces, "MAX_PIECE_BYTES", 1000)
    with pytest.raises(MalformedError, match="one piece of it is over"):
        read(b'{"a":"' + b"x" * 1_000_000 + b'"}')


def test_values_across_the_borders_of_what_is_read_at_once_stay_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_pieces, "_CHUNK", 1)
    value = [{'a\\"{': ["]", 'x"\\', {"é€🙂": [1.5, -2, True, None]}]}, "", {}]
    data = json.dumps({"list": value, "n": 12345, "s": "12\\"}).encode()
    assert [piece[3] for piece in read(data)] == [*value, 12345, "12\\"]


IMPORTER = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from export_samples import app_with
from interview_coach.services.importing import import_interviews
def watch(records):
    for record in records:
        print("one", flush=True)
        yield record
app = app_with(Path(sys.argv[1]))
import_interviews(app, Path(sys.argv[2]), watch)
print("done", flush=True)
input()
"""


def test_a_kill_while_importing_leaves_none_or_all(full: App, tmp_path: Path) -> None:
    source, home = write(tmp_path, exported(full, "json")), tmp_path / "killed"
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    for lines in (1, 2, 3, 4, 5):
        child = subprocess.Popen(
            [sys.executable, "-c", IMPORTER, str(home), str(source), *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        read_so_far = [child.stdout.readline() for _ in range(lines)]
        child.send_signal(signal.SIGKILL)
        child.communicate()
        app = app_with(home)
        assert len(app.store.summaries()) == (4 if read_so_far[-1] == "done\n" else 0)
        with app.store._read("checking") as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        app.close()
    assert read_so_far[-1] == "done\n"
