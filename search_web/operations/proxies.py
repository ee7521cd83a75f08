"""Proxies: whether a request was handed on by a named one, whatever its headers say."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from flask import Request

Network = IPv4Network | IPv6Network


def comes_from(request: Request, networks: Sequence[Network]) -> bool:
    """Whether who sent the request to this server itself is in one of the networks."""
    return is_within(_sender(request), networks)


def _sender(request: Request) -> str:
    """The address at the other end; ProxyFix keeps it where it puts the client's in its place."""
    original = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    return str(original.get("REMOTE_ADDR") or "")


def is_within(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    try:
        given = ip_address(address)
    except ValueError:
        return False
    if isinstance(given, IPv6Address) and given.ipv4_mapped:
        given = given.ipv4_mapped
    return any(given in network for network in networks)
