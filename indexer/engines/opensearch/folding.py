"""When the indexes of a generation are folded into fewer, and what is sent for that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.catalogue import Manifest
from indexer.engines.opensearch.documents import Documents
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.mapping import TEXT_NAMES
from indexer.engines.opensearch.stored import tokens_of
from indexer.model.fields import FACET_FIELDS

MOST_PARTS = 8
"""Indexes of a generation, at which an update puts all but the first into its own."""

LEAST_FOLDED = 1000
FOLDED_SHARE = 0.1
"""Documents added or deleted since the first index, alone and as a share of all, beyond which
compaction makes one index of all."""

PAGE = 200
"""Documents read by one request."""

_NUMBERS = ("number", "day", "fingerprint")
_VALUES = ("id", "digest", "addresses", *FACET_FIELDS)
_LENGTHS = tuple(f"length.{name}" for name in TEXT_NAMES)
_TOKENS = tuple(f"tokens.{name}" for name in TEXT_NAMES)


def is_worth_folding(manifest: Manifest) -> bool:
    """Return whether so much was changed since the first index that one of all is worth making."""
    changed = manifest.added + len(manifest.deleted)
    return changed > max(LEAST_FOLDED, FOLDED_SHARE * manifest.info.articles)


def sources_again(documents: Documents, lexicon: Lexicon) -> Iterator[tuple[str, Json]]:
    """Yield the key and the source of each document, as `stored.source_of` made it.

    Args:
        documents: The documents.
        lexicon: The forms of their texts.
    """
    body = {
        "query": {"match_all": {}},
        "size": PAGE,
        "sort": ["number"],
        "_source": ["article", "offsets"],
        "docvalue_fields": [*_NUMBERS, *_VALUES, *_LENGTHS, *_TOKENS],
    }
    for hits in documents.pages(body):
        for hit in hits:
            yield hit["_id"], _source_again(hit, lexicon)


def _source_again(hit: Json, lexicon: Lexicon) -> Json:
    fields = hit["fields"]
    tokens = {
        name: fields[f"tokens.{name}"][0] for name in TEXT_NAMES if f"tokens.{name}" in fields
    }
    texts = {name: tokens_of(encoded).tolist() for name, encoded in tokens.items()}
    source: dict[str, Any] = {
        **hit["_source"],
        "length": {name: fields[f"length.{name}"][0] for name in TEXT_NAMES},
        "forms": {
            name: " ".join(lexicon.form(token) for token in text) for name, text in texts.items()
        },
        "stems": {
            name: " ".join(stem for token in text for stem in lexicon.stems(token))
            for name, text in texts.items()
        },
        "tokens": {name: _padded(encoded) for name, encoded in tokens.items()},
    }
    source |= {name: fields[name][0] for name in (*_NUMBERS, "id", "digest") if name in fields}
    source |= {name: fields[name] for name in ("addresses", *FACET_FIELDS) if name in fields}
    return source


def _padded(encoded: str) -> str:
    """Return doc values, which come in base64 for addresses and without padding, as stored."""
    return encoded.replace("-", "+").replace("_", "/") + "=" * (-len(encoded) % 4)
