"""What to do next after an interview; made from what was missed and said, never from anything else."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from operator import itemgetter

from interview_coach.domain.grade import Grade
from interview_coach.domain.improvement import Improvement, OwnWords, Practise, Project, Reading
from interview_coach.domain.interview import Attempt, Interview, Turn
from interview_coach.domain.levels import rank
from interview_coach.domain.question import KeyPoint, Question, Skill
from interview_coach.domain.score import missing_points
from interview_coach.domain.wording import point_name
from interview_coach.text.fences import code_spans
from interview_coach.text.tokens import spans

MOST_PRACTISE = 3
MOST_READING = 3
MOST_OWN_WORDS = 5
STRONG = 4
FEWEST_WORDS = 6
_TOGETHER = {
    "review": "Ask a colleague to review the same code with you, and compare lists: yours missed “{label}”.",
    "write": "Ask for a code review of what you would write here, with one question: is “{label}” handled?",
    "debug": "Debug with a colleague, you talking, they typing, until you have said “{label}” aloud.",
    "design": "Draw the design for a colleague in ten minutes and let them attack it; watch for “{label}”.",
}
_TOGETHER_TECHNICAL = (
    "Explain it to a colleague in two minutes and let them stop you where “{label}” is missing."
)
_TOGETHER_BEHAVIOURAL = (
    "Tell the story to a colleague in two minutes, then ask what they heard about “{label}”."
)


def improve(
    interview: Interview, questions: Sequence[Question], skill: Callable[[str], Skill | None]
) -> Improvement:
    """Return what to do next.

    Args:
        interview: a finished interview with its grades.
        questions: what may be practised.
        skill: from an id to the skill, or None if the taxonomy does not have it.
    """
    graded = [(turn, grade) for turn in interview.turns if (grade := turn.grade) is not None]
    weak = sorted(
        ((turn, grade, points[0]) for turn, grade in graded if (points := _missed(turn, grade))),
        key=lambda entry: (entry[1].level or 1) - entry[0].question.bar.level(interview.setup.seniority),
    )
    return Improvement(
        practise=_practise(interview, weak, questions, skill),
        project=_project(weak, skill),
        reading=_reading(weak),
        together=_together(weak),
        own_words=_best_words(graded, skill),
    )


def _missed(turn: Turn, grade: Grade) -> list[KeyPoint]:
    return missing_points(turn.question, grade.key_points, grade.bar.seniority)


def _practise(
    interview: Interview,
    weak: Sequence[tuple[Turn, Grade, KeyPoint]],
    questions: Sequence[Question],
    skill: Callable[[str], Skill | None],
) -> tuple[Practise, ...]:
    asked = {turn.question.id for turn in interview.turns}
    # Most of a bank is about other skills: that is found out once, not for every turn.
    skills = {name for turn, _, _ in weak for name in turn.question.skills}
    related = [q for q in questions if not skills.isdisjoint(q.skills) and q.id not in asked]
    found: dict[str, Practise] = {}
    for turn, _, point in weak:
        question = turn.question
        fitting = [
            q
            for q in related
            if q.id not in found
            and q.kind == question.kind
            and rank(q.asked_from) <= rank(interview.setup.seniority)
            and not set(question.skills).isdisjoint(q.skills)
        ]
        best = min(fitting, key=lambda q: (-_likeness(q, question), q.id), default=None)
        if best is None:
            entry = Practise(
                question_id=question.id, title=question.name, because=f"once more, with “{point.name}”"
            )
        else:
            entry = Practise(
                question_id=best.id, title=best.name, because=f"also {_shared_skill(best, question, skill)}"
            )
        found.setdefault(entry.question_id, entry)
    return tuple(found.values())[:MOST_PRACTISE]


def _shared_skill(question: Question, other: Question, skill: Callable[[str], Skill | None]) -> str:
    """Return the name of the first skill that two questions share."""
    shared = next(name for name in other.skills if name in question.skills)
    known = skill(shared)
    return known.name if known else shared


def _likeness(question: Question, other: Question) -> int:
    return len(set(question.skills) & set(other.skills)) + 2 * (question.skill == other.skill)


def _project(
    weak: Sequence[tuple[Turn, Grade, KeyPoint]], skill: Callable[[str], Skill | None]
) -> Project | None:
    for turn, _, point in weak:
        for skill_id in turn.question.skills:
            found = skill(skill_id)
            if found is not None and found.project:
                return Project(
                    skill=found.name,
                    task=found.project,
                    because=f"“{turn.question.name}” missed “{point.name}”",
                )
    return None


def _reading(weak: Sequence[tuple[Turn, Grade, KeyPoint]]) -> tuple[Reading, ...]:
    found: dict[str, Reading] = {}
    for turn, _, point in weak:
        for source in turn.question.sources[:1]:
            entry = Reading(title=source.title, url=source.url, because=f"for “{point.name}”")
            found.setdefault(source.url, entry)
    return tuple(found.values())[:MOST_READING]


def _together(weak: Sequence[tuple[Turn, Grade, KeyPoint]]) -> str:
    if not weak:
        return ""
    turn, _, point = weak[0]
    behavioural = turn.question.kind == "behavioural"
    fallback = _TOGETHER_BEHAVIOURAL if behavioural else _TOGETHER_TECHNICAL
    return _TOGETHER.get(turn.question.format, fallback).format(label=point.name)


def _best_words(
    graded: Sequence[tuple[Turn, Grade]], skill: Callable[[str], Skill | None]
) -> tuple[OwnWords, ...]:
    """Return words of the best stories, few enough to be read, in the order they were told.

    Of stories only: an answer to a made-up task says nothing that the person did.
    """
    strong = [
        (turn, grade)
        for turn, grade in graded
        if turn.question.format == "story" and (grade.level or 0) >= STRONG
    ]
    found: dict[int, OwnWords] = {}
    for turn, grade in sorted(strong, key=lambda entry: -(entry[1].score or 0)):
        if len(found) == MOST_OWN_WORDS:
            break
        if (words := _own_words(turn, grade, skill)) is not None:
            found[turn.position] = words
    return tuple(found[position] for position in sorted(found))


def _own_words(turn: Turn, grade: Grade, skill: Callable[[str], Skill | None]) -> OwnWords | None:
    """Return the sentence around the quote that earned the heaviest point, with figures preferred."""
    attempt = _graded_attempt(turn, grade)
    texts = attempt.texts if attempt is not None else []
    proofs = [
        (evidence, verdict)
        for verdict in grade.key_points
        if verdict.verdict == "met"
        for evidence in verdict.evidence
        if evidence.part < len(texts)
    ]
    last: dict[int, int] = {}
    for evidence, _ in proofs:
        last[evidence.part] = max(last.get(evidence.part, 0), evidence.end)
    sentences = {part: spans(texts[part], end) for part, end in last.items()}
    code = {part: code_spans(texts[part]) for part in last}
    candidates = [
        (texts[e.part][begin:end], verdict)
        for e, verdict in proofs
        for begin, end in [_sentence_around(texts[e.part], sentences[e.part], e.start, e.end)]
        if not any(begin < closed and end > opened for opened, closed in code[e.part])
    ]
    best_first = sorted(
        candidates,
        key=lambda pair: (any(map(str.isdigit, pair[0])), pair[1].weight, -len(pair[0])),
        reverse=True,
    )
    words = next((pair for pair in best_first if _is_prose(pair[0])), None)
    if words is None:
        return None
    quote, verdict = words
    known = skill(turn.question.skill)
    return OwnWords(
        skill=known.name if known else turn.question.skill,
        level=grade.level or STRONG,
        quote=quote,
        shows=point_name(turn.question, verdict.id),
    )


def _is_prose(text: str) -> bool:
    """Whether a sentence can stand in a CV: some words, and hardly anything that looks like code, such as SQL."""
    letters, words = sum(map(str.isalpha, text)) + sum(map(str.isspace, text)), text.split()
    shouted = sum(word.isupper() and len(word) > 1 for word in words)
    return len(words) >= FEWEST_WORDS and letters >= 0.85 * len(text) and shouted * 3 <= len(words)


def _graded_attempt(turn: Turn, grade: Grade) -> Attempt | None:
    return next((attempt for attempt in turn.attempts if grade in attempt.grades), None)


def _sentence_around(
    text: str, sentences: Sequence[tuple[int, int]], start: int, end: int
) -> tuple[int, int]:
    """Return where the sentence that holds most of a quote begins and ends, with its closing mark."""
    if not sentences:
        return start, end
    before = bisect_right(sentences, start, key=itemgetter(0)) - 1
    behind = bisect_right(sentences, end, key=itemgetter(0)) + 1
    near = sentences[max(before, 0) : behind]
    begins, ends = max(near, key=lambda span: min(end, span[1]) - max(start, span[0]))
    return begins, ends + (text[ends : ends + 1] in tuple(".!?"))
