"""What caches may do with pages: keep one for the reader who got it, and ask each time.

A page follows its reader's cookies, languages and, for the way back to results, the page before; no
cache that others share may give it to them.
"""

from __future__ import annotations

from flask import Flask, Response, request

READ = ("GET", "HEAD")


def keep_privately(app: Flask) -> None:
    """For all answers that say nothing of caches themselves."""
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
