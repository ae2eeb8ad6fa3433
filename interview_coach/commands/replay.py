"""`interview-coach replay`: play a past interview back as it happened."""

import argparse
import sys
import time
from collections.abc import Callable, Iterable

import msgspec

from interview_coach.commands.common import add_json, command_parser, write_lines
from interview_coach.export.plain_text import grade_lines
from interview_coach.interview.player import NOTHING_RECORDED, SPEEDS, place_of_question, silence_text
from interview_coach.interview.replay import Moment
from interview_coach.interview.scene_states import NO_HINT
from interview_coach.interview.scenes import Replay
from interview_coach.services.app import App
from interview_coach.services.replaying import replay_of
from interview_coach.text.clean import clean


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
    replay = replay_of(app, args.id)
    begin = 0 if args.turn is None else place_of_question(replay, args.turn)
    places = range(begin, len(replay.moments))
    if args.json:
        _write_json(replay, places)
    elif not places:
        write_lines(NOTHING_RECORDED)
    else:
        _Player(replay, args.speed, time.sleep).play(places)
    return 0


def _write_json(replay: Replay, places: Iterable[int]) -> None:
    """Print the moments as one list, one after the other: together their texts can be large."""
    between = "[\n"
    for place in places:
        sys.stdout.write(between + msgspec.json.format(msgspec.json.encode(replay.value(place))).decode())
        between = ",\n"
    sys.stdout.write("\n]\n" if between != "[\n" else "[]\n")


class _Player:
    """Writes moments to stdout at their time."""

    def __init__(self, replay: Replay, speed: int, sleep: Callable[[float], None]) -> None:
        self._replay = replay
        self._speed = speed
        self._sleep = sleep
        self._shown = ""
        self._typing = False

    def play(self, places: range) -> None:
        moments, before = self._replay.moments, self._replay.offsets[places[0]]
        for place in places:
            moment = moments[place]
            if moment.silence_ms and place != places[0]:
                self._line(silence_text(moment.silence_ms))
            sys.stdout.flush()
            self._sleep((moment.offset_ms - before) / 1000 / self._speed)
            before = moment.offset_ms
            if moment.kind == "typing":
                self._type(self._replay.scene(place).text)
                continue
            for line in self._words(place, moment):
                self._line(line)
            if moment.kind in ("question", "again", "follow_up"):
                self._shown = ""
        self._line("(the end)")

    def _type(self, text: str) -> None:
        if text == self._shown:
            return
        went_on = text.startswith(self._shown)
        new = text[len(self._shown) :] if went_on else f"(edited) {text}"
        if not self._typing:
            new = f"  {new}"
        elif not went_on:
            new = f"\n{new}"
        self._shown = text
        self._typing = True
        sys.stdout.write(_for_terminal(new).replace("\n", "\n  "))

    def _line(self, line: str) -> None:
        if self._typing:
            sys.stdout.write("\n")
            self._typing = False
        sys.stdout.write(_for_terminal(line) + "\n")

    def _words(self, place: int, moment: Moment) -> list[str]:
        data = moment.data
        match moment.kind:
            case "question":
                return self._question(place)
            case "again":
                why = "Taken back, answering" if "taken_back" in data else "Answering"
                return ["", f"{why} again, answer {self._replay.scene(place).answer_number}."]
            case "follow_up":
                return ["", f"Follow-up: {data.get('prompt', '')}"]
            case "clarification":
                return [f"You asked: {data.get('asked', '')}", f"Interviewer: {data.get('text', '')}"]
            case "hint":
                return [f"Hint: {data.get('text') or NO_HINT}"]
            case "answer":
                return ["Sent."]
            case "feedback" if "added" in data:
                return [f"(question {data['added']} added: {data.get('question_id', '')})"]
            case "graded" | "grade_added":
                return self._feedback(moment)
            case "skipped":
                return ["Skipped."]
            case "follow_up_skipped":
                return ["Follow-up skipped."]
            case "paused" | "resumed" | "finished" | "started":
                return [f"({moment.kind})"]
        return []

    def _question(self, place: int) -> list[str]:
        scene = self._replay.scene(place)
        if scene.turn is None:
            return []
        question = scene.turn.question
        head = f"Question {scene.turn.position} of {scene.of}: {question.name}"
        return ["", head, *question.prompt.strip().splitlines()]

    def _feedback(self, moment: Moment) -> list[str]:
        """Return the grade that was made then, whose it is where that is not plain."""
        found, grade = self._replay.attempt_of(moment), self._replay.grade_of(moment)
        if found is None:
            return []
        turn, attempt = found
        of = f"question {turn.position}, answer {attempt.number}"
        head = f"Graded later, {of}" if moment.kind == "grade_added" else f"Feedback on {of}"
        if grade is None:
            return ["", head, f"Level {moment.data.get('level') or 'not known'}."]
        return ["", head, *grade_lines(turn.question, grade, model_answer=False)]


def _for_terminal(text: str) -> str:
    encoding = sys.stdout.encoding or "utf-8"
    return clean(text).encode(encoding, "replace").decode(encoding)
