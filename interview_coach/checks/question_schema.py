"""The JSON Schema of a question file, for editors; published as `question_bank/question.schema.json`.

Shape and limits come from the types that load a question. What a reviewed question needs beyond that is in the
descriptions, with the numbers of the rules that check it. It keeps to draft 4 of JSON Schema, the one that editors
understand for TOML, so nothing newer is used.
"""

import inspect
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

import msgspec

from interview_coach.checks import completeness as limits
from interview_coach.domain.question import Question

NAME = "question.schema.json"


def _range(pair: tuple[int, int], of: str) -> str:
    return f"Reviewed: {pair[0]} to {pair[1]} {of}."


_NOTES: Mapping[str, Mapping[str, str]] = {
    "Question": {
        "id": "skill/slug in small letters, digits and hyphens; equals the path, never used again for something else.",
        "version": "One more with any change to prompt, key points, misconceptions or anchors.",
        "status": "Only reviewed questions are asked in interviews; drafts from your own folder are asked too.",
        "title": f"Must not give the answer away. {_range(limits.TITLE, 'characters')}",
        "kind": "behavioural or technical.",
        "format": "What the person is asked to do.",
        "asked_from": "The seniority from which the question is asked.",
        "skills": "1 to 5 ids of skills.toml; the first is primary and names the folder.",
        "think_seconds": "Suggested time to think; nobody is cut off.",
        "answer_seconds": "Suggested time to answer; the model answer is speakable in it at 2.2 words a second.",
        "prompt": f"Paragraphs, lists, fenced code; no images, no HTML. {_range(limits.PROMPT, 'characters')}",
        "full_marks": 'The sum of weights that already earns 100 %, for "name any four".',
        "hint": "One nudge that contains no signal; taking it costs nothing.",
        "bar": "The level from 1 to 5 expected of each seniority.",
        "anchors": f"What an answer of a level is like. Reviewed: {', '.join(limits.ANCHORS)}; 2 and 4 if you like.",
        "key_points": f"The claims of a good answer; they do not overlap. {_range(limits.KEY_POINTS, 'of them')}",
        "misconceptions": f"Mistakes that people really make. {_range(limits.MISCONCEPTIONS, 'of them')}",
        "follow_ups": f"At most two are asked in a turn. {_range(limits.FOLLOW_UPS, 'of them')}",
        "clarifications": "Facts that the interviewer gives only when asked.",
        "examples": f"Answers people would really give. Reviewed: at least {limits.LEAST_EXAMPLES}, of all bands.",
        "sources": "Where the facts can be read: documentation, standard or paper before blog. Reviewed: at least 1.",
        "model_answer": "Of a draft only: reviewed questions have the say lines of their key points instead.",
    },
    "Bar": {
        "junior": "Level expected of a junior.",
        "mid": "Level expected of a mid.",
        "senior": "Level expected of a senior.",
        "staff": "Level expected of a staff engineer.",
    },
    "KeyPoint": {
        "id": "Short name, unique in the question.",
        "text": "The claim that a good answer makes.",
        "label": "A short name of the point, for lists.",
        "weight": "Reviewed: none over 40 % of the sum.",
        "must": "Without it the score stays under 65. Reviewed: at most 3.",
        "expect_from": "The seniority from which the point is expected.",
        "signals": f"Phrases of two or three words, the way candidates talk. {_range(limits.SIGNALS, 'of them')}",
        "why": "Why the point matters.",
        "advice": "What to do next time, as an order; shown when the point was missed.",
        "say": "This point's line of the model answer; contains one of its signals within one sentence.",
    },
    "Misconception": {
        "id": "Short name, unique in the question.",
        "text": "What people believe.",
        "signals": "So exact that no good answer sets them off.",
        "penalty": "Points taken away.",
        "correction": "What is true, said kindly.",
    },
    "FollowUp": {
        "id": "Short name, unique in the question.",
        "when": "What must be so for it to be asked; exactly one.",
        "prompt": "What the interviewer asks; does not give the point away.",
        "awards": "Ids of the key points that its answer can raise.",
    },
    "When": {
        "missing": "This key point was missed or contradicted.",
        "hit": "This key point was met or partly met.",
        "misconception": "This misconception was found.",
        "level_below": "The level is below this.",
        "level_at_least": "The level is this or better.",
        "always": "Whatever the answer was.",
    },
    "Clarification": {
        "asked": "Phrases by which the question of the person is recognised.",
        "answer": "What the interviewer says; contains no signal.",
    },
    "Example": {
        "band": "weak, solid or strong.",
        "levels": "The lowest and the highest level that it may come out at.",
        "answer": "As a person would say or type it, not the model answer cut short.",
    },
    "Source": {
        "title": "Name of the page, standard, paper or book.",
        "url": "An https address.",
        "checked": "The day somebody last read it, like 2026-11-27 without quotes.",
    },
}


def schema_text() -> str:
    """Return the schema as it stands in its file."""
    return msgspec.json.format(msgspec.json.encode(question_schema()), indent=2).decode() + "\n"


def question_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 4) of a question file.

    Raises:
        KeyError: a field of the types has no description here.
    """
    _, definitions = msgspec.json.schema_components((Question,), ref_template="#/definitions/{name}")
    for name, definition in definitions.items():
        definition["description"] = inspect.cleandoc(definition["description"])
        definition["properties"] = {
            field: _described(values, _NOTES[name][field])
            for field, values in definition["properties"].items()
        }
        if not definition.get("required"):
            definition.pop("required", None)  # draft 4 wants at least one name, or no such key
    definitions["When"] |= {"minProperties": 1, "maxProperties": 1}
    question = definitions.pop("Question")
    anchors = question["properties"]["anchors"]
    (levels, _) = get_args(get_type_hints(Question)["anchors"])
    anchors["properties"] = dict.fromkeys(get_args(levels), anchors["additionalProperties"])
    anchors["additionalProperties"] = False
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        **question,
        "title": "Interview Coach question",
        "definitions": dict(sorted(definitions.items())),
    }


def _described(field: dict[str, Any], note: str) -> dict[str, Any]:
    """Return a field with its description: no null, which TOML cannot say, and nothing newer than draft 4."""
    if "anyOf" in field:
        (field,) = ({**choice, **field} for choice in field.pop("anyOf") if choice.get("type") != "null")
    default = field.pop("default", None)
    if default not in (None, "", [], {}):
        field["default"] = default
    if "prefixItems" in field:
        field["items"] = field.pop("prefixItems")
    if "$ref" in field:
        return {"allOf": [{"$ref": field.pop("$ref")}], "description": note, **field}
    return {"description": note, **field}
