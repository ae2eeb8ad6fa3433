"""The schema of the JSON exports, as it is published in `docs/export-schema.json`."""

import inspect
from typing import Any

import msgspec

from interview_coach.export.document import InterviewDocument, InterviewsDocument
from interview_coach.export.summary import SummaryDocument

_FORMS = (InterviewDocument, InterviewsDocument, SummaryDocument)


def schema_text() -> str:
    """Return the schema as it stands in its file."""
    return msgspec.json.format(msgspec.json.encode(export_schema()), indent=2).decode() + "\n"


def export_schema() -> dict[str, Any]:
    """Return the JSON schema (2020-12) of what `--format json` writes.

    Objects allow nothing that is not named, because an import refuses it.
    """
    forms, definitions = msgspec.json.schema_components(_FORMS, ref_template="#/$defs/{name}")
    for definition in definitions.values():
        definition["description"] = inspect.cleandoc(definition["description"])
        if "properties" in definition:
            definition["additionalProperties"] = False
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Interview Coach export",
        "description": "One interview, several interviews, or the feedback summary of a period.",
        "oneOf": list(forms),
        "$defs": dict(sorted(definitions.items())),
    }
