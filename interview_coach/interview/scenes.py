"""What was to be seen at each moment of a past interview: the scenes of its replay.

Everything comes from the record: the question is the stored snapshot, the feedback is the grade that was made then.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Attempt, Turn
from interview_coach.domain.record import Record
from interview_coach.domain.wording import headline
from interview_coach.interview.replay import Moment, duration_ms, timeline
from interview_coach.interview.scene_states import Said, State, after
from interview_coach.interview.typed import Typed

Doing = Literal["waiting", "thinking", "typing", "sent", "skipped", "paused", "feedback", "finished"]


@dataclass(frozen=True)
class Scene:
    """One moment as a person saw it.

    `turn` is None before the first question. `said` is the conversation about the question so far, without what is
    in the answer box: `text`, with `cursor` where it was changed last. `grade` and `feedback` are set while there is
    feedback to show; `feedback` is its headline, also where the grade itself is not stored. `notice` is about
    something that happened elsewhere meanwhile.
    """

    doing: Doing
    turn: Turn | None
    of: int
    answer_number: int
    part: int
    said: tuple[Said, ...]
    text: str
    cursor: int
    feedback: str = ""
    grade: Grade | None = None
    graded_later: bool = False
    notice: str = ""


class Replay:
    """The moments of one interview and the scene at each; a scene costs the same wherever it is."""

    def __init__(self, record: Record) -> None:
        """Read the record once."""
        interview = self.interview = record.interview
        self.moments = timeline(record.events, record.draft_steps, interview.turns)
        self.offsets = [moment.offset_ms for moment in self.moments]
        self.duration_ms = duration_ms(self.moments)
        self.questions = [place for place, moment in enumerate(self.moments) if moment.kind == "question"]
        self._attempts = {attempt.id: (turn, attempt) for turn, attempt in interview.attempts()}
        self._grades = {grade.id: grade for _, attempt in interview.attempts() for grade in attempt.grades}
        self._typed: dict[tuple[str, int], Typed] = {}
        self._places: list[int] = []
        self._states: list[State] = []
        self._index()

    def _index(self) -> None:
        """Keep the state after each event; steps of typing change only the text of a part."""
        state = State()
        seen: dict[int | str, State] = {}
        for place, moment in enumerate(self.moments):
            if moment.step is not None:
                key = (moment.step.attempt_id, moment.step.part)
                self._typed.setdefault(key, Typed()).add(place, moment.step)
                continue
            state = after(state, moment, seen, self._sent(state, place))
            if state.turn:
                seen[state.turn] = seen[state.attempt_id] = state
            self._places.append(place)
            self._states.append(state)

    def _sent(self, state: State, place: int) -> str | None:
        """Return the text that a part was closed with, None where it was left unanswered."""
        found = self._attempts.get(state.attempt_id)
        if found is None:
            return self._box(state, place)[0]
        parts = found[1].parts
        return parts[state.part].text if 0 <= state.part < len(parts) else None

    def _box(self, state: State, place: int) -> tuple[str, int]:
        typed = self._typed.get((state.attempt_id, state.part))
        return typed.at(place) if typed is not None else ("", 0)

    def scene(self, place: int) -> Scene:
        """Return the scene when the moment at this place has been played."""
        number = bisect_right(self._places, place) - 1
        state = self._states[number] if number >= 0 else State()
        text, cursor = self._box(state, place)
        doing = _doing(state, text)
        if state.underneath == "sent" and (sent := self._sent(state, place)) is not None:
            text, cursor = sent, len(sent)
        if state.shows_feedback or doing == "waiting":
            text, cursor = "", 0
        grade = self._grades.get(state.grade_id) if state.grade_id else None
        turn = self.interview.turns[state.turn - 1] if state.turn else None
        return Scene(
            doing=doing,
            turn=turn,
            of=len(self.interview.turns),
            answer_number=self._answer_number(state.attempt_id),
            part=state.part,
            said=state.said,
            text=text,
            cursor=cursor,
            feedback=_feedback(grade, state) if state.shows_feedback else "",
            grade=grade if state.shows_feedback else None,
            graded_later=state.graded_later,
            notice=state.notice,
        )

    def _answer_number(self, attempt_id: str) -> int:
        found = self._attempts.get(attempt_id)
        return found[1].number if found is not None else 1

    def grade_of(self, moment: Moment) -> Grade | None:
        """Return the grade that was made at a moment."""
        return self._grades.get(moment.grade_id) if moment.grade_id else None

    def attempt_of(self, moment: Moment) -> tuple[Turn, Attempt] | None:
        """Return the attempt that a moment is about, with its turn."""
        return self._attempts.get(str(moment.data.get("attempt_id")))

    def place_at(self, offset_ms: float) -> int:
        """Return the last moment that was played by then; 0 where there is none."""
        return max(0, bisect_right(self.offsets, offset_ms) - 1)

    def place_of_question(self, position: int) -> int | None:
        """Return where the question of a turn was asked first; None where it never was."""
        return next((place for place in self.questions if self.moments[place].turn == position), None)

    def question_before(self, place: int) -> int | None:
        """Return where the question before a place begins."""
        number = bisect_left(self.questions, place)
        return self.questions[number - 1] if number else None

    def question_after(self, place: int) -> int | None:
        """Return where the question after a place begins."""
        number = bisect_right(self.questions, place)
        return self.questions[number] if number < len(self.questions) else None

    def value(self, place: int) -> dict[str, Any]:
        """Return one moment as plain values, a step of typing with the whole text after it."""
        moment = self.moments[place]
        values: dict[str, Any] = msgspec.to_builtins(replace(moment, step=None))
        del values["step"]
        step = moment.step
        values["text"] = None if step is None else self._typed[step.attempt_id, step.part].at(place)[0]
        return values


def _doing(state: State, text: str) -> Doing:
    if state.phase == "asked":
        return "typing" if text else "thinking"
    return state.phase


def _feedback(grade: Grade | None, state: State) -> str:
    if grade is not None:
        return headline(grade)
    if state.told_level is not None:
        return f"Level {state.told_level} of 5"
    return "The answer is being graded." if state.underneath == "feedback" else ""
