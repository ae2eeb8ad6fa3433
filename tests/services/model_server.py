"""A model for tests above the LLM package: a real HTTP server whose verdicts are those of the offline grader."""

import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from fake_server import Behaviour, FakeServer, Received, say, slow
from judge_samples import asked_ids, claim, offline_grade, reply, sent_parts

from interview_coach.domain.question import Question
from interview_coach.grading.protocol import Answer
from interview_coach.llm.types import Request
from interview_coach.services.app import App


def model_for(questions: Sequence[Question], seconds: float = 0.0, **more: Any) -> FakeServer:
    """Return a server that grades answers to these questions; `more` replaces fields of its replies."""

    def answer(received: Received) -> Behaviour:
        content = json.dumps(_content(received, questions, more))
        return slow(say(content), seconds) if seconds else say(content)

    return FakeServer(answer)


def _content(received: Received, questions: Sequence[Question], more: dict[str, Any]) -> dict[str, Any]:
    messages = received.body["messages"]
    name = received.body.get("response_format", {}).get("json_schema", {}).get("name", "grade")
    if name == "follow_up":
        return {"question": "Could you tell me a little more about that part?"}
    if name == "clarify":
        return {"index": -1}
    if name == "rewrite":
        return {"text": "It was two of 40 buyers, and Zoltan said 99 percent."}
    if name == "discuss":
        return {"verdict": "met", "evidence": more.get("discuss_quote", ""), "why": "The words are there."}
    if name == "probe" or messages[0]["content"].startswith("You test"):
        return {"ready": True, "word": "ready"}
    request = cast(Request, SimpleNamespace(messages=messages))
    text = messages[1]["content"]
    question = next(q for q in questions if q.prompt.strip() in text)
    said = graded_by_offline(question, sent_parts(request), asked_ids(request))
    return {**said, "top_fix": "Say it in one sentence first.", **more}


def graded_by_offline(
    question: Question, parts: Sequence[str], asked: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return the reply of a model whose verdicts are those of the offline grader; `asked` of some points only."""
    grade = offline_grade(question, Answer(tuple(parts), (None, *("f" for _ in parts[1:]))))
    quotes = {v.id: (v.verdict, v.evidence[0].quote if v.evidence else "") for v in grade.key_points}
    ids = [v.id for v in grade.key_points] if asked is None else asked
    return reply([claim(i, quotes.get(i, ("missed", ""))[1], quotes.get(i, ("missed", ""))[0]) for i in ids])


def use_model(app: App, server: FakeServer, **settings: Any) -> None:
    """Set an app up for a server, with the person's consent."""
    values = {"grader": "llm", "provider": "custom", "base_url": server.url, "model": "judge-1"} | settings
    app.paths.config.mkdir(parents=True, exist_ok=True)
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    app.paths.config_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    from interview_coach.consent import agree

    agree(app.paths, f"127.0.0.1:{server.port}", "2026-11-20T10:00:00+00:00")
    app.forget_settings()
