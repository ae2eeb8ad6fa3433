"""The key points of a grade as a list; moving through it lights their quotes in the answer."""

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from interview_coach.domain.grade import Evidence, Grade, PointVerdict, Verdict
from interview_coach.domain.question import Question
from interview_coach.domain.wording import VERDICT_SIGNS, point_name, points_of

STYLES: dict[Verdict, str] = {
    "met": "$text-success",
    "partly": "$text-warning",
    "missed": "$foreground-muted",
    "contradicted": "$text-error",
}
LABEL_WIDTH = 32
_POINT = "point:"


class PointList(OptionList):
    """One line for each key point and misconception, with verdict and points."""

    def __init__(self, question: Question, grade: Grade) -> None:
        """List what the grade says."""
        super().__init__(markup=False)
        self._question = question
        self.add_options(self._take(grade))

    def show(self, grade: Grade) -> None:
        """List another grade, keeping the place."""
        options = self._take(grade)
        if [option.id for option in options] == [option.id for option in self.options]:
            for option in options:  # the lines stay, so nothing else on the screen has to move
                self.replace_option_prompt(option.id or "", option.prompt)
            return
        marked = self.highlighted
        self.set_options(options)
        self.highlighted = marked

    def put(self, verdict: PointVerdict) -> None:
        """Replace one verdict, as it arrives from a model."""
        self._verdicts[verdict.id] = verdict
        self.replace_option_prompt(f"{_POINT}{verdict.id}", _point_line(self._question, verdict, " (model)"))

    def _take(self, grade: Grade) -> list[Option]:
        """Hold another grade and return its lines."""
        self._grade = grade
        self._verdicts = {verdict.id: verdict for verdict in grade.key_points}
        names = {m.id: m.text for m in self._question.misconceptions}
        points = [
            Option(_point_line(self._question, verdict), id=f"{_POINT}{verdict.id}")
            for verdict in grade.key_points
        ]
        return points + [
            Option(
                Content.assemble(
                    ("✗ mistaken     ", STYLES["contradicted"]),
                    f"{names.get(found.id, found.id)[:LABEL_WIDTH]:<{LABEL_WIDTH}} ",
                    (f"{-found.penalty:>8}", "$foreground-muted"),
                ),
                id=f"misconception:{found.id}",
            )
            for found in grade.misconceptions
        ]

    @property
    def point_id(self) -> str | None:
        """The key point of the highlighted line; None on a misconception."""
        option = self.highlighted_option
        if option is None or option.id is None or not option.id.startswith(_POINT):
            return None
        return option.id.removeprefix(_POINT)

    def evidence(self, option_id: str | None) -> tuple[Evidence, ...]:
        """Return the quotes of a line."""
        kind, _, name = (option_id or "").partition(":")
        if kind == "point":
            return self._verdicts[name].evidence
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
        point, verdict = points[name], self._verdicts[name]
        lines = [Content(point.text)]
        if verdict.verdict != "met" and point.advice:
            lines.append(Content.assemble(("To do: ", "bold"), point.advice))
        if point.why:
            lines.append(Content(point.why).stylize("$foreground-muted"))
        lines.append(Content(verdict.reason).stylize("$foreground-muted"))
        return Content("\n").join(lines)


def _point_line(question: Question, verdict: PointVerdict, by: str = "") -> Content:
    word = f"{VERDICT_SIGNS[verdict.verdict]} {verdict.verdict:<13}"
    label = point_name(question, verdict.id)[:LABEL_WIDTH]
    points = f"{points_of(verdict):>8}"
    return Content.assemble(
        (word, STYLES[verdict.verdict]), f"{label:<{LABEL_WIDTH}} ", (points + by, "$foreground-muted")
    )
