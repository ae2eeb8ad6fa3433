"""Small questions to grade, and a short way to grade an answer to them."""

from typing import Any

import msgspec
from msgspec.structs import replace

from interview_coach.domain.grade import Grade
from interview_coach.domain.question import Question
from interview_coach.grading.offline import OfflineGrader
from interview_coach.grading.protocol import Answer, single

GRADER = OfflineGrader()
WHEN = "2026-11-20T10:00:00+00:00"


def point(name: str, weight: int, signals: list[str], say: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "label": name.title(),
        "text": say,
        "weight": weight,
        "signals": signals,
        "say": say,
        **more,
    }


TECHNICAL = msgspec.convert(
    {
        "id": "caching/price-stays-old",
        "status": "reviewed",
        "title": "The shop shows an old figure",
        "kind": "technical",
        "skills": ["caching"],
        "answer_seconds": 120,
        "prompt": "A shop changed a price at noon and some visitors still see the old figure hours later. "
        "The pages are fast and nobody touched the code. What do you look at, and how do you put it right?",
        "key_points": [
            point(
                "layers",
                3,
                [
                    "cache layer",
                    "cdn",
                    "browser cache",
                    "which cache answers",
                    "stale copy",
                    "check each layer",
                ],
                "I find out which cache answers: browser, CDN or the application, and where the stale copy sits.",
                must=True,
                expect_from="junior",
                advice="Name the layers that may hold a copy.",
            ),
            point(
                "headers",
                2,
                ["cache-control", "max-age", "etag", "response headers", "age header"],
                "I read the response headers with curl: max-age and the age header tell how long a copy lives.",
            ),
            point(
                "purge",
                3,
                ["purge", "invalidate on write", "delete the key", "evict", "clear the cache"],
                "On every write I invalidate the key, so that the next reader loads the new value.",
                must=True,
                advice="Say how the copy is thrown away when the value changes.",
            ),
            point(
                "ttl",
                2,
                ["short ttl", "expire", "time to live", "upper bound on staleness"],
                "A short TTL is the safety net, an upper bound on staleness when a purge gets lost.",
                expect_from="senior",
            ),
            point(
                "not-atomic",
                2,
                ["not atomic", "write and purge race", "old value written back", "never in one step"],
                "Write and purge are not atomic: a slow reader may put the old value back after the purge.",
                expect_from="staff",
            ),
        ],
        "misconceptions": [
            {
                "id": "restart",
                "text": "Restarts everything.",
                "penalty": 2,
                "signals": ["restart the server", "reboot everything"],
                "correction": "A restart empties one cache for a moment and hides the cause.",
            }
        ],
        "follow_ups": [
            {
                "id": "f-purge",
                "when": {"missing": "purge"},
                "prompt": "How does a copy get thrown away, do you evict anything?",
                "awards": ["purge"],
            },
            {
                "id": "f-ttl",
                "when": {"always": True},
                "prompt": "And if a purge gets lost?",
                "awards": ["ttl"],
            },
        ],
    },
    Question,
)

STORY = msgspec.convert(
    {
        "id": "ownership/my-mistake",
        "status": "reviewed",
        "title": "A mistake of yours",
        "kind": "behavioural",
        "format": "story",
        "skills": ["ownership"],
        "answer_seconds": 120,
        "prompt": "Tell me about a time when something you shipped went wrong. What did you do?",
        "key_points": [
            point("told", 2, ["I told", "I admitted", "right away"], "I told my lead right away.", must=True),
            point(
                "repaired", 2, ["rolled back", "I reverted", "I fixed"], "I rolled back within ten minutes."
            ),
            point("learned", 2, ["since then", "I learned"], "Since then I deploy behind a flag."),
        ],
    },
    Question,
)

STRONG = (
    "First I ask which cache answers. I read the response headers with curl, max-age says how long the CDN keeps "
    "its copy. Then I purge the key on each write. A short TTL is my safety net. Write and purge are not atomic, "
    "so a slow reader may write the old value back."
)
MODEL = replace(
    TECHNICAL,
    status="draft",
    key_points=(),
    misconceptions=(),
    follow_ups=(),
    model_answer="\n".join(p.say for p in TECHNICAL.key_points),
)


def grade(answer: str | Answer, question: Question = TECHNICAL) -> Grade:
    """Return the offline grade of a text, or of an answer with follow-ups."""
    given = answer if isinstance(answer, Answer) else single(answer)
    return GRADER.grade(question, given, seniority="mid", created_at=WHEN)


def verdicts(grade: Grade) -> dict[str, str]:
    """Return the verdict on each point by its id."""
    return {point.id: point.verdict for point in grade.key_points}
