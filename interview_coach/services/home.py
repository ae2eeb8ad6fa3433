"""What the home screen shows: what would be asked next, what is unfinished, what was recently."""

from dataclasses import dataclass, field

from interview_coach.domain.history_filter import HistoryFilter
from interview_coach.domain.interview import InterviewSummary, Setup
from interview_coach.errors import CoachError
from interview_coach.interview.selection import Plan
from interview_coach.services.app import App
from interview_coach.services.endpoint import Destination, destination, endpoint_for_grading
from interview_coach.services.grading import run_pending_jobs
from interview_coach.services.sitting import plan_of

RECENT = 5


@dataclass(frozen=True)
class Home:
    """Everything on the home screen; `notices` are sentences about what does not work and why."""

    setup: Setup
    plan: Plan | None
    unfinished: InterviewSummary | None
    recent: tuple[InterviewSummary, ...]
    can_read: bool
    can_write: bool
    destination: Destination
    notices: tuple[str, ...] = field(default=())
    theme: str = ""

    @property
    def minutes(self) -> int:
        """About how long the next interview takes, by the suggested clocks."""
        chosen = self.plan.chosen if self.plan else ()
        return max(1, round(sum(c.question.think_seconds + c.question.answer_seconds for c in chosen) / 60))


def default_setup(app: App) -> Setup:
    """Return the setup that enter starts."""
    settings = app.settings
    return Setup(
        seniority=settings.seniority,
        kind=None if settings.kind == "mixed" else settings.kind,
        count=settings.count,
        mode=settings.mode,
        follow_ups=settings.follow_ups,
        grader="llm" if endpoint_for_grading(app) is not None else "offline",
    )


def home_of(app: App) -> Home:
    """Read what the home screen shows; every problem becomes a notice."""
    notices: list[str] = []
    can_write = True
    where, theme = Destination(), ""
    try:
        setup, theme = default_setup(app), app.settings.theme
        where = destination(app)
    except CoachError as error:
        notices.append(str(error))
        setup = Setup()
    try:
        run_pending_jobs(app)
    except CoachError as error:
        can_write = False
        notices.append(str(error))
    notices += [f"Left out of the bank: {problem}" for problem in app.bank.problems]
    can_read = False
    unfinished: InterviewSummary | None = None
    recent: tuple[InterviewSummary, ...] = ()
    plan: Plan | None = None
    try:
        unfinished = app.past.latest_unfinished()
        recent = tuple(app.past.summaries(HistoryFilter(begun=True), limit=RECENT))
        can_read = True
        plan = plan_of(app, setup)
    except CoachError as error:
        if str(error) not in notices:
            notices.append(str(error))
    return Home(
        setup=setup,
        plan=plan,
        unfinished=unfinished,
        recent=recent,
        can_read=can_read,
        can_write=can_write,
        destination=where,
        notices=tuple(notices),
        theme=theme,
    )
