"""Parts of pages that depend on the language, the reader's preferences and the centre alone.

Each is rendered once for each of them, and for each path at which the application is mounted.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from flask import request
from markupsafe import Markup

from search_web.centre import centre_face
from search_web.language.languages import language
from search_web.language.preferences import preference
from search_web.language.templates import template

CACHED = 256
"""Rendered parts that are kept."""


def part(name: str) -> Markup:
    """Return the part of a page with the name of a template, without its suffix."""
    preferences = preference("numerals"), preference("theme")
    return _part(name, language(), *preferences, request.script_root, centre_face())


@lru_cache(CACHED)
def _part(name: str, *_depends_on: Hashable) -> Markup:
    return Markup(template(f"{name}.html").render())  # noqa: S704 # a template's
