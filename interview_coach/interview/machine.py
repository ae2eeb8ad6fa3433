"""The states of an interview and the steps between them.

Every step checks that it is legal, changes the interview and returns what has to be stored. Time and ids are
passed in. Nothing is graded, drawn or stored here.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, NoReturn

from interview_coach.domain.grade import Grade, Grader
from interview_coach.domain.interview import (
    Attempt,
    Event,
    EventKind,
    Exchange,
    GradingJob,
    Interview,
    InterviewState,
    Part,
    Setup,
    Turn,
    TurnState,
)
from interview_coach.domain.levels import MAX_COUNT
from interview_coach.domain.question import FollowUp, Question, content_hash
from interview_coach.errors import IllegalActionError
from interview_coach.interview.selection import Plan


@dataclass(frozen=True)
class Change:
    """What one step changed: the turns touched, the events to append, the jobs to queue."""

    turns: tuple[Turn, ...]
    events: tuple[Event, ...]
    jobs: tuple[GradingJob, ...] = ()


def plan_interview(interview_id: str, setup: Setup, plan: Plan, now: str) -> Interview:
    """Return a new interview that has not begun."""
    turns = [
        Turn(position=place, question=c.question, content_hash=content_hash(c.question), reason=c.reason)
        for place, c in enumerate(plan.chosen, start=1)
    ]
    return Interview(id=interview_id, setup=setup, started_at=now, turns=turns)


@dataclass(frozen=True)
class Memento:
    """The part of an interview that one step can change."""

    state: InterviewState
    position: int
    finished_at: str | None
    count: int
    turns: tuple[tuple[Turn, TurnState, bool, list[Attempt], list[Exchange]], ...]


class Machine:
    """Takes one interview from step to step."""

    def __init__(self, interview: Interview, new_id: Callable[[], str]) -> None:
        """Work on this interview; `new_id` gives ids to attempts."""
        self.interview = interview
        self._new_id = new_id

    def remember(self) -> "Memento":
        """Return what the next step may change, for `recall` if that step cannot be stored."""
        interview = self.interview
        touched = interview.turns[max(0, interview.position - 2) : interview.position + 1]
        return Memento(
            state=interview.state,
            position=interview.position,
            finished_at=interview.finished_at,
            count=len(interview.turns),
            turns=tuple(
                (turn, turn.state, turn.hint_taken, deepcopy(turn.attempts), list(turn.exchanges))
                for turn in touched
            ),
        )

    def recall(self, memento: "Memento") -> None:
        """Put everything back as it was."""
        interview = self.interview
        interview.state, interview.position = memento.state, memento.position
        interview.finished_at = memento.finished_at
        del interview.turns[memento.count :]
        for turn, state, hint_taken, attempts, exchanges in memento.turns:
            turn.state, turn.hint_taken = state, hint_taken
            turn.attempts[:], turn.exchanges[:] = attempts, exchanges

    @property
    def turn(self) -> Turn:
        """The turn that is asked now."""
        return self.interview.turn

    @property
    def attempt(self) -> Attempt:
        """The attempt that is being answered, or was last.

        Raises:
            IllegalActionError: the question was not asked yet.
        """
        if self.turn.attempt is None:
            self._refuse("The question was not asked yet.")
        return self.turn.attempt

    @property
    def part(self) -> Part:
        """The part that is being answered, or was last."""
        return self.attempt.parts[-1]

    @property
    def awaits_answer(self) -> bool:
        """Whether the person is to answer now."""
        return (
            self.interview.state == "active"
            and self.turn.state in ("answering", "follow_up")
            and self.part.closed_at is None
        )

    def begin(self, now: str) -> Change:
        """Ask the first question."""
        if self.turn.state != "waiting":
            self._refuse("The interview has begun already.")
        asked = self._ask(now)
        return Change(asked.turns, (self._event("started", now, whole=True), *asked.events))

    def submit(self, text: str, now: str, think_ms: int, answer_ms: int) -> Change:
        """Close the part that is being answered with its text."""
        part = self._open_part()
        part.text, part.closed_at = text, now
        part.think_ms, part.answer_ms = max(0, think_ms), max(0, answer_ms)
        return self._one("answer", now, attempt_id=self.attempt.id, part=part.index)

    def ask_follow_up(self, follow_up: FollowUp, now: str) -> Change:
        """Ask a follow-up about the answer that was just submitted."""
        self._need_closed_part()
        part = Part(
            index=len(self.attempt.parts), follow_up_id=follow_up.id, prompt=follow_up.prompt, asked_at=now
        )
        self.attempt.parts.append(part)
        self.turn.state = "follow_up"
        return self._one(
            "follow_up", now, attempt_id=self.attempt.id, part=part.index, prompt=follow_up.prompt
        )

    def complete(self, now: str, models: Sequence[str] = ()) -> Change:
        """End the attempt: no more follow-ups; it is graded from here on, offline and by the models named."""
        self._need_closed_part()
        self.attempt.complete = True
        self.turn.state = "feedback" if self.interview.setup.mode == "practice" else "done"
        graders: list[tuple[Grader, str | None]] = [("offline", None), *(("llm", model) for model in models)]
        jobs = tuple(
            GradingJob(
                interview_id=self.interview.id,
                attempt_id=self.attempt.id,
                content_hash=self.turn.content_hash,
                grader=grader,
                model=model,
            )
            for grader, model in graders
        )
        return Change((self.turn,), (self._event("feedback", now, attempt_id=self.attempt.id),), jobs)

    def skip(self, now: str) -> Change:
        """Leave the question, or only the follow-up, unanswered."""
        part = self._open_part()
        part.closed_at = now
        if part.index:
            return self._one("follow_up_skipped", now, attempt_id=self.attempt.id, part=part.index)
        answered_before = any(a.complete and not a.taken_back for a in self.turn.attempts)
        practice = self.interview.setup.mode == "practice"
        self.turn.state = "skipped" if not answered_before else "feedback" if practice else "done"
        return self._one("skipped", now, attempt_id=self.attempt.id)

    @property
    def skipped_just_now(self) -> bool:
        """Whether the question before was skipped and nothing was answered since."""
        return self._left_just_now("skipped") is not None

    def unskip(self, now: str) -> Change:
        """Ask the question again that was just skipped, by mistake; the next one keeps its draft and comes after it."""
        self._need_active()
        skipped = self._left_just_now("skipped")
        if skipped is None:
            self._refuse("No question was skipped just now.")
        return self._open_again(skipped, now)

    def hint(self, now: str) -> Change:
        """Note that the hint was taken; it costs nothing."""
        self._open_part()
        self.turn.hint_taken = True
        return self._one("hint", now, text=self.turn.question.hint)

    def clarify(self, asked: str, answer: str, known: bool, now: str) -> Change:
        """Keep a clarifying question and what the interviewer said."""
        self._open_part()
        self.turn.exchanges.append(Exchange(asked=asked, answer=answer, known=known, at=now))
        return self._one("clarification", now, asked=asked, text=answer, known=known)

    def again(self, now: str) -> Change:
        """Answer the same question once more, in practice mode.

        Right after its feedback, or as long as nothing was answered on the question that came next; that one
        keeps its draft and is asked again afterwards.
        """
        turn = self._answered_turn("Answering again comes after the feedback, in practice mode.")
        return self._open_again(turn, now)

    def take_back(self, now: str) -> tuple[Attempt, Change]:
        """Take back the answer that was just submitted, by mistake, and answer again; return it with the change.

        It stays with its grades and counts no more. It may come as late as `again`.
        """
        refusal = "Taking an answer back comes right after its feedback, in practice mode."
        turn = self._answered_turn(refusal)
        mistaken = turn.attempt
        if mistaken is None or not mistaken.complete:
            self._refuse(refusal)
        mistaken.taken_back = True
        return mistaken, self._open_again(turn, now, taken_back=mistaken.id)

    def add_question(self, question: Question, reason: str, now: str) -> Change:
        """Ask one more question at the end of the interview; decided over the feedback, in practice mode."""
        self._need_active()
        turns = self.interview.turns
        if self.turn.state != "feedback":
            self._refuse("A question is added right after the feedback, in practice mode.")
        if any(turn.question.id == question.id for turn in turns):
            self._refuse("This question is in the interview already.")
        if len(turns) >= MAX_COUNT:
            self._refuse(f"An interview has at most {MAX_COUNT} questions.")
        added = Turn(
            position=len(turns) + 1, question=question, content_hash=content_hash(question), reason=reason
        )
        turns.append(added)
        event = self._event(
            "feedback", now, attempt_id=self.attempt.id, added=added.position, question_id=question.id
        )
        return Change((added,), (event,))

    def next(self, now: str) -> Change:
        """Go to the next question, or end the interview after the last one."""
        self._need_active()
        if self.turn.state not in ("feedback", "done", "skipped"):
            self._refuse("This question is not answered yet.")
        left = self.turn
        if left.state == "feedback":
            left.state = "done"
        if self.interview.position < len(self.interview.turns):
            self.interview.position += 1
            asked = self._ask(now)
            return Change((left, *asked.turns), asked.events)
        self.interview.state = "finished"
        self.interview.finished_at = now
        return Change((left,), (self._event("finished", now, whole=True),))

    def pause(self, now: str) -> Change:
        """Stop for now; everything stays as it is."""
        self._need_active()
        self.interview.state = "paused"
        return Change((), (self._event("paused", now, whole=True),))

    def resume(self, now: str) -> Change:
        """Go on where it was left, also after a kill."""
        if self.interview.state == "finished":
            self._refuse("This interview is finished.")
        self.interview.state = "active"
        return Change((), (self._event("resumed", now, whole=True),))

    def graded(self, grade: Grade, now: str) -> Event:
        """Return the event that a grade was made, of this turn or, when it took long, of an earlier one."""
        made = {"attempt_id": grade.attempt_id, "score": grade.score, "level": grade.level}
        place = next(
            (turn.position for turn, attempt in self.interview.attempts() if attempt.id == grade.attempt_id),
            self.interview.position,
        )
        return Event(kind="graded", at=now, turn=place, data=made)

    def _ask(self, now: str) -> Change:
        turn = self.turn
        attempt = turn.attempt or self._new_attempt(now)  # first: a clock on the screen may look meanwhile
        turn.state = "answering"
        return self._one("question", now, question_id=turn.question.id, attempt_id=attempt.id)

    def _new_attempt(self, now: str) -> Attempt:
        number = len(self.turn.attempts) + 1
        attempt = Attempt(id=self._new_id(), number=number, parts=[Part(index=0, asked_at=now)])
        self.turn.attempts.append(attempt)
        return attempt

    def _answered_turn(self, refusal: str) -> Turn:
        """Return the turn whose feedback is shown, or was just before a question that is still untouched."""
        self._need_active()
        if self.turn.state == "feedback":
            return self.turn
        left = self._left_just_now("done") if self.interview.setup.mode == "practice" else None
        if left is None:
            self._refuse(refusal)
        return left

    def _open_again(self, turn: Turn, now: str, **data: Any) -> Change:
        self.interview.position = turn.position
        attempt = self._new_attempt(now)
        turn.state = "answering"
        return self._one("again", now, attempt_id=attempt.id, **data)

    def _left_just_now(self, state: TurnState) -> Turn | None:
        """Return the turn before, if it is in this state and nothing was answered since."""
        turn, position = self.turn, self.interview.position
        untouched = turn.state == "answering" and len(turn.attempts) == 1 and not turn.attempts[0].answered
        before = self.interview.turns[position - 2] if position > 1 and untouched else None
        return before if before is not None and before.state == state else None

    def _open_part(self) -> Part:
        self._need_active()
        if not self.awaits_answer:
            self._refuse("There is no question waiting for an answer.")
        return self.part

    def _need_closed_part(self) -> None:
        self._need_active()
        if self.turn.state not in ("answering", "follow_up") or self.part.closed_at is None:
            self._refuse("The answer was not submitted yet.")

    def _need_active(self) -> None:
        if self.interview.state != "active":
            self._refuse(f"The interview is {self.interview.state}.")

    def _refuse(self, message: str) -> NoReturn:
        raise IllegalActionError(message)

    def _event(self, kind: EventKind, now: str, whole: bool = False, **data: Any) -> Event:
        return Event(kind=kind, at=now, turn=None if whole else self.interview.position, data=data)

    def _one(self, kind: EventKind, now: str, **data: Any) -> Change:
        return Change((self.turn,), (self._event(kind, now, **data),))
