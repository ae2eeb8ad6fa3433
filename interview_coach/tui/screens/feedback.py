"""Feedback on one attempt: the level and the one change first, then point by point with proof."""

from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static

from interview_coach.domain.grade import Evidence, Grade, PointVerdict
from interview_coach.domain.interview import Attempt, Interview, Turn
from interview_coach.domain.wording import bar_sentence, caution_of, flag_sentences, headline, story_questions
from interview_coach.tui.screens.attempt_keeping import TAKEN_BACK, KeptAttemptScreen
from interview_coach.tui.screens.dialogs import TextDialog
from interview_coach.tui.screens.feedback_keys import KEYS
from interview_coach.tui.widgets.disputed import disputed
from interview_coach.tui.widgets.lit_answer import LitAnswer
from interview_coach.tui.widgets.points import PointList
from interview_coach.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from interview_coach.services.sitting import Sitting

Outcome = Literal["again", "undo", "next", "leave"]
HIDDEN = (
    "The feedback is hidden. Read your answer as an interviewer would: what level would you give it, "
    "and what is missing? h shows what the grader says."
)


class FeedbackScreen(KeptAttemptScreen[Outcome]):
    """One attempt with its grade of record; in an interview it also says what comes next.

    Where a model owes a grade it is asked while the offline grade is shown, and its verdicts replace the offline
    ones one by one.
    """

    CSS_PATH = "feedback.tcss"
    HELP = (
        "Move through the points: the words of your answer that prove each one light up. "
        "d disputes a verdict, h hides the feedback so that you can judge yourself, b bookmarks the question, "
        "y copies, u takes back an answer sent by mistake."
    )
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(
        self, interview: Interview, turn: Turn, attempt: Attempt, *, sitting: "Sitting | None" = None
    ) -> None:
        """Show the feedback on one attempt of a turn; with a sitting, of an interview that is going on."""
        super().__init__()
        self._interview = interview
        self._turn = turn
        self._attempt = attempt
        self._sitting = sitting
        self._in_interview = sitting is not None

    def compose(self) -> ComposeResult:
        """Headline, the one change, then points beside the answer."""
        turn, grade = self._turn, self._attempt.grade
        yield TopBar(turn.question.name, self.place)
        if grade is None:
            yield Static("This answer is not graded yet. It is kept; the grade is made at the next start.")
        else:
            yield Static(_headline(grade), id="headline")
            yield Static(self._top_lines(grade), id="top-fix")
            yield Static(HIDDEN, id="hidden")
            with Horizontal(id="body"):
                with VerticalScroll(id="points", can_focus=False):
                    yield PointList(turn.question, grade)
                    yield Static("", id="explanation")
                with VerticalScroll(id="answer-view"):
                    yield LitAnswer("", id="answer-text")
        yield Footer()

    def on_mount(self) -> None:
        """Light the first point, and ask the model if it owes a grade."""
        self.show_place()
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
            latest = self._turn.attempt is self._attempt
            return self._in_interview and (latest or parameters != ("undo",))
        if action in ("practise_again", "take_back"):
            return not self._in_interview
        if action == "compare":
            return bool(self._others)
        if action == "other_attempt":
            return len(self._answered()) > 1
        if action == "discuss":
            return self._attempt.grade is not None and self._asking is None and not self.has_class("hiding")
        if action == "hide":
            return self._attempt.grade is not None
        if action in ("rewrite", "grade_again"):
            return self._has_model and self._asking is None
        return True

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        self._light(self.query_one(PointList).evidence(event.option.id))
        self.explain()

    def explain(self) -> None:
        """Say what the highlighted line means, with what was said against it."""
        for points in self.query(PointList):
            option = points.highlighted_option
            lines = [points.explanation(option.id)] if option is not None else []
            said = disputed(self._attempt.disputes, points.point_id)
            self.query_one("#explanation", Static).update(
                Content("\n").join([*lines, *([said] if said else [])])
            )

    def show_kept(self) -> None:
        """Show notes, and whether the attempt is taken back, as they are now."""
        grade = self._attempt.grade
        for box in self.query("#top-fix").results(Static):
            if grade is not None:
                box.update(self._top_lines(grade))

    def action_hide(self) -> None:
        """Hide all that the grader says, or show it again."""
        self.toggle_class("hiding")
        hiding = self.has_class("hiding")
        if hiding:
            self._light(())
        else:
            points = self.query_one(PointList)
            option = points.highlighted_option
            self._light(points.evidence(option.id if option else None))
        self.set_focus(self.query_one("#answer-view" if hiding else PointList))
        self.refresh_bindings()

    def _light(self, evidence: tuple[Evidence, ...]) -> None:
        """Show the whole answer with these quotes marked."""
        self.query_one("#answer-text", LitAnswer).light(self._attempt, evidence)

    def show_verdict(self, verdict: PointVerdict) -> None:
        """Put a verdict of the model in place of the offline one."""
        for points in self.query(PointList):
            points.put(verdict)

    def show_grade(self, grade: Grade) -> None:
        """Show another grade of the same attempt."""
        for points in self.query(PointList):
            self.query_one("#headline", Static).update(_headline(grade), layout=False)
            self.query_one("#top-fix", Static).update(self._top_lines(grade))
            points.show(grade)

    def say(self, words: str) -> None:
        """Put a line under the one change."""
        record = self._attempt.grade
        if record is not None:
            line = Content(words).stylize("$text-warning")
            for box in self.query("#top-fix").results(Static):
                box.update(Content("\n").join([self._top_lines(record), line]))

    def _top_lines(self, grade: Grade) -> Content:
        """Return the one change, and what the person keeps with the answer."""
        lines = [_top_fix(grade)]
        if self._attempt.taken_back:
            lines.append(Content(TAKEN_BACK).stylize("$text-warning"))
        for note in self._interview.notes:
            if note.turn == self._turn.position:
                lines.append(Content.assemble(("Note  ", "$text-accent"), note.text))
        return Content("\n").join(lines)

    async def action_leave(self, outcome: Outcome) -> None:
        """Go on; a grade under way goes on too and is there in the review, but not of an answer taken back."""
        if outcome == "undo" and self._asking is not None:
            self.stop_model()
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
        self.remove_class("hiding")
        self.refresh(recompose=True)
        self.call_after_refresh(self.show_place)
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
