"""Feedback on one attempt: the level and the one change first, then point by point with proof."""

from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static

from interview_coach.domain.grade import Evidence, Grade, PointVerdict
from interview_coach.domain.interview import Attempt, Interview, Turn
from interview_coach.domain.wording import bar_sentence, caution_of, flag_sentences, headline, story_questions
from interview_coach.tui.screens.attempt_actions import AttemptActionsScreen
from interview_coach.tui.screens.dialogs import TextDialog
from interview_coach.tui.widgets.lit_answer import lit_answer
from interview_coach.tui.widgets.points import PointList
from interview_coach.tui.widgets.top_bar import TopBar

Outcome = Literal["again", "next", "leave"]


class FeedbackScreen(AttemptActionsScreen[Outcome]):
    """One attempt with its grade of record; in an interview it also says what comes next.

    Where a model owes a grade it is asked while the offline grade is shown, and its verdicts replace the offline
    ones one by one.
    """

    CSS_PATH = "feedback.tcss"
    HELP = (
        "Move through the points: the words of your answer that prove each one light up. "
        "With a model you can discuss a verdict (d) and have the answer rewritten with a missing fact (f)."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "leave('next')", "Next", id="feedback.next", tooltip="Go on with the interview"),
        Binding(
            "a",
            "leave('again')",
            "Answer again",
            id="feedback.again",
            tooltip="Answer the same question once more; this attempt stays",
        ),
        Binding(
            "c",
            "compare",
            "Compare",
            id="feedback.compare",
            tooltip="Hold it against another answer of yours",
        ),
        Binding("m", "model_answer", "Model answer", id="feedback.model"),
        Binding("5", "anchor(5)", "What a 5 is like", id="feedback.five"),
        Binding("3", "anchor(3)", "What a 3 is like", id="feedback.three", show=False),
        Binding(
            "d", "discuss", "Discuss", id="feedback.discuss", tooltip="Argue about the highlighted verdict"
        ),
        Binding(
            "f",
            "rewrite",
            "Rewrite",
            id="feedback.rewrite",
            tooltip="Tell the missing fact and see a rewrite",
        ),
        Binding(
            "g", "grade_again", "Ask the model", id="feedback.grade", tooltip="Have it graded by the model"
        ),
        Binding(
            "t",
            "delivery",
            "Telling",
            id="feedback.delivery",
            tooltip="How it was told: coaching, not part of the score",
        ),
        Binding(
            "o",
            "other_attempt",
            "Other answer",
            id="feedback.other",
            tooltip="Show another attempt at this question",
        ),
        Binding("q", "show_question", "Question", id="feedback.question", tooltip="Read the question again"),
        Binding("escape", "stop_or_leave", "Leave", id="feedback.back", tooltip="Stop the model, or go back"),
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
        """Light the first point, and ask the model if it owes a grade."""
        self._light_first()
        if self.query(PointList):
            self.look_for_model()
        self.look_for_others()

    def _light_first(self) -> None:
        if points := self.query(PointList):
            points.first().focus()
            points.first().highlighted = 0
            self._light(points.first().evidence(None))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer `next` and `answer again` while the interview goes on, the model's actions where there is one."""
        if action == "leave":
            return self._in_interview
        if action == "compare":
            return bool(self._others)
        if action == "other_attempt":
            return len(self._answered()) > 1
        if action in ("discuss", "rewrite", "grade_again"):
            return self._has_model and self._asking is None
        return True

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        points = self.query_one(PointList)
        self._light(points.evidence(event.option.id))
        self.query_one("#explanation", Static).update(points.explanation(event.option.id))

    def _light(self, evidence: tuple[Evidence, ...]) -> None:
        """Show the whole answer with these quotes marked."""
        self.query_one("#answer-text", Static).update(lit_answer(self._attempt, evidence))

    def show_verdict(self, verdict: PointVerdict) -> None:
        """Put a verdict of the model in place of the offline one."""
        for points in self.query(PointList):
            points.put(verdict)

    def show_grade(self, grade: Grade) -> None:
        """Show another grade of the same attempt."""
        for points in self.query(PointList):
            self.query_one("#headline", Static).update(_headline(grade), layout=False)
            self.query_one("#top-fix", Static).update(_top_fix(grade))
            points.show(grade)

    def say(self, words: str) -> None:
        """Put a line under the one change."""
        record = self._attempt.grade
        if record is not None:
            line = Content(words).stylize("$text-warning")
            for box in self.query("#top-fix").results(Static):
                box.update(Content("\n").join([_top_fix(record), line]))

    async def action_leave(self, outcome: Outcome) -> None:
        """Go on; a grade under way goes on too and is there in the review."""
        self.dismiss(outcome)

    def action_stop_or_leave(self) -> None:
        """Stop the model if it is at work, else go back."""
        if self._asking is not None:
            self.stop_model()
        else:
            self.dismiss("leave")

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
        """Show how the answer was told, and passages to check."""
        grade = self._attempt.grade
        if grade is None:
            return
        told = grade.delivery or next((g.delivery for g in self._attempt.grades if g.delivery), None)
        lines = (
            [f"{told.words} words, about {told.spoken_seconds} seconds spoken.", *told.notes] if told else []
        )
        lines += story_questions(self._turn.question, grade)
        lines += [f"Check this: “{doubt.evidence.quote}” {doubt.why}" for doubt in grade.doubts]
        self.app.push_screen(TextDialog("How it was told (not part of the score)", "\n\n".join(lines)))

    def _answered(self) -> list[Attempt]:
        return [attempt for attempt in self._turn.attempts if attempt.complete]

    def action_other_attempt(self) -> None:
        """Show the attempt before this one, after the first the last."""
        attempts = self._answered()
        self.let_go()
        self._attempt = attempts[attempts.index(self._attempt) - 1]
        self.refresh(recompose=True)
        self.call_after_refresh(self._light_first)
        self.look_for_others()

    def action_show_question(self) -> None:
        """Show the question again."""
        question = self._turn.question
        self.app.push_screen(TextDialog(question.name, question.prompt.strip()))


def _headline(grade: Grade) -> Content:
    reached = "$text-success" if grade.bar.met else "$text-warning"
    by = grade.model or grade.grader
    cost = f", ${grade.usage.cost_usd:.4f}" if grade.usage.cost_usd else ""
    return Content.assemble(
        (headline(grade), "bold"),
        "   ",
        (bar_sentence(grade), reached),
        (f"   {by}, {grade.confidence} confidence{cost}", "$foreground-muted"),
    )


def _top_fix(grade: Grade) -> Content:
    lines = [Content(sentence).stylize("$text-warning") for sentence in flag_sentences(grade)]
    lines.append(Content.assemble(("The one change: ", "bold"), grade.top_fix))
    if caution := caution_of(grade):
        lines.append(Content(caution).stylize("$foreground-muted"))
    if grade.missing_fact:
        lines.append(
            Content.assemble(
                ("Missing: ", "bold"), grade.missing_fact, (" (f tells it)", "$foreground-muted")
            )
        )
    return Content("\n").join(lines)
