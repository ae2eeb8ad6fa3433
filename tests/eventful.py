"""An interview in which everything happens, held step by step, with what a person saw after each step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from support import FakeClock, simple_question

from interview_coach.bank.bank import Bank
from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Setup
from interview_coach.domain.question import Skill
from interview_coach.services.app import App
from interview_coach.services.regrade import regrade_offline, wanted_of
from interview_coach.services.sitting import Sitting

FIRST = "sql-transactions/two-buyers"
SECOND = "sql-transactions/skipped"
PROMPT = "Two people bought the last lamp of a shop. How could that happen, and what would you change?"
SKILLS = {"sql-transactions": Skill(id="sql-transactions", name="SQL transactions", group="technical")}
RACE = "Both requests read the same stock, a lost update."
FIX = "One conditional update, and I check the row count."
RETRY = f"{RACE} {FIX} A check constraint [bold]as well[/bold] 🙂."


@dataclass
class Seen:
    """What was on the screen after one step; `grade` is the latest grade of the answer there."""

    kind: str
    doing: str
    turn: int | None
    text: str = ""
    said: tuple[str, ...] = ()
    answer_number: int = 1
    grade: Grade | None = None


@dataclass
class Eventful:
    """The interview, and what was seen in order, typing included."""

    id: str
    seen: list[Seen] = field(default_factory=list)


def bank_of(**fields: object) -> Bank:
    """A bank with the two questions that are asked; `fields` change the first."""
    questions = (simple_question(FIRST, **fields), simple_question(SECOND, title="The skipped one", hint=""))
    return Bank(questions=questions, skills=SKILLS, problems=(), own=frozenset())


def hold_eventful(app: App, clock: FakeClock) -> Eventful:
    """Hold it: clarification, hint, two pauses, two follow-ups, retry, skip, and a regrade by a changed grader."""
    app.__dict__["bank"] = bank_of()
    sitting = Sitting.start(app, Setup(questions=(FIRST, SECOND), count=2))
    held = Eventful(sitting.interview.id)
    said: list[str] = []

    def see(kind: str, doing: str, **fields: Any) -> None:
        values: dict[str, Any] = {"turn": sitting.turn.position, "said": tuple(said)} | fields
        held.seen.append(Seen(kind, doing, **values))

    def write(text: str, answer_number: int = 1) -> None:
        clock.pass_time(0.6)
        sitting.save_draft(text)
        see("typing", "typing", text=text, answer_number=answer_number)

    def pause(doing: str, text: str, seconds: float) -> None:
        sitting.pause()
        see("paused", "paused", text=text)
        clock.pass_time(seconds)
        sitting.unpause()
        see("resumed", doing, text=text)

    def feedback(answer_number: int) -> None:
        see("feedback", "feedback", answer_number=answer_number)
        see("graded", "feedback", answer_number=answer_number, grade=sitting.turn.attempts[-1].grades[0])

    see("started", "waiting", turn=None)
    see("question", "thinking")
    clock.pass_time(38)
    said += ["Which isolation level?", sitting.ask("Which isolation level?")]
    see("clarification", "thinking")
    write("Both requests raed")
    said.append(sitting.hint())
    see("hint", "typing", text="Both requests raed")
    pause("typing", "Both requests raed", 86_400)
    write("Both requests read the same")
    clock.pass_time(1)
    sitting.submit(RACE)
    see("typing", "typing", text=RACE)
    see("answer", "sent", text=RACE)
    sitting.proceed()
    said += [RACE, "And in one statement?"]
    see("follow_up", "thinking")
    write(FIX)
    sitting.submit(FIX)
    see("answer", "sent", text=FIX)
    sitting.proceed()
    said += [FIX, "How do you prove it?"]
    see("follow_up", "thinking")
    write("No")
    sitting.skip()
    see("follow_up_skipped", "skipped", text="No")
    said.append("")
    feedback(1)
    clock.pass_time(20)
    sitting.again()
    said[:] = said[:3]
    see("again", "thinking", answer_number=2)
    write(RETRY, 2)
    sitting.submit(RETRY)
    see("answer", "sent", text=RETRY, answer_number=2)
    sitting.proceed()
    said.append(RETRY)
    feedback(2)
    first_said = tuple(said)
    sitting.go_on()
    said.clear()
    see("question", "thinking")
    pause("thinking", "", 2)
    sitting.skip()
    see("skipped", "skipped")
    sitting.go_on()
    see("finished", "finished")
    clock.pass_time(7 * 86_400)
    _regrade(app, held.id)
    grade = app.store.interview(held.id).turns[0].attempts[1].grades[-1]
    see("grade_added", "finished", turn=1, said=first_said, answer_number=2, grade=grade)
    return held


def _regrade(app: App, interview_id: str) -> None:
    """Add a grade to the second attempt, by a grader that has come to another judgement meanwhile."""
    from msgspec.structs import replace

    real: Callable[..., Grade] = app.grader.grade

    def stricter(*args: Any, **kwargs: Any) -> Grade:
        return replace(real(*args, **kwargs), score=30, level=2, top_fix="Prove it.")

    app.grader.grade = stricter  # type: ignore[method-assign]  # another version of the grader
    try:
        wanted = [one for one in wanted_of(app, [interview_id]) if one.attempt.number == 2]
        assert list(regrade_offline(app, wanted)) == [True]
    finally:
        app.grader.grade = real  # type: ignore[method-assign]  # as it was
