"""How far a bank covers what it should: the matrix, the shares of kinds and formats, and what is missed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from interview_coach.bank.targets import Share, Targets
from interview_coach.domain.levels import SENIORITIES, Seniority
from interview_coach.domain.question import Format, Kind, Question, Skill


class Cell(Struct, frozen=True, kw_only=True):
    """How many questions have one primary skill, seniority, kind and format; only cells that are not empty."""

    skill: str
    seniority: Seniority
    kind: Kind
    format: Format
    questions: int


class SkillRow(Struct, frozen=True, kw_only=True):
    """One skill: what is wanted (`tier` None: elsewhere), of how many it is primary, among how many it is."""

    skill: str
    tier: str | None
    target: int
    primary: int
    among: int
    met: bool


class ShareRow(Struct, frozen=True, kw_only=True):
    """One share in per cent, with its limits; `of` None means of all questions."""

    name: str
    of: Kind | None
    questions: int
    percent: float
    least: int
    most: int
    met: bool


class Report(Struct, frozen=True, kw_only=True):
    """Everything that `bank coverage` says; `missed` has one sentence for each target that is not reached."""

    questions: int
    target: int
    met: bool
    skills: tuple[SkillRow, ...]
    shares: tuple[ShareRow, ...]
    cells: tuple[Cell, ...]
    missed: tuple[str, ...]


def cover(questions: Iterable[Question], skills: Mapping[str, Skill], targets: Targets) -> Report:
    """Hold the reviewed questions against the targets."""
    reviewed = [question for question in questions if question.status == "reviewed"]
    rows = _skill_rows(reviewed, skills, targets)
    shares = tuple(_share_row(share, reviewed) for share in targets.shares)
    missed = (*(_of_skill(row, targets) for row in rows if not row.met), *map(_of_share, shares))
    return Report(
        questions=len(reviewed),
        target=sum(row.target for row in rows if row.tier is not None),
        met=all(row.met for row in rows) and all(share.met for share in shares),
        skills=rows,
        shares=shares,
        cells=_cells(reviewed),
        missed=tuple(filter(None, missed)),
    )


def _cells(questions: Sequence[Question]) -> tuple[Cell, ...]:
    counted = Counter((q.skill, q.asked_from, q.kind, q.format) for q in questions)
    ordered = sorted(counted, key=lambda key: (key[0], SENIORITIES.index(key[1]), key[2], key[3]))
    return tuple(
        Cell(skill=key[0], seniority=key[1], kind=key[2], format=key[3], questions=counted[key])
        for key in ordered
    )


def _skill_rows(
    questions: Sequence[Question], skills: Mapping[str, Skill], targets: Targets
) -> tuple[SkillRow, ...]:
    """Return a row for each skill: by tier, then those in none, then any that only a question or a tier knows."""
    primary = Counter(question.skill for question in questions)
    among = Counter(skill for question in questions for skill in question.skills)
    rows = []
    for tier in targets.tiers:
        for skill in tier.skills:
            rows.append(
                SkillRow(
                    skill=skill,
                    tier=tier.name,
                    target=tier.questions,
                    primary=primary[skill],
                    among=among[skill],
                    met=primary[skill] >= tier.questions,
                )
            )
    placed = {row.skill for row in rows}
    wanted = targets.elsewhere
    for skill in dict.fromkeys([*skills, *sorted(among)]):
        if skill not in placed:
            met = primary[skill] >= wanted.primary or among[skill] >= wanted.among
            rows.append(
                SkillRow(
                    skill=skill,
                    tier=None,
                    target=wanted.primary,
                    primary=primary[skill],
                    among=among[skill],
                    met=met,
                )
            )
    return tuple(rows)


def _share_row(share: Share, questions: Sequence[Question]) -> ShareRow:
    whole = [question for question in questions if share.of in (None, question.kind)]
    fitting = [
        question
        for question in whole
        if (not share.kinds or question.kind in share.kinds)
        and (not share.formats or question.format in share.formats)
    ]
    percent = 100 * len(fitting) / len(whole) if whole else 0.0
    return ShareRow(
        name=share.name,
        of=share.of,
        questions=len(fitting),
        percent=round(percent, 1),
        least=share.least,
        most=share.most,
        met=share.least <= percent <= share.most,
    )


def _of_skill(row: SkillRow, targets: Targets) -> str:
    if row.tier is not None:
        return f"{row.skill}: primary of {row.primary}, wanted {row.target} ({row.tier})."
    wanted = targets.elsewhere
    return (
        f"{row.skill}: primary of {row.primary} and among the skills of {row.among}, "
        f"wanted {wanted.primary} or {wanted.among}."
    )


def _of_share(row: ShareRow) -> str:
    if row.met:
        return ""
    whole = f"of the {row.of} questions" if row.of else "of all questions"
    limit = f"at least {row.least} %" if row.percent < row.least else f"at most {row.most} %"
    return f"{row.name}: {row.percent:g} % {whole}, wanted {limit}."
