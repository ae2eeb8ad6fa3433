"""A chart of levels by skill, as inline SVG that needs neither script nor font."""

import html

from interview_coach.domain.interview import Interview

_LEFT, _ROW, _STEP, _WIDTH = 190, 26, 22, 640


class SkillChart:
    """Collects the levels reached in each skill, in the order of the interviews."""

    def __init__(self) -> None:
        """Nothing is collected yet."""
        self._levels: dict[str, list[tuple[str, int]]] = {}

    def add(self, interview: Interview) -> None:
        """Take in the graded turns of an interview."""
        for turn in interview.turns:
            if (grade := turn.grade) is not None and grade.level is not None:
                self._levels.setdefault(turn.question.skill, []).append((interview.started_at, grade.level))

    def rows(self) -> list[tuple[str, list[int]]]:
        """Return each skill with its levels, oldest first."""
        return [
            (skill, [level for _, level in sorted(levels)]) for skill, levels in sorted(self._levels.items())
        ]


def skill_chart(chart: SkillChart) -> str:
    """Return a heading and the chart; empty if nothing was graded. Dots stand at the level from 1 to 5."""
    rows = chart.rows()
    if not rows:
        return ""
    most = (_WIDTH - _LEFT - 20) // _STEP
    height = _ROW * len(rows) * 2 + 30
    parts = [
        f"<h2>Levels by skill</h2>\n<svg viewBox='0 0 {_WIDTH} {height}' role='img' "
        "aria-label='Levels by skill, oldest first' fill='currentColor' font-size='13'>"
    ]
    for index, (skill, levels) in enumerate(rows):
        top = index * _ROW * 2 + 10
        shown = levels[-most:]
        parts.append(f"<text x='0' y='{top + 28}'>{html.escape(skill)}</text>")
        points = [(_LEFT + place * _STEP, top + 40 - level * 8) for place, level in enumerate(shown)]
        line = " ".join(f"{x},{y}" for x, y in points)
        parts.append(f"<polyline points='{line}' fill='none' stroke='currentColor' stroke-opacity='.4'/>")
        for (x, y), level in zip(points, shown, strict=True):
            parts.append(
                f"<circle cx='{x}' cy='{y}' r='3.5'/><text x='{x - 3}' y='{y - 6}' font-size='9'>{level}</text>"
            )
    parts.append("</svg>\n")
    return "".join(parts)
