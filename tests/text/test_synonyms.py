import pytest

from interview_coach.text.signals import compile_signal, vocabulary_of
from interview_coach.text.synonyms import others
from interview_coach.text.tokens import read


def found(phrase: str, text: str, *, alike: bool = True) -> bool:
    signal = compile_signal(phrase)
    vocabulary = vocabulary_of([signal])
    sentences = read(text)
    for sentence in sentences:
        vocabulary.enrich(sentence)
    return any(signal.find(sentence, alike=alike) is not None for sentence in sentences)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("server closes the connection", "the server hangs up the connection"),
        ("delete the key", "we throw the key away"),
        ("delete the key", "we erase the key"),
        ("a missing index", "the index is lacking"),
    ],
)
def test_a_signal_is_found_where_another_word_is_used_for_one_of_its_own(phrase: str, text: str) -> None:
    assert found(phrase, text)
    assert not found(phrase, text, alike=False)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("delete the key", "we drop the lock"),
        ("close connection", "hang up the socket"),
        ("evict", "we throw it away"),
        ("delete the key", "we never erase the key"),
    ],
)
def test_other_words_alone_or_denied_are_not_enough(phrase: str, text: str) -> None:
    assert not found(phrase, text)


def test_the_table_stays_small_and_goes_both_ways() -> None:
    table = others().words
    assert len(table) < 500
    assert all(word in table[other] for word, found in table.items() for other in found)
    assert not any(word in found for word, found in table.items())
