"""Checks of where the redirects of a site lead."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

from indexer.sources.source import SourceError

PORTS = {"http": 80, "https": 443}
"""Default port of each scheme."""


def redirected(source: str, asked: str, location: str) -> str:
    """Return the target of a redirect, if it is safe to follow.

    The target must be on the same host, with or without www. The port must be the same, unless
    both are default ports. The target gets the credentials of the source, except from https to
    http. Whether it is in a private network is checked when it is connected to.

    Args:
        source: The address of the site as staff name it.
        asked: The address that redirects.
        location: Its `Location` header.

    Raises:
        SourceError: The target is not safe; nothing has been requested from it.
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
    return target._replace(netloc=_netloc(target, own)).geturl()


def is_of_site(source: str, url: str) -> bool:
    """Return True if an address is on the host and port of a site, with or without www."""
    own, parts = urlsplit(source), urlsplit(url)
    try:
        is_web = parts.scheme in PORTS and _site(parts) == _site(own)
        return is_web and (_port(parts) == _port(own) or {_port(parts), _port(own)} <= _USUAL)
    except ValueError:  # the port is no number
        return False


_USUAL = set(PORTS.values())


def _site(parts: SplitResult) -> str:
    """Return the host without www."""
    return (parts.hostname or "").removeprefix("www.")


def _port(parts: SplitResult) -> int:
    """Return the port, by default that of the scheme."""
    return parts.port or PORTS[parts.scheme.lower()]


def _netloc(target: SplitResult, own: SplitResult) -> str:
    """Return the target's host and port, with the source's credentials unless they would leak."""
    host = target.netloc.rpartition("@")[2]
    credentials, at, _ = own.netloc.rpartition("@")
    is_open = own.scheme.lower() == "https" and target.scheme.lower() == "http"
    return host if is_open else f"{credentials}{at}{host}"
