"""The index of a generation: its settings and the mapping of its fields.

Texts come as finished terms joined by spaces, so the cluster only splits them. Its own ranking is
not used: the similarity makes the score of a term its frequency, from which `query` computes the
score of `indexer.ranking.formula`.
"""

from __future__ import annotations

from indexer.engines.opensearch.body import Json
from indexer.model.fields import FACET_FIELDS, TEXT_FIELDS

TEXT_NAMES = tuple(field.name for field in TEXT_FIELDS)
"""Names of the text fields."""

LONGEST_GRAM = 6
"""Letters of the longest beginning of a form that is a term of its own."""

LONGEST_TERM = 8000
"""Letters of the longest term; Lucene takes terms of at most 32,766 bytes."""

WINDOW = 1_000_000
"""Hits that a reader may page through."""

_KEYWORD = {"type": "keyword"}
_VALUE = {"type": "integer", "index": False}
_COUNTED = {
    "type": "text",
    "analyzer": "terms",
    "similarity": "frequency",
    "norms": False,
    "index_options": "freqs",
}
_FORMS = {
    **_COUNTED,
    "index_options": "positions",
    "fields": {
        "begin": {**_COUNTED, "analyzer": "beginnings", "search_analyzer": "terms"},
    },
}


def index_body(shards: int) -> Json:
    """Return the body that creates the index of a generation, without replicas."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "max_result_window": WINDOW,
            "max_terms_count": WINDOW,
            "similarity": {
                "frequency": {
                    "type": "scripted",
                    "script": {"source": "return query.boost * doc.freq;"},
                }
            },
            "analysis": {
                "tokenizer": {"terms": {"type": "whitespace", "max_token_length": LONGEST_TERM}},
                "filter": {
                    "begin": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_GRAM}
                },
                "analyzer": {
                    "terms": {"type": "custom", "tokenizer": "terms"},
                    "beginnings": {"type": "custom", "tokenizer": "terms", "filter": ["begin"]},
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"excludes": ["forms", "stems", "tokens"]},
            "properties": {
                "id": _KEYWORD,
                "number": {"type": "long"},
                "day": {"type": "integer"},
                "digest": {**_KEYWORD, "index": False},
                "fingerprint": {"type": "long", "index": False},
                "addresses": {**_KEYWORD, "ignore_above": LONGEST_TERM},
                **dict.fromkeys(FACET_FIELDS, _KEYWORD),
                "length": _each(_VALUE),
                "forms": _each(_FORMS),
                "stems": _each(_COUNTED),
                "tokens": _each({"type": "binary", "doc_values": True}),
                "offsets": {"type": "object", "enabled": False},
                "article": {"type": "object", "enabled": False},
            },
        },
    }


def meta_body() -> Json:
    """Return the body that creates the index of manifests, files and the writers' lock."""
    return {
        "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-all"},
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "kind": _KEYWORD,
                "generation": _KEYWORD,
                "name": _KEYWORD,
                "part": {"type": "integer"},
                "content": {"type": "binary"},
                "manifest": {"type": "object", "enabled": False},
                "lock": {"type": "object", "enabled": False},
            },
        },
    }


def _each(field: Json) -> Json:
    """Return an object with the same field for each text field."""
    return {"properties": dict.fromkeys(TEXT_NAMES, field)}
