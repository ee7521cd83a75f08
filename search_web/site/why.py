"""The reasons of a hit in words: what matched a word of the query, and which words it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from flask_babel import gettext, pgettext
from markupsafe import Markup

from indexer.searching.reasons import Reason
from search_web.language.formatting import Formatter, formatter
from search_web.site.wording import from_source, quoted

MAX_MISSING = 3
"""Most words that are named of those that a hit lacks."""

CACHED = 4096
"""Reasons whose words are kept: the hits of a page share most of theirs."""


def why(reasons: Sequence[Reason]) -> Markup:
    """Say how the words of the query matched a hit, if that is not obvious."""
    unclear = [reason for reason in reasons if not reason.obvious]
    if not unclear:
        return Markup()
    missing = [reason.word for reason in unclear if reason.kind == "fallback"]
    current = formatter()
    clauses = [_clause(reason, current) for reason in unclear if reason.kind != "fallback"]
    if missing:
        clauses.append(_lacking(tuple(missing), current))
    if len(clauses) == 1:
        return clauses[0]
    return Markup(pgettext("between clauses", "; ")).join(clauses)  # noqa: S704 # of the catalogue


@lru_cache(CACHED)
def _clause(reason: Reason, current: Formatter) -> Markup:
    """Say how a word matched, in the language of the current formatter."""
    values = {"found": quoted(from_source(reason.found)), "word": quoted(from_source(reason.word))}
    return Markup(_sentence(reason)) % values  # noqa: S704 # a message of the catalogue


def _sentence(reason: Reason) -> str:
    match reason.kind:
        case "stem":
            return str(gettext("%(found)s is a form of %(word)s"))
        case "family":
            return str(gettext("%(found)s is of the same family as %(word)s"))
        case "synonym":
            return str(gettext("%(found)s means the same as %(word)s"))
        case _:
            return str(gettext("%(found)s is another spelling of %(word)s"))


@lru_cache(CACHED)
def _lacking(words: tuple[str, ...], current: Formatter) -> Markup:
    """Name words that a hit lacks, in the language of the current formatter."""
    return Markup(" ").join(_lacking_parts(words, current))


def _lacking_parts(words: tuple[str, ...], current: Formatter) -> Iterator[Markup]:
    yield Markup(gettext("Not in it:"))  # noqa: S704 # a message of the catalogue
    for word in words[:MAX_MISSING]:
        yield Markup("<s>{}</s>").format(from_source(word))
    if len(words) > MAX_MISSING:
        yield Markup("<bdi>(+{})</bdi>").format(current.number(len(words) - MAX_MISSING))
