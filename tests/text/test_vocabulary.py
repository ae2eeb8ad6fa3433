import pytest

from interview_coach.text.signals import compile_signal, vocabulary_of
from interview_coach.text.stems import stem

VOCABULARY = vocabulary_of(
    map(
        compile_signal,
        [
            "idempotency key",
            "isolation level",
            "constraint",
            "cache",
            "commit",
            "logged",
            "coincidence",
            "reuses",
        ],
    )
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("idempotancy", "idempotency"),
        ("isolaton", "isolation"),
        ("constriant", "constraint"),
        ("comit", "commit"),
    ],
)
def test_a_small_misspelling_is_forgiven(written: str, meant: str) -> None:
    assert VOCABULARY.correct(written) == stem(meant)


@pytest.mark.parametrize(
    "written",
    [
        "catch",
        "level",
        "comment",
        "solation",
        "contracts",
        "key",
        "isolation",
        "logger",
        "confidence",
        "refuses",
    ],
)
def test_another_word_is_not_taken_for_a_misspelling(written: str) -> None:
    assert VOCABULARY.correct(written) is None
