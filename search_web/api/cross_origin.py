"""Cross-origin requests: any page may read what is public anyway, without cookies (CORS)."""

from __future__ import annotations

from flask import Response, request

EXPOSED = "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-ID, Content-Disposition"
ACCEPTED = "If-None-Match, If-Modified-Since, Accept-Language, X-Request-ID"
A_DAY = 24 * 60 * 60


def allow_all_origins(response: Response) -> Response:
    """For the endpoints and the feed; the pages are read by their own origin alone."""
    if request.path.startswith("/api/v1/") or request.path == "/feed":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = ACCEPTED
            response.headers["Access-Control-Max-Age"] = str(A_DAY)
    return response
