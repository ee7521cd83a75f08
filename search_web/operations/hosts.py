"""Hosts: by which names the site is asked, and requests that no application could make sense of.

A name that a client makes up must not come back in links that caches, feeds and readers keep. With
an address set, links name that address; without one, only known names are answered.
"""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Collection, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.utils import host_is_trusted

from indexer.settings import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REFUSED = "bahith.refused"
"""In the environment of a request: the status that it is refused with before any route sees it."""

LOCAL = "localhost"

MALFORMED, MISDIRECTED = 400, 421
"""RFC 9112, section 3.2; RFC 9110, section 15.5.20."""

_HOST = re.compile(
    r"(?=.{1,253}(?::|$))(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)"
    r"(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?(?::[0-9]{1,5})?"
    r"|\[[0-9a-f:.]{2,45}\](?::[0-9]{1,5})?",
    re.ASCII | re.IGNORECASE,
)

_NOT_QUOTED = re.compile("[^!-~]")
"""What a query string holds only if a client forgot to quote it; Werkzeug fails at such bytes."""

_log = logging.getLogger(__name__)


class RefusedError(HTTPException):
    """A request that is answered with this status, whatever it asks for."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.code = status


class KnownHosts:
    """An application that is asked by names of the site alone.

    A request by another name, or one that HTTP does not allow, reaches it under a harmless name and
    marked as refused (`refuse_marked`), so that its answer looks like every other.

    Args:
        application: What is called.
        site: The address that links name, or the names that are answered.
        free: Paths that are answered by any name, as they make no links.
    """

    def __init__(
        self, application: WSGIApplication, site: Site, free: Collection[str] = ()
    ) -> None:
        self._application = application
        self._address = urlsplit(site.address)
        self._names = [*site.hosts, LOCAL, f".{LOCAL}", socket.gethostname().lower()]
        self._free = frozenset(free)
        self._told = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status = environ.get(REFUSED) or self._refusal(environ)
        host = environ.get("HTTP_HOST", "")
        known = environ | {
            "PATH_INFO": _path(environ),
            "QUERY_STRING": _NOT_QUOTED.sub(_quoted, environ.get("QUERY_STRING", "")),
            "HTTP_HOST": LOCAL if status or not host else host,
            "wsgi.url_scheme": "https" if environ.get("wsgi.url_scheme") == "https" else "http",
        }
        if self._address.netloc:
            known["HTTP_HOST"] = self._address.netloc
            known["wsgi.url_scheme"] = self._address.scheme
        if status:
            known[REFUSED] = status
        return self._application(known, start_response)

    def _refusal(self, environ: WSGIEnvironment) -> int:
        """The status that a request is refused with, or 0."""
        host = environ.get("HTTP_HOST", "")
        path = environ.get("PATH_INFO", "")
        is_server_wide = environ.get("REQUEST_METHOD") == "OPTIONS" and path == "*"
        if path and not path.startswith("/") and not is_server_wide:
            return MALFORMED
        if not host:
            return 0 if environ.get("SERVER_PROTOCOL") == "HTTP/1.0" else MALFORMED
        if not _is_well_formed(host):
            return MALFORMED
        if self._address.netloc or path in self._free or self._is_known(host):
            return 0
        if not self._told:
            self._told = True
            _log.warning(
                "the site was asked by the name %s, which it does not know, and answered 421: set "
                "`address` or `hosts` under [site] in settings.toml",
                host,
            )
        return MISDIRECTED

    def _is_known(self, host: str) -> bool:
        """Whether it is a name of the site, or an address that only a private network has."""
        name = _name(host)
        if address := _address(name):
            return address.is_private or name in self._names
        return host_is_trusted(name, self._names)


def refuse_marked(app: Flask) -> None:
    """Answers a request that is marked as refused with its status."""

    def refuse() -> None:
        if status := request.environ.get(REFUSED):
            raise RefusedError(status)

    app.before_request(refuse)


def _path(environ: WSGIEnvironment) -> str:
    path: str = environ.get("PATH_INFO", "")
    return path if path.startswith("/") else "/"


def _quoted(found: re.Match[str]) -> str:
    return quote(found[0], encoding="latin-1")


def _is_well_formed(host: str) -> bool:
    """As RFC 3986 has a host and its port, with the lengths of RFC 1035."""
    if not _HOST.fullmatch(host):
        return False
    if host.startswith("[") and not _address(_name(host)):
        return False
    _, _, port = host.rpartition("]")[2].partition(":")
    return not port or 1 <= int(port) <= 65535


def _name(host: str) -> str:
    """The host without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".").lower()


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None
