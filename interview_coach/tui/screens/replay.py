"""Replay of a past interview: the interview screen as it was, and a transport line under it."""

from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Footer, Static

from interview_coach.errors import CoachError
from interview_coach.tui.screens.base import CoachScreen
from interview_coach.tui.screens.dialogs import LineDialog
from interview_coach.tui.widgets import scene_text
from interview_coach.tui.widgets.top_bar import TopBar
from interview_coach.tui.widgets.transport import Transport, TransportLine

if TYPE_CHECKING:
    from interview_coach.interview.player import Player
    from interview_coach.interview.scenes import Scene

MOST_FRAMES_APART = 1.0
LEAST_FRAMES_APART = 0.08
"""Seconds between two frames; a timer is set for when something changes, never faster than this."""


class ReplayScreen(CoachScreen[None]):
    """Plays one interview from its record; nothing is changed by it."""

    CSS_PATH = "replay.tcss"
    HELP = (
        "The interview as it happened, typing included; silences over 5 seconds are played in 5 and marked. "
        "Space plays and stops, left and right go moment by moment, [ and ] or up and down from question to question, "
        "+ and - or 1 to 5 change the speed, home and end go to either end, g to a time or a question."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", "Play", id="replay.play", tooltip="Play, or stop where it is"),
        Binding("left", "step(-1)", "Step back", id="replay.back-step", show=False),
        Binding("right", "step(1)", "Step", id="replay.step", tooltip="One moment on; left goes back"),
        Binding("shift+left", "seconds(-1)", "Back 5 seconds", id="replay.back-seconds", show=False),
        Binding("shift+right", "seconds(1)", "On 5 seconds", id="replay.on-seconds", show=False),
        Binding(
            "left_square_bracket,up", "question(-1)", "Previous", id="replay.previous", key_display="[",
            tooltip="Back to the question before",
        ),
        Binding(
            "right_square_bracket,down", "question(1)", "Next", id="replay.next", key_display="]",
            tooltip="On to the next question",
        ),
        Binding("plus,equals_sign", "faster(1)", "Faster", id="replay.faster", key_display="+"),
        Binding("minus", "faster(-1)", "Slower", id="replay.slower", key_display="-", show=False),
        *(
            Binding(f"{number}", f"speed({speed})", f"{speed}x", id=f"replay.speed-{speed}", show=False)
            for number, speed in enumerate((1, 2, 4, 8, 16), start=1)
        ),
        Binding("home", "ends(-1)", "To the beginning", id="replay.start", show=False),
        Binding("end", "ends(1)", "To the end", id="replay.end", show=False),
        Binding("g", "jump", "Jump", id="replay.jump", tooltip="Go to a time or a question"),
        Binding("pageup", "scroll_question(-1)", "Question up", id="replay.up", show=False),
        Binding("pagedown", "scroll_question(1)", "Question down", id="replay.down", show=False),
        Binding("escape", "dismiss", "Back", id="replay.leave"),
    ]  # fmt: skip

    def __init__(self, interview_id: str) -> None:
        """Play this interview; nothing is read yet."""
        super().__init__()
        self._interview_id = interview_id
        self._player: Player | None = None
        self._scene: Scene | None = None
        self._timer: Timer | None = None
        self._looked = 0.0

    def compose(self) -> ComposeResult:
        """Question, conversation, answer, transport."""
        yield TopBar("Replay")
        with VerticalScroll(id="question", can_focus=False):
            yield Static("", id="prompt")
            yield Static("", id="talk")
        yield Static("", id="strip")
        with VerticalScroll(id="answer", can_focus=False):
            yield Static("", id="text")
        yield TransportLine()
        yield Footer()

    def on_mount(self) -> None:
        """Read the interview."""
        self._load()

    @work(group="replay", exclusive=True, exit_on_error=False, description="read an interview to play it")
    async def _load(self) -> None:
        from interview_coach.interview.player import NOTHING_RECORDED, Player
        from interview_coach.services.replaying import replay_of

        replay = await self.attempt(lambda: replay_of(self.services, self._interview_id))
        if replay is None:
            self.dismiss()
        elif not replay.questions:
            self.query_one("#prompt", Static).update(Content(NOTHING_RECORDED))
        else:
            self._player = Player(replay)
            self._show()
            self.action_play()

    def _show(self) -> None:
        """Paint the scene there is now, and of it only what is new."""
        player = self._player
        if player is None:
            return
        replay = player.replay
        self.query_one(TransportLine).transport = Transport(
            playing=player.playing,
            ended=player.ended,
            speed=player.speed,
            position_ms=int(player.position_ms),
            duration_ms=replay.duration_ms,
            silence_ms=player.silence_ms,
            begins=tuple(replay.offsets[place] for place in replay.questions),
        )
        scene, before = replay.scene(player.place), self._scene
        if scene == before:
            return
        self._scene = scene
        if before is None or scene.turn is not before.turn or scene.answer_number != before.answer_number:
            self._show_question(scene)
        if before is None or scene.turn is not before.turn or scene.said != before.said:
            self._show_talk(scene)
        self._show_strip()
        self._show_answer(scene)

    def _show_question(self, scene: "Scene") -> None:
        setup = self._player.replay.interview.setup if self._player else None
        if scene.turn is None or setup is None:
            self.query_one(TopBar).show("Replay")
            self.query_one("#prompt", Static).update("")
            return
        answer = f" · answer {scene.answer_number}" if scene.answer_number > 1 else ""
        place = f"{scene.turn.position} of {scene.of}{answer}"
        self.query_one(TopBar).show(
            scene.turn.question.name, f"{place} · replay · {setup.seniority} · {setup.mode}"
        )
        self.query_one("#prompt", Static).update(scene_text.prompt_text(scene.turn.question.prompt))

    def _show_talk(self, scene: "Scene") -> None:
        self.query_one("#talk", Static).update(scene_text.talk(scene))
        box = self.query_one("#question", VerticalScroll)
        if scene.said:
            box.scroll_end(animate=False)
        else:
            box.scroll_home(animate=False)

    def _show_strip(self) -> None:
        strip = self.query_one("#strip", Static)
        if self._scene is not None:
            strip.update(scene_text.strip(self._scene, strip.content_size.width), layout=False)

    def _show_answer(self, scene: "Scene") -> None:
        """Show the text being written where it is written, or the feedback."""
        box, text = self.query_one("#answer", VerticalScroll), self.query_one("#text", Static)
        feedback = bool(scene.feedback) or scene.doing == "finished"
        self.set_class(feedback, "-feedback")
        if feedback:
            setup = self._player.replay.interview.setup if self._player else None
            text.update(scene_text.feedback_text(scene, setup.mode if setup else "practice"))
            box.scroll_home(animate=False)
            return
        text.update(scene_text.answer_text(scene))
        if scene.cursor >= len(scene.text):
            box.scroll_end(animate=False)
            return
        line = Content(scene.text[: scene.cursor]).get_height({}, max(1, text.content_size.width))
        box.scroll_to(y=max(0, line - box.size.height // 2), animate=False)

    def on_resize(self, _: events.Resize) -> None:
        """Draw the strip for the new width once that is known."""
        self.call_after_refresh(self._show_strip)

    def _tick(self) -> None:
        """Play on by the time that has passed, and come back when the next thing is due."""
        player = self._player
        if player is None:
            return
        now = self.services.clock.monotonic()
        player.advance(now - self._looked)
        self._looked = now
        self._show()
        self._go_on()

    def _go_on(self) -> None:
        """Set the timer for the next moment or the next second of the line, whichever comes first."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        player = self._player
        if player is None or not player.playing:
            return
        to_second = (1000 - player.position_ms % 1000) / 1000 / player.speed
        due = min(player.seconds_to_next, to_second, MOST_FRAMES_APART)
        self._timer = self.set_timer(max(LEAST_FRAMES_APART, due), self._tick)

    def _moved(self) -> None:
        """Show where the person went; playing goes on from there."""
        self._looked = self.services.clock.monotonic()
        self._show()
        self._go_on()

    def action_play(self) -> None:
        """Play, or stop where it is."""
        if self._player is not None:
            self._tick_if_playing()
            self._player.toggle()
            self._moved()

    def _tick_if_playing(self) -> None:
        """Count the time since the last frame before anything else changes."""
        if self._player is not None and self._player.playing:
            self._tick()

    def action_step(self, count: int) -> None:
        """Go one moment on or back, and stand still there."""
        if self._player is not None:
            self._player.playing = False
            self._player.step(count)
            self._moved()

    def action_seconds(self, direction: int) -> None:
        """Go five seconds on or back."""
        if self._player is not None:
            self._player.skip_seconds(direction)
            self._moved()

    def action_question(self, direction: int) -> None:
        """Go to the next question, or to the beginning of this one and then the one before."""
        if self._player is not None:
            if direction > 0:
                self._player.next_question()
            else:
                self._player.previous_question()
            self._moved()

    def action_faster(self, steps: int) -> None:
        """Change the speed by one step."""
        if self._player is not None:
            self._tick_if_playing()
            self._player.faster(steps)
            self._moved()

    def action_speed(self, speed: int) -> None:
        """Set the speed."""
        if self._player is not None:
            self._tick_if_playing()
            self._player.speed = speed
            self._moved()

    def action_ends(self, direction: int) -> None:
        """Go to the beginning or the end."""
        if self._player is not None:
            if direction > 0:
                self._player.to_end()
            else:
                self._player.to_start()
            self._moved()

    @work(group="dialog", exclusive=True, exit_on_error=False, description="jump in a replay")
    async def action_jump(self) -> None:
        """Ask where to go; meanwhile it stands still."""
        player = self._player
        if player is None:
            return
        was_playing, player.playing = player.playing, False
        self._moved()
        wanted = await self.app.push_screen_wait(
            LineDialog("Jump to a time or a question", "for example: 2:14, or 3 for question 3")
        )
        try:
            if wanted:
                player.jump(wanted)
        except CoachError as error:
            self.complain(error)
        player.playing = was_playing and not player.ended
        self._moved()

    def action_scroll_question(self, direction: int) -> None:
        """Scroll the question by most of its height."""
        question = self.query_one("#question", VerticalScroll)
        question.scroll_relative(y=direction * max(1, question.size.height - 2), animate=False)
