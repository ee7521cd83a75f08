"""An HTTP client that requests JSON from a site, with retries and pauses.

Requests and urllib3 repeat requests that fail temporarily (429 and 5xx), after the time that
`Retry-After` gives, or else with back-off and jitter. SiteClient repeats a request whose answer
breaks off or is not JSON.
"""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential
from urllib3.util import Retry

from indexer.sources.source import SourceError
from indexer.sources.wordpress.address import redirected
from indexer.sources.wordpress.peers import CheckedAdapter, NetworkGuard

AGENT = "Bahith (search index of this site)"
"""Value of the User-Agent header."""

CONNECT, READ, WHOLE = 10, 30, 120
"""Time limits in seconds: for connecting, between two pieces of an answer, for a whole answer."""

LARGEST = 64 << 20
"""Maximum size of an answer in bytes."""

REPEATED = 6
"""Maximum number of repetitions of a request that fails temporarily."""

BODIES = 3
"""Maximum number of attempts to read a whole answer."""

LONGEST_WAIT = 120
"""Maximum wait between two attempts in seconds, also for `Retry-After`."""

PAUSE = 0.1
"""Minimum time between the starts of two requests, in seconds."""

FOR_NOW = (429, 500, 502, 503, 504)
"""Statuses of temporary failures."""

MOST_REDIRECTS = 5
"""Maximum number of redirects of a request."""


class _BrokenError(Exception):
    """The answer broke off or took too long; another attempt may succeed."""


class _NoJsonError(_BrokenError):
    """The answer is not JSON.

    Attributes:
        status: HTTP status of the answer.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class NoJsonError(SourceError):
    """The site answers, but not with JSON as the REST API of WordPress does.

    Attributes:
        status: HTTP status of the answer.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the site.

    Attributes:
        status: HTTP status.
        content: The parsed JSON.
        total: Number of all items, if the content lists some of them; else 0.
    """

    status: int
    content: Any
    total: int


class SiteClient:
    """A client of one site.

    Errors are raised as SourceError, whose message names the address and the reason.
    """

    def __init__(self, pause: float = PAUSE, back_off: float = 0.5) -> None:
        self._pause = pause
        self._next = 0.0
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": AGENT, "Accept": "application/json"})
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
        guard = NetworkGuard()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, CheckedAdapter(guard, max_retries=retry))
        self._repeating = Retrying(
            retry=retry_if_exception_type(_BrokenError),
            stop=stop_after_attempt(BODIES),
            wait=wait_random_exponential(multiplier=back_off, max=10),
            reraise=True,
        )

    def get(self, url: str, parameters: Mapping[str, Any] | None = None) -> Answer:
        """Return the answer to a request, also if its status is an error.

        With an error, the content usually explains the reason.

        Args:
            url: The address.
            parameters: The parameters of the query string.

        Raises:
            NoJsonError: The answer is not JSON.
            SourceError: The site cannot be reached, or gives no whole answer.
        """
        try:
            return self._repeating(self._once, url, parameters or {})
        except _NoJsonError as error:
            raise NoJsonError(f"{url}: {error}", error.status) from error
        except _BrokenError as error:
            raise SourceError(f"{url}: {error}") from error
        except requests.RequestException as error:
            raise SourceError(f"{url}: it cannot be reached: {_reason(error)}") from error

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _once(self, url: str, parameters: Mapping[str, Any]) -> Answer:
        """Return the answer to a request after the pause, without repeating a broken answer."""
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self._pause
        with self._followed(url, parameters) as answer:
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
            named = answer.headers.get("Content-Type", "nothing that it names")
            kind = named.partition(";")[0][:80]
            reason = f"it answers {answer.status_code} with {kind} that is no JSON"
            raise _NoJsonError(reason, answer.status_code) from error

    def _followed(self, url: str, parameters: Mapping[str, Any]) -> requests.Response:
        """Return the answer at the end of the redirects, checking each before following it."""
        asked, given = url, parameters
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._session.get(
                asked, params=given, timeout=(CONNECT, READ), stream=True, allow_redirects=False
            )
            location = self._session.get_redirect_target(answer)
            if location is None:
                return answer
            answer.close()
            asked, given = redirected(url, answer.url, location), {}
        raise SourceError(f"{url}: it redirects in a circle")


def _content(answer: requests.Response) -> bytes:
    """Return the content of an answer, within the limits of time and size."""
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


def _reason(error: Exception) -> str:
    """Return the message of the innermost error, with advice for the usual causes."""
    while (inner := error.__context__ or getattr(error, "reason", None)) and isinstance(
        inner, Exception
    ):
        error = inner
    said = " ".join(str(error).split())[:200] or type(error).__name__
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not valid ({error.verify_message})"
        case ssl.SSLError():
            return f"it does not speak TLS: is its address http:// and not https://? ({said})"
        case socket.gaierror():
            return f"no site of this name is known: is it spelt right? ({said})"
        case ConnectionRefusedError():
            return f"nothing answers at its port: does the site run? ({said})"
    return said
