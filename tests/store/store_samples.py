"""Interviews to store: plain ones, and one with everything in it."""

from collections.abc import Iterable
from datetime import date

from interview_coach.domain.grade import (
    BarResult,
    Delivery,
    Evidence,
    Grade,
    Grader,
    MisconceptionFound,
    PointVerdict,
    StarPart,
    Usage,
)
from interview_coach.domain.interview import (
    Attempt,
    DraftStep,
    Event,
    EventKind,
    Exchange,
    GradingJob,
    Interview,
    Note,
    Part,
    Setup,
    Turn,
    TurnState,
)
from interview_coach.domain.levels import level_of
from interview_coach.domain.question import (
    Clarification,
    Example,
    FollowUp,
    KeyPoint,
    Misconception,
    Question,
    Source,
    When,
    content_hash,
)

T0 = "2026-11-20T10:00:00.000+01:00"
T1 = "2026-11-20T10:01:00.000+01:00"
T2 = "2026-11-20T10:02:00.000+01:00"


def question(name: str = "oversold", skill: str = "sql-transactions", more: tuple[str, ...] = ()) -> Question:
    """A question with each of its parts."""
    return Question(
        id=f"{skill}/{name}",
        status="reviewed",
        title=f"The {name} item",
        kind="technical",
        skills=(skill, *more),
        prompt=f"Two people buy the last {name}. What happens?",
        anchors={"3": "Names the race.", "5": "Names the race and two ways out."},
        key_points=(
            KeyPoint(
                id="race", label="The race", text="Both read one.", weight=3, must=True, signals=("race",)
            ),
            KeyPoint(id="lock", label="A row lock", text="Lock the row.", weight=2, signals=("for update",)),
        ),
        misconceptions=(
            Misconception(id="tx", text="Enough", signals=("transaction",), correction="It is not."),
        ),
        follow_ups=(FollowUp(id="how", when=When(missing="lock"), prompt="How?", awards=("lock",)),),
        clarifications=(Clarification(asked=("how many",), answer="Two."),),
        examples=(Example(band="weak", levels=(1, 2), answer="No idea."),),
        sources=(Source(title="A manual", url="https://example.org/manual", checked=date(2026, 11, 1)),),
    )


def turn(
    position: int, of: Question, *, state: TurnState = "waiting", attempts: tuple[Attempt, ...] = ()
) -> Turn:
    """A turn about a question."""
    return Turn(
        position=position,
        question=of,
        content_hash=content_hash(of),
        reason="due today",
        state=state,
        attempts=list(attempts),
    )


def attempt(name: str, *texts: str | None, number: int = 1) -> Attempt:
    """An attempt whose parts were answered with these texts; None leaves a part open."""
    parts = [
        Part(
            index=index,
            follow_up_id="how" if index else None,
            prompt="How?" if index else None,
            text=text,
            asked_at=T0,
            closed_at=None if text is None else T1,
            think_ms=1200,
            answer_ms=34000,
        )
        for index, text in enumerate(texts)
    ]
    return Attempt(id=name, number=number, parts=parts, complete=None not in texts)


def grade(
    attempt_id: str,
    of: Question,
    score: int | None = 62,
    *,
    grader: Grader = "offline",
    grade_id: str | None = None,
) -> Grade:
    """A grade with each of its parts; ungraded where there is no score."""
    return Grade(
        id=grade_id,
        attempt_id=attempt_id,
        created_at=T2,
        question_id=of.id,
        question_version=of.version,
        content_hash=content_hash(of),
        grader=grader,
        model="small-model" if grader == "llm" else None,
        status="ungraded" if score is None else "graded",
        reason="the server did not answer" if score is None else None,
        score=score,
        level=None if score is None else level_of(score),
        bar=BarResult(seniority="mid", level=3, met=None if score is None else score >= 45),
        key_points=(
            PointVerdict(
                id="race",
                verdict="met",
                weight=3,
                credit=1.0,
                evidence=(Evidence(part=0, quote="both read", start=0, end=9),),
                reason="said so",
            ),
            PointVerdict(id="lock", verdict="partly", weight=2, credit=0.5),
        ),
        misconceptions=(MisconceptionFound(id="tx", penalty=1, correction="It is not."),),
        flags=("keyword_list",),
        confidence="medium",
        top_fix="Lock the row.",
        strengths=("Named the race.",),
        star=(StarPart(part="result", found=False, question="What came of it?"),),
        delivery=Delivery(words=12, spoken_seconds=5, notes=("answer first",)),
        usage=Usage(prompt_tokens=10, completion_tokens=20, cost_usd=0.25),
        duration_ms=3,
    )


def started(name: str = "abcd2345", count: int = 2, setup: Setup | None = None) -> Interview:
    """An interview whose first question is being answered."""
    questions = [question(f"item-{number}") for number in range(1, count + 1)]
    turns = [turn(position, of) for position, of in enumerate(questions, 1)]
    turns[0].state = "answering"
    turns[0].attempts = [attempt(f"{name}-a1", None)]
    return Interview(id=name, setup=setup or Setup(count=count), started_at=T0, turns=turns)


def rich(name: str = "rich2345") -> Interview:
    """A finished interview with follow-ups, a second attempt, clarifications, grades, a skip and notes."""
    first, second, third = question(), question("index", "indexes", ("sql-transactions",)), question("third")
    one = attempt(f"{name}-1", "both read one 🙂 שלום", "for update")
    one.parts.append(Part(index=2, follow_up_id="how", prompt="And?", text=None, asked_at=T1, closed_at=T2))
    one.grades = [
        grade(one.id, first, 40, grade_id=f"{name}-g1"),
        grade(one.id, first, None, grader="llm", grade_id=f"{name}-g2"),
        grade(one.id, first, 55, grader="llm", grade_id=f"{name}-g3"),
    ]
    two = attempt(f"{name}-2", "both read one,\nthen both write", number=2)
    two.grades = [grade(two.id, first, 70, grade_id=f"{name}-g4")]
    other = attempt(f"{name}-3", "")
    other.grades = [grade(other.id, second, 0, grade_id=f"{name}-g5")]
    turns = [
        turn(1, first, state="done", attempts=(one, two)),
        turn(2, second, state="done", attempts=(other,)),
        turn(3, third, state="skipped"),
    ]
    turns[0].exchanges = [
        Exchange(asked="How many?", answer="Two.", known=True, at=T1),
        Exchange(asked="Why?", answer="I cannot say.", known=False, at=T1),
    ]
    turns[0].hint_taken = turns[1].revealed = True
    return Interview(
        id=name,
        setup=Setup(
            seniority="senior",
            kind="technical",
            skills=("indexes",),
            count=3,
            mode="mock",
            seed=7,
            grader="llm",
        ),
        started_at=T0,
        finished_at=T2,
        state="finished",
        position=3,
        turns=turns,
        notes=[
            Note(id=f"{name}-n1", turn=1, text="Unfair?", created_at=T2),
            Note(id=f"{name}-n2", turn=None, text="Good day", created_at=T2),
        ],
    )


def answered(interview: Interview, text: str) -> GradingJob:
    """Answer the question that is asked now and give back the job that comes of it."""
    current = interview.turn
    latest = current.attempts[-1]
    latest.parts[-1].text = text
    latest.parts[-1].closed_at = T1
    latest.complete = True
    current.state = "done"
    return GradingJob(
        interview_id=interview.id,
        attempt_id=latest.id,
        content_hash=current.content_hash,
        grader="offline",
    )


def happened(*kinds: EventKind) -> list[Event]:
    """Events of these kinds about the first turn."""
    return [Event(kind=kind, at=T0, turn=1, data={"n": n}) for n, kind in enumerate(kinds)]


def replayed(steps: Iterable[DraftStep]) -> str:
    """The text that the steps of one draft lead to, beginning with nothing."""
    text = ""
    for step in steps:
        text = text[: step.start] + step.inserted + text[step.start + step.removed :]
    return text
