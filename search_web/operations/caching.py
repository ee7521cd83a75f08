"""Default caching policy of responses: private caches only, revalidated on each use.

Pages depend on the cookies, the language and the referrer of the request, so shared caches must not
store them.
"""

from __future__ import annotations

from flask import Flask, Response, request

READ = ("GET", "HEAD")
"""Methods whose responses get an entity tag."""


def keep_privately(app: Flask) -> None:
    """Set `Cache-Control: private, no-cache` on responses without a Cache-Control header."""
    app.after_request(_told)


def _told(response: Response) -> Response:
    if "Cache-Control" in response.headers:
        return response
    response.cache_control.private = True
    response.cache_control.no_cache = True
    is_page = request.method in READ and response.status_code == 200 and not response.is_streamed
    if is_page and not response.direct_passthrough:
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response
