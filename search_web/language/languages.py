"""Choice of the language of a response, and its translations.

The language is that of the path prefix (/en/…), else of the reader's cookie, else the best match
for Accept-Language; Arabic by default. Messages use gettext with English ids; `make messages`
updates the Arabic catalogue.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from babel import Locale
from babel.support import Translations
from flask import Flask, Response, g, request
from flask_babel import Babel, get_domain
from werkzeug.urls import iri_to_uri

from indexer.model.fields import Message
from search_web.language.preferences import PREFERENCES, chosen
from search_web.language.prefix import LANGUAGE_KEY, LanguagePrefix
from search_web.language.vary import set_vary, vary_on

LANGUAGES = PREFERENCES["language"]
"""Codes of the languages, the default first. English needs no catalogue: its texts are the ids."""

LOCALES = {"ar": Locale("ar"), "en": Locale("en", "001")}
"""CLDR locales for numbers and dates; en-001 puts the day before the month, as Arabic does."""

_DOT_SEGMENT = re.compile(r"(?<=.)/(\.\.?)(?=/|$)")
"""A segment of a path that means a folder (RFC 3986, 5.2.4), though it is part of an id here."""


def prepare_languages(app: Flask) -> None:
    """Install the language prefixes, the translations and the language globals of templates."""
    Babel(app, default_locale=LANGUAGES[0], locale_selector=lambda: LOCALES[chosen_language()])
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    _translate_templates(app)
    app.jinja_env.globals.update(
        current_url=current_url,
        language=language,
        languages={code: Locale(code).language_name for code in LANGUAGES},
        locale=locale,
    )
    app.wsgi_app = LanguagePrefix(app.wsgi_app, LANGUAGES)  # type: ignore[method-assign]
    app.after_request(_with_language)


def _translate_templates(app: Flask) -> None:
    """Install gettext for templates, with one catalogue look-up a request.

    A page has about a hundred messages, and Flask-Babel's own functions look it up for each.
    """
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue().ugettext(text),
        lambda one, many, n: catalogue().ungettext(one, many, n),
        newstyle=True,
        pgettext=lambda context, text: catalogue().upgettext(context, text),
        npgettext=lambda context, one, many, n: catalogue().unpgettext(context, one, many, n),
    )


def catalogue() -> Translations:
    """Return the messages in the language of the current response."""
    if "catalogue" not in g:
        g.catalogue = get_domain().get_translations()
    found: Translations = g.catalogue
    return found


def translated(message: Message) -> str:
    """Translate a message that `indexer` defines, which knows no gettext."""
    if message.context:
        return str(catalogue().upgettext(message.context, message.text))
    return str(catalogue().ugettext(message.text))


def chosen_language() -> str:
    """Choose the language by the path prefix, else the cookie, else Accept-Language."""
    if LANGUAGE_KEY in request.environ:
        g.language = str(request.environ[LANGUAGE_KEY])
    else:
        vary_on("Accept-Language")
        g.language = chosen("language") or _accepted()
    return str(g.language)


def _accepted() -> str:
    """Return the best match for Accept-Language; regions and case (ar-EG, AR) do not matter.

    See RFC 5646, section 2.1.1.
    """
    wanted = sorted(request.accept_languages, key=lambda one: one[1], reverse=True)
    primary = (tag.partition("-")[0].lower() for tag, quality in wanted if quality > 0)
    return next((tag for tag in primary if tag in LANGUAGES), LANGUAGES[0])


def language() -> str:
    """Return the language of the current response, chosen once a request."""
    return str(g.language) if "language" in g else chosen_language()


def locale() -> Locale:
    """Return the CLDR locale of the current response."""
    return LOCALES[language()]


def root() -> str:
    """Return the path at which the application is mounted, without language; usually ""."""
    prefix = request.environ.get(LANGUAGE_KEY)
    return request.script_root.removesuffix(f"/{prefix}") if prefix else request.script_root


def current_url(code: str = "") -> str:
    """Return the URL of the current page, prefixed by a language if one is given."""
    if "here" not in g:
        query_string = request.query_string.decode("utf-8", "replace")
        path = _DOT_SEGMENT.sub(r"%2F\1", quote(request.path))
        g.here = iri_to_uri(path + (f"?{query_string}" if query_string else ""))
    return _uri(root()) + (f"/{code}" if code else "") + str(g.here)


@lru_cache
def _uri(path: str) -> str:
    """Return a path as a URI; that of the application is the same in all links of its pages."""
    return iri_to_uri(path)


def _with_language(response: Response) -> Response:
    """Set Content-Language, if a language was chosen, and Vary."""
    if "language" in g:
        response.headers.setdefault("Content-Language", g.language)
    return set_vary(response)
