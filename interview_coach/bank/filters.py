"""Narrowing a list of questions, by fields or by one line of text such as `kind:technical skill:sql slow customer`.

The text is meant to be typed: a value may be cut short as long as it fits one thing only, and a word that fits
nothing is told kindly and otherwise ignored, so that a list never goes blank because of a slip.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from msgspec import Struct
from msgspec.structs import replace

from interview_coach.domain.levels import SENIORITIES, Seniority, rank
from interview_coach.domain.question import Format, Kind, Question, Status
from interview_coach.errors import UsageError
from interview_coach.text.filter_line import field_of, parts_of, refuse_field, value_of

if TYPE_CHECKING:
    from interview_coach.bank.bank import Bank

_NAMES = ("kind", "skill", "from", "for", "format", "status")
SYNTAX = " ".join(f"{name}:" for name in _NAMES)
_WORDS: dict[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "from": SENIORITIES,
    "for": SENIORITIES,
    "format": get_args(Format),
    "status": get_args(Status),
}
_FIELDS = {
    **{name: name for name in _NAMES},
    "asked-from": "from",
    "asked_from": "from",
    "seniority": "for",
}


class Filter(Struct, frozen=True, kw_only=True):
    """What a question has to be; None and no words let everything through.

    Attributes:
        skills: each must be among the question's skills, by id.
        asked_from: from which seniority it is asked, exactly.
        seniority: only what someone of this seniority is asked.
        words: each must stand in the title, prompt, id or skills, in any case.
    """

    kind: Kind | None = None
    format: Format | None = None
    status: Status | None = None
    skills: tuple[str, ...] = ()
    asked_from: Seniority | None = None
    seniority: Seniority | None = None
    words: tuple[str, ...] = ()

    def keeps(self, question: Question, bank: "Bank") -> bool:
        """Return whether a question is all of this."""
        return (
            self.kind in (None, question.kind)
            and self.format in (None, question.format)
            and self.status in (None, question.status)
            and self.asked_from in (None, question.asked_from)
            and (self.seniority is None or rank(question.asked_from) <= rank(self.seniority))
            and all(skill in question.skills for skill in self.skills)
            and (not self.words or self._says(question, bank))
        )

    def of(self, questions: Sequence[Question], bank: "Bank") -> list[Question]:
        """Return the questions that are all of this, in their order."""
        return [question for question in questions if self.keeps(question, bank)]

    def _says(self, question: Question, bank: "Bank") -> bool:
        skills = " ".join(f"{skill} {bank.skill_name(skill)}" for skill in question.skills)
        text = f"{question.id}\n{question.title}\n{question.prompt}\n{skills}".casefold()
        return all(word in text for word in self.words)


def words_of_search(text: str | None) -> tuple[str, ...]:
    """Return the words of a search, as a filter takes them."""
    return tuple((text or "").casefold().split())


def parse_filter(text: str, bank: "Bank") -> tuple[Filter, tuple[str, ...]]:
    """Return the filter that a line says, and a sentence for each part of it that was not understood."""
    found = Filter()
    hints: list[str] = []
    for name, value in parts_of(text):
        try:
            found = _narrowed(found, name, value, bank)
        except UsageError as error:
            hints.append(str(error))
    return found, tuple(hints)


def _narrowed(found: Filter, name: str, value: str, bank: "Bank") -> Filter:
    """Return the filter with one part more.

    Raises:
        UsageError: there is no such field or value.
    """
    if not name:
        return replace(found, words=(*found.words, value.casefold()))
    field = field_of(name, _FIELDS)
    if field is None:
        refuse_field(name, _NAMES)
    if field == "skill":
        if not value:
            raise UsageError("skill: wants a skill, for example skill:sql.")
        return replace(found, skills=(*found.skills, bank.skill_beginning(value).id))
    column = {"from": "asked_from", "for": "seniority"}.get(field, field)
    return replace(found, **{column: value_of(field, value, _WORDS[field])})
