"""The keys of the feedback screen; what matters most comes first and stands in the footer, the rest is in help."""

from textual.binding import Binding, BindingType


def _quiet(key: str, action: str, word: str, name: str, tooltip: str) -> Binding:
    """Return a key that is not in the footer."""
    return Binding(key, action, word, id=f"feedback.{name}", tooltip=tooltip, show=False)


KEYS: list[BindingType] = [
    Binding("n", "leave('next')", "Next", id="feedback.next", tooltip="Go on with the interview"),
    Binding(
        "a",
        "leave('again')",
        "Answer again",
        id="feedback.again",
        tooltip="Answer the same question once more; this attempt stays",
    ),
    Binding(
        "a",
        "practise_again",
        "Answer again",
        id="feedback.practise",
        tooltip="Begin a new interview with this question; this one stays",
    ),
    Binding("s", "sibling", "Sibling", id="feedback.sibling", tooltip="A question like this one, and why"),
    Binding(
        "c", "compare", "Compare", id="feedback.compare", tooltip="Hold it against another answer of yours"
    ),
    Binding("m", "model_answer", "Model answer", id="feedback.model"),
    Binding("d", "discuss", "Dispute", id="feedback.discuss", tooltip="Argue about the highlighted verdict"),
    _quiet("5", "anchor(5)", "What a 5 is like", "five", "In words and by an example"),
    _quiet("3", "anchor(3)", "What a 3 is like", "three", "In words and by an example"),
    _quiet(
        "h",
        "hide",
        "Hide feedback",
        "hide",
        "Show the answer without verdicts, to judge it yourself; or back",
    ),
    _quiet("u", "leave('undo')", "Take back", "undo", "It was sent by mistake: go on writing it"),
    _quiet("u", "take_back", "Take back", "take_back", "Let this answer count no more, or again; it stays"),
    _quiet("n", "note", "Note", "note", "Keep a note with this question"),
    _quiet("N", "note", "Note", "note_too", "Keep a note with this question"),
    _quiet("b", "bookmark", "Bookmark", "bookmark", "Mark this question with a star, or take it away"),
    _quiet("y", "copy", "Copy", "copy", "Copy question, answer or feedback as Markdown"),
    _quiet("f", "rewrite", "Rewrite", "rewrite", "Tell the missing fact and see a rewrite"),
    _quiet("g", "grade_again", "Ask the model", "grade", "Have it graded by the model"),
    _quiet("t", "delivery", "Telling", "delivery", "How it was told: coaching, not part of the score"),
    _quiet("o", "other_attempt", "Other answer", "other", "Show another attempt at this question"),
    _quiet("q", "show_question", "Question", "question", "Read the question again"),
    Binding("escape", "stop_or_leave", "Leave", id="feedback.back", tooltip="Stop the model, or go back"),
]
