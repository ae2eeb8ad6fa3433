"""Quotes are found however their typography differs, and foreign ones are not."""

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_samples import QUESTIONS, bare_answer

from interview_coach.llm.locate import fold, locate

SEED = 20261120
REAL = Path(__file__).parents[3] / "shared" / "data" / "real_interview_answers.csv"
COPIES = 600

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("abc XYZ \n\t.,'\"-\u2019\u201c\u2014\u00a0\u2026\ufb01\u00df\u0130e\u0301*`"),
        st.characters(),
    ),
    max_size=120,
)


def disguised(words: list[str], rng: random.Random) -> str:
    """Return words as a model might copy them: other quotes, dashes, case, space, a gap, one letter wrong."""
    text = " ".join(words)
    way = rng.randrange(7)
    if way == 1:
        text = text.upper()
    elif way == 2:
        text = text.replace("'", "\u2019").replace(" - ", " \u2014 ").replace('"', "\u201d")
    elif way == 3:
        text = "  \n".join(text.split(" "))
    elif way == 4 and len(words) >= 9:
        text = " ".join(words[:3]) + " ... " + " ".join(words[-3:])
    elif way == 5:
        text = f"\u201c{text.rstrip('.,')}\u201d"
    elif way == 6 and len(words) >= 8:
        place = rng.choice([i for i, word in enumerate(words) if word.isalpha() and len(word) > 6] or [0])
        if len(words[place]) > 6:
            text = " ".join([*words[:place], words[place][:3] + words[place][4:], *words[place + 1 :]])
    return text


def windows(texts: list[str], rng: random.Random, count: int) -> list[tuple[int, list[str]]]:
    """Return random runs of 5 to 14 words with the number of the text they stand in."""
    found: list[tuple[int, list[str]]] = []
    while len(found) < count:
        index = rng.randrange(len(texts))
        words = texts[index].split()
        size = rng.randint(5, 14)
        if len(words) > size:
            start = rng.randrange(len(words) - size)
            found.append((index, words[start : start + size]))
    return found


def measure(texts: list[str]) -> tuple[int, int]:
    """Return how many of 600 honest quotes were found, and how many of 600 from other texts."""
    rng = random.Random(SEED)
    folded = [fold(text) for text in texts]
    honest = sum(bool(locate(disguised(w, rng), folded[i])) for i, w in windows(texts, rng, COPIES))
    foreign = 0
    for index, words in windows(texts, rng, COPIES):
        other = rng.choice([i for i in range(len(texts)) if i != index])
        foreign += bool(locate(disguised(words, rng), folded[other]))
    return honest, foreign


def test_600_honest_quotes_are_found_and_600_foreign_ones_refused() -> None:
    assert measure([bare_answer(question) for question in QUESTIONS]) == (COPIES, 0), f"seed {SEED}"


@pytest.mark.skipif(not REAL.exists(), reason="the shared data folder is not beside this checkout")
def test_the_same_holds_on_real_interview_answers() -> None:
    with REAL.open(encoding="utf-8", newline="") as file:
        texts = [max(row.values(), key=len) for row in csv.DictReader(file)]
    honest, foreign = measure([text for text in dict.fromkeys(texts) if len(text.split()) > 30])
    assert honest == COPIES, f"seed {SEED}"
    assert foreign <= 1, f"seed {SEED}: an answer may hold a run of common words of another"


def test_the_measure_sees_a_locate_that_takes_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("test_judge_locate.locate", lambda quote, text: (0, 1))
    assert measure([bare_answer(question) for question in QUESTIONS])[1] == COPIES


@given(TEXTS, st.data())
def test_any_stretch_of_whole_words_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    for span in locate(text[first:last], folded):
        assert 0 <= span.start < span.end <= len(text)
        assert any(c.isalnum() for c in fold(text[span.start : span.end]).folded)


@given(
    st.lists(
        st.sampled_from(["lock", "Row", "don\u2019t", "stale", "12", "p95", "na\u00efve"]),
        min_size=1,
        max_size=12,
    )
)
def test_words_copied_are_always_found(words: list[str]) -> None:
    text = " ".join(["before", *words, "after"])
    (span,) = locate(" ".join(words).upper(), fold(text))
    assert text[span.start : span.end].lower() == " ".join(words).lower()


@given(TEXTS)
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.folded) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert "  " not in folded.folded


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("both READ the same stock", "both read  the same\nstock"),
        ("\u2018the \u201crow\u201d\u2019", "the 'row"),
        ("both read ... then writes", "both read  the same\nstock|then writes"),
        ("both read the same stok value", ""),
        ("then writes - late", "then writes \u2014 late"),
        ("the stock that both of them read", ""),
        ("rea", ""),
        ("...", ""),
        ("", ""),
        ("then writes ... both read", ""),
    ],
)
def test_what_is_found(quote: str, found: str) -> None:
    text = "They both read  the same\nstock; the 'row' is old, then writes \u2014 late."
    spans = locate(quote, fold(text))
    if "..." in quote and found:
        assert [text[s.start : s.end] for s in spans] == ["both read", "then writes"]
    else:
        assert "|".join(text[s.start : s.end] for s in spans) == found


def test_a_near_match_never_turns_a_sentence_round_or_changes_a_figure() -> None:
    text = fold("I would not acknowledge the message before the commit because 300 payments depend on it.")
    assert locate("I would not acknowlege the message before the commit", text)
    assert not locate("I would acknowledge the message before the commit", text)
    assert not locate("before the commit because 800 payments depend on it", text)
    assert locate("before the comit because 300 payments depend on it", text)


def test_only_one_piece_may_be_a_near_match() -> None:
    text = fold("The planner reads every row of orders. Nobody looked at the index on customer and date.")
    assert locate("The planner reads evry row of orders ... the index on customer and date", text)
    assert not locate("The planner reads evry row of orders ... the indx on customer and date", text)
