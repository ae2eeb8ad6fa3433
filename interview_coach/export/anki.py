"""The Anki export: points that were missed, as cards, in Anki's text import format.

Each card has a stable id made of question and key point, so that importing again updates it. The headers are those of
the Anki manual, "Text Files": separator, html, notetype, deck, guid column, tags column.
"""

import hashlib
import html
from collections.abc import Iterable, Iterator

from interview_coach.domain.interview import Interview, Turn
from interview_coach.domain.question import KeyPoint

HEADER = (
    "#separator:Tab\n#html:true\n#notetype:Basic\n#deck:Interview Coach\n#guid column:1\n#tags column:4\n"
    "#columns:guid\tFront\tBack\tTags\n"
)


def anki_cards(interviews: Iterable[Interview]) -> Iterator[str]:
    """Yield the header, then one line for each key point that the latest graded attempt did not fully meet."""
    yield HEADER
    done: set[str] = set()
    for interview in interviews:
        for turn in interview.turns:
            for point in _missed(turn):
                guid = card_id(turn.question.id, point.id)
                if guid not in done:
                    done.add(guid)
                    yield _card(guid, turn, point)


def card_id(question_id: str, point_id: str) -> str:
    """Return the same id for the same key point at every export."""
    return "ic" + hashlib.sha256(f"{question_id}#{point_id}".encode()).hexdigest()[:16]


def _missed(turn: Turn) -> list[KeyPoint]:
    grade = turn.grade
    if grade is None:
        return []
    met = {verdict.id for verdict in grade.key_points if verdict.verdict == "met"}
    return [point for point in turn.question.key_points if point.id not in met]


def _card(guid: str, turn: Turn, point: KeyPoint) -> str:
    question = turn.question
    front = f"{question.name}\n\n{question.prompt.strip()}\n\n{point.advice or 'What else belongs in the answer?'}"
    back = "\n\n".join(text for text in (point.say, point.text, point.why) if text)
    tags = " ".join(("interview-coach", question.kind, *question.skills))
    return "\t".join((guid, _field(front), _field(back), tags)) + "\n"


def _field(text: str) -> str:
    """Return text as Anki shows it unchanged: entities for markup, breaks for lines, no tab and no quote."""
    escaped = html.escape(text).replace("\t", "&#9;")
    return escaped.replace("  ", "&nbsp; ").replace("\n", "<br>")
