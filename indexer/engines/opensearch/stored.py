"""Documents as the cluster stores them, and articles and texts as they are read back."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from indexer.engines.opensearch.facet_keys import facet_key
from indexer.engines.opensearch.lexicon import GrowingLexicon
from indexer.model.address import addresses_of
from indexer.model.article import Article
from indexer.model.document import Document, Terms
from indexer.model.fields import FACET_FIELDS, FIELD
from indexer.model.fingerprint import fingerprint
from indexer.ranking.order import Numbers

TOKEN = np.dtype("<u4")
"""Type of the numbers of forms in a stored text."""

NO_TOKENS = np.empty(0, TOKEN)
"""The text of a field that is not stored, since it is empty."""


def key_of(article_id: str) -> str:
    """Return the key of an article's document; keys have at most 512 bytes, ids may have more."""
    return hashlib.sha256(article_id.encode()).hexdigest()[:32]


def source_of(document: Document, number: int, lexicon: GrowingLexicon) -> dict[str, Any]:
    """Return the source of a document, whose forms are added to the lexicon.

    Args:
        document: The document.
        number: Its number, in the order of addition.
        lexicon: The forms of the generation.
    """
    article = document.article
    written = {name: terms for name, terms in document.terms.items() if len(terms)}
    source: dict[str, Any] = {
        "id": article.id,
        "number": number,
        "digest": document.digest,
        "fingerprint": fingerprint(document.terms["body"]),
        "addresses": addresses_of(article),
        "length": {name: len(terms) for name, terms in document.terms.items()},
        "forms": {name: " ".join(terms.forms) for name, terms in written.items()},
        "stems": {
            name: " ".join(stem for stems in terms.stems for stem in stems)
            for name, terms in written.items()
        },
        "tokens": {name: _encoded(lexicon.add(terms)) for name, terms in written.items()},
        "offsets": {name: _packed_offsets(terms) for name, terms in written.items()},
        "article": asdict(article) | {"date": article.date.isoformat() if article.date else None},
    }
    for name in FACET_FIELDS:
        if values := FIELD[name].values(article):
            source[name] = [*map(facet_key, values)]
    if article.date:
        source["day"] = article.date.toordinal()
    return source


def article_of(source: Mapping[str, Any]) -> Article:
    """Return the article of a stored source."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in source["article"].items()
    }
    if values["date"]:
        values["date"] = dt.date.fromisoformat(values["date"])
    return Article(**values)


def tokens_of(encoded: str) -> Numbers:
    """Return the numbers of the forms of a text, given as doc values: base64 without padding."""
    return np.frombuffer(base64.urlsafe_b64decode(f"{encoded}=="), TOKEN)


def offsets_of(packed: str) -> tuple[list[int], list[int]]:
    """Return the start and end offset of each token of a stored text."""
    offsets = np.frombuffer(zlib.decompress(base64.b64decode(packed)), TOKEN).reshape(2, -1)
    starts, ends = offsets.tolist()
    return starts, ends


def _packed_offsets(terms: Terms) -> str:
    offsets = np.array([terms.starts, terms.ends], TOKEN)
    return base64.b64encode(zlib.compress(offsets.tobytes())).decode()


def _encoded(tokens: Numbers) -> str:
    return base64.b64encode(tokens.astype(TOKEN).tobytes()).decode()
