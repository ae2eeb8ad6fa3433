import pytest

from interview_coach.text.signals import compile_signal, matches

FOUND = [
    ("lost update", "It is a classic lost update."),
    ("both read stock", "The stock is read by both."),
    ("stock = stock - 1", "set stock=stock-1 where id = 7"),
    ("for update", "SELECT x FROM y FOR UPDATE"),
    ("row count", "check the rowcount"),
    ("row count", "check row_count"),
    ("rowcount", "check the row count"),
    ("timeout", "when it times out"),
    ("serialization failure", "retry on serialisation failures"),
    ("isolation level", "the isolaton level"),
    ("post /", "POST /orders/{id}/payments"),
    ("as a result", "As a result we shipped"),
    ("I wrote", "I then wrote one page"),
    ("they had promised", "she had promised it"),
    ("problem+json", "application/problem+json"),
    ("c++", "I like C++."),
    ("422", "it returns 422."),
    ("1 ms", "it fails after 1 ms"),
    ("two statements", "two SQL statements"),
    ("I had assumed", "I'd assumed it"),
    ("they are late", "they\u2019re late"),
    ("I should have asked", "I should've asked"),
    ("hard-coded password", "a hardcoded password"),
    ("hardcoded password", "a hard-coded password"),
    ("5000 rows", "5,000 rows"),
    ("5,000 rows", "about 5k rows"),
    ("60 seconds", "sixty secs"),
    ("load balancer timeout", "the LB has a timeout"),
    ("LB timeout", "the timeout of the load balancer"),
    ("v2", "POST /v2/rentals"),
    ("/v2", "a v2 of it"),
    ("DELETE /bikes/{id}", "DELETE /bikes/17"),
    ("__defaults__", "print f.__defaults__"),
    ("none as the default", "put None as the default"),
    ("timestamp WITHOUT TIME ZONE", "it is a timestamp WITHOUT TIME ZONE"),
    ("nothing gone missing", "nothing's gone missing"),
    ("never showed", "I never showed it"),
    ("different is the POST", "What's different is only that it's a POST"),
    ("409 conflict", "a conflict gives 409"),
    ("read committed", "Read-Committed is the default"),
    ("not null", "a NOT NULL column"),
]
NOT_FOUND = [
    ("lost update", "An update. Something is lost."),
    ("lost update", "This is not a lost update."),
    ("lost update", "It is lost when one of the many other clients sends another such update"),
    ("for update", "wait for the update"),
    ("as a result", "the result"),
    ("I wrote", "they wrote"),
    ("synchronous", "asynchronous"),
    ("encryption", "decryption"),
    ("stock", "stack"),
    ("c++", "I like C."),
    ("a sorted folder", "it's sorted"),
    ("GET deletes", "the call deletes"),
    ("__defaults__", "the default is worked out once"),
    ("none as the default", "the default is not used"),
    ("never showed", "call Mira, not write, and show her"),
    ("/v2", "a V8 of it"),
    ("DELETE /bikes/{id}", "DELETE /bikes"),
    ("1 ms", "call 1 has 30 ms on top"),
    ("counted two times", "two lists, one that counts times"),
    ("counted twice", "two subqueries, one that counts deliveries"),
    ("one batch", "a batch of one"),
]


@pytest.mark.parametrize(("phrase", "text"), FOUND)
def test_a_signal_is_found_in_other_forms_of_its_words(phrase: str, text: str) -> None:
    assert matches(phrase, text)


@pytest.mark.parametrize(("phrase", "text"), NOT_FOUND)
def test_a_signal_is_not_found_where_it_is_not_said(phrase: str, text: str) -> None:
    assert not matches(phrase, text)


@pytest.mark.parametrize(
    "text",
    [
        "a transaction is not enough",
        "a transaction isn't enough here",
        "it is wrong to say that a transaction is enough",
    ],
)
def test_a_signal_with_a_negator_matches_only_what_is_negated(text: str) -> None:
    assert matches("transaction is not enough", text)
    assert not matches("transaction is enough", text)


def test_a_signal_without_a_negator_matches_only_what_is_not() -> None:
    assert matches("transaction is enough", "a transaction is enough")
    assert not matches("transaction is not enough", "a transaction is enough")


def test_what_is_told_to_be_wrong_matches_neither_way() -> None:
    assert not matches("transaction is not enough", "it is wrong to say that a transaction is not enough")
    assert not matches("transaction is enough", "it is wrong to say that a transaction is enough")


def test_negators_may_stand_for_each_other() -> None:
    assert matches("cannot go negative", "so stock never goes negative")
    assert matches("without telling", "I did it without telling anyone")
    assert not matches("cannot go negative", "so stock goes negative")


def test_one_sentence_must_hold_the_whole_signal() -> None:
    assert not matches("row lock", "Take the row. Then lock.")


def test_words_that_carry_little_are_left_out_unless_too_little_is_left() -> None:
    assert compile_signal("the client generates a key").stems == ("client", "generat", "key")
    assert compile_signal("as a result").ordered
    assert compile_signal("contention").words == 1
    assert compile_signal("not enough").words == 2


def test_a_pronoun_and_a_verb_are_not_a_word_written_together() -> None:
    assert not matches("I saw", "The thing is broken.")
    assert matches("I saw", "Then I saw it.")
    assert matches("row count", "I check the rowcount.")
