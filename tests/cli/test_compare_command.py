"""`interview-coach compare`: answers and interviews held against each other."""

import json
from pathlib import Path

import pytest
from support import GOOD_ANSWER, build_app, hold

from interview_coach.cli import main
from interview_coach.paths import find_paths
from interview_coach.services.app import App

QUESTION = "sql-transactions/oversold-last-item"


@pytest.fixture
def two() -> tuple[str, str]:
    """Two interviews over the same question, the second answered better."""
    app: App = build_app(find_paths().config.parent)
    first = hold(app, ["I would look at the logs."], questions=[QUESTION]).interview.id
    second = hold(app, [GOOD_ANSWER], questions=[QUESTION]).interview.id
    app.close()
    return first, second


def test_two_interviews_are_compared_the_earlier_first(
    two: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", two[1], two[0], "--json"]) == 0
    (pair,) = json.loads(capsys.readouterr().out)
    assert (pair["before"]["interview_id"], pair["after"]["interview_id"]) == two
    assert pair["comparable"]
    assert pair["score_change"] == pair["after"]["score"] - pair["before"]["score"] > 0
    assert "gained" in {point["difference"] for point in pair["points"]}


def test_one_interview_or_attempt_is_held_against_the_answer_before(
    two: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", two[1]]) == 0
    of_interview = capsys.readouterr().out
    assert "points gained" in of_interview
    assert "missed → met" in of_interview
    assert main(["compare", two[1], "--json"]) == 0
    attempt = json.loads(capsys.readouterr().out)[0]["after"]["attempt_id"]
    assert main(["compare", attempt]) == 0
    assert capsys.readouterr().out == of_interview


def test_what_cannot_be_compared_is_said_in_a_sentence(
    two: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["compare", two[0]]) == 2
    assert "no other answer" in capsys.readouterr().err
    assert main(["compare", "nothing"]) == 2
    assert "nothing" in capsys.readouterr().err
    assert main(["compare", *two, two[0]]) == 2
    assert "two at a time" in capsys.readouterr().err
