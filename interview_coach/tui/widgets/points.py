"""The key points of a grade as a list; moving through it lights their quotes in the answer."""

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from interview_coach.domain.grade import Evidence, Grade, Verdict
from interview_coach.domain.question import Question
from interview_coach.domain.wording import VERDICT_SIGNS, point_name, points_of

STYLES: dict[Verdict, str] = {
    "met": "$text-success",
    "partly": "$text-warning",
    "missed": "$foreground-muted",
    "contradicted": "$text-error",
}
LABEL_WIDTH = 32


class PointList(OptionList):
    """One line for each key point and misconception, with verdict and points."""

    def __init__(self, question: Question, grade: Grade) -> None:
        """List what the grade says."""
        super().__init__(*_options(question, grade), markup=False)
        self._question = question
        self._grade = grade

    def evidence(self, option_id: str | None) -> tuple[Evidence, ...]:
        """Return the quotes of a line."""
        kind, _, name = (option_id or "").partition(":")
        if kind == "point":
            return self._grade.verdict(name).evidence
        return next((m.evidence for m in self._grade.misconceptions if m.id == name), ())

    def explanation(self, option_id: str | None) -> Content:
        """Return what a line means: what the point asks for, why, and what to do."""
        kind, _, name = (option_id or "").partition(":")
        if kind == "misconception":
            found = next(m for m in self._grade.misconceptions if m.id == name)
            return Content.assemble(("To put right: ", "bold $text-error"), found.correction)
        points = {point.id: point for point in self._question.key_points}
        if name not in points:
            return Content("")
        point, verdict = points[name], self._grade.verdict(name)
        lines = [Content(point.text)]
        if verdict.verdict != "met" and point.advice:
            lines.append(Content.assemble(("To do: ", "bold"), point.advice))
        if point.why:
            lines.append(Content(point.why).stylize("$foreground-muted"))
        lines.append(Content(verdict.reason).stylize("$foreground-muted"))
        return Content("\n").join(lines)


def _options(question: Question, grade: Grade) -> list[Option]:
    options = []
    for verdict in grade.key_points:
        word = f"{VERDICT_SIGNS[verdict.verdict]} {verdict.verdict:<13}"
        label = point_name(question, verdict.id)[:LABEL_WIDTH]
        line = Content.assemble(
            (word, STYLES[verdict.verdict]),
            f"{label:<{LABEL_WIDTH}} ",
            (f"{points_of(verdict):>8}", "$foreground-muted"),
        )
        options.append(Option(line, id=f"point:{verdict.id}"))
    names = {m.id: m.text for m in question.misconceptions}
    for found in grade.misconceptions:
        line = Content.assemble(
            ("✗ mistaken     ", STYLES["contradicted"]),
            f"{names.get(found.id, found.id)[:LABEL_WIDTH]:<{LABEL_WIDTH}} ",
            (f"{-found.penalty:>8}", "$foreground-muted"),
        )
        options.append(Option(line, id=f"misconception:{found.id}"))
    return options
