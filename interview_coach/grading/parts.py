"""From the texts of an answer to the parts that are graded, with what the guards say about them."""

from typing import get_args

from interview_coach.domain.grade import Flag
from interview_coach.domain.score import CAP_FLAGS, ZERO_FLAGS
from interview_coach.grading.compiled import CompiledQuestion, stems_in
from interview_coach.grading.guards import Screened, screen
from interview_coach.grading.matching import AnswerPart
from interview_coach.grading.protocol import Answer
from interview_coach.text.clean import clean

_ORDER: tuple[Flag, ...] = get_args(Flag)


def read_answer(
    question: CompiledQuestion, answer: Answer
) -> tuple[tuple[AnswerPart, ...], tuple[Flag, ...]]:
    """Return the parts of an answer and the flags of the whole.

    The attempt's own flags count, but a zeroing one only where no follow-up was answered properly. A follow-up
    whose guard fires earns nothing.
    """
    texts = [clean(text) for text in answer.texts]
    screens = [screen(question, text) for text in texts]
    parts = tuple(
        AnswerPart(
            index=index,
            text=text,
            sentences=screened.sentences if index == 0 or not _guarded(screened) else (),
            given=_given(question, answer, index),
            raises=_raises(question, answer.follow_up_ids[index]) if index else None,
        )
        for index, (text, screened) in enumerate(zip(texts, screens, strict=True))
    )
    raised = set(screens[0].flags)
    if any(part.sentences for part in parts[1:]):
        raised -= ZERO_FLAGS
    if any("instructions" in screened.flags for screened in screens):
        raised.add("instructions")
    return parts, tuple(flag for flag in _ORDER if flag in raised)


def _guarded(screened: Screened) -> bool:
    return any(flag in CAP_FLAGS or flag in ZERO_FLAGS for flag in screened.flags)


def _raises(question: CompiledQuestion, follow_up_id: str | None) -> frozenset[str]:
    """Return the points that the answer to a follow-up can raise."""
    for follow_up in question.question.follow_ups:
        if follow_up.id == follow_up_id:
            return frozenset(follow_up.awards)
    return frozenset()


def _given(question: CompiledQuestion, answer: Answer, index: int) -> frozenset[str]:
    """Return the stems of what the interviewer had said before a part was answered.

    A follow-up's own wording counts from its part on, everything else that was given from the start.
    """
    wordings = {follow_up.id: follow_up.prompt for follow_up in question.question.follow_ups}
    later = {wordings[i] for i in answer.follow_up_ids if i in wordings}
    given = set(question.asked)
    for text in answer.given:
        if text not in later:
            given |= stems_in(text)
    for follow_up_id in answer.follow_up_ids[1 : index + 1]:
        if follow_up_id in question.prompts:
            given |= question.prompts[follow_up_id]
    return frozenset(given)
