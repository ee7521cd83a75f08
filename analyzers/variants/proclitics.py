"""Proclitics: conjunctions, prepositions and the article, which Arabic joins to the next word."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from analyzers.normalize import is_arabic

ARTICLE = "ال"
"""The article."""

CONJUNCTIONS = ("و", "ف")
"""The conjunctions joined to a word."""

PREPOSITIONS = ("ب", "ل", "ك")
"""The prepositions joined to a word."""

JOINED = (
    "",
    *CONJUNCTIONS,
    *PREPOSITIONS,
    *(first + second for first in CONJUNCTIONS for second in PREPOSITIONS),
)
"""All combinations of a conjunction and a preposition, first that of neither."""

ARTICLES = ("ال", "وال", "فال", "بال", "كال", "وبال", "فبال", "وكال", "فكال", "لل", "ولل", "فلل")
"""The article, with and without other proclitics before it."""

FUTURE = ("س", "وس", "فس")
"""The prefix of the future, with and without a conjunction before it."""

PERSONS = "يتنا"
"""First letters of a verb after the prefix of the future, one for each person."""

_BEFORE_ARTICLE = sorted((one + ARTICLE for one in JOINED), key=len, reverse=True)
"""The article, with and without other proclitics before it, longest first."""

_WITH_LAM = ("لل", *(conjunction + "لل" for conjunction in CONJUNCTIONS))
"""The article after ل, with and without a conjunction."""


@lru_cache(maxsize=4096)  # words of recent queries
def with_proclitics(form: str) -> tuple[str, ...]:
    """Return a form and, if it is Arabic, the form after each proclitic; ل and ال become لل."""
    if not is_arabic(form):
        return (form,)
    return tuple(_joined(proclitic, form) for proclitic in JOINED)


def without_article(form: str) -> str:
    """Return a form without the article and the proclitics before it, or as it is without one."""
    for joined in _BEFORE_ARTICLE:
        if form.startswith(joined) and len(form) > len(joined):
            return form[len(joined) :]
    for joined in _WITH_LAM:
        if form.startswith(joined) and len(form) > len(joined) + 1:
            return form[len(joined) :]
    return form


def without_joined(form: str) -> Iterator[str]:
    """Yield a form, the form without its article, and the form without each of its proclitics."""
    yield form
    yield without_article(form)
    for proclitic in JOINED[1:]:
        if form.startswith(proclitic) and len(form) > len(proclitic) + 1:
            yield form.removeprefix(proclitic)


def with_other_proclitics(form: str) -> tuple[str, ...]:
    """Return a form with all other proclitics; any of its first letters may be proclitics too."""
    if not is_arabic(form):
        return (form,)
    bare = dict.fromkeys([form])
    rest = [form]
    while rest:
        found = [other for other in without_joined(rest.pop()) if other not in bare]
        bare |= dict.fromkeys(found)
        rest += found
    bases = dict.fromkeys(base for one in bare for base in (one, ARTICLE + one))
    return tuple(dict.fromkeys(other for base in bases for other in with_proclitics(base)))


def _joined(proclitic: str, form: str) -> str:
    """Return a form after a proclitic; ل and ال become لل."""
    if proclitic.endswith("ل") and form.startswith(ARTICLE):
        return proclitic + "ل" + form.removeprefix(ARTICLE)
    return proclitic + form
