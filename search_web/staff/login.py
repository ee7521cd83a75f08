"""Login and logout of staff."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_login import current_user, login_user, logout_user
from werkzeug.exceptions import NotFound

from search_web.staff.access import LOGIN_RATE, LOGIN_RATE_OF_ALL, Staff
from search_web.staff.known_browser import KnownBrowsers


def add_login(blueprint: Blueprint, staff: Staff, limiter: Limiter) -> None:
    """Add GET and POST /login, which need a password to be set, and POST /logout."""
    browsers = KnownBrowsers(staff.secret, staff.password_id)

    # The lower limit is checked first: an attempt that it refuses does not count for the upper one.
    @blueprint.route("/login", methods=["GET", "POST"])
    @limiter.limit(
        LOGIN_RATE_OF_ALL, methods=["POST"], key_func=lambda: "all", exempt_when=browsers.is_known
    )
    @limiter.limit(LOGIN_RATE, methods=["POST"])
    def login() -> ResponseReturnValue:
        if not staff.password_hash:
            raise NotFound
        if request.method == "GET":
            return render_template("staff_login.html", wrong=False)
        if not staff.is_password(request.form.get("password", "")):
            return render_template("staff_login.html", wrong=True), 401
        session.clear()
        login_user(staff.begin_session())
        session.pop("_id")  # a hash of the client's address, needed only for session protection
        response = make_response(redirect(url_for(".overview"), 303))
        browsers.remember(response)
        return response

    @blueprint.post("/logout")
    def logout() -> ResponseReturnValue:
        staff.end_session(current_user.get_id())
        logout_user()
        session.clear()
        return redirect(url_for(".login"), 303)
