"""Interviews to export: one in which everything happens that can, one that waits to be gone on with."""

from pathlib import Path

import msgspec
from support import GOOD_ANSWER, build_app, hold, simple_question

from interview_coach.bank.bank import Bank
from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import GradingJob, Interview, Note, Setup
from interview_coach.domain.llm import Dispute
from interview_coach.domain.question import Question, Skill
from interview_coach.services.app import App
from interview_coach.services.exporting import ExportFormat, Rows, chosen_by_filter, export_text
from interview_coach.services.sitting import Sitting

SKILLS = {
    name: Skill(id=name, name=name.capitalize(), group="technical")
    for name in ("sql-transactions", "indexes")
}


def questions() -> list[Question]:
    return [
        simple_question(),
        simple_question("indexes/slow-report", title="A slow report"),
        simple_question("indexes/third", title="Third"),
    ]


def app_with(home: Path, bank: list[Question] | None = None) -> App:
    """Return an app over a small bank."""
    app = build_app(home)
    app.__dict__["bank"] = Bank(
        questions=tuple(bank or questions()), skills=SKILLS, problems=(), own=frozenset()
    )
    return app


def eventful(app: App, answer: str = GOOD_ANSWER, note: str = "Slower next time.") -> Interview:
    """Hold an interview with drafts, a pause, a clarification, a hint, two follow-ups, a retry and a skip.

    Then it is graded again by a model, once in vain, a verdict is disputed and notes are written.
    """
    setup = Setup(
        questions=tuple(q.id for q in app.bank.questions[:3]), count=3, mode="practice", seniority="senior"
    )
    sitting = Sitting.start(app, setup)
    sitting.save_draft("Both")
    sitting.save_draft("Both req")
    sitting.ask("which isolation level?")
    sitting.ask("what is the weather?")
    sitting.hint()
    sitting.pause()
    sitting = Sitting.resume(app, sitting.interview.id)
    sitting.submit("The two requests both read same stock, a lost update.")
    sitting.proceed()
    sitting.submit("One conditional update, and I check the row count.")
    if sitting.proceed() == "answer":
        sitting.skip()
    sitting.again()
    sitting.submit(answer)
    while sitting.proceed() == "answer":
        sitting.skip()
    sitting.go_on()
    sitting.skip()
    sitting.go_on()
    sitting.submit("")
    while sitting.proceed() == "answer":
        sitting.skip()
    sitting.go_on()
    _graded_by_model(app, sitting.interview)
    for turn in (None, 1):
        words = Note(id=app.new_id(), turn=turn, text=note, created_at=app.clock.now())
        app.store.add_note(sitting.interview.id, words)
    return app.store.interview(sitting.interview.id)


def _graded_by_model(app: App, interview: Interview) -> None:
    turn, attempt = next(iter(interview.attempts()))
    offline = attempt.grades[0]

    def job(model: str) -> GradingJob:
        return GradingJob(
            interview_id=interview.id,
            attempt_id=attempt.id,
            content_hash=turn.content_hash,
            grader="llm",
            model=model,
        )

    app.store.add_jobs([job("small-model"), job("waiting-model"), job("failing-model")])
    app.store.store_reply(
        job("small-model"), {"text": "raw \x1b words", "points": [{"id": "race", "at": 1.5}]}
    )
    grade = msgspec.structs.replace(offline, id=app.new_id(), grader="llm", model="small-model")
    stored: Grade = app.store.finish_job(job("small-model"), grade)
    app.store.fail_job(job("failing-model"), "The server did not answer.", at=app.clock.now())
    app.store.add_dispute(
        Dispute(
            id=app.new_id(), attempt_id=attempt.id, grade_id=stored.id or "", point_id="guard",
            argument="I meant the constraint.", old_verdict="missed", new_verdict="partly", reason="Fair.",
            created_at=app.clock.now(),
        )
    )  # fmt: skip


def paused(app: App) -> Interview:
    """Begin an interview, answer nothing, leave a draft and pause."""
    sitting = Sitting.start(app, Setup(questions=("indexes/slow-report",), count=1))
    sitting.save_draft("I would begin with the plan")
    sitting.save_draft("I would begin with the query plan")
    sitting.pause()
    return app.store.interview(sitting.interview.id)


def filled(app: App) -> App:
    """Fill an app with four interviews."""
    hold(app, [GOOD_ANSWER, "No idea."], questions=["sql-transactions/two-buyers", "indexes/third"])
    eventful(app)
    paused(app)
    hold(app, ["Both read the same stock."], questions=["sql-transactions/two-buyers"], mode="mock")
    return app


def exported(app: App, form: ExportFormat, rows: Rows = "attempts") -> str:
    """Return the export of every interview."""
    return "".join(export_text(app, chosen_by_filter(app), form, rows=rows))
