"""Whether a request that changes something was sent by a page of this site."""

from __future__ import annotations

from flask import Request


def is_cross_site(request: Request) -> bool:
    """As browsers say it: by `Sec-Fetch-Site`, or where they are older by `Origin`; what says
    neither is no browser (https://words.filippo.io/csrf/)."""
    if fetched := request.headers.get("Sec-Fetch-Site"):
        return fetched not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.host
