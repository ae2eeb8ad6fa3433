"""What must fit together inside one question, because asking and grading rely on it."""

from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from interview_coach.domain.question import Question


class Misfit(NamedTuple):
    """Something that does not fit: where (a path in the file), the rule, and what to do."""

    path: str
    rule: str
    hint: str


def misfits(question: Question, identity: str, taxonomy: Container[str] | None) -> Iterator[Misfit]:
    """Yield what does not fit in a question whose file says that its id is `identity`.

    Without a taxonomy (None) the skills are not looked up.
    """
    yield from _of_identity(question, identity, taxonomy)
    yield from _of_points(question)
    yield from _of_follow_ups(question)
    for index, example in enumerate(question.examples):
        if example.levels[0] > example.levels[1]:
            yield Misfit(f"examples[{index}].levels", "levels are [lowest, highest].", "Swap the two.")


def _of_identity(question: Question, identity: str, taxonomy: Container[str] | None) -> Iterator[Misfit]:
    if question.id != identity:
        hint = f"Use id = {identity!r}, or move the file to {question.id}.toml."
        yield Misfit("id", f"the id is {question.id!r}, but the path says {identity!r}.", hint)
    if question.skill != question.id.partition("/")[0]:
        hint = "Put the skill that names the folder first."
        yield Misfit("skills", f"the primary skill is {question.skill!r}, not that of the id.", hint)
    for index, skill in enumerate(question.skills):
        if taxonomy is not None and skill not in taxonomy:
            yield Misfit(
                f"skills[{index}]", f"the taxonomy has no skill {skill!r}.", "Use an id of skills.toml."
            )
        if skill in question.skills[:index]:
            yield Misfit(f"skills[{index}]", f"the skill {skill!r} is named twice.", "Remove one of the two.")


def _of_points(question: Question) -> Iterator[Misfit]:
    if not question.key_points and not question.model_answer.strip():
        yield Misfit("", "there is nothing to grade by.", "Add a model_answer, key points, or both.")
    yield from _twice("key_points", [point.id for point in question.key_points])
    yield from _twice("misconceptions", [mistake.id for mistake in question.misconceptions])
    weights = sum(point.weight for point in question.key_points)
    if question.full_marks is not None and question.full_marks > weights:
        rule = f"full_marks is {question.full_marks}, but all weights together are {weights}."
        yield Misfit("full_marks", rule, "Lower it, or leave it out.")


def _of_follow_ups(question: Question) -> Iterator[Misfit]:
    points = {point.id for point in question.key_points}
    mistakes = {mistake.id for mistake in question.misconceptions}
    yield from _twice("follow_ups", [follow_up.id for follow_up in question.follow_ups])
    for index, follow_up in enumerate(question.follow_ups):
        place = f"follow_ups[{index}]"
        for point in follow_up.awards:
            if point not in points:
                yield Misfit(f"{place}.awards", f"there is no key point {point!r}.", _one_of(points))
        for name in ("missing", "hit"):
            wanted = getattr(follow_up.when, name)
            if wanted is not None and wanted not in points:
                yield Misfit(f"{place}.when", f"there is no key point {wanted!r}.", _one_of(points))
        mistake = follow_up.when.misconception
        if mistake is not None and mistake not in mistakes:
            yield Misfit(f"{place}.when", f"there is no misconception {mistake!r}.", _one_of(mistakes))


def _twice(table: str, ids: Sequence[str]) -> Iterator[Misfit]:
    seen: set[str] = set()
    for index, item in enumerate(ids):
        if item in seen:
            yield Misfit(f"{table}[{index}].id", f"the id {item!r} is used twice in {table}.", "Rename one.")
        seen.add(item)


def _one_of(ids: set[str]) -> str:
    return f"Use one of: {', '.join(sorted(ids))}." if ids else "Remove the reference; the question has none."
