"""HTTP connections that stay out of private networks, whatever a host name resolves to.

A name may resolve to another address each time that it is asked (DNS rebinding), so the address of
the connection itself is checked, after connecting and before a request is sent.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool

from indexer.sources.source import SourceError

Check = Callable[[str, str], None]
"""Checks a connection, given the host name and the IP address of the peer; may raise."""


class NetworkGuard:
    """A check that refuses private networks, unless the site itself is in one.

    The first connection is to the site as staff name it, and tells where the site is.
    """

    def __init__(self) -> None:
        self._is_site_public: bool | None = None

    def __call__(self, host: str, address: str) -> None:
        """Check a connection.

        Raises:
            SourceError: It leads from a public site into a private network.
        """
        is_public = is_public_address(address)
        if self._is_site_public is None:
            self._is_site_public = is_public
        elif self._is_site_public and not is_public:
            raise SourceError(
                f"{host}: it leads into a private network, to {address}: name that address if it "
                "is meant"
            )


class CheckedAdapter(HTTPAdapter):
    """A transport of requests that checks each connection, but for those to a proxy.

    Args:
        check: The check.
        options: Options of HTTPAdapter.
    """

    def __init__(self, check: Check, **options: Any) -> None:
        self._check = check
        super().__init__(**options)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Set up the connection pools; HTTPAdapter calls this method."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _checked(HTTPConnectionPool, self._check),
            "https": _checked(HTTPSConnectionPool, self._check),
        }


def is_public_address(text: str) -> bool:
    """Return whether an IP address is global; an IPv4-mapped one counts as its IPv4 address."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global


def _checked(pool: type[HTTPConnectionPool], check: Check) -> type[HTTPConnectionPool]:
    """Return a class of connection pools whose connections are checked."""
    usual: Any = pool.ConnectionCls

    class Connection(usual):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            try:
                check(self.host, self.sock.getpeername()[0])
            except BaseException:
                self.close()
                raise

    class Pool(pool):  # type: ignore[valid-type,misc]
        ConnectionCls = Connection

    return Pool
