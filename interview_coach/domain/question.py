"""Question, skill and their parts, by the field names of their files."""

import hashlib
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from interview_coach.domain.levels import Seniority

Kind = Literal["behavioural", "technical"]
Format = Literal["story", "situation", "explain", "compare", "debug", "design", "review", "estimate", "write"]
Status = Literal["draft", "reviewed", "retired"]
Band = Literal["weak", "solid", "strong"]

KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, Meta(pattern=KEBAB, max_length=60)]
QuestionId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Text = Annotated[str, Meta(min_length=1, max_length=8000)]
Phrases = Annotated[tuple[Text, ...], Meta(min_length=1, max_length=40)]
LevelNumber = Annotated[int, Meta(ge=1, le=5)]
Seconds = Annotated[int, Meta(ge=10, le=3600)]
Weight = Annotated[int, Meta(ge=1, le=3)]

TO_FILL_IN = "TO FILL IN"
"""How texts begin that a new question's file leaves to its author."""


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all tables of a question file have in common: frozen, and strict about unknown keys."""


class Bar(Part, frozen=True, kw_only=True):
    """The level from 1 to 5 that each seniority is expected to reach."""

    junior: LevelNumber = 2
    mid: LevelNumber = 3
    senior: LevelNumber = 4
    staff: LevelNumber = 5

    def level(self, seniority: Seniority) -> int:
        """Return the level expected of a seniority."""
        value: int = getattr(self, seniority)
        return value


class KeyPoint(Part, frozen=True, kw_only=True):
    """One claim that a good answer makes."""

    id: Slug
    text: Text
    label: Annotated[str, Meta(max_length=32)] = ""
    weight: Weight = 1
    must: bool = False
    expect_from: Seniority = "mid"
    signals: Phrases
    why: str = ""
    advice: str = ""
    say: str = ""

    @property
    def name(self) -> str:
        """The label, or the first words of the text where a draft has none."""
        return self.label or self.text[:32]


class Misconception(Part, frozen=True, kw_only=True):
    """A named mistake."""

    id: Slug
    text: Text
    signals: Phrases
    penalty: Weight = 1
    correction: Text


class When(Part, frozen=True, kw_only=True):
    """What must be so for a follow-up to be asked; exactly one of the fields is set."""

    missing: Slug | None = None
    hit: Slug | None = None
    misconception: Slug | None = None
    level_below: LevelNumber | None = None
    level_at_least: LevelNumber | None = None
    always: Literal[True] | None = None

    def __post_init__(self) -> None:
        if sum(getattr(self, name) is not None for name in self.__struct_fields__) != 1:
            raise ValueError("exactly one of " + ", ".join(self.__struct_fields__) + " must be given")


class FollowUp(Part, frozen=True, kw_only=True):
    """A second question about the same answer."""

    id: Slug
    when: When
    prompt: Text
    awards: tuple[Slug, ...] = ()


class Clarification(Part, frozen=True, kw_only=True):
    """A fact that the interviewer gives only when asked."""

    asked: Phrases
    answer: Text


class Example(Part, frozen=True, kw_only=True):
    """An answer people would really give, and the levels it may come out at (lowest, highest)."""

    band: Band
    levels: tuple[LevelNumber, LevelNumber]
    answer: Text


class Source(Part, frozen=True, kw_only=True):
    """Where the facts of a question can be read, and when it was last looked at."""

    title: Text
    url: Annotated[str, Meta(pattern=r"^https://[^\s]+$", max_length=500)]
    checked: date | None = None


class Question(Part, frozen=True, kw_only=True):
    """One entry of the bank."""

    id: QuestionId
    version: Annotated[int, Meta(ge=1)] = 1
    status: Status = "draft"
    title: Annotated[str, Meta(max_length=70)] = ""
    kind: Kind
    format: Format = "explain"
    asked_from: Seniority = "mid"
    skills: Annotated[tuple[Slug, ...], Meta(min_length=1, max_length=5)]
    think_seconds: Seconds = 60
    answer_seconds: Seconds = 240
    prompt: Text
    full_marks: Annotated[int, Meta(ge=1)] | None = None
    hint: str = ""
    bar: Bar = Bar()
    anchors: dict[Literal["1", "2", "3", "4", "5"], Text] = {}
    key_points: Annotated[tuple[KeyPoint, ...], Meta(max_length=20)] = ()
    misconceptions: tuple[Misconception, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    clarifications: tuple[Clarification, ...] = ()
    examples: tuple[Example, ...] = ()
    sources: tuple[Source, ...] = ()
    model_answer: str = ""

    @property
    def skill(self) -> str:
        """The primary skill."""
        return self.skills[0]

    @property
    def name(self) -> str:
        """The title, or the beginning of the prompt where a draft has none."""
        return self.title or self.prompt.strip().splitlines()[0][:70]

    @property
    def full_answer(self) -> str:
        """The model answer: as written, or the `say` lines of the key points in order."""
        return self.model_answer or "\n".join(point.say for point in self.key_points if point.say)

    @property
    def marks(self) -> int:
        """The points that earn 100 %: `full_marks`, or the sum of all weights."""
        return self.full_marks or sum(point.weight for point in self.key_points)

    @property
    def unfinished(self) -> bool:
        """Whether prompt or model answer still are what a new file holds."""
        return any(text.lstrip().startswith(TO_FILL_IN) for text in (self.prompt, self.model_answer))

    def key_point(self, point_id: str) -> KeyPoint:
        """Return the key point with this id; KeyError if there is none."""
        for point in self.key_points:
            if point.id == point_id:
                return point
        raise KeyError(point_id)


class Skill(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tag of the taxonomy; `project` is a small thing to build that would teach it."""

    id: Slug
    name: Text
    group: Literal["technical", "soft"]
    aliases: tuple[str, ...] = ()
    articles: tuple[int, ...] = ()
    why: str = ""
    project: str = ""


def content_hash(question: Question) -> str:
    """Return `sha256:` and the hex digest of everything the question says."""
    return "sha256:" + hashlib.sha256(msgspec.json.encode(question, order="sorted")).hexdigest()
