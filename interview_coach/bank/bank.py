"""The bank as the rest of the program sees it: questions by id, skills by any of their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from interview_coach.bank.sources import compile_folders
from interview_coach.domain.question import Question, Skill, content_hash
from interview_coach.errors import QuestionFileError, UsageError
from interview_coach.text.nearest import nearest

_FEW = 5


@dataclass(frozen=True)
class Bank:
    """Questions and skills, with what could not be used.

    Attributes:
        questions: sorted by id; a person's own question replaces a shipped one with the same id.
        skills: the taxonomy by id.
        problems: one for each file that could not be used.
        own: ids of the questions from the person's own folder.
    """

    questions: tuple[Question, ...]
    skills: Mapping[str, Skill]
    problems: tuple[QuestionFileError, ...] = ()
    own: frozenset[str] = frozenset()
    _hashes: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """Skill ids by every name a person may type, in small letters; ids win over names over aliases."""
        names = {alias.casefold(): skill.id for skill in self.skills.values() for alias in skill.aliases}
        names |= {skill.name.casefold(): skill.id for skill in self.skills.values()}
        return names | {skill_id.casefold(): skill_id for skill_id in self.skills}

    def question(self, question_id: str) -> Question:
        """Return the question with an id, a unique beginning of it, or a unique slug.

        Raises:
            UsageError: there is none or more than one; the hint names the nearest.
        """
        wanted = question_id.strip().casefold()
        if wanted in self._by_id:
            return self._by_id[wanted]
        slugs = [(q.id.partition("/")[2], q) for q in self.questions if wanted]
        found = (
            [q for slug, q in slugs if slug == wanted]
            or [q for _, q in slugs if q.id.startswith(wanted)]
            or [q for slug, q in slugs if slug.startswith(wanted)]
        )
        if len(found) == 1:
            return found[0]
        if found:
            some = ", ".join(q.id for q in found[:_FEW]) + (", ..." if len(found) > _FEW else ".")
            raise UsageError(f"{question_id!r} fits {len(found)} questions.", f"Type more of the id: {some}")
        raise UsageError(f"There is no question {question_id!r}.", self._near(wanted))

    def skill(self, name: str) -> Skill:
        """Return the skill with an id, name or alias, in small or capital letters.

        Raises:
            UsageError: there is none; the hint names the nearest.
        """
        wanted = " ".join(name.split()).casefold()
        if wanted in self._by_name:
            return self.skills[self._by_name[wanted]]
        near = dict.fromkeys(self._by_name[found] for found in nearest(wanted, self._by_name))
        hint = f"Did you mean {' or '.join(near)}?" if near else "See the skills: interview-coach bank list."
        raise UsageError(f"There is no skill {name!r}.", hint)

    def skills_in(self, line: str) -> tuple[Skill, ...]:
        """Return the skills that a line names, apart by commas, or by spaces where each name is known; each once.

        Raises:
            UsageError: something in it is no skill; the hint names the nearest.
        """
        found: list[Skill] = []
        for piece in line.split(","):
            rest = piece.split()
            while rest:
                end = self._known(rest) or next(
                    (n for n in range(1, len(rest)) if self._known(rest[n:])), len(rest)
                )
                found.append(self.skill(" ".join(rest[:end])))
                rest = rest[end:]
        return tuple({skill.id: skill for skill in found}.values())

    def _known(self, words: Sequence[str]) -> int:
        """Return how many of the first words name a skill, the most that do: `sql transactions` is one, not `sql`."""
        lengths = range(len(words), 0, -1)
        return next((n for n in lengths if " ".join(words[:n]).casefold() in self._by_name), 0)

    def skill_beginning(self, name: str) -> Skill:
        """Return the skill with this name, or the only one whose id begins so.

        Raises:
            UsageError: there is none; the hint names the nearest.
        """
        try:
            return self.skill(name)
        except UsageError:
            begins = [self.skills[one] for one in self.skills if name and one.startswith(name.casefold())]
            if len(begins) == 1:
                return begins[0]
            raise

    def askable(self) -> tuple[Question, ...]:
        """Return what interviews draw from: reviewed questions, and the person's own unless retired or unfinished."""
        return tuple(
            q
            for q in self.questions
            if q.status == "reviewed" or (q.id in self.own and q.status != "retired" and not q.unfinished)
        )

    def skill_name(self, skill_id: str) -> str:
        """Return the name of a skill for people; the id itself where the taxonomy has none."""
        skill = self.skills.get(skill_id)
        return skill.name if skill else skill_id

    def hash_of(self, question_id: str) -> str:
        """Return the content hash of a question, computed once; KeyError if there is none."""
        if question_id not in self._hashes:
            self._hashes[question_id] = content_hash(self._by_id[question_id])
        return self._hashes[question_id]

    def _near(self, wanted: str) -> str:
        slugs = {question.id.partition("/")[2]: question.id for question in self.questions}
        near = nearest(wanted, list(self._by_id)) or [slugs[slug] for slug in nearest(wanted, slugs)]
        return f"Did you mean {' or '.join(near)}?" if near else "See them all: interview-coach bank list."


def _is_there(folder: Path) -> bool:
    """Whether there is such a folder; one that may not be looked at counts, so that its problem is told."""
    try:
        folder.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def load_bank(shipped: Path, own: Path | None, cache: Path | None) -> Bank:
    """Return the shipped questions with the person's own merged over them.

    What cannot be used is listed in the bank's `problems`, never raised. A folder of one's own need not
    exist; nor need the cache folder, and None means to do without.
    """
    roots = (shipped, own) if own is not None and _is_there(own) else (shipped,)
    compiled, problems = compile_folders(roots, cache)
    return Bank(
        questions=compiled.questions,
        skills={skill.id: skill for skill in compiled.skills},
        problems=problems,
        own=frozenset(compiled.own),
    )
