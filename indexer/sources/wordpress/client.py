"""SiteClient: JSON from a site over HTTP, patiently and politely.

Requests and urllib3 repeat what fails for a while (429 and 5xx, with `Retry-After`, else with
back-off and jitter); an answer that breaks off or is no JSON is asked for again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential
from urllib3.util import Retry

from indexer.sources.source import SourceError

AGENT = "Bahith (search index of this site)"
CONNECT, READ, WHOLE = 10, 30, 120
"""Seconds: until a connection stands, between two pieces of an answer, for all of an answer."""

LARGEST = 64 << 20
"""Bytes of an answer."""

REPEATED = 6
BODIES = 3
"""How often a request is repeated that is refused for now, or whose answer is broken."""

LONGEST_WAIT = 120
"""Seconds that a site may ask us to wait."""

PAUSE = 0.1
"""Seconds between the beginnings of two requests, at least."""

FOR_NOW = (429, 500, 502, 503, 504)


class _BrokenError(Exception):
    """An answer broke off, took too long or is no JSON; another may be whole."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The status, the JSON, and of how many things in all it lists some."""

    status: int
    content: Any
    total: int


class SiteClient:
    """Asks one site. Every method raises SourceError, which names the address and the reason."""

    def __init__(self, pause: float = PAUSE, back_off: float = 0.5) -> None:
        self._pause = pause
        self._next = 0.0
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": AGENT, "Accept": "application/json"})
        self._session.max_redirects = 5
        retry = Retry(
            total=REPEATED,
            redirect=0,
            status_forcelist=FOR_NOW,
            allowed_methods={"GET"},
            backoff_factor=back_off,
            backoff_jitter=back_off,
            backoff_max=LONGEST_WAIT,
            retry_after_max=LONGEST_WAIT,
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))
        self._repeating = Retrying(
            retry=retry_if_exception_type(_BrokenError),
            stop=stop_after_attempt(BODIES),
            wait=wait_random_exponential(multiplier=back_off, max=10),
            reraise=True,
        )

    def get(self, url: str, parameters: Mapping[str, Any] | None = None) -> Answer:
        """An answer; one that is no success too, as WordPress says with it why."""
        try:
            return self._repeating(self._once, url, parameters or {})
        except _BrokenError as error:
            raise SourceError(f"{url}: {error}") from error
        except requests.TooManyRedirects as error:
            raise SourceError(f"{url}: it redirects in a circle") from error
        except requests.RequestException as error:
            raise SourceError(f"{url}: it cannot be reached: {_reason(error)}") from error

    def close(self) -> None:
        self._session.close()

    def _once(self, url: str, parameters: Mapping[str, Any]) -> Answer:
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self._pause
        with self._session.get(
            url, params=parameters, timeout=(CONNECT, READ), stream=True
        ) as answer:
            if _host(answer.url) != _host(url):
                raise SourceError(f"{url}: it redirects to another site, {_host(answer.url)}")
            content = _content(answer)
        try:
            total = answer.headers.get("X-WP-Total", "")
            return Answer(
                answer.status_code, json.loads(content), int(total) if total.isdecimal() else 0
            )
        except ValueError as error:
            if answer.status_code in FOR_NOW:
                raise SourceError(
                    f"{url}: it answers {answer.status_code}, again and again"
                ) from error
            kind = answer.headers.get("Content-Type", "nothing that it names").partition(";")[0]
            reason = f"it answers {answer.status_code} with {kind} that is no JSON"
            raise _BrokenError(reason) from error


def _content(answer: requests.Response) -> bytes:
    """What is answered, within the limits of time and size."""
    until = time.monotonic() + WHOLE
    content = bytearray()
    try:
        for piece in answer.iter_content(1 << 16):
            content += piece
            if len(content) > LARGEST:
                raise SourceError(f"{answer.url}: its answer is longer than {LARGEST >> 20} MiB")
            if time.monotonic() > until:
                raise _BrokenError(f"its answer takes longer than {WHOLE} seconds")
    except requests.RequestException as error:
        raise _BrokenError(f"its answer breaks off: {_reason(error)}") from error
    return bytes(content)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _reason(error: Exception) -> str:
    """The innermost reason, without the wrappings of the libraries."""
    while (inner := error.__context__ or getattr(error, "reason", None)) and isinstance(
        inner, Exception
    ):
        error = inner
    return " ".join(str(error).split())[:200] or type(error).__name__
