"""Past interviews: what to do next after one."""

from interview_coach.domain.improvement import Improvement
from interview_coach.domain.interview import Interview
from interview_coach.domain.question import Skill
from interview_coach.interview.improve import improve
from interview_coach.services.app import App


def improvement_of(app: App, interview: Interview) -> Improvement:
    """Return what to do next after an interview."""
    skills = app.bank.skills

    def skill(skill_id: str) -> Skill | None:
        return skills.get(skill_id)

    return improve(interview, app.bank.askable(), skill)
