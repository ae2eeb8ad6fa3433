"""The two clocks of a question: thinking until the first key, then answering; a pause stops both."""

from interview_coach.domain.clock import Clock


class Stopwatch:
    """Counts in seconds; never negative, never backwards."""

    def __init__(self, clock: Clock) -> None:
        """Stands still until started."""
        self._clock = clock
        self._think = 0.0
        self._answer = 0.0
        self._since: float | None = None
        self._writing = False

    def start(self) -> None:
        """Begin a new question or follow-up at zero."""
        self._think = self._answer = 0.0
        self._writing = False
        self._since = self._clock.monotonic()

    def first_key(self) -> None:
        """The person began to write; later calls change nothing."""
        if not self._writing:
            self._settle()
            self._writing = True

    @property
    def writing(self) -> bool:
        """Whether the first key was pressed."""
        return self._writing

    def pause(self) -> None:
        """Stop both clocks."""
        self._settle()
        self._since = None

    def go_on(self) -> None:
        """Let the clock run on after a pause."""
        if self._since is None:
            self._since = self._clock.monotonic()

    @property
    def think_seconds(self) -> float:
        """Seconds of thinking so far."""
        self._settle()
        return self._think

    @property
    def answer_seconds(self) -> float:
        """Seconds of answering so far."""
        self._settle()
        return self._answer

    def _settle(self) -> None:
        if self._since is None:
            return
        now = self._clock.monotonic()
        passed = max(0.0, now - self._since)
        self._since = now
        if self._writing:
            self._answer += passed
        else:
            self._think += passed
