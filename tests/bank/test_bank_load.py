"""Files of the bank: what is wrong is said with line, rule and remedy, and the good files load."""

import os
import time
from pathlib import Path

import pytest
from bank_samples import SKILLS, draft, put

from interview_coach.bank.bank import load_bank
from interview_coach.bank.files import MAX_BYTES
from interview_coach.bank.load import read_question, read_skills
from interview_coach.errors import QuestionFileError

TAXONOMY = {"sql", "caching"}
NAME = "sql/slow.toml"
GOOD = draft("sql/slow")
POINT = '[[key_points]]\nid = "a"\ntext = "t"\nsignals = ["s t"]\n'


def problem_of(root: Path, text: str, name: str = NAME) -> QuestionFileError:
    path = put(root, name, text)
    with pytest.raises(QuestionFileError) as caught:
        read_question(path, root, TAXONOMY)
    return caught.value


def test_a_draft_needs_no_more_than_id_kind_skills_prompt_and_an_answer(tmp_path: Path) -> None:
    loaded = read_question(put(tmp_path, NAME, GOOD), tmp_path, TAXONOMY)
    assert (loaded.question.id, loaded.question.status, loaded.question.bar.mid) == ("sql/slow", "draft", 3)


# What the file says, its line, what the rule says, what the hint says.
BROKEN = [
    pytest.param("id = \n", 1, "value is missing", "quotes", id="no-value"),
    pytest.param(GOOD + 'title = "open\nx = 1\n', 7, "inside a text", "'''", id="open-text"),
    pytest.param(GOOD + "title: x\n", 7, "not a key with a value", "key = value", id="yaml"),
    pytest.param(GOOD + "version = 1\nversion = 2\n", 8, "given twice", "Remove", id="key-twice"),
    pytest.param(GOOD + "[bar]\nmid = 1\n[bar]\n", 9, "given twice", "Remove", id="table-twice"),
    pytest.param(GOOD + "[bar\nmid = 1\n", 7, "not closed", "Close it", id="open-table"),
    pytest.param(GOOD + 'hint = "a\\d"\n', 7, "backslash", "single quotes", id="backslash"),
    pytest.param(GOOD + "hint = 'it's'\n", 7, "follows the value", "quotes", id="quotes"),
    pytest.param(GOOD + 'titel = "x"\n', 7, "unknown key 'titel'", "Did you mean title?", id="unknown-key"),
    pytest.param(
        GOOD + POINT + "weigth = 2\n", 11, "'weigth' in key_points[0]", "weight?", id="unknown-key-in-table"
    ),
    pytest.param(
        GOOD + POINT + 'hint = "x"\n', 11, "'hint'", "above the first [table]", id="key-below-a-table"
    ),
    pytest.param(GOOD + "zzzz = 1\n", 7, "unknown key 'zzzz'", "Known here: id", id="no-near-key"),
    pytest.param(
        GOOD + 'version = "1"\n', 7, "version is text in quotes", "a whole number", id="text-for-number"
    ),
    pytest.param(
        GOOD + "version = true\n", 7, "version is true or false", "a whole number", id="bool-for-number"
    ),
    pytest.param(GOOD + "title = 3\n", 7, "title is a whole number", "text in quotes", id="number-for-text"),
    pytest.param(GOOD + "version = 0\n", 7, "version must be at least 1", "number", id="too-small"),
    pytest.param(GOOD + POINT + "weight = 4\n", 11, "weight must be at most 3", "number", id="too-heavy"),
    pytest.param(GOOD + POINT.replace('"s t"', ""), 10, "at least 1 items", "longer", id="no-signal"),
    pytest.param(
        GOOD + POINT.replace('"s t"', '"a",\n3'), 11, "signals[1] is a whole", "text", id="signal-number"
    ),
    pytest.param(GOOD + f'title = "{"x" * 71}"\n', 7, "at most 70 characters", "at most 70", id="long-title"),
    pytest.param(
        GOOD.replace('"technical"', '"tecnical"'), 3, "'tecnical'", "'technical'", id="unknown-kind"
    ),
    pytest.param(
        GOOD + 'asked_from = "guru"\n', 7, "'guru'", "junior, mid, senior, staff", id="unknown-seniority"
    ),
    pytest.param(GOOD + '[anchors]\n6 = "x"\n', 7, "'6'", "1, 2, 3, 4, 5", id="unknown-anchor"),
    pytest.param(GOOD.replace("prompt", "# prompt"), 1, "prompt is missing", "Add prompt", id="no-prompt"),
    pytest.param(
        GOOD + '[[sources]]\ntitle = "t"\nurl = "http://x.org"\n', 9, "https", "https", id="not-https"
    ),
    pytest.param(
        GOOD + '[[sources]]\ntitle = "t"\nurl = "https://x.org"\nchecked = "soon"\n',
        10,
        "date",
        "2026",
        id="no-date",
    ),
    pytest.param(GOOD + "key_points = 3\n", 7, "a list", "a list in [ ]", id="number-for-list"),
    pytest.param(
        GOOD.replace("sql/slow", "sql/Slow"), 1, "not of the form skill/slug", "small letters", id="id-form"
    ),
    pytest.param(
        GOOD.replace("sql/slow", "sql/fast"), 1, "the path says 'sql/slow'", "move the file", id="other-path"
    ),
    pytest.param(
        GOOD.replace('["sql"]', '["sql", "sqll"]'), 4, "no skill 'sqll'", "skills.toml", id="unknown-skill"
    ),
    pytest.param(GOOD.replace('["sql"]', '["sql", "sql"]'), 4, "named twice", "Remove", id="skill-twice"),
    pytest.param(
        GOOD.replace('["sql"]', '["caching"]'), 4, "primary skill", "first", id="other-primary-skill"
    ),
    pytest.param(
        GOOD.replace("model_answer", "# model"), 1, "nothing to grade by", "model_answer", id="no-answer"
    ),
    pytest.param(GOOD + POINT + POINT, 12, "'a' is used twice in key_points", "Rename", id="point-twice"),
    pytest.param(GOOD + "full_marks = 5\n" + POINT, 7, "full_marks is 5", "Lower", id="full-marks"),
    pytest.param(
        GOOD + POINT + '[[follow_ups]]\nid = "f"\nwhen = { missing = "b" }\nprompt = "p"\n',
        13,
        "no key point 'b'",
        "Use one of: a",
        id="when-missing",
    ),
    pytest.param(
        GOOD + POINT + '[[follow_ups]]\nid = "f"\nwhen = { hit = "a" }\nprompt = "p"\nawards = ["a", "c"]\n',
        15,
        "no key point 'c'",
        "Use one of: a",
        id="awards",
    ),
    pytest.param(
        GOOD + POINT + '[[follow_ups]]\nid = "f"\nwhen = { misconception = "m" }\nprompt = "p"\n',
        13,
        "no misconception 'm'",
        "has none",
        id="when-misconception",
    ),
    pytest.param(
        GOOD + POINT + '[[follow_ups]]\nid = "f"\nwhen = { hit = "a", missing = "a" }\nprompt = "p"\n',
        13,
        "exactly one of",
        "format",
        id="two-conditions",
    ),
    pytest.param(
        GOOD + '[[examples]]\nband = "weak"\nlevels = [3, 1]\nanswer = "x"\n',
        9,
        "lowest",
        "Swap",
        id="levels",
    ),
    pytest.param("x = " + "[" * 50_000, 1, "nested", "plain lists", id="deep"),
    pytest.param("x = " + "9" * 50_000, 1, "not valid TOML", "Correct", id="huge-number"),
    pytest.param("[[a]]\n" * 20_001, 1, "more than 20000 lines", "Split", id="many-lines"),
    pytest.param("\n" + "a." * 50_000 + "a = 1", 2, "more than 16 parts", "short", id="long-key"),
]


@pytest.mark.parametrize(("text", "line", "rule", "hint"), BROKEN)
def test_a_broken_file_is_told_with_line_rule_and_remedy(
    tmp_path: Path, text: str, line: int, rule: str, hint: str
) -> None:
    began = time.process_time()
    problem = problem_of(tmp_path, text)
    assert rule in problem.rule
    assert hint in problem.hint
    assert problem.line == line
    assert problem.path.endswith(NAME)
    assert time.process_time() - began < 5


def test_an_id_that_another_file_has_is_said_to_be_taken(tmp_path: Path) -> None:
    put(tmp_path, NAME, GOOD)
    problem = problem_of(tmp_path, GOOD, "sql/copy.toml")
    assert "already" in problem.hint


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = put(tmp_path, NAME, "")
    path.write_bytes(GOOD.encode() + b'title = "caf\xe9"\n')
    with pytest.raises(QuestionFileError, match="UTF-8") as caught:
        read_question(path, tmp_path, TAXONOMY)
    assert caught.value.line == 7


def test_a_file_over_5_mb_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, NAME, GOOD + "#" * MAX_BYTES)
    with pytest.raises(QuestionFileError, match="5 MB"):
        read_question(path, tmp_path, TAXONOMY)


def test_a_folder_named_like_a_question_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "skills.toml", SKILLS)
    (tmp_path / NAME).mkdir(parents=True)
    assert [problem.rule for problem in load_bank(tmp_path, None, None).problems] == [
        "is not a regular file."
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.parent.mkdir()
    os.mkfifo(path)
    with pytest.raises(QuestionFileError, match="not a regular file"):
        read_question(path, tmp_path, TAXONOMY)


def test_a_device_behind_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.parent.mkdir()
    path.symlink_to("/dev/zero")
    with pytest.raises(QuestionFileError, match="not a regular file"):
        read_question(path, tmp_path, TAXONOMY)


def test_a_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    put(tmp_path, NAME, GOOD)
    put(tmp_path, "sql/aaa.toml", "broken")
    put(tmp_path, "caching/gone.toml", "").unlink()
    (tmp_path / "caching/gone.toml").symlink_to(tmp_path / "nowhere")
    put(tmp_path, ".hidden/x.toml", "broken")
    put(tmp_path, "skills.toml", SKILLS)
    bank = load_bank(tmp_path, None, None)
    assert [question.id for question in bank.questions] == ["sql/slow"]
    assert [Path(problem.path).name for problem in bank.problems] == ["gone.toml", "aaa.toml"]


@pytest.mark.parametrize("hidden", ["\\u202e", "\\u001b[2J", "\\u200b", "\\ufeff", "\\u0085"])
def test_characters_that_are_never_shown_are_removed_and_remembered(tmp_path: Path, hidden: str) -> None:
    text = GOOD + POINT.replace('"s t"', f'"s t", "left{hidden}right"')
    loaded = read_question(put(tmp_path, NAME, text), tmp_path, TAXONOMY)
    assert loaded.question.key_points[0].signals[1] == "leftright"
    assert loaded.unclean == ("key_points[0].signals[1]",)


def test_windows_line_ends_and_decomposed_letters_are_not_called_unclean(tmp_path: Path) -> None:
    text = (GOOD + "hint = '''\ncafe\u0301\n'''\n").replace("\n", "\r\n")
    path = tmp_path / NAME
    path.parent.mkdir()
    path.write_bytes(text.encode())
    loaded = read_question(path, tmp_path, TAXONOMY)
    assert (loaded.question.hint, loaded.unclean) == ("caf\u00e9\n", ())


def test_a_hostile_file_name_reaches_no_message(tmp_path: Path) -> None:
    problem = problem_of(tmp_path, "x", "sql/a\x1b[2J.toml")
    assert "\x1b" not in str(problem)


def test_a_skill_listed_twice_is_told(tmp_path: Path) -> None:
    put(tmp_path, "skills.toml", SKILLS + '[[skills]]\nid = "sql"\nname = "S"\ngroup = "technical"\n')
    with pytest.raises(QuestionFileError, match="'sql' is listed twice") as caught:
        read_skills(tmp_path)
    assert caught.value.line == SKILLS.count("\n") + 2


def test_a_misspelled_key_of_a_skill_names_the_right_one(tmp_path: Path) -> None:
    put(tmp_path, "skills.toml", SKILLS.replace("project", "projekt"))
    with pytest.raises(QuestionFileError, match="projekt") as caught:
        read_skills(tmp_path)
    assert caught.value.hint == "Did you mean project?"
