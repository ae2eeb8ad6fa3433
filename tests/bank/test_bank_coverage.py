"""The bank held against its targets."""

import msgspec
import pytest

from interview_coach.bank.coverage import Report, cover
from interview_coach.bank.load import read_skills
from interview_coach.bank.targets import Targets, read_targets
from interview_coach.domain.question import Question, Skill
from interview_coach.paths import shipped_bank

SKILLS = {name: Skill(id=name, name=name, group="technical") for name in ("sql", "caching", "rest")}
TARGETS = msgspec.convert(
    {
        "tiers": [{"name": "core", "questions": 2, "skills": ["sql", "caching"]}],
        "shares": [
            {"name": "behavioural", "kinds": ["behavioural"], "least": 25, "most": 35},
            {"name": "odd", "of": "technical", "formats": ["review", "write"], "least": 50},
        ],
    },
    Targets,
)


def asked(number: int, *skills: str, **fields: object) -> Question:
    values = {
        "id": f"{skills[0]}/q{number}",
        "status": "reviewed",
        "kind": "technical",
        "skills": skills,
        "prompt": "Why?",
    }
    return msgspec.convert(values | fields, Question)


ENOUGH = [
    asked(1, "sql", "rest", format="write"),
    asked(2, "sql", "rest", format="explain", asked_from="junior"),
    asked(3, "caching", "rest", format="review"),
    asked(4, "caching", kind="behavioural", format="story"),
]


def report(*questions: Question) -> Report:
    return cover(questions, SKILLS, TARGETS)


def test_a_bank_that_has_all_that_is_wanted_misses_nothing() -> None:
    found = report(*ENOUGH)
    assert (found.met, found.missed, found.questions, found.target) == (True, (), 4, 4)
    assert [(row.skill, row.tier, row.primary, row.among, row.met) for row in found.skills] == [
        ("sql", "core", 2, 2, True),
        ("caching", "core", 2, 2, True),
        ("rest", None, 0, 3, True),
    ]
    assert [(share.name, share.percent, share.met) for share in found.shares] == [
        ("behavioural", 25.0, True),
        ("odd", 66.7, True),
    ]


def test_each_cell_counts_the_questions_of_one_skill_seniority_kind_and_format() -> None:
    cells = report(*ENOUGH).cells
    assert [(c.skill, c.seniority, c.kind, c.format, c.questions) for c in cells] == [
        ("caching", "mid", "behavioural", "story", 1),
        ("caching", "mid", "technical", "review", 1),
        ("sql", "junior", "technical", "explain", 1),
        ("sql", "mid", "technical", "write", 1),
    ]


def test_drafts_and_retired_questions_do_not_count() -> None:
    found = report(
        *(msgspec.structs.replace(q, status="draft") for q in ENOUGH), asked(9, "sql", status="retired")
    )
    assert (found.questions, found.cells) == (0, ())


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        (ENOUGH[1:], "sql: primary of 1, wanted 2 (core)."),
        (ENOUGH[1:], "rest: primary of 0 and among the skills of 2, wanted 1 or 3."),
        (ENOUGH[:3], "behavioural: 0 % of all questions, wanted at least 25 %."),
        (ENOUGH[2:], "behavioural: 50 % of all questions, wanted at most 35 %."),
        (ENOUGH[1:2], "odd: 0 % of the technical questions, wanted at least 50 %."),
    ],
)
def test_each_missed_target_has_a_sentence(questions: list[Question], sentence: str) -> None:
    found = report(*questions)
    assert not found.met
    assert sentence in found.missed


def test_one_primary_question_is_enough_for_a_skill_in_no_tier() -> None:
    rows = {row.skill: row for row in report(asked(1, "rest")).skills}
    assert rows["rest"].met


def test_the_shipped_targets_name_only_skills_of_the_taxonomy_and_each_once() -> None:
    targets = read_targets(shipped_bank())
    named = [skill for tier in targets.tiers for skill in tier.skills]
    assert set(named) <= {skill.id for skill in read_skills(shipped_bank())}
    assert len(named) == len(set(named)) == 69
    assert sum(tier.questions * len(tier.skills) for tier in targets.tiers) == 160
