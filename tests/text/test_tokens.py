import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_coach.text.clean import clean
from interview_coach.text.stems import stem, stems_of
from interview_coach.text.tokens import read, spans


def words(text: str) -> list[list[str]]:
    return [[word.text for word in sentence.words] for sentence in read(text)]


@pytest.mark.parametrize(
    "token",
    ["c++", "c#", ">=", "202", "n+1", "problem+json", "/orders/{id}", "9.2", "20,000", "don't", "=", "<>"],
)
def test_technical_tokens_survive(token: str) -> None:
    assert words(f"say {token} here") == [["say", token, "here"]]


def test_abbreviations_figures_calls_and_sql_do_not_end_a_sentence() -> None:
    assert len(read("Use a lock, e.g. SELECT x, see row.count() in 9.2 for that.")) == 1
    assert words("UPDATE item SET stock = stock - 1 WHERE id = 7")[0][3:8] == [
        "stock",
        "=",
        "stock",
        "-",
        "1",
    ]


def test_newlines_list_items_and_code_lines_separate_sentences() -> None:
    text = "- first thing\n* second thing\n3) third\nBEGIN;\nUPDATE x;\n```sql\nCOMMIT\n```"
    assert words(text) == [
        ["first", "thing"],
        ["second", "thing"],
        ["third"],
        ["BEGIN"],
        ["UPDATE", "x"],
        ["COMMIT"],
    ]


def test_a_line_wrapped_in_the_middle_of_a_sentence_goes_on() -> None:
    wrapped = "Both of the requests read the same value of the stock\nbefore either of them writes."
    assert len(read(wrapped)) == 1
    assert len(read(wrapped.replace("\nbefore", "\nBefore"))) == 2
    assert len(read("short line\nbefore the next")) == 2


def test_a_full_stop_before_a_small_letter_ends_a_sentence() -> None:
    assert len(read("it is a race. both read the same")) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("transactions", "transaction"),
        ("serialisation", "serialization"),
        ("behaviour", "behavior"),
        ("wrote", "writes"),
        ("tx", "transaction"),
        ("she", "they"),
        ("three", "3"),
        ("goes", "went"),
        ("cancelled", "canceled"),
    ],
)
def test_words_that_mean_the_same_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_that_differ_keep_their_own_stems() -> None:
    assert len({stem(word) for word in ["read", "write", "lock", "block", "commit", "comment"]}) == 6


def test_pieces_of_a_compound_count_too() -> None:
    assert set(stems_of("rowCount")) >= {"rowcount", "row", "count"}
    assert set(stems_of("row_count")) >= {"rowcount", "row", "count"}
    assert "/" in stems_of("/orders/{id}")
    assert stems_of("127.255.255.255") == ("127.255.255.255", "127")
    assert stems_of("9.2") == ("9.2",)


@given(st.text(max_size=300))
def test_offsets_point_at_the_words_whatever_the_text(raw: str) -> None:
    text = clean(raw)
    last = 0
    for sentence in read(text):
        assert sentence.words
        for word in sentence.words:
            assert text[word.start : word.end] == word.text
            assert word.start >= last
            last = word.end


PIECES = st.sampled_from(
    [
        *(
            "plain",
            "words",
            "go",
            "on",
            "é",
            "naïve",
            "e.g.",
            "etc.",
            "vs.",
            "c++",
            "c#",
            "n+1",
            "9.2",
            "20,000",
        ),
        *(
            "1.",
            "a)",
            "(b)",
            "-",
            "*",
            ">",
            "#",
            "```sql",
            "```",
            "https://example.org/a.b",
            "/orders/{id}",
            "don't",
        ),
        *(
            ".",
            "!",
            "?",
            "...",
            '."',
            ",",
            ", ",
            ";",
            ":",
            "—",
            "=>",
            "->",
            ">=",
            "=",
            "%",
            "+",
            "_",
            "漢字",
            "\u0301",
        ),
        *(
            " ",
            "  ",
            " ",
            "\n",
            "\n\n",
            " \n",
            "\t",
            "a line that is long enough to be wrapped in the middle, yes",
        ),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.lists(PIECES, max_size=30).map(" ".join) | st.text())
def test_spans_are_those_of_the_sentences_that_are_read(text: str) -> None:
    assert spans(text) == [(sentence.start, sentence.end) for sentence in read(text)]
