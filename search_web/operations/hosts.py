"""Validation of the Host header, and refusal of malformed requests.

A host name forged by a client must not appear in links, which caches, feeds and readers keep. If
the address of the site is set, links use that address; otherwise only known hosts are served.
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
"""Key in the WSGI environment of the status code with which a request is refused."""

LOCAL = "localhost"
"""Host name that replaces a missing or refused one."""

MALFORMED, MISDIRECTED = 400, 421
"""Status codes for a malformed request (RFC 9112, 3.2) and an unknown host (RFC 9110, 15.5.20)."""

_HOST = re.compile(
    r"(?=.{1,253}(?::|$))(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)"
    r"(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?(?::[0-9]{1,5})?"
    r"|\[[0-9a-f:.]{2,45}\](?::[0-9]{1,5})?",
    re.ASCII | re.IGNORECASE,
)
"""Pattern of a domain name, IPv4 address or bracketed IPv6 address, with an optional port."""

_NOT_QUOTED = re.compile("[^!-~]")
"""Characters that must be percent-encoded in a query string; Werkzeug fails on them."""

_log = logging.getLogger(__name__)


class RefusedError(HTTPException):
    """A request that is refused with a status code, whatever its path."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.code = status


class KnownHosts:
    """WSGI middleware that checks the Host header and the form of requests.

    A request for an unknown host, or a malformed one, is passed on with the host `localhost` and
    marked as refused (`refuse_marked`), so that it gets an error page like any other.

    Args:
        application: The wrapped application.
        site: The address used in links, or the known hosts.
        free: Paths served for any host, as their responses have no links.
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
        """Return the status code with which to refuse a request, or 0."""
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
        """Return whether a host is a name of the site or a private IP address."""
        name = _name(host)
        if address := _address(name):
            return address.is_private or name in self._names
        return host_is_trusted(name, self._names)


def refuse_marked(app: Flask) -> None:
    """Respond to requests marked as refused with their status code."""

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
    """Return whether a host with its port is valid (RFC 3986), with the lengths of RFC 1035."""
    if not _HOST.fullmatch(host):
        return False
    if host.startswith("[") and not _address(_name(host)):
        return False
    _, _, port = host.rpartition("]")[2].partition(":")
    return not port or 1 <= int(port) <= 65535


def _name(host: str) -> str:
    """Return the host without its port, in lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".").lower()


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None
