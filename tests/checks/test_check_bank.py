"""Rules about several questions, and which files a check looks at."""

from pathlib import Path

import pytest
from good_question import OTHER, QUESTION_ID, TEXT, write

from interview_coach.bank.bank import Bank, load_bank
from interview_coach.checks.findings import of_problem
from interview_coach.checks.run import check_files
from interview_coach.checks.select import select
from interview_coach.checks.together import jaccard, words_of
from interview_coach.errors import UsageError

SKILLS = "".join(
    f'[[skills]]\nid = "{name}"\nname = "{name}"\ngroup = "technical"\n' for name in ("caching", "debugging")
)
COPY = TEXT.replace(QUESTION_ID, "caching/copy", 1)


def test_a_prompt_like_another_is_found_once_among_the_checked_files(tmp_path: Path) -> None:
    copy = COPY.replace("nobody has\ntouched the code", "nobody has\nchanged the code")
    files = [write(tmp_path), write(tmp_path, copy, "caching/copy")]
    findings = [finding for finding in check_files(files) if finding.rule == "near-duplicate"]
    assert [finding.question_id for finding in findings] == ["caching/copy"]
    assert QUESTION_ID in findings[0].message
    assert findings[0].severity == "error"


def test_a_draft_like_a_question_of_the_bank_is_only_a_warning(tmp_path: Path) -> None:
    draft = write(tmp_path, COPY.replace('"reviewed"', '"draft"'), "caching/copy")
    findings = check_files([draft], [write(tmp_path).question])
    assert [(finding.rule, finding.severity) for finding in findings] == [("near-duplicate", "warning")]


def test_a_prompt_like_one_of_the_bank_is_found_but_not_like_itself_or_a_retired_one(tmp_path: Path) -> None:
    file = write(tmp_path)
    retired = COPY.replace('"reviewed"', '"retired"')
    same = write(tmp_path, COPY, "caching/copy").question
    assert check_files([file], [file.question]) == []
    assert {finding.rule for finding in check_files([file], [same])} == {"near-duplicate", "foreign-answer"}
    assert check_files([file], [write(tmp_path, retired, "caching/copy").question]) == []


def test_a_model_answer_that_fits_another_question_too_is_found(tmp_path: Path) -> None:
    prompt = TEXT[TEXT.index('"""') : TEXT.index("hint = ")]
    words = '"""\nName everything you would want to know of a web shop before it may open its doors to people.\n"""\n'
    other = write(tmp_path, COPY.replace(prompt, words), "caching/copy").question
    findings = check_files([write(tmp_path)], [other])
    assert [finding.rule for finding in findings] == ["foreign-answer"]
    assert "caching/copy scores 100 here" in findings[0].message


def test_likeness_is_that_of_the_sets_of_words() -> None:
    assert jaccard(words_of("One two, two THREE"), words_of("two three four")) == 0.5
    assert jaccard(frozenset(), frozenset()) == 0.0


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    root = tmp_path / "bank"
    write(root)
    write(root, OTHER, "debugging/mail-twice")
    (root / "skills.toml").write_text(SKILLS)
    return root


@pytest.fixture
def own(tmp_path: Path) -> Path:
    root = tmp_path / "own"
    write(root, COPY, "caching/copy")
    (root / "caching/broken.toml").write_text("oops")
    return root


@pytest.fixture
def bank(shipped: Path, own: Path) -> Bank:
    return load_bank(shipped, own, None)


@pytest.mark.parametrize(
    ("target", "found", "problems"),
    [
        (None, {"caching/copy", "caching/price-stays-old", "debugging/mail-twice"}, 1),
        ("caching/copy", {"caching/copy"}, 0),
        ("caching/copy.toml", {"caching/copy"}, 0),
        ("caching/broken", set(), 1),
        ("debugging", {"debugging/mail-twice"}, 0),
        ("caching", {"caching/copy", "caching/price-stays-old"}, 1),
        ("mail", {"debugging/mail-twice"}, 0),
        ("{own}", {"caching/copy"}, 1),
        ("{own}/caching", {"caching/copy"}, 1),
        ("{own}/caching/copy.toml", {"caching/copy"}, 0),
        ("{own}/caching/broken.toml", set(), 1),
    ],
)
def test_a_target_is_an_id_a_skill_a_file_or_a_folder(
    bank: Bank, shipped: Path, own: Path, target: str | None, found: set[str], problems: int
) -> None:
    targets = [target.format(own=own)] if target else []
    selection = select(targets, bank, shipped, own)
    assert {file.question.id for file in selection.files} == found
    assert len(selection.problems) == problems


def test_a_target_named_twice_is_checked_once(bank: Bank, shipped: Path, own: Path) -> None:
    selection = select(["caching/copy", str(own / "caching/copy.toml"), "copy"], bank, shipped, own)
    assert len(selection.files) == 1


def test_an_unknown_target_names_the_nearest(bank: Bank, shipped: Path, own: Path) -> None:
    with pytest.raises(UsageError, match="no question, file or folder 'debuging/mail'") as caught:
        select(["debuging/mail"], bank, shipped, own)
    assert "debugging/mail-twice" in caught.value.hint


def test_a_broken_taxonomy_is_found_with_its_line(bank: Bank, shipped: Path, own: Path) -> None:
    (shipped / "skills.toml").write_text(SKILLS + "[[skills]]\nid = 3\n")
    finding = of_problem(select([], bank, shipped, own).problems[0])
    assert (finding.rule, finding.line, finding.severity) == ("load", SKILLS.count("\n") + 2, "error")
    assert str(finding).endswith(
        "id is a whole number, not text in quotes. Give skills[2].id as text in quotes."
    )


def test_several_processes_find_the_same_as_one(tmp_path: Path) -> None:
    broken = TEXT.replace("levels = [4, 5]", "levels = [4, 4]")
    files = [
        write(tmp_path, broken),
        write(tmp_path, COPY, "caching/copy"),
        write(tmp_path, OTHER, "debugging/mail-twice"),
    ]
    alone = check_files(files)
    assert {"example-level", "near-duplicate", "foreign-answer"} <= {finding.rule for finding in alone}
    assert check_files(files, processes=2) == alone


def test_where_no_process_may_be_started_the_check_is_done_by_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object, **kwargs: object) -> None:
        raise PermissionError("no shared memory here")

    files = [write(tmp_path), write(tmp_path, COPY, "caching/copy")]
    alone = check_files(files)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refused)
    assert alone
    assert check_files(files, processes=2) == alone
