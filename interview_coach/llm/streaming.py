"""Verdicts out of a reply that is still arriving, one by one, each quote verified as it comes."""

from collections.abc import Callable
from typing import Any

import msgspec

from interview_coach.domain.grade import PointVerdict
from interview_coach.domain.question import Question
from interview_coach.llm.checks import Checked, take
from interview_coach.llm.proofs import Proofs
from interview_coach.llm.schema import PointReply

MOST_TEXT = 64 * 1024
"""In characters; of a longer text nothing more is read ahead of its end."""


class PartialVerdicts:
    """Takes the growing text of a reply and tells each proven or missed verdict once.

    What it tells is a preview: the grade is made from the whole reply. A credit whose quote is not proven is kept
    back until then.
    """

    def __init__(self, question: Question, proofs: Proofs, tell: Callable[[PointVerdict], None]) -> None:
        """Take the question as graded, proofs of its own, and whom to tell."""
        self._question = question
        self._proofs = proofs
        self._tell = tell
        self._known = {point.id for point in question.key_points}
        self._checked = Checked()
        self._read = 0
        self._closed = 0

    @property
    def told(self) -> dict[str, PointVerdict]:
        """What was told so far, by the point's id."""
        return {id_: v for id_, v in self._checked.verdicts.items() if id_ not in self._checked.problems}

    def feed(self, text: str) -> None:
        """Read the text as far as it came; anything that cannot be read is left for later."""
        if len(text) > MOST_TEXT:
            return
        if len(text) < self._read:
            self._read = self._closed = 0
        # A verdict is complete when its brace closes, so only then is there anything new to parse.
        closes = text.find("}", self._read) >= 0
        self._read = len(text)
        if not closes:
            return
        items = _points(text)
        if len(items) < self._closed:
            self._closed = 0
        for item in items[self._closed :]:
            try:
                reply = msgspec.convert(item, PointReply)
            except msgspec.ValidationError:
                break
            self._closed += 1
            self._take(reply)

    def _take(self, reply: PointReply) -> None:
        point_id = reply.id.strip()
        if point_id not in self._known or point_id in self._checked.verdicts:
            return
        take(self._checked, self._question, reply, self._proofs)
        if point_id not in self._checked.problems:
            self._tell(self._checked.verdicts[point_id])


def _points(text: str) -> list[Any]:
    """Return the items of `key_points` in the object that a text has begun, so far."""
    import jiter

    start = text.find("{", max(text.rfind("</think>"), 0))
    if start < 0:
        return []
    try:
        value = jiter.from_json(text[start:].encode("utf-8", "replace"), partial_mode=True)
    except ValueError:
        return []
    points = value.get("key_points") if isinstance(value, dict) else None
    return points if isinstance(points, list) else []
