"""Which questions an interview draws, and what it says about why."""

import pytest
from support import simple_question

from interview_coach.domain.interview import PastTurn, Setup
from interview_coach.domain.question import Question
from interview_coach.errors import UsageError
from interview_coach.interview.selection import Plan, choose

TECHNICAL = ["sql", "rest", "caching", "testing", "debugging", "cloud", "nosql", "graphql", "servers"]
SOFT = ["conflict", "ownership", "communication", "collaboration", "leadership"]


def bank() -> list[Question]:
    technical = [simple_question(f"{skill}/first", asked_from="junior") for skill in TECHNICAL]
    technical += [simple_question(f"{skill}/second", asked_from="senior") for skill in TECHNICAL]
    soft = [simple_question(f"{s}/story", kind="behavioural", format="story") for s in SOFT]
    return technical + soft


def draw(setup: Setup, past: list[PastTurn] | None = None, salt: str = "salt") -> Plan:
    return choose(bank(), setup, past or [], str.title, salt)


def ids(plan: Plan) -> list[str]:
    return [chosen.question.id for chosen in plan.chosen]


def past_turn(question_id: str, level: int | None = 4, missed: str = "") -> PastTurn:
    return PastTurn(
        question_id=question_id,
        skills=(question_id.split("/", maxsplit=1)[0],),
        at="2026-11-19T10:00:00+00:00",
        level=level,
        missed_label=missed,
    )


def test_a_seed_draws_the_same_questions_whatever_the_history_and_salt() -> None:
    setup = Setup(seed=7, count=6)
    history = [past_turn("sql/first", 1), past_turn("conflict/story", 5)]
    assert ids(draw(setup)) == ids(draw(setup, history, salt="other"))


def test_seeds_differ() -> None:
    drawn = {tuple(ids(draw(Setup(seed=seed, count=3)))) for seed in range(20)}
    assert len(drawn) > 10


@pytest.mark.parametrize("count", [3, 6, 9, 12])
def test_one_third_of_a_mixed_interview_is_behavioural(count: int) -> None:
    kinds = [chosen.question.kind for chosen in draw(Setup(count=count, seed=1)).chosen]
    assert kinds.count("behavioural") == count // 3


def test_no_question_is_drawn_twice_and_skills_are_spread() -> None:
    drawn = ids(draw(Setup(count=9, seed=3, seniority="senior")))
    assert len(set(drawn)) == 9
    assert len({question_id.split("/")[0] for question_id in drawn}) == 9


def test_questions_above_the_seniority_are_not_drawn() -> None:
    plan = draw(Setup(count=50, seed=1, seniority="mid"))
    assert {chosen.question.asked_from for chosen in plan.chosen} == {"junior"}


def test_fewer_questions_than_asked_for_are_told() -> None:
    plan = draw(Setup(count=50, seed=1, kind="behavioural"))
    assert len(plan.chosen) == len(SOFT)
    assert "instead of 50" in plan.notice


def test_recent_questions_are_not_repeated() -> None:
    recent = [past_turn(f"{skill}/first") for skill in TECHNICAL[:6]]
    for salt in map(str, range(20)):
        drawn = ids(draw(Setup(count=3, kind="technical"), recent, salt))
        assert not {turn.question_id for turn in recent} & set(drawn)


def test_a_weak_skill_comes_back_with_another_question_and_says_what_was_missed() -> None:
    history = [past_turn("sql/first", 1, "The race")]
    setup = Setup(count=3, kind="technical", seniority="senior")
    plan = draw(setup, history)
    reasons = {chosen.question.id: chosen.reason for chosen in plan.chosen}
    assert reasons["sql/second"] == "Sql: last time level 1, you missed “The race”"


def test_a_skill_never_tried_says_so() -> None:
    reasons = [chosen.reason for chosen in draw(Setup(count=2, kind="technical")).chosen]
    assert all(reason.endswith(": never tried") for reason in reasons)


def test_only_the_skills_asked_for_are_drawn() -> None:
    assert set(ids(draw(Setup(skills=("rest",), count=5, seniority="staff")))) == {
        "rest/first",
        "rest/second",
    }


def test_nothing_fitting_is_a_sentence_that_says_what_was_asked() -> None:
    with pytest.raises(UsageError, match="No question fits: behavioural, Rest, asked from mid or below"):
        draw(Setup(skills=("rest",), kind="behavioural"))
