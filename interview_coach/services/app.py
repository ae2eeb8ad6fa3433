"""What every command and screen works with; each part is made when it is first needed."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from interview_coach.domain.clock import Clock, SystemClock
from interview_coach.domain.ids import new_id
from interview_coach.paths import Paths, shipped_bank

if TYPE_CHECKING:
    from interview_coach.bank.bank import Bank
    from interview_coach.grading.offline import OfflineGrader
    from interview_coach.settings import Settings
    from interview_coach.store.store import Store


class App:
    """Paths, settings, bank, store, grader and clock of one run of the program."""

    def __init__(
        self,
        paths: Paths,
        clock: Clock | None = None,
        ids: Callable[[], str] = new_id,
    ) -> None:
        """Nothing is read or opened yet."""
        self.paths = paths
        self.clock = clock or SystemClock()
        self.new_id = ids

    @cached_property
    def settings(self) -> "Settings":
        """The settings in force; CoachError if one does not fit."""
        from interview_coach.settings import read_settings

        return read_settings(self.paths)

    @cached_property
    def bank(self) -> "Bank":
        """The shipped questions with the person's own merged over them."""
        from interview_coach.bank.bank import load_bank

        return load_bank(shipped_bank(), self.paths.own_questions, self.paths.cache)

    @cached_property
    def store(self) -> "Store":
        """The database for writing, which only one program at a time can hold.

        Raises:
            DatabaseBusyError: another program holds it.
            StorageError: it cannot be opened.
        """
        from interview_coach.store.store import Store

        return Store.open(self.paths.database)

    @property
    def past(self) -> "Store":
        """The database for reading: `store` once that is open, else one that takes no lock."""
        return self.store if "store" in self.__dict__ else self._reader

    @cached_property
    def _reader(self) -> "Store":
        from interview_coach.store.store import Store

        return Store.open(self.paths.database, read_only=True)

    @cached_property
    def grader(self) -> "OfflineGrader":
        """The grader that is always there."""
        from interview_coach.grading.offline import OfflineGrader

        return OfflineGrader()

    def close(self) -> None:
        """Close what was opened."""
        for name in ("store", "_reader"):
            if (opened := self.__dict__.pop(name, None)) is not None:
                opened.close()
