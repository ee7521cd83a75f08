"""What a reader prefers, kept by a form that stands on every page."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden
from werkzeug.urls import iri_to_uri

from search_web.language.languages import root
from search_web.language.preferences import PREFERENCES
from search_web.operations.same_site import is_cross_site

A_YEAR = 365 * 24 * 60 * 60

_OF_THIS_SITE = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*")


def preference_pages() -> Blueprint:
    """POST /preferences"""
    blueprint = Blueprint("preferences", __name__)

    @blueprint.post("/preferences")
    def keep() -> ResponseReturnValue:
        """Keeps what was chosen, and goes back to the page, in no language but the chosen one."""
        if is_cross_site(request):
            raise Forbidden
        back = request.form.get("back", "")
        response = redirect(
            iri_to_uri(back) if _OF_THIS_SITE.fullmatch(back) else f"{root()}/", 303
        )
        for name, values in PREFERENCES.items():
            if (value := request.form.get(name)) in values:
                response.set_cookie(
                    name, value, A_YEAR, path=f"{root()}/", secure=request.is_secure,
                    httponly=True, samesite="Lax",
                )  # fmt: skip
        return response

    return blueprint
