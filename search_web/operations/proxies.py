"""Detection of requests from known proxies by the address of the connection, not by headers."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from flask import Request

Network = IPv4Network | IPv6Network
"""A network, or a single address as a network."""


def comes_from(request: Request, networks: Sequence[Network]) -> bool:
    """Return whether the peer of a request's connection is in one of the networks."""
    return is_within(_sender(request), networks)


def _sender(request: Request) -> str:
    """Return the address of the peer, which ProxyFix keeps when it sets that of the client."""
    original = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    return str(original.get("REMOTE_ADDR") or "")


def is_within(address: str, networks: Sequence[Network]) -> bool:
    """Return whether an address is in one of the networks; an invalid one is in none."""
    try:
        given = ip_address(address)
    except ValueError:
        return False
    if isinstance(given, IPv6Address) and given.ipv4_mapped:
        given = given.ipv4_mapped
    return any(given in network for network in networks)
