"""CORS: pages of any origin may read the API, completions and the feed, without credentials."""

from __future__ import annotations

from flask import Response, request

EXPOSED_HEADERS = (
    "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-ID, Content-Disposition"
)
ALLOWED_HEADERS = "If-None-Match, If-Modified-Since, Accept-Language, X-Request-ID"
PREFLIGHT_MAX_AGE = 24 * 60 * 60
"""Seconds that a browser may cache the response to a preflight request."""


def allow_all_origins(response: Response) -> Response:
    """Add CORS headers to responses of the API, completions and the feed, and to no others."""
    if request.path.startswith("/api/v1/") or request.path in ("/feed", "/suggest"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
            response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_MAX_AGE)
    return response
