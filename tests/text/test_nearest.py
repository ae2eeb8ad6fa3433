import pytest

from interview_coach.text.nearest import nearest

SKILLS = ["sql", "sql-transactions", "caching", "messaging", "concurrency", "caching/stampede"]


def test_a_misspelled_word_finds_what_was_meant_first() -> None:
    assert nearest("cachng", SKILLS)[0] == "caching"
    assert nearest("SQL-transaction", SKILLS)[0] == "sql-transactions"


def test_a_part_of_a_longer_choice_is_close_too() -> None:
    assert "caching/stampede" in nearest("stampede", SKILLS)


@pytest.mark.parametrize("word", ["", "   ", "zzzzzz"])
def test_nothing_is_suggested_where_nothing_is_close(word: str) -> None:
    assert nearest(word, SKILLS) == []


def test_no_more_than_n_choices_come_back_each_once() -> None:
    assert nearest("caching", [*SKILLS, "caching"], n=1) == ["caching"]
    assert nearest("caching", SKILLS, n=0) == []
