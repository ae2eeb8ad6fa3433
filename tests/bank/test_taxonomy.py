"""The shipped taxonomy."""

import pytest

from interview_coach.bank.load import read_skills
from interview_coach.domain.question import Skill
from interview_coach.paths import shipped_bank

SKILLS = read_skills(shipped_bank())


@pytest.mark.parametrize("skill", SKILLS, ids=lambda skill: skill.id)
def test_each_skill_has_a_project_and_a_reason_to_be_there(skill: Skill) -> None:
    assert 40 <= len(skill.project) <= 200
    assert skill.project.endswith(".")
    assert skill.articles or skill.why
    assert skill.aliases


def test_no_name_leads_to_two_skills() -> None:
    owners: dict[str, str] = {}
    for skill in SKILLS:
        for name in (skill.id, skill.name, *skill.aliases):
            assert owners.setdefault(name.casefold(), skill.id) == skill.id, name


def test_both_groups_are_there() -> None:
    assert {skill.group for skill in SKILLS} == {"technical", "soft"}
    assert len(SKILLS) == 80
