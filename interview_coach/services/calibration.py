"""Measuring a model against people, and keeping the figure to show beside its name."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from interview_coach.domain.question import Question
from interview_coach.flat_toml import put_value, read_flat
from interview_coach.grading.calibration import Agreement, Graded
from interview_coach.grading.calibration_data import ScoredAnswer
from interview_coach.services.app import App
from interview_coach.services.endpoint import chosen_endpoint, typical_estimate
from interview_coach.services.grading import grade_text
from interview_coach.services.llm import Llm

FILE_NAME = "agreement.toml"


def estimate_answers(app: App, count: int) -> str:
    """Return what grading so many answers by the model takes at most, in words."""
    from interview_coach.llm.budget import dollars

    one = typical_estimate(app, chosen_endpoint(app))
    cost = "the price is not known" if one.cost_usd is None else f"at most {dollars(one.cost_usd * count)}"
    return f"about {count * (one.prompt_tokens + one.output_tokens):,} tokens to {one.host}, {cost}"


async def grade_by_model(
    app: App,
    answers: Sequence[ScoredAnswer],
    questions: Mapping[str, Question],
    concurrency: int,
    on_done: Callable[[], object],
) -> list[Graded]:
    """Return the model's grades of scored answers, in order; failures are ungraded grades.

    Raises:
        UsageError: no model is set up.
    """
    llm = Llm(app, await asyncio.to_thread(chosen_endpoint, app))
    gate = asyncio.Semaphore(concurrency)

    async def grade(answer: ScoredAnswer) -> Graded:
        question = questions[answer.question_id]
        async with gate:
            offline = grade_text(app, question, answer.answer, question.asked_from)
            graded = Graded(answer, await llm.grade_text(question, answer.answer, offline))
        on_done()
        return graded

    return list(await asyncio.gather(*(grade(answer) for answer in answers)))


def keep_agreement(app: App, figures: Agreement) -> None:
    """Keep a model's agreement with people: within question where it is defined, else over all."""
    endpoint = chosen_endpoint(app)
    figure = figures.within_question_pearson
    kind = "within question" if figure is not None else "over all"
    figure = figure if figure is not None else figures.pearson
    words = f"r {figure:.2f} {kind} on {figures.n} answers, {app.clock.now()[:10]}"
    put_value(app.paths.state / FILE_NAME, f"{endpoint.host} {endpoint.model}", words)


def known_agreement(app: App, host: str, model: str) -> str:
    """Return the measured agreement of a model, or an empty text if nobody measured it here."""
    return str(read_flat(app.paths.state / FILE_NAME).get(f"{host} {model}", ""))
