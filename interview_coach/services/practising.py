"""From a past answer to the next one: the same question again, or one like it."""

from interview_coach.domain.interview import Interview, Setup, Turn
from interview_coach.domain.levels import rank
from interview_coach.domain.question import Question
from interview_coach.interview.selection import Chosen, Plan
from interview_coach.interview.siblings import Sibling, siblings
from interview_coach.services.app import App
from interview_coach.services.endpoint import endpoint_for_grading
from interview_coach.services.past_levels import ALL
from interview_coach.services.sitting import Sitting

AGAIN = "You wanted to answer it again"


def siblings_of(app: App, interview: Interview, turn: Turn) -> list[Sibling]:
    """Return the questions most like that of a turn, the best first; none that the interview has already.

    Like in an interview, they are asked from the seniority of the person or below.
    """
    there = {other.question.id for other in interview.turns}
    questions = [
        q
        for q in app.bank.askable()
        if q.id not in there and rank(q.asked_from) <= rank(interview.setup.seniority)
    ]
    past = app.past.past_turns(ALL)
    return siblings(turn.question, questions, past, app.bank.skill_name, app.clock.now())


def practise(app: App, interview: Interview, question: Question, reason: str = AGAIN) -> Sitting:
    """Begin a practice interview of one question, set up like the interview it comes from.

    The question is asked as the bank has it now; one that is no longer there is asked as it was.

    Raises:
        StorageError: it cannot be stored.
    """
    question = next((q for q in app.bank.questions if q.id == question.id), question)
    setup = Setup(
        seniority=interview.setup.seniority,
        count=1,
        mode="practice",
        follow_ups=interview.setup.follow_ups,
        grader="llm" if endpoint_for_grading(app) is not None else "offline",
        questions=(question.id,),
    )
    return Sitting.start(app, setup, Plan((Chosen(question, reason),)))
