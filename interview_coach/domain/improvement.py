"""What to do next after an interview, tied to what was missed and to the person's own words."""

from msgspec import Struct


class Practise(Struct, frozen=True, kw_only=True):
    """A question to practise next, and the point it would help with."""

    question_id: str
    title: str
    because: str


class Project(Struct, frozen=True, kw_only=True):
    """A small thing to build that teaches a skill."""

    skill: str
    task: str
    because: str


class Reading(Struct, frozen=True, kw_only=True):
    """A source of a question whose points were missed."""

    title: str
    url: str
    because: str


class OwnWords(Struct, frozen=True, kw_only=True):
    """A sentence of the person's own answer that would serve a CV or profile summary, word for word."""

    skill: str
    level: int
    quote: str
    shows: str


class Improvement(Struct, frozen=True, kw_only=True):
    """What to do next; every entry points back to an answer that was given."""

    practise: tuple[Practise, ...] = ()
    project: Project | None = None
    reading: tuple[Reading, ...] = ()
    together: str = ""
    own_words: tuple[OwnWords, ...] = ()
