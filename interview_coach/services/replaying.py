"""A past interview made ready to be played back."""

from interview_coach.interview.scenes import Replay
from interview_coach.services.app import App


def replay_of(app: App, id_or_prefix: str) -> Replay:
    """Return the replay of an interview, read in one state of the database.

    Raises:
        UsageError: no interview begins so, or several do.
        StorageError: it could not be read.
    """
    return Replay(app.past.record_of(id_or_prefix))
