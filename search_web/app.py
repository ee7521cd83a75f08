"""create_app: the WSGI application over a served index."""

from __future__ import annotations

from flask import Flask, Response

from search_web.api import api
from search_web.pages import pages
from search_web.served import ServedIndex

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""Sent with every response."""


def create_app(served: ServedIndex) -> Flask:
    """The pages and the endpoints over an index. Who opened it closes it."""
    app = Flask(__name__)
    app.register_blueprint(api(served))
    app.register_blueprint(pages(served))
    app.after_request(_with_headers)
    return app


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
