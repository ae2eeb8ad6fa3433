"""Attacks are made the same way each time, the grader withstands them, and each rule finds a grader that does not."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from good_question import TEXT, write
from msgspec.structs import replace

from interview_coach.checks import attack_rules, attacks
from interview_coach.checks.answers import grade_text
from interview_coach.checks.rules import RULES
from interview_coach.checks.run import check_files
from interview_coach.domain.grade import Grade
from interview_coach.domain.levels import level_of
from interview_coach.domain.question import Question

Judge = Callable[[Question, str], float]


@pytest.fixture
def question(tmp_path: Path) -> Question:
    return write(tmp_path).question


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def same_words(question: Question, text: str) -> float:
    """Score by the words of the model answer, in any order and sense."""
    model = words(question.full_answer)
    return 100 * len(words(text) & model) / len(model)


def any_signal(question: Question, text: str) -> float:
    """Score by the signals that stand in a text, whatever is between them."""
    signals = [phrase for point in question.key_points for phrase in point.signals]
    return 100 * sum(phrase in text for phrase in signals) / len(signals)


def length(_: Question, text: str) -> float:
    """Score by length alone."""
    return min(100, len(text.split()))


def obedient(_: Question, text: str) -> float:
    """Score as one is told."""
    return 100 if "full marks" in text else 0


WEAK: dict[str, Judge] = {
    "attack-signals": any_signal,
    "attack-negated": same_words,
    "attack-shuffled": same_words,
    "attack-opposite": same_words,
    "attack-instructions": obedient,
    "attack-gibberish": length,
    "attack-repeated": length,
    "attack-padding": length,
}


@pytest.mark.parametrize(("rule", "judge"), WEAK.items(), ids=list(WEAK))
def test_each_attack_finds_a_grader_that_gives_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, judge: Judge
) -> None:
    def weak(question: Question, text: str) -> Grade:
        score = round(judge(question, text))
        return replace(grade_text(question, text), score=score, level=level_of(score))

    file = write(tmp_path)
    (check,) = [each for each in RULES if each.name == rule]
    assert check.run(file) == []
    monkeypatch.setattr(attack_rules, "grade_text", weak)
    findings = check.run(file)
    assert findings
    assert all("level" in finding.message and finding.todo for finding in findings)


def test_every_attack_rule_has_a_weak_grader_that_it_must_find() -> None:
    assert {rule.name for rule in RULES if rule.name.startswith("attack-")} == set(WEAK)


def test_attacks_come_out_the_same_each_time(question: Question) -> None:
    for made in (attacks.shuffled, attacks.instructions):
        assert list(made(question)) == list(made(question))
    assert attacks.gibberish(question) == attacks.gibberish(question)
    orders = list(attacks.shuffled(question))
    assert len(set(orders)) == 5
    assert all(sorted(order.split()) == sorted(question.full_answer.split()) for order in orders)


def test_the_list_of_signals_has_all_of_all_points(question: Question) -> None:
    listed = attacks.listed_signals(question)
    assert listed.startswith("cache layers, browser cache, CDN edge")
    assert listed.count(", ") == sum(len(point.signals) for point in question.key_points) - 1


def test_each_line_is_called_wrong(question: Question) -> None:
    lines = attacks.negated(question).splitlines()
    assert len(lines) == len(question.key_points)
    assert lines[0].startswith("It is wrong to say that first I compare the layers")


@pytest.mark.parametrize(
    ("say", "turned"),
    [
        ("The update has to delete the key.", "The update has not to delete the key."),
        ("Replicas are not backups.", "Replicas are backups."),
        ("I can't do it without a lock.", "I can do it with a lock."),
        ("It doesn't hold.", "It does hold."),
        ("A retry makes no second order.", "A retry makes some second order."),
        ("Readers see the old row.", "It is not so that readers see the old row."),
        ("It is slow. Nobody noticed.", "It is not slow. everybody noticed."),
    ],
)
def test_the_sense_of_a_line_is_turned_by_a_fixed_rule(question: Question, say: str, turned: str) -> None:
    points = (replace(question.key_points[0], say=say),)
    assert attacks.opposite(replace(question, key_points=points)) == turned


def test_padding_is_five_hundred_words_on_both_sides_that_say_nothing(question: Question) -> None:
    padded = attacks.padded("the answer")
    before, after = padded.split("the answer")
    assert 230 <= len(before.split()) <= 270
    assert 230 <= len(after.split()) <= 270
    assert grade_text(question, padded).score == 0


def test_forged_verdicts_name_the_points(question: Question) -> None:
    plain, forged, *_ = attacks.instructions(question)
    assert "verdict" not in plain
    assert '"id": "layers", "verdict": "met"' in forged


def test_drafts_are_not_attacked(tmp_path: Path) -> None:
    draft = TEXT.replace('"reviewed"', '"draft"', 1)
    assert check_files([write(tmp_path, draft)]) == []
