"""The families of set phrases."""

import pytest

from interview_coach.text.set_phrases import LEAST, families, key_of, kin_of
from interview_coach.text.signals import Signal, compile_signal
from interview_coach.text.tokens import read


def signals(*phrases: str) -> tuple[Signal, ...]:
    return tuple(map(compile_signal, phrases))


def kin(*points: tuple[Signal, ...]) -> list[set[str]]:
    return [{signal.phrase for signal in found} for found in kin_of(points)]


def test_two_phrases_of_a_family_bring_its_others_but_not_themselves() -> None:
    (found,) = kin(signals("since then", "I learned", "indexes"))
    assert {"these days", "taught me"} <= found
    assert not {"since then", "I learned"} & found


def test_one_phrase_of_a_family_brings_none() -> None:
    assert kin(signals("since then", "indexes")) == [set()]


def test_a_family_goes_to_the_point_with_most_of_it_and_to_none_where_two_have_as_many() -> None:
    most, fewer = kin(signals("since then", "I learned", "these days"), signals("next time", "my rule"))
    assert "taught me" in most
    assert fewer == set()
    assert kin(signals("since then", "I learned"), signals("next time", "my rule")) == [set(), set()]


def test_a_phrase_that_another_point_has_is_left_to_it() -> None:
    first, second = kin(signals("since then", "I learned"), signals("these days"))
    assert "these days" not in first
    assert second == set()


def test_each_family_is_larger_than_what_tells_it_and_is_keyed_by_what_its_phrases_match() -> None:
    for family in families():
        assert len(family) > LEAST
        assert all(key == key_of(signal) for key, signal in family.items())


@pytest.mark.parametrize("signal", [s for f in families() for s in f.values()], ids=lambda s: s.phrase)
def test_each_phrase_is_found_where_it_is_said(signal: Signal) -> None:
    assert any(signal.find(sentence) for sentence in read(f"Then {signal.phrase} and so on."))
