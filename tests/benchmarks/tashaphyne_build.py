"""What a program pays that gives Whoosh an analyser of Tashaphyne's light stemmer, uncached.

It is so slow that a sample tells enough.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from tashaphyne.stemming import ArabicLightStemmer
from whoosh.analysis import Filter, RegexTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in

from tests.benchmarks.collection import Collection
from tests.benchmarks.corpus import MadeArticle

SAMPLE = 300


class TashaphyneFilter(Filter):  # type: ignore[misc]
    """Each token's light stem."""

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:
        stemmer = ArabicLightStemmer()
        for token in tokens:
            token.text = stemmer.light_stem(token.text)
            yield token


def build_sample(collection: Collection) -> dict[str, float]:
    """Return the duration, in seconds, for the first documents of a collection."""
    with collection.articles.open(encoding="utf-8") as lines:
        articles = [MadeArticle(**json.loads(line)) for line in islice(lines, SAMPLE)]
    analyzer = RegexTokenizer() | TashaphyneFilter()
    schema = Schema(id=ID(stored=True), text=TEXT(analyzer, stored=True))
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        writer = create_in(folder, schema).writer()
        for article in articles:
            writer.add_document(id=article.id, text=article.body)
        writer.commit()
        seconds = time.perf_counter() - begun
    return {"documents": len(articles), "seconds": seconds}
