"""Addresses of a site: how they are shown, and where a redirect of one may lead."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import SplitResult, urljoin, urlsplit

from indexer.sources.source import SourceError

PORTS = {"http": 80, "https": 443}

_OF_WORDPRESS = re.compile(
    r"^(.*?)/(?:wp-(?:admin|json|content|includes|login\.php|cron\.php|signup\.php)|xmlrpc\.php)(?=[/?#]|$)"
)


def first_page(url: str) -> str:
    """The first page of the site, of an address within WordPress such as that of /wp-admin/; empty
    for any other."""
    found = _OF_WORDPRESS.match(url)
    return f"{found[1]}/" if found else ""


def redirected(source: str, asked: str, location: str) -> str:
    """Where a redirect leads, if it may be followed.

    It may lead to the same site only: to its host, with or without www, at the same port or from
    one usual port to the other, and from a public address not into a private network. The
    credentials of the source go with it, but never from https to http.

    Args:
        source: The address of the site as staff name it.
        asked: The address that answered.
        location: The `Location` that it answered.

    Raises:
        SourceError: It leads elsewhere; nothing there was asked.
    """
    own = urlsplit(source)
    try:
        target = urlsplit(urljoin(asked, location))
        port = target.port or PORTS.get(target.scheme, 0)
    except ValueError as error:
        raise SourceError(f"{asked}: it redirects to what is no address: {error}") from error
    shown = target.hostname or location[:80]
    if target.scheme not in PORTS or _site(target) != _site(own):
        raise SourceError(
            f"{asked}: it redirects to another site, {shown}: name that one if it is meant"
        )
    if port != _port(own) and not {port, _port(own)} <= _USUAL:
        raise SourceError(
            f"{asked}: it redirects to another port, {shown}:{port}: name that address if "
            "it is meant"
        )
    if target.hostname != own.hostname and _is_private(target) and not _is_private(own):
        raise SourceError(
            f"{asked}: it redirects into a private network, to {shown}: name that address if it is "
            "meant"
        )
    return target._replace(netloc=_netloc(target, own)).geturl()


_USUAL = set(PORTS.values())


def _site(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme.lower()]


def _netloc(target: SplitResult, own: SplitResult) -> str:
    """The host and port of a target, with the credentials of the source if they may go there."""
    host = target.netloc.rpartition("@")[2]
    credentials, at, _ = own.netloc.rpartition("@")
    is_open = own.scheme.lower() == "https" and target.scheme.lower() == "http"
    return host if is_open else f"{credentials}{at}{host}"


def _is_private(parts: SplitResult) -> bool:
    """Whether a host has an address that the internet does not route."""
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except OSError:
        return False  # asking it will tell that it is not known
    return any(not _public(str(address[0])) for *_, address in found)


def _public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global
