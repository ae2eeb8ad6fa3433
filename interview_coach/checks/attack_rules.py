"""No answer that was made to fool the grader reaches far, and padding moves nothing."""

from collections.abc import Iterable

from interview_coach.checks import attacks
from interview_coach.checks.answers import grade_text, level
from interview_coach.checks.findings import Notes
from interview_coach.domain.grade import Grade
from interview_coach.domain.question import Question

NOTHING_LEVEL = 1
LITTLE_LEVEL = 2
PADDED_MOVE = 1


def listed_signals(question: Question, notes: Notes) -> None:
    """Signals as a list, comma-separated, all of them or one of each point, reach level 2 at most."""
    lists = [attacks.listed_signals(question), attacks.one_signal_each(question)]
    _held(question, notes, "Signals as a list", lists, LITTLE_LEVEL)


def negated_lines(question: Question, notes: Notes) -> None:
    """Each `say` line as "It is wrong to say that ..." reaches level 2 at most."""
    _held(question, notes, "The say lines called wrong", [attacks.negated(question)], LITTLE_LEVEL)


def shuffled_words(question: Question, notes: Notes) -> None:
    """The words of the model answer in five seeded orders reach level 2 at most."""
    _held(question, notes, "The model answer's words shuffled", attacks.shuffled(question), LITTLE_LEVEL)


def opposite_lines(question: Question, notes: Notes) -> None:
    """The `say` lines with their sense turned reach level 2 at most."""
    _held(question, notes, "The say lines turned round", [attacks.opposite(question)], LITTLE_LEVEL)


def orders_to_the_grader(question: Question, notes: Notes) -> None:
    """Orders to the grader, with and without forged verdicts, reach level 1 at most."""
    _held(question, notes, "An order to give full marks", attacks.instructions(question), NOTHING_LEVEL)


def random_letters(question: Question, notes: Notes) -> None:
    """Random letters reach level 1 at most."""
    _held(question, notes, "A text of random letters", [attacks.gibberish(question)], NOTHING_LEVEL)


def one_line_repeated(question: Question, notes: Notes) -> None:
    """The `say` line that earns most, fifty times, reaches level 2 at most."""
    lines = attacks.lines_of(question)
    if lines:
        best = max(lines, key=lambda line: grade_text(question, line).score or 0)
        _held(question, notes, "One say line fifty times", [attacks.repeated(best)], LITTLE_LEVEL)


def padding_moves_little(question: Question, notes: Notes) -> None:
    """500 words about something else around a weak or strong example move it by one level at most."""
    for index, example in enumerate(question.examples):
        if example.band == "solid":
            continue
        plain = grade_text(question, example.answer)
        padded = grade_text(question, attacks.padded(example.answer))
        if abs(level(plain) - level(padded)) > PADDED_MOVE:
            message = f"Padding moves the {example.band} example from {_said(plain)} to {_said(padded)}."
            notes.add(f"examples[{index}].answer", message, _todo(padded))


def _held(question: Question, notes: Notes, what: str, texts: Iterable[str], most: int) -> None:
    """Note the best of an attack's texts if it reaches more than a level."""
    grades = [grade_text(question, text) for text in texts if text.strip()]
    best = max(grades, key=lambda grade: grade.score or 0, default=None)
    if best is not None and level(best) > most:
        notes.add("key_points", f"{what} reach {_said(best)}, not {most} at most.", _todo(best))


def _said(grade: Grade) -> str:
    return f"level {level(grade)} (score {grade.score})"


def _todo(grade: Grade) -> str:
    earned = ", ".join(verdict.id for verdict in grade.key_points if verdict.credit > 0)
    return f"Make the signals more exact: {earned}." if earned else "See what the grader makes of it."
