"""Lookup of what completes a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from analyzers.analyzer import ArabicAnalyzer
from analyzers.variants.proclitics import ARTICLE, without_article
from indexer.searching.completion.keys import Keys, Typed
from indexer.searching.completion.material import Listing, Material, Title
from indexer.searching.completion.other_writings import foreign_names, other_writings

MIN_LETTERS = 2
"""Fewest letters typed before completions are offered, without the article."""

MAX_QUERIES, MAX_LISTINGS, MAX_TITLES = 5, 2, 3
"""Most queries, listings and titles offered."""

MAX_OFFERED = 8
"""Most completions offered, titles being left out first."""

KINDS = ("queries", "listings", "titles")
"""The kinds of what is offered."""

CACHED = 4096
"""Answers kept in the cache."""


@dataclass(frozen=True, slots=True)
class Completed:
    """What completes a text.

    Attributes:
        queries: Queries, those that begin with the text first.
        listings: Sections and units.
        titles: Titles, those that begin with the text first, then the newest.
    """

    queries: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    titles: tuple[Title, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything completes the text."""
        return bool(self.queries or self.listings or self.titles)


def keys_of(material: Material, analyzer: ArabicAnalyzer) -> Mapping[str, Keys]:
    """Make the keys of what is offered, by its kind."""
    texts = (
        material.queries,
        [one.value for one in material.listings],
        [one.text for one in material.titles],
    )
    return {kind: Keys.of(each, analyzer) for kind, each in zip(KINDS, texts, strict=True)}


class Completions:
    """The completions offered for an index. Safe to share between threads.

    Args:
        material: What is offered.
        analyzer: The analyser of the index.
        keys: Those of `keys_of`, or None to make them.
    """

    def __init__(
        self, material: Material, analyzer: ArabicAnalyzer, keys: Mapping[str, Keys] | None = None
    ) -> None:
        self._material = material
        self._analyzer = analyzer
        keys = keys or keys_of(material, analyzer)
        self._queries, self._listings, self._titles = (keys[kind] for kind in KINDS)
        self._cached = lru_cache(maxsize=CACHED)(self._complete)

    def complete(self, text: str) -> Completed:
        """Complete a text; answers are cached, as readers type the same beginnings.

        If no query completes all of it, a particle at its end is ignored, or its last word alone is
        completed. If nothing does, it is read as typed on the other keyboard layout or in Latin
        letters.
        """
        return self._cached(text.strip())

    def _complete(self, text: str) -> Completed:
        forms = self._analyzer.forms(text)
        if Typed.of(forms).letters < MIN_LETTERS:
            return Completed()
        found = self._found(forms)
        if not found.queries and len(forms) > 1:
            is_particle = self._analyzer.is_stop(forms[-1])
            complete = self._without_particle if is_particle else self._with_last_word
            found = complete(found, text)
        found = found or self._written_otherwise(text)
        queries = [query for query in found.queries if query != text][:MAX_QUERIES]
        most_titles = MAX_OFFERED - len(queries) - len(found.listings)
        return Completed(tuple(queries), found.listings, found.titles[:most_titles])

    def _found(self, forms: Sequence[str]) -> Completed:
        """Return what begins with some forms, by a typed article if anything has it."""
        typed = Typed.of(forms)
        if typed.letters < MIN_LETTERS:
            return Completed()
        found = self._lookup(typed, strict=True)
        return self._lookup(typed, strict=False) if typed.may_lack_articles and not found else found

    def _lookup(self, typed: Typed, *, strict: bool) -> Completed:
        queries, listings, titles = (
            keys.find(typed, limit, strict=strict)
            for keys, limit in (
                (self._queries, MAX_QUERIES + 1),  # what is typed may be one of them
                (self._listings, MAX_LISTINGS),
                (self._titles, MAX_TITLES),
            )
        )
        offered = self._material
        return Completed(
            tuple(offered.queries[number] for number in queries),
            tuple(offered.listings[number] for number in listings),
            tuple(offered.titles[number] for number in titles),
        )

    def _without_particle(self, found: Completed, text: str) -> Completed:
        """Return what was found for a text, and what completes it without its last word."""
        before = self._found(self._analyzer.forms(text)[:-1])
        return Completed(
            before.queries, found.listings or before.listings, found.titles or before.titles
        )

    def _with_last_word(self, found: Completed, text: str) -> Completed:
        """Return what was found for a text, and queries that complete its last word alone."""
        last = self._analyzer.tokens(text)[-1]
        typed = Typed.of([last.form])
        if typed.letters <= MIN_LETTERS or last.end < len(text):
            return found
        numbers = self._queries.find(
            typed, MAX_QUERIES, strict=True, anywhere=False
        ) or self._queries.find(typed, MAX_QUERIES, strict=False, anywhere=False)
        before = text[: last.start]
        queries = tuple(before + self._material.queries[number] for number in numbers)
        return replace(found, queries=queries)

    def _written_otherwise(self, text: str) -> Completed:
        """Return what completes a text as a foreign name, or else in another writing."""
        names = [(name, self._found(self._analyzer.forms(name))) for name in foreign_names(text)]
        there = [(name, found) for name, found in names if found]
        if there:
            queries = dict.fromkeys(name for name, _ in there)
            queries |= dict.fromkeys(query for _, found in there for query in found.queries)
            listings = dict.fromkeys(one for _, found in there for one in found.listings)
            titles = dict.fromkeys(title for _, found in there for title in found.titles)
            return Completed(
                tuple(queries), tuple(listings)[:MAX_LISTINGS], tuple(titles)[:MAX_TITLES]
            )
        writings = other_writings(text, self._begins)
        found = (self._found(self._analyzer.forms(writing)) for writing in writings)
        return next(filter(None, found), Completed())

    def _begins(self, prefix: str) -> bool:
        """Return whether a query or title has a word that begins with some letters."""
        bare = without_article(prefix)
        return ARTICLE.startswith(prefix) or any(
            keys.begins(one) for keys in (self._queries, self._titles) for one in (prefix, bare)
        )
