"""The frequencies of proximity matches, counted in the texts of the documents that may match.

The cluster has no query with the frequency of `query.Near`: occurrences of the first slot.
"""

from __future__ import annotations

from typing import Any

from indexer.engines.opensearch.documents import Documents
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.queries.leaf_query import Nearby
from indexer.engines.opensearch.queries.texts import FieldTexts, TextSegment
from indexer.engines.opensearch.stored import tokens_of
from indexer.model.query import Near

PAGE = 1000
"""Documents read by one request."""


def nearby(documents: Documents, leaf: Near, lexicon: Lexicon) -> Nearby:
    """Return the frequency of a proximity match in each document, by field.

    Args:
        documents: The documents of the generation.
        leaf: The proximity match.
        lexicon: The forms of the generation.
    """
    return {field: _in_field(documents, leaf, lexicon, field) for field in leaf.fields}


def _in_field(among: Documents, leaf: Near, lexicon: Lexicon, field: str) -> dict[int, int]:
    slots = [lexicon.known(slot) for slot in leaf.slots]
    if not all(slots):
        return {}
    body: dict[str, Any] = {
        "query": {"bool": {"filter": [{"terms": {f"forms.{field}": slot}} for slot in slots]}},
        "size": PAGE,
        "sort": ["number"],
        "_source": False,
        "docvalue_fields": [f"tokens.{field}"],
    }
    counts: dict[int, int] = {}
    for hits in among.pages(body):
        texts = FieldTexts.of([tokens_of(hit["fields"][f"tokens.{field}"][0]) for hit in hits])
        segment = TextSegment(lexicon, {field: texts}, ())
        numbers = [hit["sort"][0] for hit in hits]
        for _, documents, found in segment.read(Near(leaf.slots, leaf.distance, (field,))):
            pairs = zip(documents.tolist(), found.tolist(), strict=True)
            counts.update({numbers[document]: count for document, count in pairs})
    return counts
