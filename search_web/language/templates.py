"""Templates compiled once per language, with the messages that have no values in place.

A page has about a hundred messages; most are the same on every page of a language.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from functools import partial
from typing import Any

from babel.support import Translations
from flask import current_app
from jinja2 import Environment, Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from search_web.language.languages import catalogue, language

_KEY = "bahith.environments"
_MESSAGE = ("variable_begin", "name", "lparen", "string", "rparen", "variable_end")
_MESSAGE_IN_CONTEXT = (*_MESSAGE[:4], "comma", "string", *_MESSAGE[4:])


def template(name: str) -> Template:
    """Return a template in the language of the current response."""
    environments: dict[str, Environment] = current_app.extensions.setdefault(_KEY, {})
    environment = environments.get(language())
    if environment is None:
        environment = environments[language()] = _environment(current_app.jinja_env, catalogue())
    return environment.get_template(name)


def _environment(original: Environment, translations: Translations) -> Environment:
    """Return an environment like another one, whose templates are in one language."""
    environment = original.overlay()
    environment.make_globals = partial(_globals, environment)  # type: ignore[method-assign]
    extension = CompiledMessages(environment)
    extension.translations = translations
    environment.extensions[extension.identifier] = extension
    return environment


def _globals(
    environment: Environment, d: MutableMapping[str, Any] | None
) -> MutableMapping[str, Any]:
    """Return the globals of a template as a plain dictionary.

    Jinja's ChainMap takes ten times as long where macros are imported and contexts made.
    """
    return {**environment.globals, **(d or {})}


class CompiledMessages(Extension):
    """Replaces `{{ _("…") }}` and `{{ pgettext("…", "…") }}` by the translated message.

    Attributes:
        translations: The catalogue of the language.
    """

    translations: Translations

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, data in place of each message without values."""
        tokens = list(stream)
        place = 0
        while place < len(tokens):
            length, text = self._message(tokens, place)
            if text is None:
                yield tokens[place]
                place += 1
            else:
                yield Token(tokens[place].lineno, "data", text)
                place += length

    def _message(self, tokens: list[Token], place: int) -> tuple[int, str | None]:
        """Return the number of tokens of the message that begins here and its text, or None."""
        for form, function in ((_MESSAGE, "_"), (_MESSAGE_IN_CONTEXT, "pgettext")):
            found = tokens[place : place + len(form)]
            if tuple(token.type for token in found) == form and found[1].value == function:
                texts = [token.value for token in found if token.type == "string"]
                translate = self.translations.upgettext if texts[1:] else self.translations.ugettext
                return len(form), str(Markup(translate(*texts)) % {})  # noqa: S704 # as gettext of Jinja
        return 0, None
