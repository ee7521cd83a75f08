"""Protection against cross-site request forgery."""

from __future__ import annotations

from flask import Request


def is_cross_site(request: Request) -> bool:
    """Return whether a page of another site sent a request.

    Browsers send `Sec-Fetch-Site`, or `Origin` if they are older; a request with neither was not
    sent by a browser (https://words.filippo.io/csrf/).
    """
    if fetched := request.headers.get("Sec-Fetch-Site"):
        return fetched not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.host
