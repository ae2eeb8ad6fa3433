"""Grading of stored attempts: the job comes from the store, the grade goes back to it."""

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Attempt, GradingJob, Interview, Turn
from interview_coach.domain.levels import Seniority
from interview_coach.domain.question import Question, content_hash
from interview_coach.grading.explain import Trace, explain
from interview_coach.grading.protocol import Answer, single
from interview_coach.services.app import App
from interview_coach.text.clean import clean


def answer_of(turn: Turn, attempt: Attempt) -> Answer:
    """Return an attempt as graders take it, with the words that the interviewer gave."""
    closed = [part for part in attempt.parts if part.closed_at is not None]
    given = [exchange.answer for exchange in turn.exchanges] + [p.prompt for p in closed if p.prompt]
    return Answer(
        texts=tuple(attempt.texts),
        follow_up_ids=tuple(part.follow_up_id for part in closed),
        given=tuple(given),
    )


def grade_attempt(app: App, interview: Interview, turn: Turn, attempt: Attempt) -> Grade:
    """Grade an attempt as it stands, complete or not; nothing is stored."""
    return app.grader.grade(
        turn.question,
        answer_of(turn, attempt),
        seniority=interview.setup.seniority,
        created_at=app.clock.now(),
    )


def grade_text(app: App, question: Question, text: str, seniority: Seniority) -> Grade:
    """Grade one answer outside any interview; nothing is stored."""
    return app.grader.grade(question, single(clean(text)), seniority=seniority, created_at=app.clock.now())


def try_text(app: App, question: Question, text: str, seniority: Seniority) -> Trace:
    """Grade one answer outside any interview and tell what led to the grade; nothing is stored."""
    compiled = app.compiled.get(question, content_hash(question))
    return explain(compiled, single(clean(text)), grade_text(app, question, text, seniority))


def run_job(app: App, job: GradingJob, interview: Interview) -> Grade:
    """Grade the attempt of a job and store the grade; done again it returns the grade stored first."""
    import msgspec

    turn, attempt = next((t, a) for t, a in interview.attempts() if a.id == job.attempt_id)
    grade = grade_attempt(app, interview, turn, attempt)
    grade = msgspec.structs.replace(grade, id=app.new_id(), attempt_id=attempt.id)
    stored = app.store.finish_job(job, grade)
    if stored not in attempt.grades:
        attempt.grades.append(stored)
    return stored


def run_pending_jobs(app: App) -> int:
    """Finish the jobs that a kill left behind; return how many there were."""
    jobs = app.store.pending_jobs()
    for job in jobs:
        run_job(app, job, app.store.interview(job.interview_id))
    return len(jobs)
