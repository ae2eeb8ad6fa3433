"""Feedback on one attempt: the level and the one change first, then point by point with proof."""

from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static

from interview_coach.domain.grade import Evidence, Grade
from interview_coach.domain.interview import Attempt, Interview, Turn
from interview_coach.domain.wording import bar_sentence, flag_sentences, headline
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.screens.dialogs import TextDialog
from interview_coach.tui.widgets.points import PointList
from interview_coach.tui.widgets.top_bar import TopBar

Outcome = Literal["again", "next", "leave"]


class FeedbackScreen(CoachScreen[Outcome]):
    """One attempt with its grade of record; in an interview it also says what comes next."""

    CSS_PATH = "feedback.tcss"
    HELP = "Move through the points: the words of your answer that prove each one light up."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "dismiss('next')", "Next", id="feedback.next", tooltip="Go on with the interview"),
        Binding(
            "a",
            "dismiss('again')",
            "Answer again",
            id="feedback.again",
            tooltip="Answer the same question once more; this attempt stays",
        ),
        Binding("m", "model_answer", "Model answer", id="feedback.model"),
        Binding("5", "anchor(5)", "What a 5 is like", id="feedback.five"),
        Binding("3", "anchor(3)", "What a 3 is like", id="feedback.three", show=False),
        Binding(
            "d",
            "delivery",
            "Delivery",
            id="feedback.delivery",
            tooltip="How it was told: coaching, not part of the score",
        ),
        Binding("q", "show_question", "Question", id="feedback.question", tooltip="Read the question again"),
        Binding("escape", "dismiss('leave')", "Back", id="feedback.back"),
    ]

    def __init__(
        self, interview: Interview, turn: Turn, attempt: Attempt, *, in_interview: bool = False
    ) -> None:
        """Show the feedback on one attempt of a turn."""
        super().__init__()
        self._interview = interview
        self._turn = turn
        self._attempt = attempt
        self._in_interview = in_interview

    def compose(self) -> ComposeResult:
        """Headline, the one change, then points beside the answer."""
        turn, grade = self._turn, self._attempt.grade
        place = f"{turn.position} of {len(self._interview.turns)}"
        number = f" · answer {self._attempt.number}" if len(turn.attempts) > 1 else ""
        yield TopBar(turn.question.name, f"{place} · {self._interview.setup.seniority}{number}")
        if grade is None:
            yield Static("This answer is not graded yet. It is kept; the grade is made at the next start.")
        else:
            yield Static(_headline(grade), id="headline")
            yield Static(_top_fix(grade), id="top-fix")
            with Horizontal(id="body"):
                with VerticalScroll(id="points", can_focus=False):
                    yield PointList(turn.question, grade)
                    yield Static("", id="explanation")
                with VerticalScroll(id="answer-view"):
                    yield Static("", id="answer-text")
        yield Footer()

    def on_mount(self) -> None:
        """Light the first point."""
        if points := self.query(PointList):
            points.first().focus()
            self._light(())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer `next` and `answer again` only while the interview goes on."""
        if action == "dismiss" and parameters in (("next",), ("again",)):
            return self._in_interview
        return True

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        points = self.query_one(PointList)
        self._light(points.evidence(event.option.id))
        self.query_one("#explanation", Static).update(points.explanation(event.option.id))

    def _light(self, evidence: tuple[Evidence, ...]) -> None:
        """Show the whole answer with these quotes marked."""
        shown: list[Content] = []
        index = 0
        for part in self._attempt.parts:
            if part.closed_at is None:
                continue
            if part.prompt:
                shown.append(Content.assemble(("Interviewer  ", "$text-accent"), part.prompt))
            text = Content(part.text or "(not answered)")
            for quote in evidence:
                if quote.part == index:
                    text = text.stylize("black on $warning", quote.start, quote.end)
            shown.append(text)
            index += 1
        self.query_one("#answer-text", Static).update(Content("\n\n").join(shown))

    def action_model_answer(self) -> None:
        """Show one good answer."""
        text = self._turn.question.full_answer or "This question has no model answer."
        self.app.push_screen(TextDialog("One good answer, not the only one", text))

    def action_anchor(self, level: int) -> None:
        """Show what an answer of a level is like, in words and by an example."""
        question = self._turn.question
        described = question.anchors.get("5" if level == 5 else "3", "The question does not say.")
        bands = {5: "strong", 3: "solid"}
        example = next((e.answer for e in question.examples if e.band == bands[level]), "")
        spoken = f"\n\nSomebody might say it like this:\n\n{example.strip()}" if example else ""
        self.app.push_screen(TextDialog(f"What a {level} is like", described + spoken))

    def action_delivery(self) -> None:
        """Show how the answer was told."""
        grade = self._attempt.grade
        if grade is None or grade.delivery is None:
            return
        lines = [f"{grade.delivery.words} words, about {grade.delivery.spoken_seconds} seconds spoken."]
        lines += grade.delivery.notes
        lines += [part.question for part in grade.star or () if not part.found]
        self.app.push_screen(TextDialog("How it was told (not part of the score)", "\n\n".join(lines)))

    def action_show_question(self) -> None:
        """Show the question again."""
        question = self._turn.question
        self.app.push_screen(TextDialog(question.name, question.prompt.strip()))


def _headline(grade: Grade) -> Content:
    reached = "$text-success" if grade.bar.met else "$text-warning"
    by = grade.model or grade.grader
    return Content.assemble(
        (headline(grade), "bold"),
        "   ",
        (bar_sentence(grade), reached),
        (f"   {by}, {grade.confidence} confidence", "$foreground-muted"),
    )


def _top_fix(grade: Grade) -> Content:
    lines = [Content(sentence).stylize("$text-warning") for sentence in flag_sentences(grade)]
    lines.append(Content.assemble(("The one change: ", "bold"), grade.top_fix))
    return Content("\n").join(lines)
