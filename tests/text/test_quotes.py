from hypothesis import given
from hypothesis import strategies as st

from interview_coach.text.quotes import MOST_WORDS, quote
from interview_coach.text.signals import Span
from interview_coach.text.tokens import read


def around(text: str, first: int, last: int) -> str:
    (sentence,) = read(text)
    return quote(text, 0, sentence, Span(first, last)).quote


def test_the_clause_around_a_match_is_quoted() -> None:
    text = "At read committed, both of them read the same stock value, so one sale is lost."
    assert around(text, 8, 9) == "both of them read the same stock value"


def test_a_very_short_clause_is_quoted_with_its_neighbour() -> None:
    assert (
        around("Then, a lock, and after that a retry of it all", 2, 2)
        == "a lock, and after that a retry of it all"
    )


def test_a_long_clause_is_cut_around_the_match() -> None:
    text = " ".join(f"word{n}" for n in range(60))
    cut = around(text, 40, 41)
    assert "word40 word41" in cut
    assert len(cut.split()) <= MOST_WORDS


@given(st.text("ab ,.:;()\n\u00e9\U0001f600", min_size=1, max_size=200), st.data())
def test_a_quote_always_stands_in_the_text(text: str, data: st.DataObject) -> None:
    for sentence in read(text):
        last = data.draw(st.integers(0, len(sentence.words) - 1))
        first = data.draw(st.integers(0, last))
        found = quote(text, 1, sentence, Span(first, last))
        assert text[found.start : found.end] == found.quote
        assert found.quote.strip() == found.quote != ""
        assert found.start <= sentence.words[first].start
        assert found.end >= sentence.words[last].end
