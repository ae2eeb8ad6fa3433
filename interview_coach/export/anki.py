"""The Anki export: points that were missed, as cards, in Anki's text import format.

Each card has a stable id made of question and key point, so that importing again updates it. The headers are those of
the Anki manual, "Text Files", "File Headers" (Anki 2.1.54 and later). The deck is named in a column, because only then
Anki makes it where there is none.
"""

import hashlib
import html
import re
from collections.abc import Iterable, Iterator

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Interview, Turn
from interview_coach.domain.question import KeyPoint
from interview_coach.text.clean import clean
from interview_coach.text.fences import stretches

DECK = "Interview Coach"
HEADER = (
    "#separator:Tab\n#html:true\n#notetype:Basic\n#columns:Guid\tFront\tBack\tTags\tDeck\n"
    "#guid column:1\n#tags column:4\n#deck column:5\n"
)
# Brackets begin Anki's [sound:...] and [latex], braces its cloze marks; an empty element inside \( and \[ keeps
# MathJax from reading them as formulas.
_INERT = str.maketrans({"[": "&#91;", "{": "&#123;", "\t": "&#9;", "\\": "&#92;<span></span>", "\n": "<br>"})
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)  # CommonMark 0.31, 6.1
_BLANK_LINES = re.compile(r"(\n[ \t]*\n)")
_PRE = '<pre style="text-align: left"><code>'  # Anki centres a card, each line of the code for itself


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
    front = field(question.name, question.prompt, cue)
    back = field(point.say, point.text, point.why)
    tags = " ".join(("interview-coach", question.kind, *question.skills))
    return "\t".join((card_id(question.id, point.id), front, back, tags, DECK)) + "\n"


def field(*texts: str) -> str:
    """Return texts, one under the other, as a field: code set apart, all else shown as it is.

    It has no markup but line ends and code, no tab, no line end and no quotation mark.
    """
    shown = ""
    for text in texts:
        for number, stretch in enumerate(stretches(clean(text).strip("\n"))):
            lines = "\n".join(stretch.lines) if not stretch.code or stretch.is_plain else stretch.whole
            if not lines.strip():
                continue
            piece = f"{_PRE}{_inert(lines)}</code></pre>" if stretch.code else _prose(lines.strip("\n"))
            # A block of code has room around it of its own.
            apart = shown and not stretch.code and not shown.endswith("</pre>")
            shown += ("<br><br>" if number == 0 else "<br>") + piece if apart else piece
    return shown


def _prose(text: str) -> str:
    """Return text outside of blocks as HTML, what stands between backticks as code; a blank line ends that too."""
    return "".join(
        _folding(text) if _BLANK_LINES.fullmatch(text) else _paragraph(text)
        for text in _BLANK_LINES.split(text)
    )


def _paragraph(text: str) -> str:
    shown, end = "", 0
    for found in _CODE_SPAN.finditer(text):
        code = found[2].replace("\n", " ")
        shown += f"{_folding(text[end : found.start()])}<code>{_folding(code)}</code>"
        end = found.end()
    return shown + _folding(text[end:])


def _folding(text: str) -> str:
    """Return inert text whose spaces stay where a browser folds them."""
    return _inert(text).replace("  ", "&nbsp; ")


def _inert(text: str) -> str:
    return html.escape(text).translate(_INERT)
