"""What works, what does not, and why; nothing is sent unless a connection is to be tested."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from interview_coach import __version__
from interview_coach.errors import CoachError
from interview_coach.secrets import keyring_name, redact
from interview_coach.services.app import App
from interview_coach.services.endpoint import configured_endpoint, destination
from interview_coach.services.setting_up import (
    caps_sentence,
    cost_sentence,
    kept_keys,
    setting_lines,
    what_is_missing,
)
from interview_coach.text.clean import one_line

if TYPE_CHECKING:
    from interview_coach.llm.types import Endpoint

State = Literal["ok", "note", "problem"]
SMALLEST = (40, 12)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `hint` says what to do where it is not ok."""

    name: str
    state: State
    text: str
    hint: str = ""


def examine(app: App) -> list[Check]:
    """Look at everything that needs no network."""
    parts: tuple[tuple[str, Callable[[App], Iterator[Check]]], ...] = (
        ("program", _program),
        ("terminal", _terminal),
        ("database", _database),
        ("questions", _questions),
        ("settings", _settings),
        ("grader", _grader),
        ("keys", _keys),
        ("costs", _costs),
        ("where text goes", _where),
    )
    return [check for name, part in parts for check in _tried(name, part, app)]


def _tried(name: str, part: Callable[[App], Iterator[Check]], app: App) -> Iterator[Check]:
    """Yield the checks of one part; what it cannot do is a problem of its own."""
    try:
        yield from (_clean(check) for check in part(app))
    except CoachError as error:
        yield _clean(Check(name, "problem", error.message, error.hint))


def _clean(check: Check) -> Check:
    return Check(check.name, check.state, redact(one_line(check.text)), redact(one_line(check.hint)))


def _program(app: App) -> Iterator[Check]:
    text = f"Interview Coach {__version__}, Python {platform.python_version()} on {platform.system()}"
    yield Check("program", "ok", text)


def _terminal(app: App) -> Iterator[Check]:
    kind = os.environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or kind in ("", "dumb"):
        yield Check("terminal", "note", "No full terminal here, so interviews are held line by line.")
        return
    size = shutil.get_terminal_size()
    text = f"{kind}, {size.columns} by {size.lines}, {sys.stdout.encoding}"
    if size.columns < SMALLEST[0] or size.lines < SMALLEST[1]:
        yield Check("terminal", "problem", text, f"Make it at least {SMALLEST[0]} by {SMALLEST[1]}.")
    else:
        yield Check("terminal", "ok", text)


def _database(app: App) -> Iterator[Check]:
    path = app.paths.database
    if not path.exists():
        yield Check("database", "ok", f"{path} is made with the first interview.")
        return
    count = app.past.count()
    from interview_coach.store.revision import CURRENT

    size = path.stat().st_size / 1024
    yield Check("database", "ok", f"{path}: {count} interviews, revision {CURRENT.head}, {size:,.0f} KB")


def _questions(app: App) -> Iterator[Check]:
    bank = app.bank
    own = f", {len(bank.own)} of them your own" if bank.own else ""
    yield Check("questions", "ok", f"{len(bank.askable())} can be asked{own}")
    for problem in bank.problems:
        yield Check("questions", "problem", str(problem), "Mend the file; the others are used meanwhile.")


def _settings(app: App) -> Iterator[Check]:
    changed = [line for line in setting_lines(app) if line.origin != "default"]
    listed = ", ".join(f"{line.name} = {line.shown} [{line.origin}]" for line in changed)
    yield Check("settings", "ok", listed or "All are as they come.")


def _grader(app: App) -> Iterator[Check]:
    if app.settings.grader == "offline":
        yield Check("grader", "ok", "The offline grader; it needs no key and no network.")
        return
    endpoint = configured_endpoint(app)
    missing = what_is_missing(app)
    if endpoint is None:
        yield Check("grader", "problem", "The LLM grader is chosen and no model is set up.", missing)
        return
    text = f"{endpoint.model} at {endpoint.base_url} ({endpoint.provider})"
    if missing:
        yield Check("grader", "problem", f"{text} is chosen and not used yet.", missing)
    else:
        yield Check("grader", "ok", f"{text}. {cost_sentence(app, endpoint)}")
    if endpoint.base_url.startswith("http:") and not endpoint.is_local:
        yield Check("grader", "note", f"What goes to {endpoint.host} is not encrypted.", "Use https.")


def _keys(app: App) -> Iterator[Check]:
    ring = keyring_name()
    kept = ", ".join(f"{name} [{where}]" for name, where in kept_keys(app).items()) or "none"
    place = f"keyring ({ring})" if ring else "private file, as no keyring answers"
    yield Check("keys", "ok", f"{kept}; new ones go to the {place}")


def _costs(app: App) -> Iterator[Check]:
    from interview_coach.llm.budget import dollars

    spent = app.past.spent(app.clock.now()[:7] + "-01")
    unpriced = f" and {spent.unpriced_calls} calls of unknown price" if spent.unpriced_calls else ""
    known = len(app.prices.table)
    text = f"{dollars(spent.cost_usd)}{unpriced} this month. {caps_sentence(app)} {known} prices are known."
    yield Check("costs", "ok", text)


def _where(app: App) -> Iterator[Check]:
    yield Check("where text goes", "ok", destination(app).sentence)


async def connect(app: App) -> list[Check]:
    """Test the connection to the model that is set up, and look for models on this machine."""
    from interview_coach.llm.probe import find_local

    checks: list[Check] = []
    try:
        endpoint = configured_endpoint(app)
        if endpoint is None:
            checks.append(Check("connection", "note", "No model is set up, so there is none to test."))
        elif app.offline and not endpoint.is_local:
            checks.append(Check("connection", "note", f"Offline is set, so {endpoint.host} was not tried."))
        else:
            checks.append(await _probe(app, endpoint))
    except CoachError as error:
        checks.append(Check("connection", "problem", error.message, error.hint))
    for found in await find_local():
        text = f"{found.provider} answers at {found.base_url}" + (f" with {found.model}" * bool(found.model))
        hint = f"To use it: interview-coach config set provider {found.provider}"
        checks.append(Check("on this machine", "note", text, hint))
    return [_clean(check) for check in checks]


async def _probe(app: App, endpoint: "Endpoint") -> Check:
    from interview_coach.llm.probe import probe

    result = await probe(endpoint, app.memory)
    if not result.ok:
        return Check("connection", "problem", result.message)
    abilities = (
        f"replies as {result.rung}",
        "streams" if result.streaming else "does not stream",
        "counts tokens" if result.usage_reported else "does not count tokens",
        f"{result.latency_seconds:.1f} s",
    )
    return Check("connection", "ok", f"{result.message} {result.model}: {', '.join(abilities)}")
