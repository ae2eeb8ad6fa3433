"""The filter line of past interviews."""

from datetime import datetime

import pytest

from interview_coach.bank.bank import Bank
from interview_coach.domain.history_filter import EVERYTHING, HistoryFilter
from interview_coach.domain.question import Skill
from interview_coach.errors import UsageError
from interview_coach.services.history_filter import parse_history_filter, required_history_filter

BANK = Bank(
    questions=(),
    skills={"sql": Skill(id="sql", name="SQL", group="technical", project="")},
    problems=(),
    own=frozenset(),
)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("", EVERYTHING),
        ('deadlock "row lock"', HistoryFilter(words=("deadlock", "row lock"))),
        ("skill:SQL kind:tech level:3", HistoryFilter(skills=("sql",), kind="technical", levels=(3, 3))),
        ("skill:sq", HistoryFilter(skills=("sql",))),
        ("level:4-2 grader:llm", HistoryFilter(levels=(2, 4), grader="llm")),
        ("mode:mock state:unfinished is:b", HistoryFilter(mode="mock", unfinished=True, bookmarked=True)),
        ("sta:finished is:deleted", HistoryFilter(state="finished", trash=True)),
    ],
)
def test_a_line_says_what_is_wanted(line: str, wanted: HistoryFilter) -> None:
    assert parse_history_filter(line, BANK) == (wanted, ())


def test_days_are_whole_ones_here() -> None:
    found = required_history_filter("since:2026-11-01 until:2026-11-02", BANK)
    begin, end = (datetime.fromisoformat(moment or "") for moment in (found.since, found.until))
    assert (begin.day, begin.hour, end.day, end.hour) == (1, 0, 3, 0)
    assert begin.tzinfo is not None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("skil:sql", ""),
        ("skill:sqll", "sql"),
        ("level:7", "from 1 to 5"),
        ("level:", "from 1 to 5"),
        ("since:yesterday", "not a date"),
        ("colour:red", "no filter colour:"),
        ("mode:mok", "mock"),
        ("s:x", "no filter s:"),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_works(line: str, said: str) -> None:
    found, hints = parse_history_filter(f"{line} word", BANK)
    assert found.words == ("word",)
    assert bool(hints) == bool(said)
    assert said in " ".join(hints)
    if said:
        with pytest.raises(UsageError):
            required_history_filter(line, BANK)
