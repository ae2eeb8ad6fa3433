"""Looking things up in the bank."""

from pathlib import Path

import pytest
from bank_samples import draft, put, small_bank

from interview_coach.bank.bank import Bank, load_bank
from interview_coach.domain.question import content_hash
from interview_coach.errors import UsageError


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    put(tmp_path, "own/caching/mine.toml", draft("caching/mine"))
    put(tmp_path, "own/caching/given-up.toml", draft("caching/given-up", status="retired"))
    put(tmp_path, "own/sql/slow-report.toml", draft("sql/slow-report", prompt="My own words?"))
    return load_bank(small_bank(tmp_path / "bank"), tmp_path / "own", None)


def test_ones_own_questions_are_merged_over_the_shipped_ones(bank: Bank) -> None:
    ids = [question.id for question in bank.questions]
    assert ids == [
        "caching/given-up",
        "caching/mine",
        "caching/stale-price",
        "caching/stampede",
        "sql/slow-report",
    ]
    assert bank.question("sql/slow-report").prompt == "My own words?"
    assert bank.own == {"caching/given-up", "caching/mine", "sql/slow-report"}
    assert bank.problems == ()


def test_a_broken_own_question_leaves_the_shipped_one(tmp_path: Path) -> None:
    put(tmp_path, "own/sql/slow-report.toml", "oops")
    bank = load_bank(small_bank(tmp_path / "bank"), tmp_path / "own", None)
    assert bank.question("sql/slow-report").prompt == "Why is this report slow?"
    assert (len(bank.problems), bank.own) == (1, frozenset())


def test_drafts_and_retired_questions_are_not_asked_but_own_drafts_are(bank: Bank) -> None:
    assert [q.id for q in bank.askable()] == ["caching/mine", "caching/stampede", "sql/slow-report"]


@pytest.mark.parametrize(
    "typed", ["caching/stampede", "stampede", "caching/stam", "stam", " Caching/Stampede "]
)
def test_a_question_is_found_by_id_beginning_or_slug(bank: Bank, typed: str) -> None:
    assert bank.question(typed).id == "caching/stampede"


@pytest.mark.parametrize(
    ("typed", "said", "hint"),
    [
        ("caching/sta", "fits 2 questions", "caching/stale-price, caching/stampede"),
        ("stampde", "There is no question 'stampde'", "caching/stampede"),
        ("caching/stampeed", "There is no question", "caching/stampede"),
        ("zzzzzz", "There is no question", "bank list"),
        ("", "There is no question", "bank list"),
    ],
)
def test_an_unknown_question_names_the_nearest(bank: Bank, typed: str, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        bank.question(typed)
    assert said in caught.value.message
    assert hint in caught.value.hint


def test_the_same_slug_under_two_skills_is_not_guessed(tmp_path: Path) -> None:
    put(tmp_path, "own/sql/stampede.toml", draft("sql/stampede"))
    bank = load_bank(small_bank(tmp_path / "bank"), tmp_path / "own", None)
    with pytest.raises(UsageError, match="fits 2 questions"):
        bank.question("stampede")


@pytest.mark.parametrize("typed", ["sql", "SQL", "Structured  Query Language", "queries"])
def test_a_skill_is_found_by_any_of_its_names(bank: Bank, typed: str) -> None:
    assert bank.skill(typed).id == "sql"


def test_an_unknown_skill_names_the_nearest(bank: Bank) -> None:
    with pytest.raises(UsageError, match="cachin") as caught:
        bank.skill("cachinng")
    assert "caching" in caught.value.hint
    assert bank.skill_name("feedback-growth") == "Feedback and growth"
    assert bank.skill_name("gone") == "gone"


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("", []),
        (" , ", []),
        ("sql, caching", ["sql", "caching"]),
        ("sql caching", ["sql", "caching"]),
        ("Caching  structured query LANGUAGE feedback and growth", ["caching", "sql", "feedback-growth"]),
        ("queries sql,caching", ["sql", "caching"]),
    ],
)
def test_skills_stand_apart_by_commas_or_spaces(bank: Bank, typed: str, ids: list[str]) -> None:
    assert [skill.id for skill in bank.skills_in(typed)] == ids


@pytest.mark.parametrize(
    ("typed", "unknown"),
    [
        ("sql cachinng", "cachinng"),
        ("sql cachinng queries", "cachinng"),
        ("feedback and grow", "feedback and grow"),
        ("sql, no such thing", "no such thing"),
    ],
)
def test_what_is_no_skill_among_several_is_told_alone(bank: Bank, typed: str, unknown: str) -> None:
    with pytest.raises(UsageError, match=f"no skill '{unknown}'"):
        bank.skills_in(typed)


def test_a_hash_is_that_of_the_content(bank: Bank) -> None:
    assert bank.hash_of("caching/mine") == content_hash(bank.question("caching/mine"))
    assert bank.hash_of("caching/mine") != bank.hash_of("caching/stampede")
    with pytest.raises(KeyError):
        bank.hash_of("caching/none")


def test_a_missing_own_folder_is_fine_and_an_unreadable_one_is_a_problem(tmp_path: Path) -> None:
    shipped = small_bank(tmp_path / "bank")
    assert load_bank(shipped, tmp_path / "none", None).problems == ()
    (tmp_path / "own").write_text("a file, where a folder should be")
    bank = load_bank(shipped, tmp_path / "own", None)
    assert len(bank.questions) == 3
    assert ["cannot be read" in problem.rule for problem in bank.problems] == [True]


@pytest.mark.parametrize("skills", [None, "[[skills]\n"])
def test_without_a_usable_taxonomy_the_questions_still_load(tmp_path: Path, skills: str | None) -> None:
    shipped = small_bank(tmp_path / "bank")
    (shipped / "skills.toml").unlink()
    if skills:
        put(shipped, "skills.toml", skills)
    bank = load_bank(shipped, None, None)
    assert (len(bank.questions), len(bank.problems), bank.skills) == (3, 1, {})


def test_a_missing_bank_is_told_and_not_raised(tmp_path: Path) -> None:
    bank = load_bank(tmp_path / "none", None, tmp_path / "cache")
    assert bank.questions == ()
    assert bank.problems
