"""What every command and screen works with; each part is made when it is first needed."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from interview_coach.domain.clock import Clock, SystemClock
from interview_coach.domain.ids import new_id
from interview_coach.domain.trash import overdue_before
from interview_coach.paths import Paths, shipped_bank

if TYPE_CHECKING:
    from interview_coach.bank.bank import Bank
    from interview_coach.grading.compiled import CompiledQuestions
    from interview_coach.grading.offline import OfflineGrader
    from interview_coach.llm.breaker import Breaker
    from interview_coach.llm.budget import Spending
    from interview_coach.llm.memory import Memory
    from interview_coach.llm.prices import Prices
    from interview_coach.services.under_way import GradesUnderWay
    from interview_coach.settings import Configuration, Settings
    from interview_coach.store.store import Store


class App:
    """Paths, settings, bank, store, grader and clock of one run of the program."""

    def __init__(
        self,
        paths: Paths,
        clock: Clock | None = None,
        ids: Callable[[], str] = new_id,
        *,
        offline: bool = False,
    ) -> None:
        """Nothing is read or opened yet; `offline` sends nothing away whatever the settings say."""
        self.paths = paths
        self._offline = offline
        self.clock = clock or SystemClock()
        self.new_id = ids
        self._spending: dict[tuple[str | None, str | None], Spending] = {}

    @cached_property
    def configuration(self) -> "Configuration":
        """The settings in force and where each came from; CoachError if one does not fit."""
        from interview_coach.settings import read_configuration

        return read_configuration(self.paths)

    @property
    def settings(self) -> "Settings":
        """The settings in force; CoachError if one does not fit."""
        return self.configuration.settings

    @property
    def offline(self) -> bool:
        """Whether nothing may leave this machine."""
        return self._offline or self.settings.offline

    def set_offline(self) -> None:
        """Send nothing away for the rest of this run."""
        self._offline = True

    def forget_settings(self) -> None:
        """Read the settings again when they are needed next; after they were changed."""
        self.__dict__.pop("configuration", None)

    @cached_property
    def prices(self) -> "Prices":
        """What models cost: the person's table before the program's."""
        from interview_coach.llm.prices import load_prices

        return load_prices(self.paths.config)

    @cached_property
    def memory(self) -> "Memory":
        """What worked with which endpoint."""
        from interview_coach.llm.memory import FILE_NAME, Memory

        return Memory(self.paths.state / FILE_NAME)

    @cached_property
    def breaker(self) -> "Breaker":
        """Which endpoints are left alone for a while."""
        from interview_coach.llm.breaker import Breaker

        return Breaker()

    def spending(self, *, since: str | None = None, interview_id: str | None = None) -> "Spending":
        """Return what was spent since a time or in an interview, the same object each time it is asked for."""
        from interview_coach.llm.budget import Spending

        key = (since, interview_id)
        if key not in self._spending:
            spent = self.store.spent(since, interview_id=interview_id).cost_usd
            self._spending.setdefault(key, Spending(spent))
        return self._spending[key]

    @cached_property
    def under_way(self) -> "GradesUnderWay":
        """The grades that a model is making right now."""
        from interview_coach.services.under_way import GradesUnderWay

        return GradesUnderWay()

    @cached_property
    def bank(self) -> "Bank":
        """The shipped questions with the person's own merged over them."""
        from interview_coach.bank.bank import load_bank

        return load_bank(shipped_bank(), self.paths.own_questions, self.paths.cache)

    @cached_property
    def store(self) -> "Store":
        """The database for writing, which only one program at a time can hold; its trash is emptied of what is old.

        Raises:
            DatabaseBusyError: another program holds it.
            StorageError: it cannot be opened.
        """
        from interview_coach.store.store import Store

        opened = Store.open(self.paths.database)
        try:
            opened.purge(overdue_before(self.clock.now()))
        except BaseException:
            opened.close()
            raise
        return opened

    @property
    def past(self) -> "Store":
        """The database for reading: `store` once that is open, else one that takes no lock."""
        return self.store if "store" in self.__dict__ else self._reader

    @cached_property
    def _reader(self) -> "Store":
        from interview_coach.store.store import Store

        return Store.open(self.paths.database, read_only=True)

    @cached_property
    def compiled(self) -> "CompiledQuestions":
        """The questions that were made ready for grading, for every grader."""
        from interview_coach.grading.compiled import CompiledQuestions

        return CompiledQuestions()

    @cached_property
    def grader(self) -> "OfflineGrader":
        """The grader that is always there."""
        from interview_coach.grading.offline import OfflineGrader

        return OfflineGrader(self.compiled)

    def close(self) -> None:
        """Close what was opened."""
        for name in ("store", "_reader"):
            if (opened := self.__dict__.pop(name, None)) is not None:
                opened.close()
