"""The Anki export: points that were missed, as cards, in Anki's text import format.

Each card has a stable id made of question and key point, so that importing again updates it. The headers are those of
the Anki manual, "Text Files", "File Headers" (Anki 2.1.54 and later). The deck is named in a column, because only then
Anki makes it where there is none.
"""

import hashlib
import html
from collections.abc import Iterable, Iterator

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Interview, Turn
from interview_coach.domain.question import KeyPoint
from interview_coach.text.clean import clean

DECK = "Interview Coach"
HEADER = (
    "#separator:Tab\n#html:true\n#notetype:Basic\n#columns:Guid\tFront\tBack\tTags\tDeck\n"
    "#guid column:1\n#tags column:4\n#deck column:5\n"
)
# Brackets begin Anki's [sound:...] and [latex], braces its cloze marks; an empty element inside \( and \[ keeps
# MathJax from reading them as formulas.
_INERT = str.maketrans({"[": "&#91;", "{": "&#123;", "\t": "&#9;", "\\": "&#92;<span></span>", "\n": "<br>"})


def anki_cards(interviews: Iterable[Interview]) -> Iterator[str]:
    """Yield the headers, then a card for each key point that was not fully met when its question was graded last.

    The interviews come newest first: what they say of a point decides.
    """
    yield HEADER
    done: set[str] = set()
    for interview in interviews:
        for turn in reversed(interview.turns):
            grade = turn.grade
            if grade is None or turn.question.id in done:
                continue
            done.add(turn.question.id)
            yield from (_card(turn, point) for point in _missed(turn, grade))


def card_id(question_id: str, point_id: str) -> str:
    """Return the same id for the same key point at every export."""
    return "ic" + hashlib.sha256(f"{question_id}#{point_id}".encode()).hexdigest()[:16]


def _missed(turn: Turn, grade: Grade) -> list[KeyPoint]:
    met = {verdict.id for verdict in grade.key_points if verdict.verdict == "met"}
    return [point for point in turn.question.key_points if point.id not in met]


def _card(turn: Turn, point: KeyPoint) -> str:
    question = turn.question
    cue = point.advice or "What else belongs in the answer?"
    front = "\n\n".join((question.name, question.prompt.strip(), cue))
    back = "\n\n".join(text for text in (point.say, point.text, point.why) if text)
    tags = " ".join(("interview-coach", question.kind, *question.skills))
    return "\t".join((card_id(question.id, point.id), field(front), field(back), tags, DECK)) + "\n"


def field(text: str) -> str:
    """Return text as a field that Anki shows unchanged: no markup, no tab, no line end and no quotation mark."""
    return html.escape(clean(text)).translate(_INERT).replace("  ", "&nbsp; ")
