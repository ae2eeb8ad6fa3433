"""Two answers to a question side by side, with what was gained and lost between them."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from interview_coach.domain.interview import PastAttempt
from interview_coach.domain.wording import headline
from interview_coach.interview.compare import SIGNS, Comparison, Difference, MistakePair, PointPair
from interview_coach.interview.compare_words import change_sentence, standing
from interview_coach.services.comparing import Side
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.widgets.lit_answer import LitAnswer, lit_answer
from interview_coach.tui.widgets.top_bar import TopBar

STYLES: dict[Difference, str] = {
    "gained": "$text-success",
    "lost": "$text-error",
    "same": "$foreground-muted",
    "new": "$text-accent",
    "gone": "$text-accent",
}


class CompareScreen(CoachScreen[None]):
    """The earlier answer, the points, the later answer; on a narrow window one below the other."""

    CSS_PATH = "compare.tcss"
    HELP = "Move through the points: the words that prove each one light up in both answers."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Scroll the answers", id="compare.focus", show=False),
        Binding("escape,c", "dismiss", "Back", id="compare.back"),
    ]

    def __init__(self, before: Side, after: Side, comparison: Comparison) -> None:
        """Show what changed between two attempts."""
        super().__init__()
        self._before = before
        self._after = after
        self._comparison = comparison

    def compose(self) -> ComposeResult:
        """The change first, then the two answers with the points between them."""
        yield TopBar(self._after.turn.question.name, "compared")
        yield Static(self._change(), id="change")
        with Horizontal(id="sides"):
            with VerticalScroll(id="before", classes="side"):
                yield Static(_heading("Before", self._before), classes="heading")
                yield LitAnswer(lit_answer(self._before.attempt), id="before-text")
            yield OptionList(
                *(Option(_line(pair), id=str(index)) for index, pair in enumerate(self._comparison.pairs)),
                id="pairs",
                markup=False,
            )
            with VerticalScroll(id="after", classes="side"):
                yield Static(_heading("After", self._after), classes="heading")
                yield LitAnswer(lit_answer(self._after.attempt), id="after-text")
        yield Footer()

    def on_mount(self) -> None:
        """Light the first point that changed."""
        points = self.query_one("#pairs", OptionList)
        points.focus()
        changed = (n for n, pair in enumerate(self._comparison.pairs) if pair.difference != "same")
        points.highlighted = next(changed, 0) if self._comparison.pairs else None
        self.call_after_refresh(points.scroll_to_highlight)

    def _change(self) -> Content:
        lines = [Content(change_sentence(self._comparison)).stylize("bold")]
        if self._comparison.caution:
            lines.append(Content(self._comparison.caution).stylize("$text-warning"))
        return Content("\n").join(lines)

    @on(OptionList.OptionHighlighted)
    def _light(self, event: OptionList.OptionHighlighted) -> None:
        pair = self._comparison.pairs[event.option_index]
        for name, side, found in (
            ("before", self._before, pair.before),
            ("after", self._after, pair.after),
        ):
            evidence = found.evidence if found else ()
            self.query_one(f"#{name}-text", LitAnswer).light(side.attempt, evidence)


def _heading(word: str, side: Side) -> Content:
    when = side.at[:16].replace("T", " ")
    mistake = ", taken back" if side.attempt.taken_back else ""
    return Content.assemble(
        (f"{word}  ", "bold $text-accent"),
        headline(side.grade),
        (f"\n{when}, answer {side.attempt.number}{mistake}", "$foreground-muted"),
    )


def _line(pair: PointPair | MistakePair) -> Content:
    mistake = "" if isinstance(pair, PointPair) else "mistake: "
    return Content.assemble(
        (f"{SIGNS[pair.difference]} {pair.difference:<7}", STYLES[pair.difference]),
        f"{mistake}{pair.name}",
        (f"\n         {standing(pair)}", "$foreground-muted"),
    )


def attempt_words(past: PastAttempt) -> str:
    """Return one line about an attempt to choose it by."""
    mistake = ", taken back" if past.taken_back else ""
    return f"{past.at[:16].replace('T', ' ')}  level {past.level}, score {past.score}, answer {past.number}{mistake}"
