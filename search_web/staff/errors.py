"""Error pages of /staff."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_limiter import Limiter, RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Forbidden

from search_web.operations.limits import seconds_left


def handle_errors(blueprint: Blueprint, limiter: Limiter) -> None:
    """Register the error pages of the blueprint."""

    @blueprint.errorhandler(CSRFError)
    def expired(error: CSRFError) -> ResponseReturnValue:
        title = gettext("This form has expired")
        return _message(400, title, gettext("Go back, reload the page and send it again."))

    @blueprint.errorhandler(RateLimitExceeded)
    def too_many(error: RateLimitExceeded) -> ResponseReturnValue:
        response = _message(
            429, gettext("Too many attempts"), gettext("Try again in a quarter of an hour at most.")
        )
        if limiter.current_limit is not None:
            response.headers["Retry-After"] = str(seconds_left(limiter.current_limit))
        return response

    @blueprint.errorhandler(Forbidden)
    def not_staff(error: Forbidden) -> ResponseReturnValue:
        reason = gettext(
            "This page is for the staff of the centre, who log in before they come here."
        )
        return _message(403, gettext("For staff only"), reason)

    @blueprint.errorhandler(sqlite3.Error)
    def unreadable(error: sqlite3.Error) -> ResponseReturnValue:
        current_app.logger.error("the query log cannot be read: %s", error)
        return _message(500, gettext("The log of searches cannot be read"), str(error))


def _message(code: int, title: str, text: str) -> Response:
    return make_response(render_template("staff_message.html", title=title, text=text), code)
