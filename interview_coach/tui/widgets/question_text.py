"""What the bank shows of a question: the facts about it, the person's own levels, and its key."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from interview_coach.bank.bank import Bank
from interview_coach.domain.interview import PastTurn
from interview_coach.domain.levels import LEVEL_WORDS, SENIORITIES
from interview_coach.domain.question import Question
from interview_coach.domain.wording import count_of

QUIET = "$foreground-muted"
MOST_LEVELS = 8


def list_line(question: Question, bank: Bank, past: Sequence[PastTurn]) -> Content:
    """Return the two lines of a question in the list, its last level first."""
    last = f"level {past[0].level}" if past else "not tried"
    status = "" if question.status == "reviewed" else f" · {question.status}"
    own = " · yours" if question.id in bank.own else ""
    skill = bank.skill_name(question.skill)
    about = f" · {skill} · {question.format} · from {question.asked_from}{status}{own}"
    return Content.assemble(
        (question.name, "bold"), "\n", (last, "$text-accent" if past else QUIET), (about, QUIET)
    )


def facts(question: Question, bank: Bank) -> Content:
    """Return what may be known before answering: kind, skills, clocks, bar."""
    skills = ", ".join(bank.skill_name(skill) for skill in question.skills)
    bar = ", ".join(f"{name} {question.bar.level(name)}" for name in SENIORITIES)
    return Content(
        f"{question.kind} · {question.format} · from {question.asked_from}\n{skills}\n"
        f"{question.think_seconds} s to think, {question.answer_seconds} s to answer\nLevel expected: {bar}"
    ).stylize(QUIET)


def own_levels(past: Sequence[PastTurn]) -> Content:
    """Return the levels reached before, newest first."""
    if not past:
        return Content("Your levels on this question will be listed here.").stylize(QUIET)
    lines = [
        Content(f"Asked {count_of(len(past), 'time')}, the level of your last answer each time").stylize(
            "bold $text-accent"
        )
    ]
    for turn in past[:MOST_LEVELS]:
        missed = f", missed “{turn.missed_label}”" if turn.missed_label else ""
        level = f"level {turn.level}, {LEVEL_WORDS[turn.level or 1]}"
        lines.append(Content.assemble((f"{turn.at[:10]}  ", QUIET), level, (missed, QUIET)))
    if len(past) > MOST_LEVELS:
        lines.append(Content(f"and {len(past) - MOST_LEVELS} before").stylize(QUIET))
    return Content("\n").join(lines)


def key_of(question: Question) -> Content:
    """Return the key: key points, misconceptions, the model answer."""
    return Content("\n").join(_key_lines(question))


def _key_lines(question: Question) -> Iterator[Content]:
    if question.key_points:
        yield Content("Key points").stylize("bold $text-accent")
    for point in question.key_points:
        must = ", must" if point.must else ""
        weight = f"  weight {point.weight}{must}, from {point.expect_from}"
        yield Content.assemble((point.name, "bold"), (weight, QUIET))
        yield Content(point.text)
    if question.misconceptions:
        yield Content("")
        yield Content("Misconceptions").stylize("bold $text-accent")
    for mistake in question.misconceptions:
        yield Content.assemble((f"{mistake.text} ", QUIET), mistake.correction)
    if question.full_answer:
        yield Content("")
        yield Content("One good answer").stylize("bold $text-accent")
        yield Content(question.full_answer.strip())
