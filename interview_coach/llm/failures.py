"""What went wrong, in words for the person and in facts for the next try: statuses, error bodies, exceptions."""

import math
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from interview_coach.llm.parse import decoded
from interview_coach.llm.types import Endpoint, LlmError, Reason
from interview_coach.text.clean import clean, one_line

MAX_QUOTED = 200
"""Characters of a server's own words that are shown."""
LONGEST_WAIT = 30.0
"""Seconds that a server may ask us to wait."""
_SHORTEST_SECRET = 8
_SHORTEST_IN_REPLIES = 16
"""Shorter keys are names like "lm-studio", which a reply may well use as a word."""
_LONGEST_DETAIL = 4000

_SECRETS = re.compile(r"(?i)bearer\s+\S+|\b(?:sk|gsk|key|pk|rk)[-_][\w*.-]{8,}|AIza[\w-]{20,}")
_QUOTA = re.compile(
    r"insufficient_quota|billing_hard_limit|billing_not_active|insufficient (?:credit|balance)"
)
_TOO_MANY = re.compile(r"rate[_ ]limit|insufficient_quota|too many requests")
_TOO_LONG = re.compile(
    r"context_length_exceeded|context[ _](?:length|window|size)|prompt is too long|request too large"
    r"|(?:prompt|input|messages).{0,40}too (?:long|many tokens)|exceeds? the (?:maximum|available) .{0,20}tokens"
)
_FILTERED = re.compile(r"content[_ ]filter|content_policy|responsibleaipolicy|content management policy")
_BAD_KEY = re.compile(r"api[_ ]?key[_ ](?:not valid|invalid)|invalid[_ ]api[_ ]?key|incorrect api key")
_NO_MODEL = re.compile(r"model[_ ](?:not[_ ]found|\S{1,80} (?:does not exist|not found))|deploymentnotfound")
_NO_PROVIDER_FITS = re.compile(
    r"no (?:allowed )?(?:endpoints|providers).{0,60}(?:parameter|response_format|support)"
)


@dataclass(frozen=True)
class Failure:
    """One attempt that brought no usable reply.

    Attributes:
        reason: its kind.
        message: one sentence for the person, without secrets.
        hint: what to do, or empty.
        retryable: whether the same request may work in a moment.
        wait: seconds the server asks to wait; infinite when that is absurd or too long; None when it says nothing.
        status: the HTTP status, 0 when there is none.
        detail: the server's words in lower case, for finding the fields it names.
        named: fields that the server names as the cause.
    """

    reason: Reason
    message: str
    hint: str = ""
    retryable: bool = False
    wait: float | None = None
    status: int = 0
    detail: str = field(default="", repr=False)
    named: tuple[str, ...] = ()

    def error(self) -> LlmError:
        """Return this as what is raised."""
        return LlmError(self.reason, self.message, self.hint)


def without_secrets(text: str, endpoint: Endpoint) -> str:
    """Return a text without the endpoint's key and without anything that looks like a key."""
    if len(endpoint.api_key) >= _SHORTEST_SECRET:
        text = text.replace(endpoint.api_key, "[key]")
    return _SECRETS.sub("[key]", text)


def without_key(text: str, endpoint: Endpoint) -> str:
    """Return a model's words without the key: a server that sends it back does not get it stored or shown."""
    key = endpoint.api_key
    return text.replace(key, "[key]") if len(key) >= _SHORTEST_IN_REPLIES else text


def quoted(text: str, endpoint: Endpoint) -> str:
    """Return a server's words for showing: on one line, without secrets, at most 200 characters."""
    text = without_secrets(one_line(clean(text[:_LONGEST_DETAIL])), endpoint)
    return text if len(text) <= MAX_QUOTED else text[: MAX_QUOTED - 1] + "\u2026"


def retry_after(value: str | None, now: float) -> float | None:
    """Return how many seconds a Retry-After header asks for; infinite when absurd or over 30 s; None without one.

    Args:
        value: the header, seconds or an HTTP date (RFC 9110, section 10.2.3).
        now: seconds since 1970.
    """
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = max(0.0, parsedate_to_datetime(value).timestamp() - now)
        except (ValueError, TypeError, OverflowError):
            return math.inf
    return seconds if 0 <= seconds <= LONGEST_WAIT else math.inf


def of_status(
    status: int, body: bytes, headers: Mapping[str, str], endpoint: Endpoint, now: float
) -> Failure:
    """Return what an HTTP status other than success means."""
    error = _error_in(body)
    detail = _detail(error, body)
    said = quoted(_message(error), endpoint)
    return _of_code(
        status, detail, said, _named(error), retry_after(headers.get("retry-after"), now), endpoint
    )


def of_error_object(error: object, endpoint: Endpoint) -> Failure:
    """Return what an error object within a successful reply or a stream means."""
    detail = _detail(error, b"")
    code = str(error.get("code")) if isinstance(error, dict) else ""
    status = int(code) if re.fullmatch("[45][0-9][0-9]", code) else 429 if _TOO_MANY.search(detail) else 500
    return _of_code(status, detail, quoted(_message(error), endpoint), _named(error), None, endpoint)


def of_exception(error: BaseException, endpoint: Endpoint) -> Failure:
    """Return what an exception of the connection means; its own words are not shown, they may hold the key."""
    host = endpoint.host
    chain = _chain(error)
    names = {type(link).__name__ for link in chain}
    if any(isinstance(link, ssl.SSLCertVerificationError) for link in chain):
        return Failure(
            "network", f"The certificate of {host} could not be verified.", "Check the address and the clock."
        )
    if any(isinstance(link, socket.gaierror) for link in chain):
        return Failure(
            "network", f"The name of {host} was not found.", "Check the address and the network.", True
        )
    if "ConnectTimeout" in names:
        return Failure(
            "timeout", f"{host} could not be reached in time.", "Check the network or try again.", True
        )
    if any("Timeout" in name for name in names):
        return Failure("timeout", f"{host} took too long to answer.", "Try again, or a faster model.", True)
    if any(isinstance(link, ConnectionRefusedError) for link in chain) or "ConnectError" in names:
        hint = "Start the model's server." if endpoint.is_local else "Check the address and the network."
        if any(isinstance(link, ssl.SSLError) for link in chain):
            return Failure("network", f"No secure connection to {host} could be made.", hint, True)
        return Failure("network", f"Nothing answers at {host}.", hint, True)
    return Failure("network", f"The connection to {host} broke.", "Try again.", True)


def _chain(error: BaseException) -> list[BaseException]:
    """Return an exception and all it came from, groups included."""
    found: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        link = todo.pop()
        if link is None or link in found:
            continue
        found.append(link)
        todo += [link.__cause__, link.__context__]
        if isinstance(link, BaseExceptionGroup):
            todo += link.exceptions
    return found


def _of_code(
    status: int, detail: str, said: str, named: tuple[str, ...], wait: float | None, endpoint: Endpoint
) -> Failure:
    host = endpoint.host
    words = f" It says: {said}" if said else ""

    def failure(reason: Reason, message: str, hint: str = "", *, retryable: bool = False) -> Failure:
        return Failure(reason, message, hint, retryable, wait, status, detail, named)

    if status < 400:
        return failure("bad_request", f"{host} sends us elsewhere; text goes only where you agreed to.")
    if status == 401 or (status in (400, 403) and _BAD_KEY.search(detail)):
        return failure("auth", f"{host} did not accept the key.", "Check the key and the provider.")
    if status == 402 or (status in (403, 429) and _QUOTA.search(detail)):
        return failure("quota", f"The account at {host} has no credit left.", "Check its billing page.")
    if _FILTERED.search(detail) and status in (400, 403, 422):
        return failure("filtered", f"The content filter of {host} stopped the request.")
    if status == 403:
        return failure("auth", f"{host} does not allow this with your key.{words}", "Check its permissions.")
    if status in (404, 405) and not _NO_PROVIDER_FITS.search(detail):
        hint = "Check the model's name and the base URL, which usually ends in /v1."
        return failure("not_found", f"{host} does not know '{endpoint.model}' or the address.{words}", hint)
    if status == 413 or (status in (400, 422, 500) and _TOO_LONG.search(detail)):
        return failure("too_large", f"The request is too long for this model.{words}")
    if status in (400, 422) and _NO_MODEL.search(detail):
        return failure(
            "not_found", f"{host} does not know '{endpoint.model}'.{words}", "Check the model's name."
        )
    if status == 408:
        return failure("timeout", f"{host} took too long to answer.", "Try again.", retryable=True)
    if status == 429:
        return failure(
            "rate_limit", f"{host} asks for fewer requests.{words}", "Wait a little.", retryable=True
        )
    if status >= 500 or status in (409, 425):
        return failure(
            "server", f"{host} has a problem ({status}).{words}", "Try again later.", retryable=True
        )
    return failure("bad_request", f"{host} did not accept the request ({status}).{words}")


def _error_in(body: bytes) -> object:
    """Return the error object of a body: as OpenAI sends it, in an array, as a text, or the whole body."""
    try:
        value = decoded(body)
    except ValueError:
        return None
    if isinstance(value, list) and value:
        value = value[0]
    return value.get("error", value) if isinstance(value, dict) else value


def _message(error: object) -> str:
    if isinstance(error, str):
        return error
    if isinstance(error, dict):
        for name in ("message", "msg", "detail", "error", "error_description"):
            if isinstance(found := error.get(name), str):
                return found
        if isinstance(details := error.get("detail"), list) and details:
            return _message(details[0])
    return ""


def _detail(error: object, body: bytes) -> str:
    """Return everything the server said in lower case, so that the fields it names can be looked for."""
    text = _message(error)
    if isinstance(error, dict):
        text += " " + " ".join(
            str(error.get(name) or "") for name in ("code", "type", "status", "innererror")
        )
    if not text.strip() and not body.lstrip().startswith(b"<"):
        text = body[:_LONGEST_DETAIL].decode("utf-8", "replace")
    return text[:_LONGEST_DETAIL].lower()


def _named(error: object) -> tuple[str, ...]:
    """Return the fields that an error names in its own fields: `param`, or the `loc` of each validation error."""
    if not isinstance(error, dict):
        return ()
    found: list[Any] = [error.get("param")]
    details = error.get("detail")
    for item in details if isinstance(details, list) else []:
        if isinstance(item, dict) and isinstance(item.get("loc"), list):
            found += item["loc"]
    return tuple(
        name.split(".")[0].split("[")[0] for name in found if isinstance(name, str) and name != "body"
    )
