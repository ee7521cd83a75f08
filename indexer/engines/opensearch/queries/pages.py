"""The articles and texts of hits, fetched a page at a time and kept for a while."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cachetools import LRUCache

from indexer.engines.base import Hit, Matches
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.documents import Documents
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.mapping import TEXT_NAMES
from indexer.engines.opensearch.stored import article_of, offsets_of, tokens_of
from indexer.model.article import Article
from indexer.model.document import Terms
from indexer.model.occurrences import occurrences
from indexer.model.query import Leaf, Near, Phrase

KEPT_HITS = 1000
"""Fetched hits, and places of hits in pages, that are kept."""

LARGEST_PAGE = 100
"""Hits fetched by one request."""


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A document as it was fetched.

    Attributes:
        article: The article.
        tokens: The numbers of the forms of each text field that is not empty.
        offsets: The packed offsets of their tokens.
    """

    article: Article
    tokens: Mapping[str, str]
    offsets: Mapping[str, str]


class Pages:
    """The documents of the hits of recent searches. Safe to share between threads."""

    def __init__(self, documents: Documents) -> None:
        """Fetch from the documents of a generation."""
        self._documents = documents
        self._pages: LRUCache[int, Sequence[int]] = LRUCache(KEPT_HITS)
        self._stored: LRUCache[int, StoredHit] = LRUCache(KEPT_HITS)
        self._lock = threading.Lock()

    def add(self, hits: Sequence[Hit]) -> None:
        """Take note of hits that are likely to be read together."""
        numbers = [hit.number for hit in hits]
        with self._lock:
            for begin in range(0, len(numbers), LARGEST_PAGE):
                page = numbers[begin : begin + LARGEST_PAGE]
                self._pages.update(dict.fromkeys(page, page))

    def stored(self, hit: Hit) -> StoredHit:
        """Return the document of a hit; the first hit of a page fetches all of them."""
        with self._lock:
            found = self._stored.get(hit.number)
            page = [n for n in self._pages.get(hit.number, ()) if n not in self._stored]
        if found is None:
            fetched = self._fetched(page or [hit.number])
            found = fetched[hit.number]
            with self._lock:
                self._stored.update(fetched)
        return found

    def _fetched(self, numbers: Sequence[int]) -> dict[int, StoredHit]:
        body = {
            "query": {"terms": {"number": [*numbers]}},
            "size": len(numbers),
            "_source": ["article", "offsets"],
            "docvalue_fields": ["number", *(f"tokens.{name}" for name in TEXT_NAMES)],
        }
        hits = self._documents.search(body)["hits"]["hits"]
        return {hit["fields"]["number"][0]: _stored(hit) for hit in hits}


class Marker:
    """A finder of the occurrences of leaves in fetched documents."""

    def __init__(self, lexicon: Lexicon, leaves: Sequence[Leaf]) -> None:
        """Look for some leaves.

        Args:
            lexicon: The forms of the generation.
            leaves: The leaves.
        """
        self._lexicon = lexicon
        self._leaves = leaves
        self._groups = [n for n, leaf in enumerate(leaves) if isinstance(leaf, Phrase | Near)]
        self._words: dict[int, list[int]] = {}
        for number, leaf in enumerate(leaves):
            if number not in self._groups:
                for form in lexicon.slots(leaf)[0]:
                    self._words.setdefault(form, []).append(number)

    def matches(self, stored: StoredHit) -> dict[str, Matches]:
        """Return the matches in each text field of a document."""
        return {name: self._in_field(stored, name) for name in TEXT_NAMES}

    def _in_field(self, stored: StoredHit, field: str) -> Matches:
        if field not in stored.tokens:
            return Matches.of(())
        tokens = tokens_of(stored.tokens[field]).tolist()
        words = self._words
        found = [
            (place, place, leaf)
            for place, token in enumerate(tokens)
            if token in words
            for leaf in words[token]
            if field in self._leaves[leaf].fields
        ]
        terms: Terms | None = None
        for number in self._groups:
            leaf = self._leaves[number]
            slots = self._lexicon.slots(leaf)
            if field in leaf.fields and all(not set(tokens).isdisjoint(slot) for slot in slots):
                terms = terms or self._terms(tokens)
                found += [(first, last, number) for first, last in occurrences(leaf, terms)]
        if not found:
            return Matches.of(())
        starts, ends = offsets_of(stored.offsets[field])
        return Matches.of((starts[first], ends[last], leaf) for first, last, leaf in found)

    def _terms(self, tokens: Sequence[int]) -> Terms:
        """Return a text as terms, without offsets."""
        own = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
        lexicon = self._lexicon
        return Terms(
            tuple(lexicon.form(token) for token in own),
            tuple(lexicon.stems(token) for token in own),
            array("I", map(own.__getitem__, tokens)),
            array("I"),
            array("I"),
        )


def _stored(hit: Json) -> StoredHit:
    fields, source = hit["fields"], hit["_source"]
    tokens = {
        name: fields[f"tokens.{name}"][0] for name in TEXT_NAMES if f"tokens.{name}" in fields
    }
    return StoredHit(article_of(source), tokens, source.get("offsets", {}))
