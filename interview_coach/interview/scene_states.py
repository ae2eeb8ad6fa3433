"""What each event of a record changes on the stage: which question is asked, what was said, what is going on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from interview_coach.interview.replay import Moment, part_of

Phase = Literal["waiting", "asked", "sent", "skipped", "paused", "feedback", "finished"]
SaidKind = Literal["asked", "given", "hint", "follow_up", "answer", "unanswered"]

NO_HINT = "There was no hint for this question."
_OF_THE_QUESTION: frozenset[SaidKind] = frozenset({"asked", "given", "hint"})


@dataclass(frozen=True)
class Said:
    """One thing that was said: a clarifying question and what was `given` for it, a hint, a follow-up, an answer."""

    kind: SaidKind
    text: str


@dataclass(frozen=True)
class State:
    """What is on the stage after an event, all but the typing; `turn` 0 is before the first question."""

    phase: Phase = "waiting"
    turn: int = 0
    attempt_id: str = ""
    part: int = 0
    said: tuple[Said, ...] = ()
    grade_id: str | None = None
    told_level: int | None = None
    graded_later: bool = False
    paused_in: Phase = "waiting"
    notice: str = ""

    @property
    def underneath(self) -> Phase:
        """What is going on, or was until the pause."""
        return self.paused_in if self.phase == "paused" else self.phase

    @property
    def shows_feedback(self) -> bool:
        """Whether there is feedback instead of an answer box."""
        return self.underneath in ("feedback", "finished")


def after(state: State, moment: Moment, seen: Mapping[int | str, State], sent: str | None) -> State:
    """Return the state after an event.

    Args:
        state: the state before it.
        moment: the event.
        seen: the last state of each turn and of each attempt so far, for what is asked once more or graded later.
        sent: the text that the open part of `state` was closed with, None if it was left unanswered.
    """
    state = replace(state, notice="")
    match moment.kind:
        case "question":
            return _asked(state, moment, seen)
        case "again":
            base = seen.get(moment.turn or 0, state)
            kept = tuple(said for said in base.said if said.kind in _OF_THE_QUESTION)
            return _fresh(base, moment, said=kept)
        case "follow_up":
            asked = Said("follow_up", str(moment.data.get("prompt") or ""))
            part = part_of(moment.data)[1]
            return replace(state, phase="asked", part=part, said=(*_settled(state, sent), asked))
        case "clarification":
            said = Said("asked", str(moment.data.get("asked") or ""))
            given = Said("given", str(moment.data.get("text") or ""))
            return replace(state, said=(*state.said, said, given))
        case "hint":
            return replace(state, said=(*state.said, Said("hint", str(moment.data.get("text") or NO_HINT))))
        case "answer":
            return replace(state, phase="sent")
        case "skipped" | "follow_up_skipped":
            return replace(state, phase="skipped")
        case "feedback" if "added" in moment.data:
            return replace(state, notice=f"Question {moment.data['added']} was added to the interview.")
        case "feedback":
            return replace(
                state, phase="feedback", said=_settled(state, sent), grade_id=None, told_level=None
            )
        case "graded" | "grade_added":
            return _graded(state, moment, seen)
        case "paused":
            return replace(state, phase="paused", paused_in=state.underneath)
        case "resumed":
            return replace(state, phase=state.paused_in) if state.phase == "paused" else state
        case "finished":
            return replace(state, phase="finished")
    return state


def _asked(state: State, moment: Moment, seen: Mapping[int | str, State]) -> State:
    """Return the state of a question that is asked; asked once more it goes on where it was left."""
    before = seen.get(str(moment.data.get("attempt_id")))
    if before is not None:
        return replace(before, phase="asked", notice="")
    return _fresh(state, moment, said=())


def _fresh(state: State, moment: Moment, said: tuple[Said, ...]) -> State:
    attempt_id = str(moment.data.get("attempt_id") or "")
    return State(phase="asked", turn=moment.turn or state.turn, attempt_id=attempt_id, said=said)


def _settled(state: State, sent: str | None) -> tuple[Said, ...]:
    """Return what was said with the part that was just closed."""
    if state.phase not in ("sent", "skipped"):
        return state.said
    return (*state.said, Said("answer", sent) if sent is not None else Said("unanswered", ""))


def _graded(state: State, moment: Moment, seen: Mapping[int | str, State]) -> State:
    """Return the state with a grade: on the stage if it is of the answer there, or once the interview is over."""
    attempt_id = str(moment.data.get("attempt_id"))
    level = moment.data.get("level")
    told = level if isinstance(level, int) else None
    later = moment.kind == "grade_added"
    if state.shows_feedback:
        elsewhere = seen.get(attempt_id) if state.phase == "finished" else None
        base = state if state.attempt_id == attempt_id else elsewhere
        if base is not None:
            return replace(
                base, phase=state.phase, paused_in=state.paused_in, grade_id=moment.grade_id,
                told_level=told, graded_later=later,
            )  # fmt: skip
    result = f"level {told}" if told is not None else "not graded"
    return replace(state, notice=f"Meanwhile question {moment.turn or '?'} got a grade: {result}.")
