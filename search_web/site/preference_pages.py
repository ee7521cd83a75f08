"""The form of reader preferences, which every page has."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden
from werkzeug.urls import iri_to_uri

from search_web.language.languages import root
from search_web.language.preferences import PREFERENCES
from search_web.operations.same_site import is_cross_site

COOKIE_MAX_AGE = 365 * 24 * 60 * 60
"""Seconds."""

_LOCAL_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*")
"""A path on this host: a second slash or backslash would make it a URL of another host."""


def preference_pages() -> Blueprint:
    """Return the blueprint of POST /preferences."""
    blueprint = Blueprint("preferences", __name__)

    @blueprint.post("/preferences")
    def keep() -> ResponseReturnValue:
        """Set the cookies, and redirect to the page without a language prefix."""
        if is_cross_site(request):
            raise Forbidden
        back = request.form.get("back", "")
        response = redirect(iri_to_uri(back) if _LOCAL_PATH.fullmatch(back) else f"{root()}/", 303)
        for name, values in PREFERENCES.items():
            if (value := request.form.get(name)) in values:
                response.set_cookie(
                    name, value, COOKIE_MAX_AGE, path=f"{root()}/", secure=request.is_secure,
                    httponly=True, samesite="Lax",
                )  # fmt: skip
        return response

    return blueprint
