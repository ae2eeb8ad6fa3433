"""The same interview line by line, for pipes, screen readers and simple terminals.

An answer ends with a line holding a single `.`; `..` stands for a literal `.`; a line that begins with `//` loses
one slash; a line that is exactly a command is one. With `events` each step is one JSON object a line on stdout and
the words for people go to stderr.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from typing import Any, TextIO

import msgspec

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import GradingJob, Interview
from interview_coach.domain.wording import overall
from interview_coach.errors import CoachError, IllegalActionError
from interview_coach.export.plain_text import grade_lines, improvement_lines
from interview_coach.line_source import LineSource
from interview_coach.services.app import App
from interview_coach.services.llm import run_jobs
from interview_coach.services.review import improvement_of
from interview_coach.services.sitting import Sitting
from interview_coach.text.clean import MAX_ANSWER_BYTES, clean, fits

END = "."
LAST_WORD_SECONDS = 0.3
COMMANDS = ("/skip", "/hint", "/again", "/undo", "/pause", "/quit")
INTRODUCTION = (
    "End an answer with a line holding a single dot. Commands on a line of their own: "
    "/hint, /ask TEXT, /skip, /pause; /undo takes a skip back; in practice mode /again and /undo after the feedback."
)


class PlainInterview:
    """Holds one interview on a source of lines and an output."""

    def __init__(
        self, app: App, sitting: Sitting, source: LineSource, out: TextIO, err: TextIO, *, events: bool
    ) -> None:
        """Nothing is printed yet; `events` prints JSON on `out` and words on `err`."""
        self._app = app
        self._sitting = sitting
        self._source = source
        self._out = out
        self._words = err if events else out
        self._events = events
        self._lines: list[str] = []
        self._told = 0
        self._stopped = False

    def run(self) -> None:
        """Hold the interview until it is finished, paused or the input ends."""
        self._say(INTRODUCTION)
        step = self._sitting.step
        self._tell_outcome()
        while step not in ("paused", "finished"):
            if step == "answer":
                going = self._listen()
            elif step == "feedback":
                going = self._after_feedback()
            else:
                self._sitting.go_on()
                self._introduce()
                going = True
            if not going:
                self._sitting.pause()
            step = self._sitting.step
        self._close(step)

    def _introduce(self) -> None:
        """Ask the question or follow-up that waits, with what was typed before."""
        sitting = self._sitting
        if sitting.step != "answer":
            return
        turn = sitting.turn
        question, total = turn.question, len(sitting.interview.turns)
        draft = sitting.draft()
        self._lines = draft.split("\n") if draft else []
        if sitting.part.index == 0 or self._told != turn.position:
            self._told = turn.position
            self._event(
                "question",
                turn=turn.position,
                question_id=question.id,
                title=question.name,
                prompt=question.prompt,
                reason=turn.reason,
            )
            self._say("", f"Question {turn.position} of {total}: {question.name}", f"Why: {turn.reason}", "")
            self._say(*question.prompt.strip().splitlines(), "")
        if sitting.part.index:
            self._ask_follow_up()
        if draft:
            self._say("Your unsent text, it goes on from here:", *self._lines)

    def _ask_follow_up(self) -> None:
        part = self._sitting.part
        self._event("follow_up", turn=self._sitting.turn.position, part=part.index, prompt=part.prompt)
        self._say("", f"Follow-up: {part.prompt}")

    def _listen(self) -> bool:
        """Take one line of the answer; return False when the input ended or a pause was asked for."""
        line = self._source.read()
        if line is None:
            self._keep()
            return False
        line = clean(line)
        if line == END:
            self._submit()
        elif line in ("/pause", "/quit"):
            self._keep()
            return False
        elif line in COMMANDS or line == "/ask" or line.startswith("/ask "):
            self._command(line)
        else:
            self._sitting.watch.first_key()
            self._take(_literal(line))
        return True

    def _command(self, line: str) -> None:
        sitting, turn = self._sitting, self._sitting.turn
        try:
            if line == "/hint":
                text = sitting.hint()
                self._event("hint", turn=turn.position, text=text)
                self._say(f"Hint: {text}")
            elif line == "/skip":
                self._skip()
            elif line == "/again":
                self._again()
            elif line == "/undo":
                self._undo()
            else:
                asked = line.removeprefix("/ask").strip()
                text = sitting.ask(asked)
                self._event("clarification", turn=turn.position, text=text, asked=asked)
                self._say(f"Interviewer: {text}")
        except CoachError as error:
            self._say(str(error))

    def _skip(self) -> None:
        sitting, turn, was_follow_up = self._sitting, self._sitting.turn, bool(self._sitting.part.index)
        self._keep()
        sitting.skip()
        self._lines = []
        if not was_follow_up:
            self._event("skipped", turn=turn.position)
            self._say("Skipped." if sitting.is_last else "Skipped. /undo asks it again.")
        self._tell_outcome()

    def _again(self) -> None:
        self._need_nothing_typed("/again")
        self._sitting.again()
        self._introduce()

    def _undo(self) -> None:
        """Take back the answer or the skip that was a mistake; its text is there again, to go on with."""
        self._need_nothing_typed("/undo")
        if self._sitting.skipped_just_now:
            self._sitting.unskip()
        else:
            self._sitting.take_back()
        self._introduce()

    def _need_nothing_typed(self, command: str) -> None:
        if self._text().strip():
            raise IllegalActionError(
                f"{command} comes before anything else is written; here it would lose your place."
            )

    def _submit(self) -> None:
        sitting, turn = self._sitting, self._sitting.turn
        try:
            attempt_id, part = sitting.submit(self._text())
        except CoachError as error:
            self._say(str(error))
            return
        self._lines = []
        self._event("answer_saved", turn=turn.position, attempt_id=attempt_id, part=part)
        self._say("Saved.")
        sitting.proceed()
        self._tell_outcome()

    def _tell_outcome(self) -> None:
        """After an answer or a skip: the follow-up, the feedback, or nothing yet."""
        if self._sitting.step == "answer":
            self._introduce()
        elif self._sitting.step == "feedback":
            self._ask_the_model()
            self._tell_grade(self._sitting.turn.position)

    def _ask_the_model(self) -> None:
        """Have the grades made that a model owes; where it fails, one line says why and the offline grade stands."""
        grader, jobs = self._sitting.model_grader(), self._sitting.llm_jobs()
        if grader is None or not jobs or self._stopped:
            return
        self._say(f"Grading by {grader.endpoint.model} ...")

        def done(job: GradingJob, outcome: Grade | CoachError) -> None:
            if isinstance(outcome, CoachError):
                self._say(f"Not graded by the model: {outcome}")
                return
            self._sitting.take_in(outcome)
            if outcome.status == "ungraded":
                self._say(f"Not graded by the model: {outcome.reason} The offline grade stands.")

        if not asyncio.run(self._unless_stopped(run_jobs(grader.run_job, jobs, on_done=done))):
            self._stopped = True
            later = f"interview-coach regrade {self._sitting.interview.id}"
            self._say(f"Stopped: the offline grade stands. Have the model's made with: {later}")

    async def _unless_stopped(self, grading: Coroutine[Any, Any, None]) -> bool:
        """Let the grading run to its end, or until a signal stops the input; return whether it ended."""
        loop, task = asyncio.get_running_loop(), asyncio.create_task(grading)
        loop.add_reader(self._source.stopped, task.cancel)
        try:
            await asyncio.wait([task])
        finally:
            loop.remove_reader(self._source.stopped)
        if not task.cancelled():
            task.result()
        return not task.cancelled()

    def _tell_grade(self, position: int) -> None:
        turn = self._sitting.interview.turns[position - 1]
        grade = turn.grade
        if grade is None:
            self._say(f"Question {position}: no grade.")
            return
        self._event("grade", turn=position, attempt_id=grade.attempt_id, grade=msgspec.to_builtins(grade))
        self._say(
            "", f"Feedback on question {position}, {turn.question.name}", *grade_lines(turn.question, grade)
        )

    def _after_feedback(self) -> bool:
        """Go on after feedback; for a person, wait for enter, /again or /undo first."""
        sitting = self._sitting
        if self._source.interactive:
            goes_on = "finish" if sitting.is_last else "go on"
            self._say(
                "", f"Press enter to {goes_on}, or type /again to answer once more, /undo to go on writing."
            )
        elif not sitting.is_last or not self._source.ready(LAST_WORD_SECONDS):
            # Who drives this with a program may wait for the next event; /again and /undo are still taken after it.
            sitting.go_on()
            self._introduce()
            return True
        line = self._source.read()
        word = clean(line).strip() if line is not None else ""
        if word in ("/again", "/undo"):
            self._again() if word == "/again" else self._undo()
            return True
        if word in ("/pause", "/quit"):
            return False
        if word and not sitting.is_last:
            self._source.push_back(line or "")
        sitting.go_on()
        self._introduce()
        return True

    def _close(self, step: str) -> None:
        sitting, interview = self._sitting, self._sitting.interview
        if step == "paused":
            self._event("paused", **_result(interview))
            self._say("", f"Paused and saved. Go on with: interview-coach practice --resume {interview.id}")
            return
        if interview.setup.mode == "mock":
            self._ask_the_model()
            for turn, _ in sitting.grades():
                self._tell_grade(turn.position)
        improvement = improvement_of(self._app, interview)
        self._event("finished", **_result(interview), improvement=msgspec.to_builtins(improvement))
        self._say("", f"Finished: {overall(interview.score, interview.level)}.")
        lines = list(improvement_lines(improvement))
        self._say(*(["", "What to do next", *lines] if lines else []))
        self._say("", f"Read it again with: interview-coach show {interview.id}")

    def _take(self, line: str) -> None:
        """Add a line to the answer; one that is too much is left out and told, for nothing takes lines away here."""
        if not fits("\n".join((*self._lines, line))):
            self._say(f"An answer holds {MAX_ANSWER_BYTES // 1024} KB: this line was left out.")
            return
        self._lines.append(line)
        self._keep()

    def _keep(self) -> None:
        try:
            self._sitting.save_draft(self._text())
        except CoachError as error:
            self._say(str(error))

    def _text(self) -> str:
        return "\n".join(self._lines)

    def _event(self, name: str, **fields: Any) -> None:
        if self._events:
            self._out.write(json.dumps({"event": name, **fields}, ensure_ascii=False) + "\n")
            self._out.flush()

    def _say(self, *lines: str) -> None:
        self._words.writelines(_printable(lines, self._words))
        self._words.flush()


def _result(interview: Interview) -> dict[str, Any]:
    """Return what the last event says, with the grades there are by then."""
    return {"interview_id": interview.id, "score": interview.score, "level": interview.level}


def _literal(line: str) -> str:
    """Undo the escapes: `..` is a dot, `//x` is a line that begins with `/x`."""
    if line == "..":
        return "."
    return line[1:] if line.startswith("//") else line


def _printable(lines: tuple[str, ...], out: TextIO) -> Iterator[str]:
    """Yield lines that the output can show, cleaned, with what its encoding lacks replaced."""
    encoding = out.encoding or "utf-8"
    for line in lines:
        yield clean(line).encode(encoding, "replace").decode(encoding) + "\n"
