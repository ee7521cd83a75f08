"""Login and logout of staff."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_login import login_user, logout_user
from werkzeug.exceptions import NotFound

from search_web.staff.access import LOGIN_RATE, Member, Staff


def add_login(blueprint: Blueprint, staff: Staff, limiter: Limiter) -> None:
    """Add GET and POST /login, which need a password to be set, and POST /logout."""

    @blueprint.route("/login", methods=["GET", "POST"])
    @limiter.limit(LOGIN_RATE, methods=["POST"])
    def login() -> ResponseReturnValue:
        if not staff.password_hash:
            raise NotFound
        if request.method == "GET":
            return render_template("staff_login.html", wrong=False)
        if not staff.is_password(request.form.get("password", "")):
            return render_template("staff_login.html", wrong=True), 401
        session.clear()
        login_user(Member(staff.password_id))
        session.pop("_id")  # a hash of the client's address, needed only for session protection
        return redirect(url_for(".overview"), 303)

    @blueprint.post("/logout")
    def logout() -> ResponseReturnValue:
        logout_user()
        session.clear()
        return redirect(url_for(".login"), 303)
