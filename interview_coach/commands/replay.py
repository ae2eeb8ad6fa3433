"""`interview-coach replay`: play a past interview back as it happened."""

import argparse
import sys
import time
from collections.abc import Callable

import msgspec

from interview_coach.commands.common import add_json, command_parser, write_json
from interview_coach.domain.interview import Interview
from interview_coach.export.plain_text import grade_lines
from interview_coach.interview.replay import Moment, timeline
from interview_coach.services.app import App
from interview_coach.text.clean import clean

SPEEDS = (1, 2, 4, 8, 16)


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("replay", "Play a past interview back; silences over 5 seconds are shortened.")
    parser.add_argument("id", metavar="ID", help="an interview, or the beginning of its id; see: history")
    parser.add_argument(
        "--speed", type=int, choices=SPEEDS, default=1, help="how many times as fast (default 1)"
    )
    parser.add_argument("--turn", type=int, metavar="N", help="begin at this question")
    add_json(parser, "every moment with its time")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Play the interview."""
    interview = app.past.interview(args.id)
    moments = timeline(app.past.events(interview.id), app.past.draft_steps(interview.id))
    if args.turn is not None:
        moments = [m for m in moments if m.turn is not None and m.turn >= args.turn]
    if args.json:
        write_json(msgspec.to_builtins(moments))
        return 0
    _Player(interview, args.speed, time.sleep).play(moments)
    return 0


class _Player:
    """Writes moments to stdout at their time."""

    def __init__(self, interview: Interview, speed: int, sleep: Callable[[float], None]) -> None:
        self._interview = interview
        self._speed = speed
        self._sleep = sleep
        self._shown = ""
        self._typing = False

    def play(self, moments: list[Moment]) -> None:
        before = moments[0].offset_ms if moments else 0
        for moment in moments:
            sys.stdout.flush()
            self._sleep((moment.offset_ms - before) / 1000 / self._speed)
            before = moment.offset_ms
            if moment.silence_ms:
                self._line(f"… {moment.silence_ms // 1000} s")
            if moment.kind == "typing":
                self._type(moment.text or "")
            else:
                self._shown = ""
                for line in self._words(moment):
                    self._line(line)
        self._line("")

    def _type(self, text: str) -> None:
        if not self._typing:
            sys.stdout.write("  ")
        went_on = text.startswith(self._shown)
        new = text[len(self._shown) :] if went_on else f"\n  (edited) {text}"
        self._shown = text
        self._typing = True
        sys.stdout.write(_for_terminal(new).replace("\n", "\n  "))

    def _line(self, line: str) -> None:
        if self._typing:
            sys.stdout.write("\n")
            self._typing = False
        sys.stdout.write(_for_terminal(line) + "\n")

    def _words(self, moment: Moment) -> list[str]:
        data = moment.data
        turn = self._interview.turns[(moment.turn or 1) - 1]
        match moment.kind:
            case "question":
                return [
                    "",
                    f"Question {turn.position}: {turn.question.name}",
                    *turn.question.prompt.splitlines(),
                ]
            case "follow_up":
                return [f"Follow-up: {data.get('prompt', '')}"]
            case "clarification":
                return [f"You asked: {data.get('asked', '')}", f"Interviewer: {data.get('text', '')}"]
            case "hint":
                return [f"Hint: {data.get('text') or 'there was none'}"]
            case "answer":
                return ["Sent."]
            case "feedback" if "added" in data:
                return [f"(question {data['added']} added: {data.get('question_id', '')})"]
            case "again" if "taken_back" in data:
                return ["(taken back, again)"]
            case "graded":
                grades = [g for a in turn.attempts if a.id == data.get("attempt_id") for g in a.grades]
                lines = list(grade_lines(turn.question, grades[-1], model_answer=False)) if grades else []
                return ["Feedback", *lines]
            case "skipped" | "follow_up_skipped":
                return ["Skipped."]
            case "paused" | "resumed" | "finished" | "again" | "started":
                return [f"({moment.kind})"]
        return []


def _for_terminal(text: str) -> str:
    encoding = sys.stdout.encoding or "utf-8"
    return clean(text).encode(encoding, "replace").decode(encoding)
