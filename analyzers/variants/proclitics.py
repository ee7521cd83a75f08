"""Proclitics: the ways in which Arabic writes a conjunction or a preposition joined to a word."""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.normalize import is_arabic

ARTICLE = "ال"
CONJUNCTIONS = ("و", "ف")
PREPOSITIONS = ("ب", "ل", "ك")
JOINED = (
    "",
    *CONJUNCTIONS,
    *PREPOSITIONS,
    *(first + second for first in CONJUNCTIONS for second in PREPOSITIONS),
)

ARTICLES = ("ال", "وال", "فال", "بال", "كال", "وبال", "فبال", "وكال", "فكال", "لل", "ولل", "فلل")
"""The article with what is joined before it."""
FUTURE = ("س", "وس", "فس")
"""The future before a verb, with what is joined before it."""
PERSONS = "يتنا"
"""What a verb in the future begins with."""

_BEFORE_ARTICLE = sorted((one + ARTICLE for one in JOINED), key=len, reverse=True)
_WITH_LAM = ("لل", *(conjunction + "لل" for conjunction in CONJUNCTIONS))


def with_proclitics(form: str) -> tuple[str, ...]:
    """The form by itself, then, if it is Arabic, behind each proclitic; لـ and ال become لل."""
    if not is_arabic(form):
        return (form,)
    return tuple(_joined(proclitic, form) for proclitic in JOINED)


def without_article(form: str) -> str:
    """The form without the article and what is joined to it; one without an article as it is."""
    for joined in _BEFORE_ARTICLE:
        if form.startswith(joined) and len(form) > len(joined):
            return form[len(joined) :]
    for joined in _WITH_LAM:
        if form.startswith(joined) and len(form) > len(joined) + 1:
            return form[len(joined) :]
    return form


def without_joined(form: str) -> Iterator[str]:
    """What may be left of a form without an article and what is joined to it, itself among them."""
    yield form
    yield without_article(form)
    for proclitic in JOINED[1:]:
        if form.startswith(proclitic) and len(form) > len(proclitic) + 1:
            yield form.removeprefix(proclitic)


def _joined(proclitic: str, form: str) -> str:
    if proclitic.endswith("ل") and form.startswith(ARTICLE):
        return proclitic + "ل" + form.removeprefix(ARTICLE)
    return proclitic + form
