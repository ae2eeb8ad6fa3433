"""The schema that editors use says what the types say."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interview_coach.bank.files import find_files
from interview_coach.bank.template import new_question
from interview_coach.checks.question_schema import NAME, question_schema, schema_text
from interview_coach.paths import shipped_bank

SCHEMA = question_schema()
NEWER = {"$defs", "const", "if", "then", "else", "prefixItems", "propertyNames", "dependentRequired"}


def problems(value: Any, schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield what of a value does not fit, by the few words of JSON Schema that are used."""
    for part in schema.get("allOf", ()):
        yield from problems(value, part, path)
    if "$ref" in schema:
        yield from problems(value, SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]], path)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        yield f"{path} is no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path} is none of {schema['enum']}"
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{path} has another form"
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9):
            yield f"{path} has another length"
    elif isinstance(value, int):
        if not schema.get("minimum", 0) <= value <= schema.get("maximum", 10**9):
            yield f"{path} is out of range"
    elif isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9):
            yield f"{path} has too many or too few"
        for index, item in enumerate(value):
            of = schema["items"][index] if isinstance(schema["items"], list) else schema["items"]
            yield from problems(item, of, f"{path}[{index}]")
    elif isinstance(value, dict) and "properties" in schema:
        if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", 10**9):
            yield f"{path} has too many or too few keys"
        yield from (f"{path}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, item in value.items():
            if name not in schema["properties"]:
                yield f"{path}.{name} is unknown"
            else:
                yield from problems(item, schema["properties"][name], f"{path}.{name}")


def values(text: str) -> Any:
    return json.loads(json.dumps(tomllib.loads(text), default=str))


def test_the_published_file_is_what_the_types_say_now() -> None:
    published = (shipped_bank() / NAME).read_text(encoding="utf-8")
    assert published == schema_text(), f"write it anew: interview-coach bank schema > question_bank/{NAME}"


def test_every_field_and_table_is_described() -> None:
    for table in (SCHEMA, *SCHEMA["definitions"].values()):
        assert len(table["description"]) > 10
        assert table["additionalProperties"] is False
        for name, field in table["properties"].items():
            assert len(field["description"]) > 10, name


def test_nothing_newer_than_draft_4_is_used() -> None:
    assert NEWER.isdisjoint(re.findall(r'"([$\w]+)":', schema_text()))


@pytest.mark.parametrize("path", list(find_files(shipped_bank())), ids=lambda path: path.stem)
def test_every_shipped_question_fits(path: Path) -> None:
    assert list(problems(values(path.read_text(encoding="utf-8")), SCHEMA)) == []


def test_what_does_not_load_does_not_fit() -> None:
    good = values(
        new_question(
            identity="sql/new", kind="technical", question_format="debug", skill="sql", asked_from="mid"
        )
    )
    assert list(problems(good, SCHEMA)) == []
    changes: tuple[dict[str, Any], ...] = (
        {"id": "SQL"},
        {"kind": "hard"},
        {"skills": []},
        {"version": 0},
        {"titel": "x"},
        {"anchors": {"6": "x"}},
        {"follow_ups": [{"id": "f", "prompt": "Why?", "when": {}}]},
        {"key_points": [{"id": "a", "text": "b", "signals": []}]},
        {"examples": [{"band": "weak", "levels": [1], "answer": "x"}]},
        {"sources": [{"title": "x", "url": "http://example.org"}]},
    )
    for change in changes:
        assert list(problems(good | change, SCHEMA)), change
