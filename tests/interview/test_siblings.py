"""Questions like another one: which, in what order, and what is said why."""

from support import simple_question

from interview_coach.domain.interview import PastTurn
from interview_coach.domain.question import Question
from interview_coach.interview.siblings import siblings

NOW = "2026-11-20T10:00:00+00:00"
OF = simple_question("sql/of", skills=["sql", "locks"])


def point(label: str, text: str = "It is said.") -> dict[str, object]:
    return {"id": "point", "label": label, "text": text, "signals": ["said"]}


def found(*others: Question, past: tuple[PastTurn, ...] = ()) -> list[str]:
    return [one.question.id for one in siblings(OF, others, past, str.upper, NOW)]


def tried(question: Question, at: str) -> PastTurn:
    return PastTurn(question_id=question.id, skills=question.skills, at=at, level=2)


def test_only_questions_that_share_a_skill_and_never_the_question_itself() -> None:
    newer = simple_question("sql/of", version=2, skills=["sql", "locks"])
    assert found(OF, newer, simple_question("rest/other", skills=["rest"])) == []
    assert found(simple_question("rest/other", skills=["rest", "locks"])) == ["rest/other"]


def test_the_same_primary_skill_and_level_come_before_a_skill_beside() -> None:
    beside = simple_question("rest/a", skills=["rest", "locks"])
    far = simple_question("sql/b", skills=["sql"], asked_from="mid")
    near = simple_question("sql/c", skills=["sql"])
    assert found(beside, far, near) == ["sql/c", "sql/b", "rest/a"]


def test_key_points_about_the_same_thing_bring_a_question_forward_and_are_named() -> None:
    other = simple_question("sql/a", skills=["sql"], key_points=[point("Paying twice", "The invoice.")])
    like = simple_question("sql/b", skills=["sql"], key_points=[point("Another guard of the database")])
    ranked = siblings(OF, [other, like], [], {"sql": "SQL transactions"}.get, NOW)  # type: ignore[arg-type]
    assert [one.question.id for one in ranked] == ["sql/b", "sql/a"]
    assert ranked[0].reason == (
        "Same skill SQL transactions, asks for the same kind of thing: database, guard, not tried yet"
    )


def test_what_was_tried_lately_comes_after_what_was_not_or_long_ago() -> None:
    lately, long_ago, never = (simple_question(f"sql/{name}", skills=["sql"]) for name in "abc")
    past = (tried(lately, "2026-11-19T10:00:00+00:00"), tried(long_ago, "2026-01-01T10:00:00+01:00"))
    assert found(lately, long_ago, never, past=past) == ["sql/c", "sql/b", "sql/a"]
    reasons = [one.reason for one in siblings(OF, (lately, long_ago), past, str.upper, NOW)]
    assert reasons[0].endswith("last tried 323 days ago")
    assert reasons[1].endswith("last tried yesterday")


def test_at_most_three_in_an_order_that_does_not_depend_on_the_bank() -> None:
    many = [simple_question(f"sql/q{n}", skills=["sql"]) for n in range(6)]
    assert found(*many) == found(*reversed(many)) == ["sql/q0", "sql/q1", "sql/q2"]


def test_a_step_up_is_said() -> None:
    (one,) = siblings(OF, [simple_question("sql/x", asked_from="mid", skills=["sql"])], [], str, NOW)
    assert "asked from mid, a step up" in one.reason
