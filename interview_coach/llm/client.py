"""The client that really sends: the SDK's, over a transport that says less and reads less than usual.

Imports the SDK, which takes a while: imported only in a thread, when the first request is made.
"""

import asyncio
import logging
import os
import ssl
import zlib
from collections.abc import AsyncIterator
from functools import lru_cache
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2
from openai import AsyncAzureOpenAI, AsyncOpenAI

from interview_coach.llm.limits import MAX_BODY, MAX_STREAM, Deadlines
from interview_coach.llm.types import Endpoint

# A variable of the environment makes the SDK write requests and the headers of replies to the terminal, and asyncio
# writes what failed and with which words: answers, keys that a server sent back. The terminal is the person's.
logging.disable(logging.CRITICAL)

_SENT_HEADERS = frozenset(
    {"host", "accept", "content-type", "content-length", "transfer-encoding", "connection", "authorization"}
    | {"api-key"}
)
"""All that goes along with a request; the SDK would add details of this machine and of other accounts."""
_PIECE = 64 * 1024
_DUMMY_KEY = "none"


class ReplyTooLargeError(Exception):
    """The reply is longer than is ever read."""


class UnreadableEncodingError(Exception):
    """The reply is compressed in a way that was not asked for, or badly."""


class _Bounded(httpx2.AsyncByteStream):
    """A body that is decompressed piece by piece and never read beyond its limit."""

    def __init__(self, inner: httpx2.AsyncByteStream, encoding: str, limit: int) -> None:
        self._inner = inner
        self._left = limit
        # 47 = window of 32 KB, header of gzip or zlib recognised (zlib manual, inflateInit2)
        self._unpack = None if encoding in ("", "identity") else zlib.decompressobj(47)
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise UnreadableEncodingError

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            for part in self._unpacked(piece):
                self._left -= len(part)
                if self._left < 0:
                    raise ReplyTooLargeError
                yield part

    def _unpacked(self, piece: bytes) -> list[bytes]:
        if self._unpack is None:
            return [piece]
        parts = []
        unread = self._left
        try:
            while piece and unread >= 0:
                parts.append(self._unpack.decompress(piece, _PIECE))
                unread -= len(parts[-1])
                piece = self._unpack.unconsumed_tail
        except zlib.error:
            raise UnreadableEncodingError from None
        return parts

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Transport(httpx2.AsyncHTTPTransport):
    """Sends only the headers that are needed and bounds what comes back."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        headers = [(name, value) for name, value in request.headers.items() if name.lower() in _SENT_HEADERS]
        headers += [("accept-encoding", "identity"), ("user-agent", "interview-coach")]
        plain = httpx2.Request(
            request.method, request.url, headers=headers, stream=request.stream, extensions=request.extensions
        )
        response = await super().handle_async_request(plain)
        stream = response.stream
        if not isinstance(stream, httpx2.AsyncByteStream):
            raise UnreadableEncodingError
        kind = response.headers.get("content-type", "").lower()
        encoding = response.headers.get("content-encoding", "").strip().lower()
        limit = MAX_STREAM if "event-stream" in kind else MAX_BODY
        kept = [(name, value) for name, value in response.headers.multi_items() if name != "content-encoding"]
        return httpx2.Response(
            response.status_code,
            headers=kept,
            stream=_Bounded(stream, encoding, limit),
            extensions=response.extensions,
        )


def _proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for an address."""
    parts = urlsplit(url)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


@lru_cache(maxsize=2)
def _certificates(file: str | None, folder: str | None, trust_env: bool) -> ssl.SSLContext:
    """Return whom to trust; reading the certificates takes longer than all else a request needs, so it is kept."""
    return httpx2.create_ssl_context(trust_env=trust_env)


def _trusted(endpoint: Endpoint) -> ssl.SSLContext:
    """Return whom to trust on the way to an endpoint: nobody where nothing is encrypted."""
    if urlsplit(endpoint.base_url).scheme == "http":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    variables = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    return _certificates(*variables, trust_env=not endpoint.is_local)


def open_http(endpoint: Endpoint, deadlines: Deadlines) -> httpx2.AsyncClient:
    """Return an HTTP client for one endpoint: follows no redirect, and uses no proxy for this machine.

    Raises:
        ImportError, ValueError, OSError: the proxy or the certificates that the environment names cannot be used.
    """
    proxy = None if endpoint.is_local else _proxy_for(endpoint.base_url)
    try:
        transport = _Transport(verify=_trusted(endpoint), proxy=proxy)
    except httpx2.InvalidURL:
        raise ValueError("the address of the proxy") from None
    return httpx2.AsyncClient(
        transport=transport,
        timeout=httpx2.Timeout(deadlines.read, connect=deadlines.connect),
        follow_redirects=False,
        trust_env=False,
    )


def open_client(endpoint: Endpoint, deadlines: Deadlines) -> AsyncOpenAI:
    """Return a client for one endpoint that makes every request once, within the deadlines."""
    key = endpoint.api_key or _DUMMY_KEY
    http = open_http(endpoint, deadlines)
    if endpoint.provider != "azure" or not endpoint.api_version:
        # Given as a header too, so that a variable of the environment cannot put another in its place.
        return AsyncOpenAI(
            api_key=key,
            base_url=endpoint.base_url,
            max_retries=0,
            default_headers={"Authorization": f"Bearer {key}"},
            timeout=http.timeout,
            http_client=http,
        )
    if urlsplit(endpoint.base_url).path.strip("/"):
        return AsyncAzureOpenAI(
            api_key=key,
            api_version=endpoint.api_version,
            base_url=endpoint.base_url,
            max_retries=0,
            default_headers={"api-key": key},
            timeout=http.timeout,
            http_client=http,
        )
    return AsyncAzureOpenAI(
        api_key=key,
        api_version=endpoint.api_version,
        azure_endpoint=endpoint.base_url,
        max_retries=0,
        default_headers={"api-key": key},
        timeout=http.timeout,
        http_client=http,
    )


async def fetch(endpoint: Endpoint, path: str, seconds: float) -> bytes | None:
    """Return what an endpoint says at a path within some seconds, or None."""
    try:
        async with asyncio.timeout(2 * seconds), open_http(endpoint, Deadlines(seconds, seconds)) as http:
            response = await http.get(f"{endpoint.base_url}/{path}")
            return response.content if response.status_code == 200 else None
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ReplyTooLargeError, UnreadableEncodingError):
        return None
