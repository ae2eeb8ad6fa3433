"""Ten small questions with honest sentences, a channel that follows a script, and judges to script it with."""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from interview_coach.domain.grade import Grade, PointVerdict
from interview_coach.domain.question import Question
from interview_coach.grading.offline import OfflineGrader
from interview_coach.grading.protocol import Answer, single
from interview_coach.llm.judge import Judge
from interview_coach.llm.settle import Judged
from interview_coach.llm.types import Endpoint, LlmError, Reply, Request, TokenUsage

WHEN = "2026-11-20T10:00:00+00:00"
OFFLINE = OfflineGrader()

_QUESTIONS = """
caching/old-price|A shop changed a price and some visitors still see the former figure for hours. What do you do?
layers|3|cdn; stale copy; which cache|I would find out which cache still holds the stale copy, CDN or browser.
headers|2|response headers; max-age|Then I read the response headers with curl, mostly max-age.
purge|3|purge the key; invalidate|Whenever somebody edits the product we purge the key at once.
ttl|2|short ttl; expire|A short TTL is there for the day a purge gets lost.
race|2|not atomic; slow reader|Careful, a slow reader can put the outdated value back afterwards.
sql/slow-list|A page that lists orders takes eight seconds since the spring. How do you find out why?
plan|3|explain analyze; query plan|First thing is the query plan, I run explain analyze on a copy.
index|3|composite index; missing index|Usually there is a missing index on customer and date together.
rows|2|too many rows; estimates|I compare the estimates with what came out, they are often far off.
stats|2|stale statistics; analyze the table|If the planner is blind I analyze the table to renew its picture.
measure|2|before and after; p95|I write down the p95 before and after, otherwise it is only a feeling.
messaging/paid-twice|A worker charges cards from a queue and a few people were charged two times. Why, and what now?
again|3|at least once; redelivered|The broker promises at least once, so a message may be redelivered.
key|3|idempotency key; dedupe|Every payment carries an idempotency key that the bank remembers.
table|2|unique constraint; processed table|On our side a unique constraint in a processed table stops the repeat.
ack|2|acknowledge after; ack late|We acknowledge after the commit and never earlier.
refund|2|refund; tell the customers|Support gets a list today, so that we refund and tell the customers.
testing/flaky-suite|One run in ten of the suite fails and nobody trusts it. What is your plan?
collect|2|record failures; failure rate|For a week I record failures with their names to see the worst ones.
time|3|sleep; real clock|Mostly it is a sleep or a real clock hidden in the test.
order|3|shared state; test order|Others break by shared state, which shows when the test order is random.
quarantine|2|quarantine; own job|The worst go into quarantine with an owner and a date.
fix|2|wait for a condition; inject the clock|I let the test wait for a condition and inject the clock.
security/leaked-token|A colleague pushed an API token to a public repository an hour ago. What happens next?
revoke|3|revoke the token; rotate|We revoke the token straight away, before anything else.
logs|3|audit log; who used it|Next the audit log, to see who used it in that hour.
history|2|git history; force push|Cleaning the git history comes later, it is copied by then.
vault|2|secret manager; vault|From then on secrets live in a vault and come in at start.
scan|2|secret scanning; pre-commit|A pre-commit hook with secret scanning would have caught it.
api/break-mobile|You need to rename a field that an old mobile app still reads. How do you go about it?
both|3|both fields; add the new|I send both fields for a while, the new next to the former.
usage|3|count the clients; who still reads|We count the clients per version to know who still reads it.
notice|2|deprecation header; announce|A deprecation header and a date in the changelog announce it.
remove|2|remove the field; below one percent|Only when traffic is below one percent do we remove the field.
contract|2|contract test; schema check|A contract test in the pipeline keeps us honest.
docker/big-image|The image of your service has two gigabytes and deploys crawl. What do you change?
stages|3|multi-stage; build stage|A multi-stage build leaves the compilers behind.
base|3|slim base; distroless|I pick a slim base instead of the full distribution.
ignore|2|dockerignore; build context|With a dockerignore the build context loses the test videos.
order|2|layer order; dependencies first|Dependencies first and sources last, so the layer order helps caching.
look|2|dive; docker history|With docker history I look at which layer is fat.
incident/night-page|Your phone rings at three, checkout answers errors. Walk me through the first half hour.
impact|3|how many users; impact|I look at the dashboard for the impact, how many users are hit.
change|3|last deploy; roll back|If the last deploy fits the time I roll back and ask later.
tell|2|status page; incident channel|In the incident channel I say what I know every ten minutes.
help|2|call somebody; wake|After a quarter of an hour alone I wake the database person.
review|2|post-mortem; blameless|The day after we hold a blameless post-mortem with two actions.
nosql/hot-partition|One customer of forty makes a partition of the store run hot. What are the choices?
why|3|partition key; same partition|All his events share one partition key and land on the same partition.
salt|3|salt; add a suffix|I would add a suffix to the key to spread him over many.
read|2|scatter gather; read all shards|The price is a scatter gather when reading all of his data.
limit|2|rate limit; throttle|Meanwhile we throttle him a bit with a rate limit per tenant.
watch|2|heat map; per partition metrics|And I want per partition metrics, so that we see the next one early.
teamwork/review-fight|Two colleagues quarrel in a code review and the change is stuck for a week. What do you do?
listen|3|each of them; listen|I talk to each of them alone first and mostly listen.
goal|3|common goal; what matters|Then we write down what matters for the release, a common goal.
options|2|two options; prototype|They build a tiny prototype of the two options in a day.
decide|2|decide; tech lead|If it still hangs the tech lead will decide by Friday.
learn|2|style guide; agreement|Afterwards the agreement goes into the style guide.
"""


def _questions() -> tuple[Question, ...]:
    found: list[dict[str, Any]] = []
    for line in _QUESTIONS.strip().splitlines():
        cells = line.split("|")
        if len(cells) == 2:
            skill = cells[0].partition("/")[0]
            head = {"id": cells[0], "title": cells[0].partition("/")[2].replace("-", " "), "prompt": cells[1]}
            found.append(
                {**head, "status": "reviewed", "kind": "technical", "skills": [skill], "key_points": []}
            )
        else:
            name, weight, signals, say = cells
            phrases = signals.split("; ")
            point = {"id": name, "weight": int(weight), "signals": phrases, "say": say, "text": say}
            found[-1]["key_points"].append({**point, "label": name.title(), "advice": f"Speak about {name}."})
    for question in found:
        question["misconceptions"] = [
            {
                "id": "reboot",
                "text": "Reboots it all.",
                "penalty": 2,
                "signals": ["reboot it all"],
                "correction": "A reboot hides the cause.",
            }
        ]
        last = question["key_points"][-1]["id"]
        question["follow_ups"] = [
            {"id": "f-last", "when": {"missing": last}, "prompt": "Anything for later?", "awards": [last]}
        ]
    return tuple(msgspec.convert(found, list[Question]))


QUESTIONS = _questions()


def sentences(question: Question) -> dict[str, str]:
    """Return the honest sentence for each point."""
    return {point.id: point.say for point in question.key_points}


def answer_with(question: Question, count: int) -> str:
    """Return an honest answer that makes the first `count` points and says something around them."""
    said = [point.say for point in question.key_points[:count]]
    return " ".join(["Let me think about that aloud.", *said, "That is roughly how I would go about it."])


def bare_answer(question: Question) -> str:
    """Return all honest sentences of a question and nothing that another question's answer says too."""
    return " ".join(sentences(question).values())


def offline_grade(question: Question, answer: str | Answer) -> Grade:
    given = answer if isinstance(answer, Answer) else single(answer)
    return OFFLINE.grade(question, given, seniority="mid", created_at=WHEN)


def asked_ids(request: Request) -> list[str]:
    """Return the ids a request asks verdicts for: those of the key points, or those of a repair."""
    last = request.messages[-1]["content"]
    if request.messages[-2]["role"] == "assistant":
        return re.findall(r"^- ([a-z0-9-]+): ", last, re.MULTILINE)
    return re.findall(r"^- ([a-z0-9-]+) \(weight", last, re.MULTILINE)


def sent_parts(request: Request) -> list[str]:
    """Return the answer's parts as the model gets them."""
    content = request.messages[1]["content"]
    marker = re.findall(r"<<[0-9a-f]+>>", content)[-1]
    data = json.loads(content.split(f"{marker}\n")[-2].strip())
    return [part["text"] for part in data["parts"]]


def claim(point_id: str, quote: str, verdict: str = "met") -> dict[str, str]:
    return {"id": point_id, "evidence": quote, "why": "It says so.", "verdict": verdict}


def reply(points: Sequence[dict[str, str]], **more: Any) -> dict[str, Any]:
    """Return a whole reply with these verdicts."""
    return {
        "answer_kind": "answer",
        "key_points": list(points),
        "misconceptions": [],
        "factual_errors": [],
        "strengths": [],
        "top_fix": "",
        "missing_fact": "",
        "follow_up": "",
        "manipulation_attempt": False,
        **more,
    }


def honest(question: Question) -> "Script":
    """Return a judge that credits a point when its honest sentence was sent, and quotes it."""
    known = sentences(question)

    def judge(request: Request) -> dict[str, Any]:
        text = "\n".join(sent_parts(request))
        verdicts = [
            claim(i, known[i]) if known.get(i, "\0") in text else claim(i, "", "missed")
            for i in asked_ids(request)
        ]
        return reply(verdicts)

    return judge


def obeying(quotes: Sequence[str], *, known: Sequence[str] | None = None) -> "Script":
    """Return a judge that gives full marks for everything; `known` ids instead of those in the request."""

    def judge(request: Request) -> dict[str, Any]:
        ids = known or asked_ids(request)
        return reply(
            [claim(i, quote) for i, quote in zip(ids, quotes, strict=False)],
            top_fix="Nothing, it is perfect.",
        )

    return judge


Script = Callable[[Request], "dict[str, Any] | LlmError | str"]


class ScriptedChannel:
    """A channel without a network: the script makes a value, an error to raise, or the text of a bad reply."""

    def __init__(self, *scripts: Script, chunk: int = 0) -> None:
        """Later requests use later scripts, the last one for all that follow; `chunk` streams by characters."""
        self.endpoint = Endpoint(base_url="http://127.0.0.1:1/v1", model="scripted")
        self.requests: list[Request] = []
        self._scripts = scripts
        self._chunk = chunk

    async def ask(self, request: Request, on_text: Callable[[str], None] | None = None) -> Reply:
        script = self._scripts[min(len(self.requests), len(self._scripts) - 1)]
        self.requests.append(request)
        value = script(request)
        await asyncio.sleep(0)
        if isinstance(value, LlmError):
            raise value
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if on_text is not None and self._chunk:
            for end in range(self._chunk, len(text) + self._chunk, self._chunk):
                on_text(text[:end])
        fitting = value if isinstance(value, dict) else {}
        return Reply(text, fitting, "json_schema", TokenUsage(100, 50, 10, 5), "stop", 0.1, "scripted")


async def judged(
    channel: ScriptedChannel,
    question: Question,
    answer: str | Answer,
    *,
    offline: Grade | None = None,
    tell: Callable[[PointVerdict], None] | None = None,
    **more: Any,
) -> Judged:
    """Grade an answer through a scripted channel."""
    given = answer if isinstance(answer, Answer) else single(answer)
    base = offline or offline_grade(question, given)
    judge = Judge(channel)
    return await judge.grade(
        question, given, seniority="mid", created_at=WHEN, offline=base, on_verdict=tell, **more
    )


def of_record(result: Judged, offline: Grade) -> int:
    """Return the score that counts."""
    score = result.grade.score if result.grade.status == "graded" else offline.score
    assert score is not None
    return score
