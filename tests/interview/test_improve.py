"""What to do next stays short, however long the interview was."""

import pytest
from support import GOOD_ANSWER, hold, simple_question

from interview_coach.bank.bank import Bank
from interview_coach.interview.improve import MOST_OWN_WORDS
from interview_coach.services.app import App
from interview_coach.services.review import improvement_of


def test_own_words_are_those_of_the_best_answers_in_the_order_they_were_said(app: App) -> None:
    questions = tuple(
        simple_question(f"sql-{number}/two-buyers", format="story") for number in range(1, MOST_OWN_WORDS + 3)
    )
    app.__dict__["bank"] = Bank(questions=questions, skills={}, problems=(), own=frozenset())
    # The first two say less, so that they are the ones left out.
    less = "Both requests read the same stock value, a lost update. One conditional update, and I check the row count."
    answers = [less, less, *[GOOD_ANSWER] * MOST_OWN_WORDS]
    interview = hold(app, answers, questions=tuple(question.id for question in questions)).interview
    assert {turn.grade.level for turn in interview.turns if turn.grade} == {4, 5}
    words = improvement_of(app, interview).own_words
    assert [found.skill for found in words] == [f"sql-{number}" for number in range(3, MOST_OWN_WORDS + 3)]


@pytest.mark.parametrize(
    "code",
    [
        "```\nthen both read same stock value once more and a lost update follows 2 times\n```",
        "SELECT stock FROM item WHERE both read same stock AND lost update FOR UPDATE LIMIT 10",
    ],
)
def test_own_words_are_not_taken_from_code(app: App, code: str) -> None:
    app.__dict__["bank"] = Bank(
        questions=(simple_question(format="story"),), skills={}, problems=(), own=frozenset()
    )
    answers = [f"{code}\n\n{GOOD_ANSWER}"]
    interview = hold(app, answers, questions=("sql-transactions/two-buyers",)).interview
    (words,) = improvement_of(app, interview).own_words
    assert words.quote in GOOD_ANSWER


def test_own_words_are_of_stories_only(app: App) -> None:
    app.__dict__["bank"] = Bank(questions=(simple_question(),), skills={}, problems=(), own=frozenset())
    interview = hold(app, [GOOD_ANSWER], questions=("sql-transactions/two-buyers",)).interview
    assert interview.turns[0].grade
    assert interview.turns[0].grade.level == 5
    assert improvement_of(app, interview).own_words == ()
