"""The parts of a replay's scene as they are shown; everything that was said or written stays plain text."""

from collections.abc import Iterator

from textual.content import Content

from interview_coach.domain.grade import Grade
from interview_coach.domain.interview import Mode
from interview_coach.domain.question import Question
from interview_coach.domain.wording import VERDICT_SIGNS, bar_sentence, count_of, flag_sentences, point_name
from interview_coach.interview.scene_states import SaidKind
from interview_coach.interview.scenes import Doing, Scene
from interview_coach.tui.widgets.points import STYLES

QUIET = "$foreground-muted"
CURSOR = "▌"
BEFORE = "The interview is about to begin."
OVER = "The interview ends here."
NOT_SHOWN_THEN = "In a mock interview this was shown at the end only."
_WHO: dict[SaidKind, tuple[str, str]] = {
    "asked": ("You", ""),
    "given": ("Interviewer", ""),
    "hint": ("Hint", ""),
    "follow_up": ("Interviewer", "bold"),
    "answer": ("You", QUIET),
    "unanswered": ("You", QUIET),
}
_DOING: dict[Doing, str] = {
    "waiting": "",
    "thinking": "thinking",
    "typing": "typing",
    "sent": "sent",
    "skipped": "skipped",
    "paused": "paused",
    "feedback": "feedback",
    "finished": "the interview is over",
}


def prompt_text(prompt: str) -> Content:
    """Return a prompt with its fenced code set apart, all else word for word."""
    lines: list[Content] = []
    in_code = False
    for line in prompt.strip().splitlines():
        if line.lstrip().startswith("```"):
            in_code = not in_code
        else:
            lines.append(Content(f"  {line}").stylize("$text-accent") if in_code else Content(line))
    return Content("\n").join(lines)


def talk(scene: Scene) -> Content:
    """Return what was said so far."""
    lines = []
    for said in scene.said:
        who, style = _WHO[said.kind]
        text = said.text if said.kind != "unanswered" else "(not answered)"
        lines.append(Content.assemble((f"{who}  ", "$text-accent"), (text, style)))
    return Content("\n\n").join(lines)


def answer_text(scene: Scene) -> Content:
    """Return the text in the answer box, with the cursor where it was typed."""
    if scene.doing not in ("thinking", "typing"):
        return Content(scene.text)
    before, after = scene.text[: scene.cursor], scene.text[scene.cursor :]
    return Content.assemble(before, (CURSOR, "$text-accent"), after)


def strip(scene: Scene, width: int) -> Content:
    """Return the line over the answer box: what is written there, and what is going on."""
    if scene.turn is None:
        return Content(BEFORE)
    left = f"follow-up {scene.part}" if scene.part else "your answer"
    if scene.feedback or scene.doing == "finished":
        left = f"answer {scene.answer_number}" if scene.answer_number > 1 else "your answer"
        if scene.grade is not None:
            left += f" · graded by {scene.grade.model}" if scene.grade.model else " · graded offline"
    else:
        left += f" · {count_of(len(scene.text.split()), 'word')}"
    doing = _DOING[scene.doing]
    room = max(0, width - len(left) - len(doing) - 4)
    notice = Content(f"  {scene.notice}" if scene.notice else "").truncate(room, ellipsis=True)
    gap = max(1, width - len(left) - notice.cell_length - len(doing))
    return Content.assemble(left, notice.stylize("$text-warning"), " " * gap, (doing, "bold"))


def feedback_text(scene: Scene, mode: Mode) -> Content:
    """Return the feedback in short: level, the one change, each verdict."""
    return Content("\n").join(_feedback_lines(scene, mode))


def _feedback_lines(scene: Scene, mode: Mode) -> Iterator[Content]:
    if scene.doing == "finished":
        yield Content(OVER).stylize("bold")
    grade = scene.grade
    if grade is None:
        yield Content(scene.feedback)
        return
    if scene.graded_later:
        yield Content(f"Graded later, {grade.created_at[:16].replace('T', ' ')}").stylize("$text-accent")
    reached = "$text-success" if grade.bar.met else "$text-warning"
    yield Content.assemble((scene.feedback, "bold"), "   ", (bar_sentence(grade), reached))
    for sentence in flag_sentences(grade):
        yield Content(sentence).stylize("$text-warning")
    if grade.top_fix:
        yield Content.assemble(("The one change: ", "bold"), grade.top_fix)
    if scene.turn is not None:
        yield from _verdict_lines(scene.turn.question, grade)
    if mode == "mock" and scene.doing == "feedback" and not scene.graded_later:
        yield Content(NOT_SHOWN_THEN).stylize(QUIET)


def _verdict_lines(question: Question, grade: Grade) -> Iterator[Content]:
    for verdict in grade.key_points:
        sign = f"{VERDICT_SIGNS[verdict.verdict]} {verdict.verdict:<13}"
        yield Content.assemble((sign, STYLES[verdict.verdict]), point_name(question, verdict.id))
    names = {mistake.id: mistake.text for mistake in question.misconceptions}
    for found in grade.misconceptions:
        yield Content.assemble((f"✗ {'mistaken':<13}", STYLES["contradicted"]), names.get(found.id, found.id))
