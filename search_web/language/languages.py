"""Languages: in which one a page or an answer speaks, Arabic unless English is asked for.

By the address (/en/…), else the reader's preference, else what the browser accepts. Messages are
gettext's, in English where they stand; `make messages` brings the Arabic catalogue up to them.
"""

from __future__ import annotations

from urllib.parse import quote

from babel import Locale, negotiate_locale
from babel.support import Translations
from flask import Flask, Response, g, request
from flask_babel import Babel, get_domain
from werkzeug.urls import iri_to_uri

from indexer.model.fields import Message
from search_web.language.preferences import PREFERENCES, chosen
from search_web.language.prefix import KEY, LanguagePrefix
from search_web.language.varying import chosen_by, tell

LANGUAGES = PREFERENCES["language"]
"""The first is the usual one; English is that of the messages themselves."""

LOCALES = {"ar": Locale("ar"), "en": Locale("en", "001")}
"""CLDR's, for numbers and dates; the world's English has the day before the month, as Arabic."""


def prepare_languages(app: Flask) -> None:
    """Gives the application addresses in each language, and its templates `gettext`, `ngettext`
    and what they say of languages."""
    Babel(app, default_locale=LANGUAGES[0], locale_selector=lambda: LOCALES[chosen_language()])
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    _translate_templates(app)
    app.jinja_env.globals.update(
        here=here,
        language=language,
        languages={code: Locale(code).language_name for code in LANGUAGES},
        locale=locale,
    )
    app.wsgi_app = LanguagePrefix(app.wsgi_app, LANGUAGES)  # type: ignore[method-assign]
    app.after_request(_with_language)


def _translate_templates(app: Flask) -> None:
    """Templates say a hundred things a page: they look for the catalogue once in a request."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
        pgettext=lambda context, text: _catalogue().upgettext(context, text),
        npgettext=lambda context, one, many, n: _catalogue().unpgettext(context, one, many, n),
    )


def _catalogue() -> Translations:
    if "catalogue" not in g:
        g.catalogue = get_domain().get_translations()
    found: Translations = g.catalogue
    return found


def translated(message: Message) -> str:
    """A message of another room, in the reader's language."""
    if message.context:
        return str(_catalogue().upgettext(message.context, message.text))
    return str(_catalogue().ugettext(message.text))


def chosen_language() -> str:
    """By the address, else the cookie, else what the client accepts."""
    if KEY in request.environ:
        g.language = str(request.environ[KEY])
    else:
        chosen_by("Accept-Language")
        g.language = chosen("language") or _accepted()
    return str(g.language)


def _accepted() -> str:
    """The language that the client would rather have; ar-EG is Arabic too."""
    wanted = sorted(request.accept_languages, key=lambda one: one[1], reverse=True)
    tags = [tag for tag, quality in wanted if quality > 0]
    return negotiate_locale(tags, LANGUAGES, sep="-") or LANGUAGES[0]


def language() -> str:
    """That of the answer to this request, chosen once."""
    return str(g.language) if "language" in g else chosen_language()


def locale() -> Locale:
    return LOCALES[language()]


def root() -> str:
    """The path under which the application stands, without a language: mostly nothing."""
    prefix = request.environ.get(KEY)
    return request.script_root.removesuffix(f"/{prefix}") if prefix else request.script_root


def here(code: str = "") -> str:
    """The address of this page in a language; without one, in the reader's."""
    question = request.query_string.decode("utf-8", "replace")
    path = (f"/{code}" if code else "") + quote(request.path)
    return iri_to_uri(root() + path + (f"?{question}" if question else ""))


def _with_language(response: Response) -> Response:
    """Names the language of what was said in one, and what it was chosen by."""
    if "language" in g:
        response.headers.setdefault("Content-Language", g.language)
    return tell(response)
