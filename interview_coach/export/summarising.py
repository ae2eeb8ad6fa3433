"""Summing up a period from its interviews: what improved, what to work on, best answers; each with its evidence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from interview_coach import __version__
from interview_coach.domain.grade import Grade, Grader, PointVerdict
from interview_coach.domain.interview import Attempt, Interview, Part, Turn
from interview_coach.domain.score import ZERO_FLAGS
from interview_coach.domain.wording import advice_of, point_name
from interview_coach.export.summary import (
    FORMAT_SUMMARY,
    SUMMARY_VERSION,
    AnsweredAgain,
    Audience,
    BestAnswer,
    Counts,
    Mistaken,
    PrivateNote,
    Shown,
    SkillLevels,
    SummaryDocument,
    ToWorkOn,
)

MOST_TO_WORK_ON = 6
MOST_BEST = 3
MOST_QUOTES = 3
GOOD_LEVEL = 3
"""The lowest level of an answer that is worth showing."""

By = tuple[Grader, str | None]


def summarise(
    interviews: Iterable[Interview],
    *,
    since: str,
    until: str,
    audience: Audience,
    skill_name: Callable[[str], str],
) -> SummaryDocument:
    """Return the summary of interviews, which come oldest first and are read one by one."""
    collector = _Collector(skill_name)
    for interview in interviews:
        collector.add(interview)
    return SummaryDocument(
        format=FORMAT_SUMMARY,
        format_version=SUMMARY_VERSION,
        program_version=__version__,
        since=since,
        until=until,
        audience=audience,
        counts=collector.counts,
        skills=collector.skills(),
        again=tuple(collector.again),
        work_on=collector.work_on(),
        mistaken=collector.mistaken(),
        best=tuple(best for _, best in collector.best),
        notes=tuple(collector.notes) if audience == "self" else (),
    )


@dataclass
class _Series:
    """The levels by one grader in one skill, with the first and the latest answer."""

    first: Shown
    latest: Shown
    levels: list[int] = field(default_factory=list)


class _Collector:
    """Takes in one interview after the other and keeps only what the summary needs."""

    def __init__(self, skill_name: Callable[[str], str]) -> None:
        self.counts = Counts()
        self.again: list[AnsweredAgain] = []
        self.best: list[tuple[tuple[int, str], BestAnswer]] = []
        self.notes: list[PrivateNote] = []
        self._skill_name = skill_name
        self._series: dict[str, dict[By, _Series]] = {}
        self._points: dict[tuple[str, str], ToWorkOn] = {}
        self._met_last: set[tuple[str, str]] = set()
        self._mistaken: dict[tuple[str, str], Mistaken] = {}

    def add(self, interview: Interview) -> None:
        """Take in an interview, which began after those before it."""
        self.counts.interviews += 1
        self.counts.finished += interview.state == "finished"
        self.notes += [
            PrivateNote(interview_id=interview.id, at=note.created_at, text=note.text)
            for note in interview.notes
        ]
        for turn in interview.turns:
            self._add_turn(interview, turn)

    def _add_turn(self, interview: Interview, turn: Turn) -> None:
        self.counts.skipped += turn.state == "skipped"
        answered = [a for a in turn.attempts if a.answered and not a.taken_back]
        self.counts.questions += bool(answered)
        self.counts.answers += len(answered)
        grade = turn.grade
        if grade is None:
            return
        self.counts.graded += 1
        self.counts.reached_bar += bool(grade.bar.met)
        by = grade.model or grade.grader
        self.counts.graders[by] = self.counts.graders.get(by, 0) + 1
        self._add_levels(interview, turn, answered)
        self._add_again(turn, answered)
        if not ZERO_FLAGS.intersection(grade.flags):
            self._add_points(turn, grade)
        self._add_best(interview, turn, answered)

    def _add_levels(self, interview: Interview, turn: Turn, answered: Sequence[Attempt]) -> None:
        for grader, grade in _by_grader(answered[0]).items():
            shown = _shown(interview, turn, answered[0], grade)
            of_skill = self._series.setdefault(turn.question.skill, {})
            series = of_skill.setdefault(grader, _Series(shown, shown))
            series.latest = shown
            series.levels.append(shown.level)

    def _add_again(self, turn: Turn, answered: Sequence[Attempt]) -> None:
        if len(answered) < 2:
            return
        last = _by_grader(answered[-1])
        for grader, before in _by_grader(answered[0]).items():
            after = last.get(grader)
            if after is None or (after.score or 0) <= (before.score or 0):
                continue
            credit = {verdict.id: verdict.credit for verdict in before.key_points}
            gained = [v.id for v in after.key_points if v.credit > credit.get(v.id, 0)]
            self.again.append(
                AnsweredAgain(
                    question_id=turn.question.id,
                    question=turn.question.name,
                    at=answered[-1].parts[0].asked_at,
                    from_level=before.level or 1,
                    to_level=after.level or 1,
                    gained=tuple(point_name(turn.question, point_id) for point_id in gained),
                )
            )
            return

    def _add_points(self, turn: Turn, grade: Grade) -> None:
        question = turn.question
        for verdict in grade.key_points:
            key = (question.id, verdict.id)
            before = self._points.get(key)
            missed = verdict.verdict != "met"
            (self._met_last.discard if missed else self._met_last.add)(key)
            self._points[key] = ToWorkOn(
                question_id=question.id,
                question=question.name,
                skill=self._skill_name(question.skill),
                point_id=verdict.id,
                point=point_name(question, verdict.id),
                asked=(before.asked if before else 0) + 1,
                missed=(before.missed if before else 0) + missed,
                lost=(before.lost if before else 0.0) + verdict.weight * (1 - verdict.credit),
                advice=advice_of(question, verdict.id),
                last_at=grade.created_at,
            )
        for found in grade.misconceptions:
            said = self._mistaken.get((question.id, found.id))
            quotes = tuple(evidence.quote for evidence in found.evidence)
            self._mistaken[question.id, found.id] = Mistaken(
                question=question.name,
                times=(said.times if said else 0) + 1,
                correction=found.correction,
                quotes=(*quotes, *(said.quotes if said else ()))[:MOST_QUOTES],
            )

    def _add_best(self, interview: Interview, turn: Turn, answered: Sequence[Attempt]) -> None:
        for attempt in answered:
            grade = attempt.grade
            if grade is None or grade.flags or (grade.level or 0) < GOOD_LEVEL:
                continue
            shown = _shown(interview, turn, attempt, grade)
            answer = "\n\n".join(_said(part) for part in attempt.parts if part.text)
            entry = BestAnswer(shown=shown, answer=answer, strengths=grade.strengths)
            others = [b for b in self.best if b[1].shown.question_id != turn.question.id]
            same = [b for b in self.best if b[1].shown.question_id == turn.question.id]
            candidates = [*same, ((shown.score, shown.at), entry)]
            best_of_question = max(candidates, key=lambda candidate: candidate[0])
            self.best = sorted([*others, best_of_question], key=lambda b: b[0], reverse=True)[:MOST_BEST]

    def skills(self) -> tuple[SkillLevels, ...]:
        """Return each skill once, by the grader that graded most of it, those that improved most first."""
        found = [
            _levels(
                self._skill_name(skill), *max(by.items(), key=lambda s: (len(s[1].levels), s[0][0] == "llm"))
            )
            for skill, by in self._series.items()
        ]
        return tuple(sorted(found, key=lambda s: ((s.earlier or 0) - (s.later or 0), s.skill)))

    def work_on(self) -> tuple[ToWorkOn, ...]:
        """Return the points that cost most and were not met the last time."""
        open_points = [point for key, point in self._points.items() if key not in self._met_last]
        return tuple(sorted(open_points, key=lambda point: -point.lost)[:MOST_TO_WORK_ON])

    def mistaken(self) -> tuple[Mistaken, ...]:
        """Return the misconceptions, the most frequent first."""
        return tuple(sorted(self._mistaken.values(), key=lambda m: -m.times)[:MOST_TO_WORK_ON])


def _by_grader(attempt: Attempt) -> dict[By, Grade]:
    """Return the latest graded grade of each grader."""
    return {(grade.grader, grade.model): grade for grade in attempt.grades if grade.status == "graded"}


def _levels(skill: str, by: By, series: _Series) -> SkillLevels:
    levels = tuple(series.levels)
    half = len(levels) // 2
    earlier = round(fmean(levels[:half]), 1) if half else None
    later = round(fmean(levels[-half:]), 1) if half else None
    return SkillLevels(
        skill=skill,
        grader=by[0],
        model=by[1],
        levels=levels,
        earlier=earlier,
        later=later,
        improved=half > 0 and fmean(levels[-half:]) > fmean(levels[:half]),
        first=series.first,
        latest=series.latest,
    )


def _shown(interview: Interview, turn: Turn, attempt: Attempt, grade: Grade) -> Shown:
    earned = [verdict for verdict in grade.key_points if verdict.credit > 0]
    return Shown(
        interview_id=interview.id,
        question_id=turn.question.id,
        question=turn.question.name,
        at=attempt.parts[0].closed_at or interview.started_at,
        score=grade.score or 0,
        level=grade.level or 1,
        quotes=_quotes(earned),
    )


def _quotes(verdicts: Sequence[PointVerdict]) -> tuple[str, ...]:
    heaviest = sorted(verdicts, key=lambda verdict: -verdict.weight * verdict.credit)
    return tuple(dict.fromkeys(e.quote for v in heaviest for e in v.evidence[:1]))[:MOST_QUOTES]


def _said(part: Part) -> str:
    """Return an answer, that of a follow-up with what was asked."""
    return f"({part.prompt})\n{part.text}" if part.prompt else part.text or ""
