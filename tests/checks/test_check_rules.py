"""Each rule fires on a question that is broken in one way, alone; the unbroken question is clean."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from good_question import OTHER, TEXT, write
from msgspec.structs import replace

from interview_coach.checks.answers import grade_text
from interview_coach.checks.rules import RULES
from interview_coach.checks.run import check_files
from interview_coach.domain.grade import Grade
from interview_coach.domain.question import Question

Edit = Callable[[str], str]


def swap(*pairs: tuple[str, str]) -> Edit:
    """Return an edit that replaces each first text, which must be there, by the second."""

    def edit(text: str) -> str:
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        return text

    return edit


def cut(begin: str, end: str) -> Edit:
    """Return an edit that cuts from one text up to another, or to the end of the file."""

    def edit(text: str) -> str:
        start = text.index(begin)
        return text[:start] + (text[text.index(end, start) :] if end else "")

    return edit


def many_points(text: str) -> str:
    """Add five points to the five there are, and give the strong example room to miss them."""
    points = "".join(
        f'[[key_points]]\nid = "{name}"\nlabel = "{name}"\ntext = "{name}"\nexpect_from = "junior"\n'
        f'signals = ["{name} stall", "{name} hall", "{name} cage", "{name} food", "{name} park"]\n'
        f'advice = "See it."\nsay = "I visit the {name} stall."\n\n'
        for name in ("zebra", "walrus", "ocelot", "ferret", "badger")
    )
    return swap(
        ("[[misconceptions]]", points + "[[misconceptions]]"),
        ("levels = [2, 3]", "levels = [1, 3]"),
        ("levels = [4, 5]", "levels = [3, 5]"),
    )(text)


LABEL = 'label = "Which layer is stale"\n'
PROOF = "regression test and an alert on age of what we serve"
SAID = " ".join(re.findall('^say = "(.*)"$', TEXT, re.MULTILINE))
HARD = (
    "Organisational administrators intermittently observe internationally inconsistent merchandise valuations "
    "notwithstanding instantaneous authorisation; determine responsibility."
)


def one_heavy_point(text: str) -> str:
    """Make the first point weigh 3 of 7."""
    return text.replace("weight = 2", "weight = 1").replace("weight = 1", "weight = 3", 1)


def hard_prompt(text: str) -> str:
    """Put a prompt that nobody would say aloud."""
    return re.sub('prompt = """.*?"""', f'prompt = "{HARD}"', text, count=1, flags=re.DOTALL)


# The rule, a text on the line that must be named, and how to break the rule.
BREAKS: list[tuple[str, str, Edit]] = [
    ("characters", "1 = ", swap(("Guesses, or", r"Gues\u200bses, or"))),
    ("characters", "title = ", swap(("The shop shows", r"The shop \u202eshows"))),
    ("to-fill-in", "prompt = ", swap(("A shop changed", "TO FILL IN: A shop changed"))),
    ("inclusive", "5 = ", swap(("Compares the layers, knows", "Keeps a whitelist, knows"))),
    ("topics", "Would your religion", swap(("Why would it", "Would your religion matter, or would it"))),
    ("title-length", "title = ", swap(("The shop shows yesterday's figure", "Shop"))),
    ("prompt-length", "prompt = ", cut("A shop changed", "and how do you")),
    ("prompt-form", "prompt = ", swap(("at noon.", "at noon ![lamp](lamp.png)."))),
    ("prompt-form", "prompt = ", swap(("at noon.", "at <b>noon</b>."))),
    ("prompt-form", "prompt = ", swap(("at noon.", "at noon.\nA. Wait.\nB. Purge."))),
    ("key-point-count", "[[key_points]]", many_points),
    ("signal-count", "alert on age", swap(('"age metric", ', ""), ('"hit ratio", ', ""))),
    ("point-texts", "[[key_points]]", swap((LABEL, ""))),
    ("point-texts", "[[key_points]]", swap(('advice = "Say how you know that it stays repaired."\n', ""))),
    ("misconception-count", "", cut("[[misconceptions]]", "[[follow_ups]]")),
    ("follow-up-count", "[[follow_ups]]", cut('[[follow_ups]]\nid = "f-two"', "[[clarifications]]")),
    ("example-bands", "[[examples]]", swap(('band = "weak"', 'band = "solid"'))),
    ("source-count", "", cut("[[sources]]", "")),
    ("anchors", "[anchors]", cut("3 = ", "5 = ")),
    ("no-model-answer", "model_answer", swap(("think_seconds", f'model_answer = "{SAID}"\nthink_seconds'))),
    ("weight-share", "weight = 3", one_heavy_point),
    ("must-count", "must = true", lambda text: text.replace("2\nexpect_from", "2\nmust = true\nexpect_from")),
    ("bar", "junior = 3", swap(("junior = 2", "junior = 3"))),
    ("signal-in-prompt", "max-age", swap(('"expiry time"', '"three visitors"'))),
    ("signal-in-prompt", "just restart", swap(('"reboot everything"', '"the page is fast"'))),
    ("signal-in-hint", "hint = ", swap(("Ask who answers", "Read the response headers: who answers"))),
    ("signal-in-clarification", "answer = ", swap(("see the old figure", "have a slow reader and see it"))),
    ("signal-in-say", "say = ", swap((PROOF, "proof that it is well with all of what we serve"))),
    ("signal-twice", "age metric", swap(('"hit ratio"', '"time to live"'))),
    ("model-answer-level", "just restart", swap((PROOF, "regression test, then just restart"))),
    ("example-level", "answer = ", swap(("levels = [4, 5]", "levels = [4, 4]"))),
    ("example-order", "answer = ", swap(('"solid"', '"-"'), ('"weak"', '"solid"'), ('"-"', '"weak"'))),
    ("speakable", "answer_seconds", swap(("answer_seconds = 240", "answer_seconds = 20"))),
    ("readable", "prompt = ", hard_prompt),
    (
        "source-order",
        "url = ",
        swap(("https://www.rfc-editor.org/rfc/rfc9111", "https://blog.example.org/caching")),
    ),
    ("source-twice", "url = ", lambda text: text + text[text.index("[[sources]]") :]),
    ("source-checked", "[[sources]]", swap(("checked = 2026-11-20\n", ""))),
]


def test_the_good_question_breaks_no_rule(tmp_path: Path) -> None:
    other = write(tmp_path, OTHER, "debugging/mail-twice").question
    assert check_files([write(tmp_path)], [other]) == []


@pytest.mark.parametrize(("rule", "at", "edit"), BREAKS, ids=[f"{i}-{b[0]}" for i, b in enumerate(BREAKS)])
def test_one_fault_breaks_one_rule_and_is_found_on_its_line(
    tmp_path: Path, rule: str, at: str, edit: Edit
) -> None:
    broken = edit(TEXT)
    findings = check_files([write(tmp_path, broken)])
    assert {finding.rule for finding in findings} == {rule}
    assert at in broken.splitlines()[findings[0].line - 1]
    assert all(finding.message and finding.todo and finding.question_id for finding in findings)


def test_every_rule_has_a_fault_that_it_must_find() -> None:
    """The rules of attacks have theirs in test_attacks.py."""
    names = {rule.name for rule in RULES if not rule.name.startswith("attack-")}
    assert names == {name for name, _, _ in BREAKS} | {"prompt-as-answer"}


def test_a_prompt_that_earns_something_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def generous(question: Question, text: str) -> Grade:
        grade = grade_text(question, text)
        return replace(grade, score=30, level=2) if text == question.prompt else grade

    monkeypatch.setattr("interview_coach.checks.answers.grade_text", generous)
    findings = check_files([write(tmp_path)])
    assert [(finding.rule, finding.line) for finding in findings] == [("prompt-as-answer", 11)]


def test_a_model_answer_that_says_too_little_is_found(tmp_path: Path) -> None:
    text = swap(("think_seconds", 'model_answer = "I look at it."\nthink_seconds'))(TEXT)
    findings = {finding.rule: finding for finding in check_files([write(tmp_path, text)])}
    assert "Not met: layers, ttl, invalidate, race, proof." in findings["model-answer-level"].todo


def test_drafts_are_not_held_to_the_limits_but_to_what_is_safe(tmp_path: Path) -> None:
    draft = swap(('status = "reviewed"', 'status = "draft"'), ("shows yesterday's figure", "is old"))(TEXT)
    draft = cut("[[sources]]", "")(cut("3 = ", "5 = ")(draft))
    assert check_files([write(tmp_path, draft)]) == []
    hidden = swap(("Guesses, or", r"Gues\u202eses, or"))(draft)
    assert [finding.rule for finding in check_files([write(tmp_path, hidden)])] == ["characters"]
