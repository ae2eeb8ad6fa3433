import pytest

from interview_coach.text.tokens import read


def negated(text: str) -> list[str]:
    (sentence,) = read(text)
    return [word.text for word, no in zip(sentence.words, sentence.sense.negated, strict=True) if no]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I would not just wrap it in a transaction", "transaction"),
        ("it doesn't lock the row", "row"),
        ("it doesn\u2019t lock the row", "row"),
        ("it never blocks", "blocks"),
        ("without a lock both read", "lock"),
        ("an update instead of a lock", "lock"),
        ("a queue rather than a lock", "lock"),
        ("no lock is taken", "lock"),
        ("none of them takes a lock", "takes"),
        ("nothing's ever taken a lock", "lock"),
        ("It is wrong to say that readers take a lock", "lock"),
        ("I disagree that readers take a lock", "lock"),
    ],
)
def test_the_words_after_a_negator_are_negated(text: str, word: str) -> None:
    assert word in negated(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("it does not help, so I take a lock", "lock"),
        ("it does not help because the lock is gone", "lock"),
        ("this does not prevent a lost update", "update"),
        ("not only a lock but an index", "lock"),
        ("if not we take a lock", "lock"),
        ("a NOT NULL constraint", "constraint"),
        ("it is not the best path it drops the packet", "packet"),
        ("if the value is None the lock is taken", "lock"),
        ("use None as the default lock", "lock"),
        ("a TIMESTAMP WITHOUT TIME ZONE lock", "lock"),
        ("you need a lock, not a prayer", "lock"),
    ],
)
def test_the_negation_ends_with_its_clause(text: str, word: str) -> None:
    assert word not in negated(text)


def test_all_that_is_told_to_be_wrong_is_negated() -> None:
    assert negated("It is wrong to say that a timeout is not a failure")[0] == "a"
    assert "timeout" in negated("It is wrong to say that a timeout is a failure")


def test_the_denial_ends_where_the_sentence_turns() -> None:
    assert "update" not in negated("It is wrong to say that it is safe, but an update is")
