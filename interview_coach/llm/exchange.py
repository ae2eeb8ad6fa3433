"""One request and its reply, or why there is none. Imports the SDK: see client.py."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any, cast

import anyio
import httpx2
from openai import APIStatusError, AsyncOpenAI, OpenAIError

from interview_coach.llm.client import ReplyTooLargeError, UnreadableEncodingError
from interview_coach.llm.failures import Failure, of_exception, of_status, without_key
from interview_coach.llm.reading import Message, Reader, too_large
from interview_coach.llm.types import Endpoint
from interview_coach.text.clean import clean

_BROKEN = (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError)
SHOW_EVERY = 0.05
"""Seconds between two looks at the growing text: more often nobody sees, and it costs."""


async def exchange(
    client: AsyncOpenAI,
    endpoint: Endpoint,
    body: Mapping[str, Any],
    on_text: Callable[[str], None] | None = None,
) -> Message | Failure:
    """Send one request and read its reply.

    Args:
        client: what sends.
        endpoint: where to, for the words of failures.
        body: the JSON of the request.
        on_text: gets the growing text; an error in it ends the showing, not the request.
    """
    rest = {name: value for name, value in body.items() if name not in ("model", "messages")}
    request = client.chat.completions.with_streaming_response.create(
        model=body["model"], messages=cast(Any, body["messages"]), extra_body=rest
    )
    reader = Reader(endpoint)
    shown = _Shown(on_text)
    try:
        async with request as response:
            async for piece in response.iter_bytes():
                reader.feed(piece)
                shown.update(reader)
                if reader.finished:
                    break
        message = reader.end()
    except APIStatusError as error:
        # The body was read, bounded, when the error was made; only a broken one is missing.
        content = b""
        with contextlib.suppress(httpx2.StreamError):
            content = error.response.content
        return of_status(error.status_code, content, error.response.headers, endpoint, time.time())
    except ReplyTooLargeError:
        return too_large(endpoint)
    except UnreadableEncodingError:
        return Failure(
            "bad_reply", f"The reply from {endpoint.host} is compressed in an unknown way.", "", True
        )
    except (*_BROKEN, OpenAIError, httpx2.HTTPError, httpx2.StreamError, ssl.SSLError, OSError) as error:
        return of_exception(error, endpoint)
    except (httpx2.InvalidURL, UnicodeError):
        return Failure(
            "bad_request", f"The request to {endpoint.host} could not be written.", "Check the settings."
        )
    return message


class _Shown:
    """Hands the growing text on, cleaned, and not too often."""

    def __init__(self, on_text: Callable[[str], None] | None) -> None:
        self._on_text = on_text
        self._length = 0
        self._next = 0.0

    def update(self, reader: Reader) -> None:
        """Show what came; the end is not shown, as the whole message is there then."""
        if self._on_text is None or reader.length == self._length:
            return
        now = asyncio.get_running_loop().time()
        if now < self._next:
            return
        self._length, self._next = reader.length, now + SHOW_EVERY
        try:
            self._on_text(clean(without_key(reader.text_so_far, reader.endpoint)))
        except Exception:
            self._on_text = None
