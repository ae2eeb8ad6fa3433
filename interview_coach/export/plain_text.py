"""Interviews and grades as plain lines: no drawing, no colour, one item a line."""

from collections.abc import Iterator

from interview_coach.domain.grade import Grade
from interview_coach.domain.improvement import Improvement
from interview_coach.domain.interview import Attempt, Interview, Turn
from interview_coach.domain.question import Question
from interview_coach.domain.wording import (
    advice_of,
    bar_sentence,
    flag_sentences,
    headline,
    overall,
    point_name,
    points_of,
    story_questions,
)
from interview_coach.export.wording import TAKEN_BACK, dispute_outcome, note_heading


def grade_lines(question: Question, grade: Grade, *, model_answer: bool = True) -> Iterator[str]:
    """Yield the feedback on one answer, the one change that helps most first."""
    yield f"{headline(grade)}."
    yield f"{bar_sentence(grade)}."
    yield from flag_sentences(grade)
    yield f"The one change: {grade.top_fix}"
    for verdict in grade.key_points:
        name = point_name(question, verdict.id)
        quotes = ", ".join(f"“{' '.join(e.quote.split())}”" for e in verdict.evidence)
        proof = f": {quotes}" if quotes else ""
        yield f"{verdict.verdict.capitalize()}, {points_of(verdict)}, {name}{proof}"
        if verdict.verdict != "met" and (advice := advice_of(question, verdict.id)):
            yield f"  To do: {advice}"
    for found in grade.misconceptions:
        yield f"Misconception: {found.correction}"
    yield from (f"Story: {asked}" for asked in story_questions(question, grade))
    for doubt in grade.doubts:
        yield f"To check: “{' '.join(doubt.evidence.quote.split())}”, {doubt.why}"
    if grade.missing_fact:
        yield f"A fact of yours is missing: {grade.missing_fact}"
    if grade.delivery is not None:
        spoken = grade.delivery.spoken_seconds
        yield f"Delivery: {grade.delivery.words} words, about {spoken} seconds spoken."
        yield from (f"Delivery: {note}" for note in grade.delivery.notes)
    yield f"Graded by: {grade.model or grade.grader}, {grade.confidence} confidence."
    if model_answer and question.full_answer:
        yield "One good answer:"
        yield from (f"  {line}" for line in question.full_answer.splitlines())


def improvement_lines(improvement: Improvement) -> Iterator[str]:
    """Yield what to do next."""
    for practise in improvement.practise:
        yield f"Practise: {practise.title} ({practise.question_id}), {practise.because}."
    if improvement.project:
        yield f"Build: {improvement.project.task} For {improvement.project.skill}: {improvement.project.because}."
    for reading in improvement.reading:
        yield f"Read: {reading.title}, {reading.url}, {reading.because}."
    if improvement.together:
        yield f"Together: {improvement.together}"
    for words in improvement.own_words:
        quote = " ".join(words.quote.split())
        yield (
            f"Your words for a CV or profile, {words.skill} at level {words.level}: “{quote}” ({words.shows})."
        )


def interview_lines(interview: Interview, improvement: Improvement) -> Iterator[str]:
    """Yield a whole interview: its setup, every turn with its attempts and grades, and what to do next."""
    setup = interview.setup
    yield f"Interview {interview.id}, {interview.started_at[:16].replace('T', ' ')}, {interview.state}."
    yield f"{setup.seniority}, {setup.kind or 'mixed'}, {setup.mode} mode, grader {setup.grader}."
    yield f"Result: {overall(interview.score, interview.level)}."
    for turn in interview.turns:
        yield ""
        yield from turn_lines(interview, turn)
    for note in interview.notes:
        yield f"{note_heading(note)}: {note.text}"
    lines = list(improvement_lines(improvement)) if interview.state == "finished" else []
    if lines:
        yield ""
        yield "What to do next"
        yield from lines


def turn_lines(interview: Interview, turn: Turn) -> Iterator[str]:
    """Yield one turn."""
    question = turn.question
    place = f"Question {turn.position} of {len(interview.turns)}"
    yield f"{place}: {question.name} ({question.id}, version {question.version})"
    yield f"Why: {turn.reason}."
    if turn.state == "waiting":
        yield "Not asked yet."
        return
    yield from (f"  {line}" for line in question.prompt.strip().splitlines())
    for exchange in turn.exchanges:
        yield f"You asked: {exchange.asked}"
        yield f"Interviewer: {exchange.answer}"
    if turn.hint_taken:
        yield f"Hint taken: {question.hint or 'there was none'}"
    if turn.state == "skipped":
        yield "Skipped."
    for attempt in turn.attempts:
        yield from _attempt_lines(turn, attempt)


def _attempt_lines(turn: Turn, attempt: Attempt) -> Iterator[str]:
    for part in attempt.parts:
        if part.prompt:
            yield f"Follow-up: {part.prompt}"
        if part.text is not None:
            yield f"Answer (attempt {attempt.number}):"
            yield from (f"  {line}" for line in part.text.splitlines() or ["(empty)"])
        elif part.index and part.closed_at:
            yield "Skipped."
    if attempt.grade is not None:
        yield from grade_lines(turn.question, attempt.grade, model_answer=False)
    elif attempt.complete:
        yield "Not graded yet."
    if attempt.taken_back:
        yield TAKEN_BACK
    for dispute in attempt.disputes:
        yield f"Disputed, {point_name(turn.question, dispute.point_id)}: {dispute.argument}"
        yield f"  {dispute_outcome(dispute)}"
