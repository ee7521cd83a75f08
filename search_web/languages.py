"""Languages: in which one a page or an answer speaks, Arabic unless English is asked for."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel

LANGUAGES = ("ar", "en")
"""The first is the usual one; English is that of the messages themselves."""

COOKIE = "language"


def prepare_languages(app: Flask) -> None:
    """Gives the application and its templates `gettext` and `ngettext`."""
    Babel(app, default_locale=LANGUAGES[0], locale_selector=chosen_language)


def chosen_language() -> str:
    """By the cookie, else by what the client accepts."""
    kept = request.cookies.get(COOKIE, "")
    if kept in LANGUAGES:
        return kept
    return request.accept_languages.best_match(LANGUAGES, LANGUAGES[0]) or LANGUAGES[0]
