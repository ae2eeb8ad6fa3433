"""The offline grader: no key, no network, a few milliseconds, the same grade every time."""

import time

from interview_coach.domain.grade import BarResult, Grade, Grader
from interview_coach.domain.levels import Seniority, level_of
from interview_coach.domain.question import Question, content_hash
from interview_coach.domain.score import score_of, top_fix
from interview_coach.grading.compiled import CompiledQuestions
from interview_coach.grading.delivery import delivery_of
from interview_coach.grading.matching import find_misconceptions
from interview_coach.grading.parts import read_answer
from interview_coach.grading.protocol import Answer
from interview_coach.grading.star import star_of
from interview_coach.grading.verdicts import confidence_of, judge_points, strengths_of


class OfflineGrader:
    """Grades by the signals of the key points; see docs/offline-grader.md.

    A question is compiled when it is first graded and kept, so one grader is made and used for all answers.
    """

    name: Grader = "offline"

    def __init__(self, compiled: CompiledQuestions | None = None) -> None:
        self._compiled = compiled or CompiledQuestions()

    def grade(self, question: Question, answer: Answer, *, seniority: Seniority, created_at: str) -> Grade:
        """Return the grade of an answer; it differs between two runs only in `duration_ms`.

        Quotes count code points of the texts as `text.clean.clean` leaves them. For a draft with a model answer,
        `key_points` goes on after the question's own points with one for each sentence of it (`model-1`, ...).
        """
        started = time.perf_counter()
        digest = content_hash(question)
        compiled = self._compiled.get(question, digest)
        parts, flags = read_answer(compiled, answer)
        judged = judge_points(compiled, parts, flags)
        verdicts = tuple(point.verdict for point in judged)
        misconceptions = find_misconceptions(compiled, parts)
        score = score_of(compiled.question, verdicts, misconceptions, flags)
        level = level_of(score)
        bar = question.bar.level(seniority)
        return Grade(
            created_at=created_at,
            question_id=question.id,
            question_version=question.version,
            content_hash=digest,
            grader=self.name,
            status="graded",
            score=score,
            level=level,
            bar=BarResult(seniority=seniority, level=bar, met=level >= bar),
            key_points=verdicts,
            misconceptions=misconceptions,
            flags=flags,
            confidence=confidence_of(question, judged, parts, flags),
            top_fix=top_fix(compiled.question, verdicts, misconceptions, seniority),
            strengths=strengths_of(compiled.question, judged),
            star=star_of(parts) if question.kind == "behavioural" else None,
            delivery=delivery_of(question, parts),
            duration_ms=round((time.perf_counter() - started) * 1000),
        )
