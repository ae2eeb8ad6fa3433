"""One question as plain lines: what a person is asked, and the key to it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from interview_coach.domain.question import Question

if TYPE_CHECKING:
    from interview_coach.bank.bank import Bank


def question_lines(question: Question, bank: "Bank") -> list[str]:
    """Return what may be seen before answering: sources are not, for their titles often name the answer."""
    skills = ", ".join(bank.skill_name(skill) for skill in question.skills)
    bar = ", ".join(f"{name} {getattr(question.bar, name)}" for name in question.bar.__struct_fields__)
    return [
        question.name,
        f"{question.id}, version {question.version}, {question.status}",
        f"{question.kind}, {question.format}, asked from {question.asked_from}; {skills}",
        f"Think {question.think_seconds} s, answer {question.answer_seconds} s. Level expected: {bar}.",
        "",
        question.prompt.strip(),
    ]


def key_lines(question: Question) -> list[str]:
    """Return the key: hint, key points, misconceptions, follow-ups, anchors, answers and sources."""
    return [
        line
        for part in (_hint, _points, _mistakes, _follow_ups, _answers, _sources)
        for line in part(question)
    ]


def _hint(question: Question) -> Iterator[str]:
    if question.hint:
        yield from ("", f"Hint: {question.hint}")


def _points(question: Question) -> Iterator[str]:
    for point in question.key_points:
        if point is question.key_points[0]:
            yield from ("", "Key points")
        must = ", must" if point.must else ""
        yield f"  {point.id}: {point.text}"
        yield f"    weight {point.weight}{must}, expected from {point.expect_from}"
        yield f"    signals: {', '.join(point.signals)}"
        if point.advice:
            yield f"    advice: {point.advice}"


def _mistakes(question: Question) -> Iterator[str]:
    if question.misconceptions:
        yield from ("", "Misconceptions")
    for mistake in question.misconceptions:
        yield f"  {mistake.id} (-{mistake.penalty}): {mistake.text}"
        yield f"    signals: {', '.join(mistake.signals)}"
        yield f"    correction: {mistake.correction}"


def _follow_ups(question: Question) -> Iterator[str]:
    if question.follow_ups:
        yield from ("", "Follow-ups")
    for follow_up in question.follow_ups:
        when = follow_up.when
        set_to = next(f"{n} {v}" for n in when.__struct_fields__ if (v := getattr(when, n)) is not None)
        yield f"  {follow_up.id}, when {set_to.replace('_', ' ')}: {follow_up.prompt}"
    for clarification in question.clarifications:
        yield f"  when asked about {', '.join(clarification.asked)}: {clarification.answer}"


def _answers(question: Question) -> Iterator[str]:
    if question.anchors:
        yield from ("", "Levels")
    for level in sorted(question.anchors):
        yield f"  {level}: {question.anchors[level]}"
    yield from ("", "Model answer", question.full_answer.strip())
    for example in question.examples:
        yield from ("", f"Example, {example.band}, level {example.levels[0]} to {example.levels[1]}")
        yield example.answer.strip()


def _sources(question: Question) -> Iterator[str]:
    if question.sources:
        yield from ("", "Sources")
    for source in question.sources:
        yield f"  {source.title}: {source.url}"
