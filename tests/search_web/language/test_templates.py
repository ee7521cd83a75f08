"""Templates compiled for a language."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader

from search_web.language.prefix import LANGUAGE_KEY
from search_web.language.templates import template


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    "source",
    [
        '{{ _("Bahith") }}',
        '<b>\n  {{- _("Bahith") -}}\n</b>',
        '<p title="{{ _("Search suggestions") }}">',
        '{{ pgettext("after a number", "publications") }}',
        '{{ _("page %(number)s of %(count)s", number=1, count=2) }}',
        '{{ _("Bahith")|upper }}{{ _("Bahith") if true else "" }}{{ _(text) }}',
        '{{ _("100 %% <sure>") }}{{ text }}{{ "_" }}',
        '{% macro one() %}{{ _("Bahith") }}{% endmacro %}{{ one() }}',
        '{% if text == "Search" %}{{ _("Search") }}{% endif %}',
    ],
)
def test_a_message_reads_as_if_it_were_looked_up_for_each_page(
    app: Flask, language: str, source: str
) -> None:
    app.jinja_env.loader = DictLoader({"page": source})
    with app.test_request_context(environ_overrides={LANGUAGE_KEY: language}):
        looked_up = app.jinja_env.get_template("page").render(text="Search")
        assert template("page").render(text="Search") == looked_up


def test_messages_are_looked_up_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.jinja_env.loader = DictLoader({"page": '{{ _("Bahith") }}'})
    with app.test_request_context(environ_overrides={LANGUAGE_KEY: "ar"}):
        expected = template("page").render()
        monkeypatch.setitem(app.jinja_env.globals, "gettext", None)
        assert template("page").render() == expected == "باحث"
