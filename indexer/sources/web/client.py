"""An HTTP client of one site, with retries, pauses and limits.

Requests and urllib3 repeat requests that fail temporarily (429 and 5xx), after the time that
`Retry-After` gives, or else with back-off and jitter. WebClient repeats a request whose answer
breaks off. A name and a password for a site are given by `log_in`, stand in its address, or in the
file that the environment variable NETRC names, by default ~/.netrc, which requests reads.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import requests
from requests.structures import CaseInsensitiveDict
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential
from urllib3.util import Retry

from indexer.sources.login import Login
from indexer.sources.source import SourceError
from indexer.sources.web.authorization import SiteAuthorization
from indexer.sources.web.peers import CheckedAdapter, NetworkGuard
from indexer.sources.web.redirects import redirected

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
"""Minimum time between the starts of two requests by default, in seconds."""

FOR_NOW = (429, 500, 502, 503, 504)
"""Statuses of temporary failures."""

MOST_REDIRECTS = 5
"""Maximum number of redirects of a request."""


Value = TypeVar("Value")
"""What is made of an answer."""


class BrokenAnswerError(Exception):
    """The answer broke off, took too long or is not what it should be; another one may be."""


class UnreachableError(SourceError):
    """The site does not answer, or its answers break off; later it may."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a site, at the end of its redirects.

    Attributes:
        url: Address that gave it.
        status: HTTP status.
        headers: Its headers, whose names are compared without case.
        content: Its content, decompressed.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def kind(self) -> str:
        """Return the media type, or "nothing that it names"."""
        named = self.headers.get("Content-Type", "nothing that it names")
        return named.partition(";")[0].strip()[:80]


def whole(answer: Answer) -> Answer:
    """Return an answer as it is."""
    return answer


class WebClient:
    """A client of one site.

    Errors are raised as SourceError, whose message names the address and the reason.

    Attributes:
        pause: Minimum time between the starts of two requests, in seconds.
    """

    def __init__(self, pause: float = PAUSE, back_off: float = 0.5, accept: str = "*/*") -> None:
        self.pause = pause
        self._next = 0.0
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": AGENT, "Accept": accept})
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
            retry=retry_if_exception_type(BrokenAnswerError),
            stop=stop_after_attempt(BODIES),
            wait=wait_random_exponential(multiplier=back_off, max=10),
            reraise=True,
        )

    def get(
        self,
        url: str,
        parameters: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return the answer to a request, also if its status is an error.

        Args:
            url: The address.
            parameters: The parameters of the query string.
            headers: Further headers, such as those of a conditional request.

        Raises:
            UnreachableError: The site cannot be reached, or gives no whole answer.
            SourceError: Its answer is too long, or leads to another site.
        """
        try:
            return self.read(url, whole, parameters, headers)
        except BrokenAnswerError as error:
            raise UnreachableError(f"{url}: {error}") from error

    def read(
        self,
        url: str,
        made_of: Callable[[Answer], Value],
        parameters: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Value:
        """Return what is made of the answer to a request, also if its status is an error.

        Args:
            url: The address.
            made_of: Makes it; raises BrokenAnswerError for an answer to ask for again.
            parameters: The parameters of the query string.
            headers: Further headers.

        Raises:
            BrokenAnswerError: No attempt gave a whole answer.
            UnreachableError: The site cannot be reached.
            SourceError: Its answer is too long, or leads to another site.
        """

        def once() -> Value:
            return made_of(self._once(url, parameters or {}, headers or {}))

        try:
            return self._repeating(once)
        except requests.RequestException as error:
            raise UnreachableError(f"{url}: it cannot be reached: {_reason(error)}") from error

    def log_in(self, login: Login) -> None:
        """Send name and password of a login with the requests to its site."""
        self._session.auth = SiteAuthorization(login)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _once(self, url: str, parameters: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
        """Return the answer to a request after the pause, without repeating a broken answer."""
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self.pause
        with self._followed(url, parameters, headers) as answer:
            content = _content(answer)
        found = CaseInsensitiveDict(answer.headers)
        return Answer(answer.url, answer.status_code, found, content)

    def _followed(
        self, url: str, parameters: Mapping[str, Any], headers: Mapping[str, str]
    ) -> requests.Response:
        """Return the answer at the end of the redirects, checking each before following it."""
        asked, given = url, parameters
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._session.get(
                asked,
                params=given,
                headers=headers,
                timeout=(CONNECT, READ),
                stream=True,
                allow_redirects=False,
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
                raise BrokenAnswerError(f"its answer takes longer than {WHOLE} seconds")
    except requests.RequestException as error:
        raise BrokenAnswerError(f"its answer breaks off: {_reason(error)}") from error
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
