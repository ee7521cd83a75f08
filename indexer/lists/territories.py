"""Territories: countries and regions by their English and French names, as CLDR has them."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from analyzers.normalize import is_arabic, normalize

FOREIGN = ("en", "fr")
LONGEST = 5
"""Words of a name."""


def arabic_name(forms: tuple[str, ...]) -> str:
    """The Arabic name of the territory that these forms of words name in another language; "" if
    they name none."""
    return _names().get(forms, "")


@lru_cache(maxsize=1)
def _names() -> dict[tuple[str, ...], str]:
    arabic = Locale("ar").territories
    names = {
        tuple(normalize(name)): str(arabic[code])
        for language in FOREIGN
        for code, name in Locale(language).territories.items()
        if code in arabic
    }
    return {forms: name for forms, name in names.items() if forms and not is_arabic(forms[0])}
