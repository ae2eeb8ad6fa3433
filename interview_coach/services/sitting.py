"""Holding an interview: the one use case behind the interview screen and plain mode.

Every step is stored before it is reported as done. An answer is committed before it is graded.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import GradingJob, Interview, Part, Setup, Turn
from interview_coach.domain.question import FollowUp, Question
from interview_coach.errors import CoachError, UsageError
from interview_coach.interview.clarifications import clarify
from interview_coach.interview.follow_ups import choose_follow_up
from interview_coach.interview.machine import Change, Machine, plan_interview
from interview_coach.interview.selection import Chosen, Plan, choose
from interview_coach.services.app import App
from interview_coach.services.endpoint import Destination, destination_of, endpoint_for_grading
from interview_coach.services.grading import grade_attempt, run_job, run_pending_jobs
from interview_coach.services.stopwatch import Stopwatch
from interview_coach.text.clean import MAX_ANSWER_BYTES, clean, fits

if TYPE_CHECKING:
    from interview_coach.services.llm import Llm

Step = Literal["answer", "feedback", "next", "paused", "finished"]
PAST_TURNS = 200
NO_HINT = "There is no hint for this question. Start with what you would check first."


def plan_of(app: App, setup: Setup) -> Plan:
    """Draw the questions of a setup, or take those it names.

    Raises:
        UsageError: a question or skill is unknown (the nearest are named), or none fits.
    """
    bank = app.bank
    if setup.questions:
        return Plan(tuple(Chosen(bank.question(q), "You asked for this one") for q in setup.questions))
    for skill in setup.skills:
        bank.skill(skill)
    # Which questions were asked, and in which order, is all that choosing looks at.
    past = app.past.past_turns(PAST_TURNS, when_put=False) if setup.seed is None else []
    return choose(bank.askable(), setup, past, bank.skill_name, salt=app.new_id())


class Sitting:
    """One interview while it is held.

    `step` says what comes now: `answer` (a question or follow-up waits), `feedback` (practice mode, after an
    answer), `next` (mock mode or after a skip: call `go_on`), `paused` or `finished`.
    """

    def __init__(self, app: App, interview: Interview) -> None:
        """Use `start` or `resume` instead."""
        self._app = app
        self._machine = Machine(interview, app.new_id)
        self._endpoint = endpoint_for_grading(app, chosen=True) if interview.setup.grader == "llm" else None
        self._skipped = ""
        self.watch = Stopwatch(app.clock)

    @classmethod
    def start(cls, app: App, setup: Setup, plan: Plan | None = None) -> "Sitting":
        """Plan, store and begin a new interview.

        Raises:
            UsageError: nothing fits the setup.
            StorageError: it cannot be stored.
        """
        store = app.store
        run_pending_jobs(app)
        plan = plan or plan_of(app, setup)
        sitting = cls(app, plan_interview(app.new_id(), setup, plan, app.clock.now()))
        change = sitting._machine.begin(app.clock.now())
        store.create(sitting.interview, change.events)
        sitting.watch.start()
        return sitting

    @classmethod
    def resume(cls, app: App, interview_id: str | None = None) -> "Sitting":
        """Go on with an interview, the latest unfinished one unless named.

        Raises:
            UsageError: there is none, or it is finished.
        """
        store = app.store
        run_pending_jobs(app)
        if interview_id is None:
            latest = store.latest_unfinished()
            if latest is None:
                raise UsageError("There is no unfinished interview.", "Start a new one.")
            interview_id = latest.id
        interview = store.interview(interview_id)
        if interview.state == "finished":
            raise UsageError(
                f"Interview {interview.id} is finished.", f"Read it with: interview-coach show {interview.id}"
            )
        sitting = cls(app, interview)
        sitting._do(sitting._machine.resume)
        sitting.watch.start()
        sitting._decide()
        return sitting

    @property
    def destination(self) -> Destination:
        """Where the answers of this interview go."""
        return destination_of(self._endpoint)

    @property
    def interview(self) -> Interview:
        """The interview as it stands."""
        return self._machine.interview

    @property
    def turn(self) -> Turn:
        """The turn that is asked now."""
        return self._machine.turn

    @property
    def part(self) -> Part:
        """The part that is answered now, or was last."""
        return self._machine.part

    @property
    def prompt(self) -> str:
        """What the interviewer asks now: the question, or the follow-up."""
        return self.part.prompt or self.turn.question.prompt

    @property
    def is_last(self) -> bool:
        """Whether no question comes after this one."""
        return self.interview.position == len(self.interview.turns)

    @property
    def step(self) -> Step:
        """What comes now."""
        if self.interview.state != "active":
            return self.interview.state
        if self._machine.awaits_answer:
            return "answer"
        return "feedback" if self.turn.state == "feedback" else "next"

    def draft(self) -> str:
        """Return the unsent text of the part that is answered now."""
        return self._app.store.draft(self._machine.attempt.id, self.part.index)

    def save_draft(self, text: str) -> None:
        """Keep what is typed so far, cleaned; returns after the commit.

        Raises:
            CoachError: the text is over 32 KB.
            StorageError: it could not be stored; the text stays with the caller.
        """
        if not self._machine.awaits_answer:
            return
        self._app.store.save_draft(
            self._machine.attempt.id, self.part.index, _checked(text), self._app.clock.now()
        )

    def submit(self, text: str) -> tuple[str, int]:
        """Commit the answer to the question or follow-up; return the attempt's id and the part.

        Raises:
            CoachError: the text is over 32 KB.
            StorageError: it could not be stored; nothing changed and it can be tried again.
        """
        text = _checked(text).strip("\n")
        attempt, part = self._machine.attempt, self.part
        self.save_draft(text)
        self.watch.pause()
        thought, wrote = self.watch.think_seconds, self.watch.answer_seconds
        try:
            self._do(lambda now: self._machine.submit(text, now, round(thought * 1000), round(wrote * 1000)))
        except CoachError:
            self.watch.go_on()
            raise
        return attempt.id, part.index

    def proceed(self) -> Step:
        """After a submitted answer: ask the follow-up that aims at a gap, or grade the attempt."""
        self._decide()
        return self.step

    def skip(self) -> Step:
        """Leave the question, or only the follow-up, unanswered; return what comes now."""
        was_follow_up = bool(self.part.index)
        unsent = self.draft()
        self._do(self._machine.skip)
        self._skipped = unsent
        if was_follow_up:
            self._decide()
        return self.step

    @property
    def skipped_just_now(self) -> bool:
        """Whether the question before was skipped and nothing was answered since."""
        return self._machine.skipped_just_now

    def unskip(self) -> Step:
        """Ask the question again that was just skipped, with what was written then; return what comes now.

        Once the interview was left the text is no longer put back; it stays in the replay.
        """
        self._do(self._machine.unskip)
        self.watch.start()
        self.save_draft(self._skipped)
        return self.step

    def hint(self) -> str:
        """Return the hint of the question; taking it is recorded, once, and costs nothing."""
        if not self.turn.hint_taken:
            self._do(self._machine.hint)
        return self.turn.question.hint or NO_HINT

    def ask(self, asked: str) -> str:
        """Ask the interviewer; return what they say.

        Raises:
            UsageError: nothing was asked.
        """
        asked = clean(asked).strip()
        if not asked:
            raise UsageError("Ask something after it, for example: /ask which database is it?")
        answer, known = clarify(self.turn.question, asked)
        if not known and self._endpoint is not None:
            from interview_coach.services.llm import clarify_by_model

            found = clarify_by_model(self._app, self._endpoint, self.interview, self.turn, asked)
            answer, known = (found, True) if found else (answer, False)
        self._do(lambda now: self._machine.clarify(asked, answer, known, now))
        return answer

    def again(self) -> None:
        """Answer the question once more; the earlier attempt stays."""
        self._do(self._machine.again)
        self.watch.start()

    def take_back(self) -> None:
        """Take the answer back that was submitted by mistake; its text is the draft of the next attempt."""
        before = self._machine.remember()
        mistaken, change = self._machine.take_back(self._app.clock.now())
        try:
            text = mistaken.parts[0].text or ""
            self._app.store.take_back(self.interview, self.turn, mistaken, change.events, draft=text)
        except CoachError:
            self._machine.recall(before)
            raise
        self.watch.start()

    def add_question(self, question: Question, reason: str) -> int:
        """Ask one more question at the end; return its position."""
        self._do(lambda now: self._machine.add_question(question, reason, now))
        return len(self.interview.turns)

    def go_on(self) -> Step:
        """Go to the next question, or finish; return what comes now."""
        self._do(self._machine.next)
        self.watch.start()
        return self.step

    def pause(self) -> None:
        """Stop for now; the interview can be resumed. Does nothing if it is not active."""
        if self.interview.state == "active":
            self.watch.pause()
            self._do(self._machine.pause)

    def unpause(self) -> None:
        """Go on after a pause in the same program."""
        self._do(self._machine.resume)
        self.watch.go_on()

    def grades(self) -> list[tuple[Turn, Grade]]:
        """Return the grade of record of each turn that has one."""
        return [(turn, grade) for turn in self.interview.turns if (grade := turn.grade) is not None]

    def _decide(self) -> None:
        """Take the step that follows a closed part: a follow-up, or the end of the attempt and its grade."""
        if self.interview.state != "active" or self.turn.state not in ("answering", "follow_up"):
            return
        if self.part.closed_at is None:
            return
        attempt = self._machine.attempt
        asked = [part.follow_up_id for part in attempt.parts if part.follow_up_id is not None]
        if self.interview.setup.follow_ups:
            grade = grade_attempt(self._app, self.interview, self.turn, attempt)
            follow_up = choose_follow_up(self.turn.question, grade, asked)
            if follow_up is not None:
                worded = self._worded(follow_up)
                self._do(lambda now: self._machine.ask_follow_up(worded, now))
                self.watch.start()
                return
        models = (self._endpoint.model,) if self._endpoint is not None else ()
        for job in self._do(lambda now: self._machine.complete(now, models)).jobs:
            if job.grader != "offline":
                continue
            grade = run_job(self._app, job, self.interview)
            event = self._machine.graded(grade, self._app.clock.now())
            self._app.store.record(self.interview, (), (event,))

    def _worded(self, follow_up: FollowUp) -> FollowUp:
        """Return the follow-up in the interviewer model's words, if there is one."""
        if self._endpoint is None:
            return follow_up
        from interview_coach.services.llm import word_follow_up

        prompt = word_follow_up(self._app, self._endpoint, self.interview, self.turn, follow_up)
        return replace(follow_up, prompt=prompt)

    def llm_jobs(self) -> list[GradingJob]:
        """Return the grades that a model still owes this interview."""
        return [job for job in self._app.store.pending_jobs("llm") if job.interview_id == self.interview.id]

    def model_grader(self) -> "Llm | None":
        """Return who runs these jobs, or None without a model."""
        if self._endpoint is None:
            return None
        from interview_coach.services.llm import Llm

        return Llm(self._app, self._endpoint, self.interview.id)

    def take_in(self, grade: Grade) -> None:
        """Put a grade that was stored meanwhile into the interview, once."""
        for _, attempt in self.interview.attempts():
            if attempt.id == grade.attempt_id and grade not in attempt.grades:
                attempt.grades.append(grade)
                event = self._machine.graded(grade, self._app.clock.now())
                self._app.store.record(self.interview, (), (event,))

    def _do(self, step: Callable[[str], Change]) -> Change:
        """Take a step and store it; if it cannot be stored it was not taken."""
        before = self._machine.remember()
        change = step(self._app.clock.now())
        try:
            self._app.store.record(self.interview, change.turns, change.events, change.jobs)
        except CoachError:
            self._machine.recall(before)
            raise
        return change


def _checked(text: str) -> str:
    text = clean(text)
    if not fits(text):
        size = len(text.encode()) // 1024
        raise CoachError(
            f"The answer is {size} KB long; at most {MAX_ANSWER_BYTES // 1024} KB are kept.",
            "Shorten it; nothing was sent and the text is still there.",
        )
    return text
