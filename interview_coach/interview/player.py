"""Where a replay is and how fast it goes: the transport, without any clock or screen of its own."""

import re

from interview_coach.domain.wording import count_of
from interview_coach.errors import UsageError
from interview_coach.interview.scenes import Replay

SPEEDS = (1, 2, 4, 8, 16)
NOTHING_RECORDED = "Nothing is recorded of how this interview went, so there is nothing to play."
JUMP_MS = 5_000
BACK_AGAIN_MS = 2_000
"""How far into a question "question before" goes to its beginning and not to the one before it."""

_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]?\d)")
_QUESTION = re.compile(r"(?:q|question)?\s*(\d{1,6})", re.IGNORECASE)


class Player:
    """A place in a replay that moves when it is told how much time has passed.

    `place` is the moment that was played last and `position_ms` the time; they are kept apart, since several moments
    can have the same time.
    """

    def __init__(self, replay: Replay, speed: int = 1) -> None:
        """Begin at the first moment, standing still."""
        self.replay = replay
        self.speed = speed
        self.playing = False
        self.place = 0
        self.position_ms = float(replay.offsets[0]) if replay.offsets else 0.0

    @property
    def last(self) -> int:
        """The place of the last moment."""
        return max(0, len(self.replay.moments) - 1)

    @property
    def ended(self) -> bool:
        """Whether everything was played."""
        return self.place >= self.last

    @property
    def silence_ms(self) -> int:
        """How long the silence really was that is played now in short; 0 where there is none."""
        return 0 if self.ended else self.replay.moments[self.place + 1].silence_ms

    @property
    def seconds_to_next(self) -> float:
        """How many seconds of the clock on the wall until the next moment is due."""
        if self.ended:
            return 0.0
        return max(0.0, self.replay.offsets[self.place + 1] - self.position_ms) / 1000 / self.speed

    def toggle(self) -> None:
        """Play, or stand still; at the end play from the beginning."""
        if not self.playing and self.ended:
            self.to_start()
        self.playing = not self.playing and not self.ended

    def advance(self, seconds: float) -> None:
        """Play on by so many seconds of the clock on the wall; at the end it stops."""
        if not self.playing:
            return
        self.position_ms += max(0.0, seconds) * 1000 * self.speed
        self.place = max(self.place, self.replay.place_at(self.position_ms))
        if self.ended:
            self.playing = False
            self.position_ms = float(self.replay.duration_ms)

    def step(self, count: int) -> None:
        """Go so many moments on, or back where it is negative."""
        self._to_place(self.place + count)

    def seek(self, offset_ms: float) -> None:
        """Go to a time."""
        self.position_ms = min(max(0.0, offset_ms), float(self.replay.duration_ms))
        self.place = self.replay.place_at(self.position_ms)
        self.playing = self.playing and not self.ended

    def skip_seconds(self, direction: int) -> None:
        """Go five seconds on, or back where it is negative."""
        self.seek(self.position_ms + direction * JUMP_MS)

    def to_start(self) -> None:
        """Go to the first moment."""
        self._to_place(0)

    def to_end(self) -> None:
        """Go to the last moment and stop."""
        self._to_place(self.last)
        self.playing = False

    def next_question(self) -> None:
        """Go to where the next question begins, after the last one to the end."""
        found = self.replay.question_after(self.place)
        if found is None:
            self.to_end()
        else:
            self._to_place(found)

    def previous_question(self) -> None:
        """Go to where this question begins, or right after that to the one before."""
        found = self.replay.question_before(self.place + 1)
        if found is None:
            self.to_start()
            return
        into = self.position_ms - self.replay.offsets[found]
        if self.place == found or (self.playing and into < BACK_AGAIN_MS * self.speed):
            found = self.replay.question_before(found)
        self._to_place(found or 0)

    def faster(self, steps: int) -> None:
        """Go some speeds up, or down where it is negative."""
        number = SPEEDS.index(self.speed) + steps
        self.speed = SPEEDS[min(max(0, number), len(SPEEDS) - 1)]

    def jump(self, wanted: str) -> None:
        """Go to a time such as `2:14`, or to a question by its number.

        Raises:
            UsageError: it is neither, or the question was not asked.
        """
        if time := _TIME.fullmatch(wanted.strip()):
            hours, minutes, seconds = (int(part or 0) for part in time.groups())
            self.seek(((hours * 60 + minutes) * 60 + seconds) * 1000)
            return
        question = _QUESTION.fullmatch(wanted.strip())
        if question is None:
            raise UsageError(
                f"{wanted!r} is neither a time nor a question.", "Write it like 2:14, or like 3."
            )
        self._to_place(place_of_question(self.replay, int(question[1])))

    def _to_place(self, place: int) -> None:
        self.place = min(max(0, place), self.last)
        self.position_ms = float(self.replay.offsets[self.place]) if self.replay.offsets else 0.0


def place_of_question(replay: Replay, position: int) -> int:
    """Return where a question begins.

    Raises:
        UsageError: it was not asked in this interview.
    """
    found = replay.place_of_question(position)
    if found is None:
        count = len(replay.interview.turns)
        asked = len({replay.moments[place].turn for place in replay.questions})
        raise UsageError(
            f"Question {position} was not asked in this interview.",
            f"It has {count_of(count, 'question')}, of which {asked} were asked.",
        )
    return found


def clock_text(milliseconds: float) -> str:
    """Return a time as `02:14`, from an hour on as `1:02:14`."""
    seconds = int(milliseconds // 1000)
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes:02}:{seconds % 60:02}"


def silence_text(milliseconds: int) -> str:
    """Return a silence that was shortened as `… 38 s`, a long one in minutes, hours or days."""
    seconds = milliseconds // 1000
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"… {seconds // size} {unit}"
    return f"… {seconds} s"
