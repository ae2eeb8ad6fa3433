"""The list of all rules that look at one question at a time."""

from collections.abc import Callable
from dataclasses import dataclass

from interview_coach.bank.load import LoadedFile
from interview_coach.checks import answers, attack_rules, completeness, signals, sources, weights, wording
from interview_coach.checks.findings import Finding, Notes, Severity
from interview_coach.domain.question import TO_FILL_IN, Question

Check = Callable[[Question, Notes], None]


@dataclass(frozen=True)
class Rule:
    """One rule; `of_drafts` when it binds drafts and retired questions too."""

    name: str
    check: Check
    severity: Severity = "error"
    of_drafts: bool = False

    def run(self, file: LoadedFile) -> list[Finding]:
        """Return what breaks the rule in a file."""
        if file.question.status != "reviewed" and not self.of_drafts:
            return []
        notes = Notes(file, self.name, self.severity)
        self.check(file.question, notes)
        return notes.findings


def clean_characters(_: Question, notes: Notes) -> None:
    """No control, bidirectional or zero-width characters: they hide what a reader believes to see."""
    for path in notes.file.unclean:
        message = f"{path} holds characters that are never shown."
        notes.add(path, message, "Type the text again; remove control and zero-width characters.")


def filled_in(question: Question, notes: Notes) -> None:
    """Nothing is left of what `bank new` wrote to be replaced."""
    for name in ("prompt", "model_answer"):
        if getattr(question, name).lstrip().startswith(TO_FILL_IN):
            notes.add(
                name, f"The {name} is still to be written.", "Write it; until then nobody is asked this."
            )


RULES: tuple[Rule, ...] = (
    Rule("characters", clean_characters, of_drafts=True),
    Rule("to-fill-in", filled_in, severity="warning", of_drafts=True),
    Rule("inclusive", wording.inclusive, of_drafts=True),
    Rule("topics", wording.allowed_topics, of_drafts=True),
    Rule("title-length", completeness.title_length),
    Rule("prompt-length", completeness.prompt_length),
    Rule("prompt-form", completeness.prompt_form, of_drafts=True),
    Rule("key-point-count", completeness.key_point_count),
    Rule("signal-count", completeness.signal_count),
    Rule("point-texts", completeness.point_texts),
    Rule("misconception-count", completeness.misconception_count),
    Rule("follow-up-count", completeness.follow_up_count),
    Rule("example-bands", completeness.example_bands),
    Rule("source-count", completeness.source_count),
    Rule("anchors", completeness.anchor_levels),
    Rule("no-model-answer", completeness.no_model_answer),
    Rule("weight-share", weights.weight_share),
    Rule("must-count", weights.must_count),
    Rule("bar", weights.bar_reachable),
    Rule("signal-in-prompt", signals.not_in_prompt),
    Rule("signal-in-hint", signals.not_in_hint),
    Rule("signal-in-clarification", signals.not_in_clarifications),
    Rule("signal-in-say", signals.say_has_signal),
    Rule("signal-twice", signals.in_one_point_only),
    Rule("model-answer-level", answers.model_answer_is_excellent),
    Rule("example-level", answers.examples_in_band),
    Rule("example-order", answers.examples_in_order),
    Rule("prompt-as-answer", answers.prompt_earns_nothing),
    Rule("attack-signals", attack_rules.listed_signals),
    Rule("attack-negated", attack_rules.negated_lines),
    Rule("attack-shuffled", attack_rules.shuffled_words),
    Rule("attack-opposite", attack_rules.opposite_lines),
    Rule("attack-instructions", attack_rules.orders_to_the_grader),
    Rule("attack-gibberish", attack_rules.random_letters),
    Rule("attack-repeated", attack_rules.one_line_repeated),
    Rule("attack-padding", attack_rules.padding_moves_little),
    Rule("speakable", wording.speakable),
    Rule("readable", wording.readable, severity="warning"),
    Rule("source-order", sources.source_order, severity="warning"),
    Rule("source-twice", sources.source_twice),
    Rule("source-checked", sources.source_checked, severity="warning"),
)
