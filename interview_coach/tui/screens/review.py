"""Review of one interview: its result, its turns, and what to do next."""

import asyncio
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from interview_coach.domain.grade import Grade
from interview_coach.domain.improvement import Improvement
from interview_coach.domain.interview import GradingJob, Interview, Turn
from interview_coach.domain.wording import count_of, overall
from interview_coach.errors import CoachError
from interview_coach.tui.screens.copying import ask_and_copy
from interview_coach.tui.screens.dialogs import LineDialog, TextDialog
from interview_coach.tui.screens.exporting import ask_and_export
from interview_coach.tui.screens.feedback import FeedbackScreen
from interview_coach.tui.screens.regrading import RegradingScreen
from interview_coach.tui.widgets.choice_list import ChoiceList
from interview_coach.tui.widgets.top_bar import TopBar


class ReviewScreen(RegradingScreen):
    """One interview, read from the store."""

    CSS_PATH = "review.tcss"
    HELP = (
        "Enter on a question opens its answer and feedback; there s finds a question like it, c compares answers. "
        "Here p plays the interview back, a answers the highlighted question again in a new interview, b bookmarks "
        "it, g grades all again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "export", "Export", id="review.export", tooltip="Write it into the exports folder"),
        Binding("p", "replay", "Replay", id="review.replay", tooltip="Play it back as it happened"),
        Binding("n", "note", "Note", id="review.note", tooltip="Keep a note with this interview"),
        Binding("b", "bookmark", "Bookmark", id="review.bookmark", tooltip="Mark this question with a star"),
        Binding(
            "a",
            "practise_again",
            "Answer again",
            id="review.practise",
            tooltip="Begin a new interview with the highlighted question",
            show=False,
        ),
        Binding(
            "g",
            "regrade",
            "Grade again",
            id="review.regrade",
            tooltip="By the offline grader of today or the model; nothing is replaced",
            show=False,
        ),
        Binding(
            "y", "copy", "Copy", id="review.copy", tooltip="Copy question, answer or feedback", show=False
        ),
        Binding("escape", "leave", "Back", id="review.back"),
    ]

    def __init__(self, interview_id: str, *, just_finished: bool = False) -> None:
        """Show an interview; right after its end with a word for it."""
        super().__init__()
        self._interview_id = interview_id
        self._just_finished = just_finished
        self._interview: Interview | None = None
        self._loading = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Result, turns, what to do next."""
        yield TopBar("That was it" if self._just_finished else "Review")
        with VerticalScroll(can_focus=False):
            yield Static("", id="result")
            yield Static("", id="model", classes="notice")
            yield ChoiceList(id="turns")
            yield Static("", id="next-heading", classes="heading")
            yield Vertical(id="next")
        yield Footer()

    def on_mount(self) -> None:
        """Read the interview, then have the grades made that a model owes it."""
        self._load()
        self._finish_what_a_model_owes()

    def on_screen_resume(self) -> None:
        """Read it again after another screen: an answer may count no more, a bookmark may be new."""
        if self._interview is not None:
            self._load()

    @work(group="review", exit_on_error=False, description="read an interview")
    async def _load(self) -> None:
        """Show the interview as it stands; one after the other, since a load must not be cut off while it mounts."""
        async with self._loading:
            await self._show_interview()

    async def _show_interview(self) -> None:
        from interview_coach.services.review import improvement_of

        interview = await self.attempt(lambda: self.services.past.interview(self._interview_id))
        if interview is None:
            self.dismiss()
            return
        self._interview = interview
        improvement = await self.attempt(lambda: improvement_of(self.services, interview))
        self.query_one("#result", Static).update(_result(interview))
        turns = self.query_one("#turns", OptionList)
        marked = turns.highlighted or 0
        turns.clear_options()
        turns.add_options(Option(_turn_line(turn), id=str(turn.position)) for turn in interview.turns)
        turns.focus()
        turns.highlighted = marked
        if improvement is not None and interview.state == "finished":
            await self._show_next(improvement)

    async def _show_next(self, improvement: Improvement) -> None:
        entries = _next_entries(improvement)
        if not entries:
            return
        self.query_one("#next-heading", Static).update("What to do next")
        box = self.query_one("#next", Vertical)
        await box.remove_children()
        await box.mount_all(
            Horizontal(Static(Content(word), classes="next-word"), Static(Content(text), classes="next-text"))
            for word, text in entries
        )

    @work(group="owed", exclusive=True, exit_on_error=False, description="grades that a model owes")
    async def _finish_what_a_model_owes(self) -> None:
        """Show each grade as it comes; leaving the screen does not stop those that are under way."""
        from interview_coach.services.feedback import owed_jobs, run_owed_jobs

        services = self.services
        if services.past.read_only:
            return
        # Of a past interview nothing is sent unasked once the settings say offline.
        held = self._just_finished
        jobs = await self.attempt(lambda: owed_jobs(services, self._interview_id, held=held))
        if not jobs:
            return
        failed: list[str] = []

        def done(_: GradingJob, outcome: Grade | CoachError) -> None:
            if isinstance(outcome, CoachError):
                failed.append(str(outcome))
            elif outcome.status == "ungraded":
                failed.append(outcome.reason or "")
            self._load()

        self.say(f"{jobs[0].model} is grading {count_of(len(jobs), 'answer')} ...")
        await run_owed_jobs(services, jobs, done)
        said = f"Not graded by the model, the offline grade stands: {' '.join(dict.fromkeys(failed))}"
        self.say(said if failed else "")

    def reload(self) -> None:
        """Show the interview as it is stored now."""
        self._load()

    def say(self, words: str) -> None:
        """Show one line about the model, or with no words none."""
        line = self.query_one("#model", Static)
        line.update(Content(words))
        line.display = bool(words)

    @on(OptionList.OptionSelected, "#turns")
    def _open_turn(self, event: OptionList.OptionSelected) -> None:
        if self._interview is None or not self.is_active:  # enter was pressed twice
            return
        turn = self._interview.turns[int(event.option.id or 1) - 1]
        answered = [attempt for attempt in turn.attempts if attempt.complete]
        if answered:
            self.app.push_screen(FeedbackScreen(self._interview, turn, answered[-1]))
        else:
            self.app.push_screen(TextDialog(turn.question.name, _unanswered(turn)))

    @property
    def _marked(self) -> tuple[Interview, Turn] | None:
        """The interview and its highlighted question, once they are read."""
        option = self.query_one("#turns", OptionList).highlighted_option
        if self._interview is None or option is None:
            return None
        return self._interview, self._interview.turns[int(option.id or 1) - 1]

    @work(group="keep", exit_on_error=False, description="bookmark a question")
    async def action_bookmark(self) -> None:
        """Mark the highlighted question with a star, or take it away."""
        from interview_coach.services.keeping import turn_bookmark

        if (marked := self._marked) is not None:
            await self.attempt(lambda: turn_bookmark(self.services, *marked))
            self._load()

    @work(group="dialog", exclusive=True, exit_on_error=False, description="answer a past question again")
    async def action_practise_again(self) -> None:
        """Begin a new practice interview with the highlighted question."""
        from interview_coach.services.practising import practise
        from interview_coach.tui.screens.interview import InterviewScreen

        if (marked := self._marked) is None:
            return
        interview, turn = marked
        sitting = await self.attempt(lambda: practise(self.services, interview, turn.question))
        if sitting is not None:
            self.app.push_screen(InterviewScreen(sitting))

    # In a group of its own: a note or an export meanwhile must not stop it.
    @work(group="regrade", exit_on_error=False, description="grade an interview again")
    async def action_regrade(self) -> None:
        """Have every answer graded again, offline or by the model, and see what changed."""
        await self.regrade()

    @work(group="dialog", exclusive=True, exit_on_error=False, description="copy")
    async def action_copy(self) -> None:
        """Copy question, answer or feedback of the highlighted question as Markdown."""
        from interview_coach.export.pieces import answer_markdown, feedback_markdown, question_markdown

        if (marked := self._marked) is None:
            return
        turn = marked[1]
        answered = [attempt for attempt in turn.attempts if attempt.complete]
        pieces = {"question": question_markdown(turn)}
        if answered:
            pieces["answer"] = answer_markdown(turn, answered[-1])
            pieces["feedback"] = feedback_markdown(turn, answered[-1])
        await ask_and_copy(self, pieces)

    @work(group="dialog", exclusive=True, exit_on_error=False, description="export an interview")
    async def action_export(self) -> None:
        """Write the interview into the exports folder, in the format the person picks."""
        from interview_coach.services.exporting import chosen_by_id

        await ask_and_export(self, lambda: chosen_by_id(self.services, [self._interview_id]))

    @work(group="dialog", exclusive=True, exit_on_error=False, description="write a note")
    async def action_note(self) -> None:
        """Keep a note with the interview."""
        from interview_coach.services.keeping import add_note

        text = await self.app.push_screen_wait(
            LineDialog("A note to yourself", "what to remember of this one")
        )
        interview = self._interview
        if text and interview is not None:
            await self.attempt(lambda: add_note(self.services, interview, None, text))
            self._load()

    def action_replay(self) -> None:
        """Play the interview back."""
        from interview_coach.tui.screens.replay import ReplayScreen

        self.app.push_screen(ReplayScreen(self._interview_id))

    def action_leave(self) -> None:
        """Go back to where it was opened from."""
        self.dismiss()


def _result(interview: Interview) -> Content:
    setup = interview.setup
    when = interview.started_at[:16].replace("T", " ")
    words = overall(interview.score, interview.level)
    result = words[0].upper() + words[1:]
    skipped = sum(turn.state == "skipped" for turn in interview.turns)
    if skipped and interview.score is not None:
        result += f", over {len(interview.turns) - skipped} of {count_of(len(interview.turns), 'question')}"
    lines = [
        Content(result).stylize("bold"),
        Content(
            f"{when} · {setup.seniority} · {setup.kind or 'mixed'} · {setup.mode} · {setup.grader} · {interview.id}"
        ).stylize("$foreground-muted"),
    ]
    for note in interview.notes:
        which = f"Note on {note.turn}  " if note.turn else "Note  "
        lines.append(Content.assemble((which, "$text-accent"), note.text))
    return Content("\n").join(lines)


def _unanswered(turn: Turn) -> str:
    """Return the question, and for one that was skipped a good answer to it."""
    prompt = turn.question.prompt.strip()
    if turn.state != "skipped" or not turn.question.full_answer:
        return prompt
    return f"{prompt}\n\nOne good answer:\n\n{turn.question.full_answer}"


def _turn_line(turn: Turn) -> Content:
    grade = turn.grade
    if turn.state == "skipped":
        level = "skipped"
    elif grade is None:
        level = "not asked" if turn.state == "waiting" else "not graded"
    else:
        level = f"level {grade.level}"
    style = "$text-success" if grade is not None and grade.bar.met else "$text-warning"
    star = "★ " if turn.bookmarked else ""
    back = sum(attempt.taken_back for attempt in turn.attempts)
    taken = f"  {count_of(back, 'answer')} taken back" if back else ""
    title = Content.assemble(
        (f"{level:<11}", style),
        (star, "$text-accent"),
        (turn.question.name, "bold"),
        (taken, "$foreground-muted"),
    )
    return (
        title
        if grade is None
        else Content.assemble(title, "\n", " " * 11, (grade.top_fix, "$foreground-muted"))
    )


def _next_entries(improvement: Improvement) -> list[tuple[str, str]]:
    """Return a word and a text for each thing to do."""
    entries = [("Practise", f"{p.title} ({p.because})") for p in improvement.practise]
    if improvement.project:
        entries.append(("Build", f"{improvement.project.task} ({improvement.project.skill})"))
    entries += [("Read", f"{r.title}, {r.because}: {r.url}") for r in improvement.reading]
    if improvement.together:
        entries.append(("Together", improvement.together))
    entries += [
        ("CV words", f"{w.skill}, {w.shows}: “{' '.join(w.quote.split())}”") for w in improvement.own_words
    ]
    return entries
