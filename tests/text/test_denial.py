import pytest

from interview_coach.text.denial import refused, refuses_before
from interview_coach.text.tokens import read


def refused_words(text: str) -> list[str]:
    sentence = read(text)[0]
    words = [word.text for word in sentence.words]
    return [words[i] for i in refused(words, sentence.pauses, sentence.sense)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Making total volatile would not help.", "volatile"),
        ("Escaping the quotes is not enough.", "Escaping"),
        ("VACUUM ANALYZE doesn't help.", "VACUUM"),
        ("Restarting the server is a bad idea here.", "Restarting"),
        ("A bigger pool only hides the leak.", "pool"),
        ("You could add a lock, but it doesn't solve this.", "lock"),
        ("I could cache it, which makes it worse.", "cache"),
        ("A retry is no solution.", "retry"),
    ],
)
def test_a_claim_that_is_refused_afterwards_is_not_held(text: str, word: str) -> None:
    assert word in refused_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "I make it volatile, the default is not enough.",
        "A restart helps, so nothing more is done.",
        "If the cache does not help, I restart.",
        "I restart the server and the error does not come back.",
    ],
)
def test_what_stands_before_another_clause_is_not_refused(text: str) -> None:
    assert not {"volatile", "restart"} & set(refused_words(text))


def test_a_sentence_may_refuse_the_one_before() -> None:
    for text in ("That would not help.", "But this is not enough.", "This is wrong."):
        (sentence,) = read(text)
        assert refuses_before([word.text for word in sentence.words], sentence.sense)
    (sentence,) = read("That lock does not help the reader.")
    assert not refuses_before([word.text for word in sentence.words], sentence.sense)
