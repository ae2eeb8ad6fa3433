"""The text of one part of an attempt as it was typed, at any step, without doing all steps again."""

from bisect import bisect_right

from interview_coach.domain.interview import DraftStep

STEPS_BETWEEN_MARKS = 32


class Typed:
    """The steps of one part, and now and then the whole text on the way, so that a jump applies few steps.

    Keeping the text of every step would take the square of its length in memory.
    """

    def __init__(self) -> None:
        """Nothing was typed yet."""
        self._places: list[int] = []
        self._steps: list[DraftStep] = []
        self._marks = [""]

    def add(self, place: int, step: DraftStep) -> None:
        """Take the next step, which is the moment at this place of the replay."""
        self._places.append(place)
        self._steps.append(step)

    def at(self, place: int) -> tuple[str, int]:
        """Return the text when the moment at this place has been played, and where it was changed last."""
        count = bisect_right(self._places, place)
        while len(self._marks) <= count // STEPS_BETWEEN_MARKS:
            begin = (len(self._marks) - 1) * STEPS_BETWEEN_MARKS
            self._marks.append(self._apply(self._marks[-1], begin, begin + STEPS_BETWEEN_MARKS))
        mark = count // STEPS_BETWEEN_MARKS
        text = self._apply(self._marks[mark], mark * STEPS_BETWEEN_MARKS, count)
        if not count:
            return text, 0
        last = self._steps[count - 1]
        return text, min(len(text), last.start + len(last.inserted))

    def _apply(self, text: str, begin: int, end: int) -> str:
        for step in self._steps[begin:end]:
            text = text[: step.start] + step.inserted + text[step.start + step.removed :]
        return text
