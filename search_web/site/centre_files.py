"""Files of the centre's face: logo, colours, and what browsers keep of the site."""

from __future__ import annotations

import json

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from search_web.centre import centre_face, centre_name, style_sheet
from search_web.language.languages import language, locale
from search_web.static_files import keep_for_good, static_url, version_of

PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Content-Security-Policy of the logo: an SVG that is opened by itself runs no script."""

MANIFEST = "application/manifest+json"
SHOWN_BY_BROWSERS = (("icon.svg", "any", "image/svg+xml"), ("icon-180.png", "180x180", "image/png"))
"""Icons of the manifest: file, sizes and type."""

BAR = "#ffffff"
GROUND = "#f7f6f2"
"""Colours of the light theme, as in style.css."""


def centre_files() -> Blueprint:
    """Return the blueprint of logo, style sheet, manifest and icons."""
    blueprint = Blueprint("centre", __name__)

    @blueprint.get("/centre/logo")
    def logo() -> ResponseReturnValue:
        found = centre_face().logo
        if found is None:
            raise NotFound
        response = Response(found.content, content_type=found.media_type)
        response.headers["Content-Security-Policy"] = PICTURE_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # for link previews
        return keep_for_good(response, found.version)

    @blueprint.get("/static/centre.css")  # beside the fonts that it names
    def style() -> ResponseReturnValue:
        if not (colours := centre_face().style):
            raise NotFound
        sheet = style_sheet(colours)
        response = Response(sheet, content_type="text/css; charset=utf-8")
        return keep_for_good(response, version_of(sheet))

    @blueprint.get("/manifest.webmanifest")
    def manifest() -> ResponseReturnValue:
        name = centre_name() or gettext("Bahith")
        icons = [
            {"src": static_url(file), "sizes": sizes, "type": media_type}
            for file, sizes, media_type in SHOWN_BY_BROWSERS
        ]
        values = {
            "name": name,
            "short_name": gettext("Bahith"),
            "lang": language(),
            "dir": locale().text_direction,
            "start_url": url_for("pages.home"),
            "display": "browser",
            "theme_color": BAR,
            "background_color": GROUND,
            "icons": icons,
        }
        return Response(json.dumps(values, ensure_ascii=False), content_type=MANIFEST)

    @blueprint.get("/favicon.ico")
    def favicon() -> ResponseReturnValue:
        return redirect(static_url("icon-180.png"))

    @blueprint.get("/apple-touch-icon.png")
    def apple_touch_icon() -> ResponseReturnValue:
        return redirect(static_url("icon-180.png"))

    return blueprint
