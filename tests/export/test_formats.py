"""What each format holds, read by what it is made for."""

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from export_samples import app_with, exported, filled, paused
from test_hostile_text import assert_page_is_inert, cards_of

from interview_coach.domain.history_filter import HistoryFilter
from interview_coach.errors import UsageError
from interview_coach.export.anki import card_id
from interview_coach.export.charts import MOST_DOTS, skill_charts
from interview_coach.export.csv_rows import ATTEMPT_COLUMNS, POINT_COLUMNS
from interview_coach.export.schema import export_schema, schema_text
from interview_coach.services.app import App
from interview_coach.services.exporting import (
    FORMATS,
    chosen_by_filter,
    chosen_by_id,
    export_name,
    export_text,
    export_to,
    export_to_folder,
    interview_json,
)

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "export-schema.json"


@pytest.fixture
def full(tmp_path: Path) -> Iterator[App]:
    """An app with interviews in which everything happens."""
    app = filled(app_with(tmp_path / "full"))
    yield app
    app.close()


def test_the_published_schema_is_that_of_the_types() -> None:
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SCHEMA.write_text(schema_text(), encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "if it is meant: UPDATE_SNAPSHOTS=1"


def test_exports_fit_the_published_schema(full: App) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    document = json.loads(exported(full, "json"))
    assert list(misfits(schema, document, schema)) == []
    for interview in document["interviews"]:
        assert list(misfits(schema, interview, schema)) == []
        interview["turns"][0]["state"] = "nowhere"
        assert list(misfits(schema, interview, schema))
    document["extra"] = 1
    assert list(misfits(schema, document, schema))


def misfits(schema: dict[str, Any], value: Any, root: dict[str, Any], path: str = "$") -> Iterator[str]:
    """Yield where a value does not fit a JSON schema; of its keywords those that are used, and no others."""
    known = {
        "$schema", "$defs", "$ref", "title", "description", "default", "type", "enum", "oneOf", "anyOf",
        "properties", "required", "additionalProperties", "items", "prefixItems", "minItems", "maxItems",
        "minLength", "maxLength", "pattern", "minimum", "maximum", "format",
    }  # fmt: skip
    assert set(schema) <= known, set(schema) - known
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        yield from misfits(root["$defs"][name], value, root, path)
    for keyword, counts in (("oneOf", {1}), ("anyOf", {1, 2, 3})):
        if keyword in schema:
            fitting = [s for s in schema[keyword] if not list(misfits(s, value, root, path))]
            if len(fitting) not in counts:
                yield f"{path}: fits {len(fitting)} of {keyword}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    kind = schema.get("type")
    if kind in ("integer", "number"):
        number = int if kind == "integer" else (int, float)
        if not isinstance(value, number) or isinstance(value, bool):
            yield f"{path}: not {kind}"
            return
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield f"{path}: out of range"
    elif kind is not None and not isinstance(value, kinds[kind]):
        yield f"{path}: not {kind}"
        return
    if isinstance(value, str) and kind == "string":
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            yield f"{path}: too short or too long"
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{path}: does not match {schema['pattern']}"
    if isinstance(value, list) and kind == "array":
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{path}: too few or too many"
        first = schema.get("prefixItems", [])
        for index, item in enumerate(value):
            below = first[index] if index < len(first) else schema.get("items", {})
            if below is False:
                yield f"{path}[{index}]: too many"
            elif below is not True:
                yield from misfits(below, item, root, f"{path}[{index}]")
    if isinstance(value, dict) and kind == "object":
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        yield from (f"{path}: {name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, item in value.items():
            if name in properties:
                yield from misfits(properties[name], item, root, f"{path}.{name}")
            elif others is False:
                yield f"{path}.{name}: not allowed"
            elif isinstance(others, dict):
                yield from misfits(others, item, root, f"{path}.{name}")


def test_every_object_of_the_schema_names_all_it_allows() -> None:
    definitions = export_schema()["$defs"].values()
    assert all(d["additionalProperties"] is False for d in definitions if "properties" in d)
    assert all(d["description"] for d in definitions)


def test_csv_has_a_row_for_each_attempt(full: App) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(full, "csv"), newline="")))
    assert list(rows[0]) == list(ATTEMPT_COLUMNS)
    assert {row["taken_back"] for row in rows} == {"no"}
    answered = [
        (interview.id, turn.question.id, attempt)
        for entry in chosen_by_filter(full)
        for interview in [full.past.interview(entry.id)]
        for turn, attempt in interview.attempts()
        if attempt.answered
    ]
    assert [(row["interview_id"], row["question_id"]) for row in rows] == [(i, q) for i, q, _ in answered]
    scores = [attempt.grade.score if attempt.grade else None for _, _, attempt in answered]
    assert [row["score"] for row in rows] == ["" if score is None else str(score) for score in scores]
    assert len({row["attempt"] for row in rows}) == 2


def test_csv_has_a_row_for_each_key_point(full: App) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(full, "csv", "points"), newline="")))
    assert list(rows[0]) == list(POINT_COLUMNS)
    attempts = list(csv.DictReader(io.StringIO(exported(full, "csv"), newline="")))
    assert len(rows) == 3 * len([row for row in attempts if row["grader"]])
    assert {row["verdict"] for row in rows} >= {"met", "missed"}


def test_anki_makes_a_card_of_each_point_that_was_missed_last_with_the_same_id_every_time(full: App) -> None:
    cards = cards_of(exported(full, "anki"))
    assert cards == cards_of(exported(full, "anki"))
    ids = [card["Guid"] for card in cards]
    assert len(ids) == len(set(ids))
    assert card_id("sql-transactions/two-buyers", "race") not in ids  # met in the latest interview
    assert card_id("sql-transactions/two-buyers", "guard") in ids
    assert {card["Deck"] for card in cards} == {"Interview Coach"}
    (card,) = [c for c in cards if c["Guid"] == card_id("sql-transactions/two-buyers", "guard")]
    assert "Let the database refuse it." in card["Front"]
    assert "A check constraint as well." in card["Back"]
    assert card["Tags"] == "interview-coach technical sql-transactions"


def test_html_of_several_has_contents_that_lead_somewhere_and_charts(full: App) -> None:
    page = exported(full, "html")
    read = assert_page_is_inert(page)
    ids = {attributes["id"] for _, attributes in read.tags if "id" in attributes}
    links = {a["href"] for _, a in read.tags if (a.get("href") or "").startswith("#")}
    assert len(links) == 5
    assert {link.removeprefix("#") for link in links if link} <= {i for i in ids if i}
    assert [tag for tag, _ in read.tags].count("svg") == 2
    assert "A guard in the database" in page


def test_html_of_one_has_no_contents(full: App) -> None:
    (first, *_) = chosen_by_filter(full)
    page = "".join(export_text(full, [first], "html"))
    assert "<nav" not in page
    assert "<h1>Interview of 2026-11-20</h1>" in page


def test_a_chart_draws_the_latest_levels_and_names_them() -> None:
    svg = skill_charts([("<SQL>", [1, *range(1, 6)] * 5)])
    assert svg.count("<circle") == MOST_DOTS
    assert "&lt;SQL&gt;" in svg
    heights = [float(y) for y in re.findall(r'<circle cx="\d+" cy="(\d+)"', svg)]
    assert heights[-1] < heights[-2] < heights[-3]  # a higher level stands higher


@pytest.mark.parametrize("form", FORMATS)
def test_an_interview_that_was_only_begun_can_be_exported(tmp_path: Path, form: Any) -> None:
    app = app_with(tmp_path / "home")
    paused(app)
    assert exported(app, form)
    app.close()


def test_interviews_are_chosen_by_id_once_and_come_oldest_first(full: App) -> None:
    entries = chosen_by_filter(full)
    wanted = [entries[2].id, entries[0].id, entries[2].id[:8]]
    assert chosen_by_id(full, wanted) == [entries[0], entries[2]]
    with pytest.raises(UsageError, match="no interview"):
        chosen_by_id(full, ["zzz"])


def test_interviews_are_chosen_by_what_they_say_and_when(full: App) -> None:
    assert len(chosen_by_filter(full, HistoryFilter(words=("SLOWER NEXT TIME",)))) == 1
    assert len(chosen_by_filter(full, HistoryFilter(skills=("indexes",)))) == 3
    with pytest.raises(UsageError, match="No interview fits"):
        chosen_by_filter(full, HistoryFilter(since="2100-01-01"))


def test_names_come_from_date_and_id_and_none_is_taken_twice(full: App) -> None:
    entries = chosen_by_filter(full)
    assert (
        export_name(full, entries[:1], "csv", "points") == f"interview-2026-11-20-{entries[0].id}-points.csv"
    )
    first, second = (export_to_folder(full, entries, "anki") for _ in range(2))
    assert (first.name, second.name) == ("interviews-2026-11-20.anki.txt", "interviews-2026-11-20-2.anki.txt")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_byte_for_byte_what_is_printed(full: App, tmp_path: Path, form: Any) -> None:
    every = chosen_by_filter(full)
    for number, chosen in enumerate((every, every[:1])):
        path = export_to(full, chosen, form, tmp_path / f"{number}.out")
        assert path.read_bytes() == "".join(export_text(full, chosen, form)).encode()


def test_json_of_several_is_a_list_of_what_is_written_of_one(full: App) -> None:
    every = chosen_by_filter(full)
    ones = [interview_json(full, entry.id) for entry in every]
    assert ["".join(export_text(full, [entry], "json")) for entry in every] == ones
    listed = ",\n".join(one.removesuffix("\n") for one in ones)
    head, found, tail = exported(full, "json").partition(listed)
    assert found
    assert json.loads(head + tail)["interviews"] == []


def test_reading_goes_interview_by_interview(full: App) -> None:
    seen: list[str] = []

    def watch(entries: Any) -> Iterator[Any]:
        for entry in entries:
            seen.append(entry.id)
            yield entry

    for form in FORMATS:
        seen.clear()
        pieces = export_text(full, chosen_by_filter(full), form, watch=watch)
        next(pieces)
        assert len(seen) <= 1
        for _ in pieces:
            pass
        assert len(seen) == 4


def test_grades_by_a_model_are_told_with_its_name(full: App) -> None:
    for form in FORMATS:
        if form != "anki":
            assert "small" in exported(full, form)
    document = msgspec.json.decode(exported(full, "json"))
    assert any(job["reply"] for interview in document["interviews"] for job in interview["jobs"])
