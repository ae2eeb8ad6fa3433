"""Fenced code in a text: where it stands."""

import pytest

from interview_coach.text.fences import code_spans


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", []),
        ("no `code` here\n\nat all", []),
        ("a\n```sql\nSELECT 1\n```\nb", ["```sql\nSELECT 1\n```"]),
        ("```\n```\n~~~\nx\n~~~", ["```\n```", "~~~\nx\n~~~"]),
        ("a\n\n```\nnever closed\n\nx", ["```\nnever closed\n\nx"]),
    ],
)
def test_code_is_found_where_it_stands(text: str, code: list[str]) -> None:
    assert [text[start:end] for start, end in code_spans(text)] == code
