"""Territories: Arabic names of countries and regions by their English and French names.

Source: the Unicode CLDR, as in Babel.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from babel import Locale

from analyzers.normalize import is_arabic, normalize
from analyzers.variants.proclitics import ARTICLE, without_article, without_joined

FOREIGN_LANGUAGES = ("en", "fr")
"""Languages of the foreign names."""

MAX_NAME_WORDS = 5
"""Longest foreign name that is looked up, in words."""

OTHER_SPELLINGS = ("أميركا", "الدنمارك", "فلسطين")
"""Arabic names of territories that the CLDR writes in another way."""

LEAST_LETTERS = 3
"""Fewest letters of a word of an Arabic name that is known by itself."""

_ENDINGS = ("", "ا", "يا", "ي", "يه", "يون", "يين", "يات")
"""Endings of territories and of the adjectives made from them."""


def arabic_name(forms: tuple[str, ...]) -> str:
    """Return the Arabic name of a territory, or "".

    Args:
        forms: The forms of its name in one of FOREIGN_LANGUAGES.
    """
    return _names().get(forms, "")


def beginning(prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the foreign names that begin with some letters, each with the Arabic name.

    Args:
        prefix: The letters, in small ones and without spaces, as the names have.
    """
    names = _joined_names()
    for place in range(bisect_left(names, (prefix,)), len(names)):
        if not names[place][0].startswith(prefix):
            break
        yield names[place]


def names_a_territory(form: str) -> bool:
    """Return whether a form is a word of a territory's Arabic name or an adjective made from it."""
    return any(
        bare.removesuffix(ending) in _territories()
        for bare in without_joined(form)
        for ending in _ENDINGS
        if bare.endswith(ending)
    )


@lru_cache(maxsize=1)
def _territories() -> frozenset[str]:
    """Return the words of the Arabic names of territories, without article and last vowels."""
    names = (str(name) for name in Locale("ar").territories.values())
    words = [word for name in (*names, *OTHER_SPELLINGS) for word in name.split()]
    forms = [
        without_article(form) if word.startswith(ARTICLE) else form
        for word in words
        for form in normalize(word)
    ]
    bare = (form.removesuffix("ا").removesuffix("ي") for form in forms if form.endswith("ا"))
    return frozenset(form for form in (*forms, *bare) if len(form) >= LEAST_LETTERS)


@lru_cache(maxsize=1)
def _joined_names() -> Sequence[tuple[str, str]]:
    """Return the foreign names without spaces, sorted, each with the Arabic name."""
    return sorted(("".join(forms), arabic) for forms, arabic in _names().items())


@lru_cache(maxsize=1)
def _names() -> dict[tuple[str, ...], str]:
    """Return the Arabic names of all territories, by the forms of their foreign names."""
    arabic = Locale("ar").territories
    names = {
        tuple(normalize(name)): str(arabic[code])
        for language in FOREIGN_LANGUAGES
        for code, name in Locale(language).territories.items()
        if code in arabic
    }
    return {forms: name for forms, name in names.items() if forms and not is_arabic(forms[0])}
