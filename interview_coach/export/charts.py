"""A chart of levels by skill, as inline SVG that needs neither script nor font."""

from collections import deque
from collections.abc import Callable, Sequence

from interview_coach.domain.interview import Interview
from interview_coach.export.html_parts import inline

WIDTH = 640
MOST_DOTS = 18
"""How many of the latest levels are drawn for a skill."""

_LEFT, _STEP, _LEVEL, _ROW = 210, 23, 9, 58


class SkillChart:
    """Collects the latest levels reached in each skill; interviews come oldest first."""

    def __init__(self, skill_name: Callable[[str], str]) -> None:
        """Nothing is collected yet."""
        self._name = skill_name
        self._levels: dict[str, deque[int]] = {}

    def add(self, interview: Interview) -> None:
        """Take in the graded turns of an interview."""
        for turn in interview.turns:
            if (grade := turn.grade) is not None and grade.level is not None:
                levels = self._levels.setdefault(turn.question.skill, deque(maxlen=MOST_DOTS))
                levels.append(grade.level)

    def rows(self) -> list[tuple[str, list[int]]]:
        """Return the name of each skill with its levels, oldest first."""
        return sorted((self._name(skill), list(levels)) for skill, levels in self._levels.items())


def skill_charts(rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Return one small chart for each skill: a dot for each answer, its height the level from 1 to 5."""
    return "".join(_chart(name, levels[-MOST_DOTS:]) for name, levels in rows)


def _chart(name: str, levels: Sequence[int]) -> str:
    words = f"{name}: levels {', '.join(map(str, levels))}, oldest first"
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {_ROW}" role="img" aria-label="{inline(words)}" font-size="14">',
        f'<text x="0" y="{_height(3) + 2}">{inline(name)}</text>',
        f'<text x="0" y="{_height(3) + 20}" class="soft" font-size="12">latest: level {levels[-1]} of 5</text>',
    ]
    for level in (1, 3, 5):
        y = _height(level)
        parts.append(f'<line x1="{_LEFT}" x2="{WIDTH}" y1="{y}" y2="{y}" class="grid"/>')
        parts.append(
            f'<text x="{_LEFT - 10}" y="{y + 4}" class="soft" font-size="11" text-anchor="end">{level}</text>'
        )
    places = [(_LEFT + 14 + index * _STEP, _height(level)) for index, level in enumerate(levels)]
    line = " ".join(f"{x},{y}" for x, y in places)
    parts.append(f'<polyline points="{line}" class="line" stroke-width="2"/>')
    parts += [f'<circle cx="{x}" cy="{y}" r="4.5" class="dot"/>' for x, y in places]
    return "".join(parts) + "</svg>\n"


def _height(level: int) -> int:
    return _ROW - 11 - (level - 1) * _LEVEL
