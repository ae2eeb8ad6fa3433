"""Where signals may stand and where not: in a point's own line, never in what the interviewer says."""

from collections.abc import Iterable, Sequence

from interview_coach.checks.findings import Notes
from interview_coach.domain.question import Question
from interview_coach.text.signals import Signal, compile_signal, vocabulary_of
from interview_coach.text.tokens import read

_SHOWN = 3


def not_in_prompt(question: Question, notes: Notes) -> None:
    """Neither title nor prompt holds a signal, nor all words of a key point's: repeating them earns nothing."""
    asked = f"{question.title}\n\n{question.prompt}"
    words = {stem for sentence in read(asked) for stem in sentence.places}
    for index, point in enumerate(question.key_points):
        signals = _compiled(point.signals)
        given = [s.phrase for s in signals if set(s.stems) <= words and not s.negative]
        given += [phrase for phrase in _found(signals, asked) if phrase not in given]
        _note_given(notes, f"key_points[{index}].signals", point.signals, given)
    for index, mistake in enumerate(question.misconceptions):
        given = _found(_compiled(mistake.signals), asked)
        _note_given(notes, f"misconceptions[{index}].signals", mistake.signals, given)


def not_in_hint(question: Question, notes: Notes) -> None:
    """The hint holds no signal of a key point."""
    _not_given(question, notes, "hint", question.hint)


def not_in_clarifications(question: Question, notes: Notes) -> None:
    """No answer of the interviewer to a clarifying question holds a signal of a key point."""
    for index, clarification in enumerate(question.clarifications):
        _not_given(question, notes, f"clarifications[{index}].answer", clarification.answer)


def say_has_signal(question: Question, notes: Notes) -> None:
    """Each `say` line contains a signal of its own point."""
    for index, point in enumerate(question.key_points):
        if point.say.strip() and not _found(_compiled(point.signals), point.say):
            message = f"The say line of {point.id!r} contains none of its signals."
            notes.add(f"key_points[{index}].say", message, "Say it with one of the signals, in one sentence.")


def in_one_point_only(question: Question, notes: Notes) -> None:
    """No signal belongs to two key points, or the same words would earn both."""
    owners: dict[frozenset[str], str] = {}
    for index, point in enumerate(question.key_points):
        for signal in _compiled(point.signals):
            words = frozenset(signal.stems) | ({"not"} if signal.negative else frozenset())
            owner = owners.setdefault(words, point.id)
            if owner != point.id:
                message = f"The signal {signal.phrase!r} belongs to {owner!r} as well."
                notes.add(f"key_points[{index}].signals", message, "Keep it where it says more.")


def _not_given(question: Question, notes: Notes, path: str, text: str) -> None:
    for point in question.key_points:
        if given := _found(_compiled(point.signals), text):
            message = f"{path} gives away {_some(given)}, a signal of {point.id!r}."
            notes.add(path, message, "Say it in other words, or give less away.")


def _note_given(notes: Notes, path: str, phrases: Sequence[str], given: Sequence[str]) -> None:
    if given:
        message = f"All words of {_some(given)} stand in the title or prompt."
        notes.add(f"{path}[{phrases.index(given[0])}]", message, "Add a word that the question does not say.")


def _compiled(phrases: Iterable[str]) -> list[Signal]:
    return [compile_signal(phrase) for phrase in phrases]


def _found(signals: Sequence[Signal], text: str) -> list[str]:
    """Return the phrases of the signals that stand in a text."""
    vocabulary = vocabulary_of(signals)
    sentences = read(text)
    for sentence in sentences:
        vocabulary.enrich(sentence)
    return [signal.phrase for signal in signals if any(signal.find(sentence) for sentence in sentences)]


def _some(phrases: Sequence[str]) -> str:
    shown = ", ".join(repr(phrase) for phrase in phrases[:_SHOWN])
    return f"{shown} and {len(phrases) - _SHOWN} more" if len(phrases) > _SHOWN else shown
