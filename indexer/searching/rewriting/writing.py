"""Original spelling of forms: the most frequent one in the articles, without tashkeel."""

from __future__ import annotations

from collections import Counter

from analyzers.normalize import TASHKEEL, is_arabic
from analyzers.variants.proclitics import ARTICLE, with_proclitics
from indexer.engines.base import NO_MATCHES, Filters, Window
from indexer.model.query import Phrase, Word
from indexer.searching.open_index import OpenIndex

ASKED = 20
"""Maximum number of articles in which a spelling is looked up."""


def writings(words: str, index: OpenIndex) -> str:
    """Return forms separated by spaces in their usual spelling."""
    return " ".join(writing(form, index) for form in words.split())


def writing(form: str, index: OpenIndex) -> str:
    """Return the most frequent spelling of a form, found with or without proclitics."""
    leaf: Word | Phrase = Word(form, None)
    if form not in index.vocabulary:
        joined = with_proclitics(form)
        if is_arabic(form) and not form.startswith(ARTICLE):
            joined += with_proclitics(ARTICLE + form)
        leaf = Phrase((joined,))
    found: Counter[str] = Counter()
    hits = index.snapshot.search(leaf, Filters(), Window(limit=ASKED)).hits
    articles, matches = index.snapshot.read_all(hits), index.snapshot.matches(hits, (leaf,))
    for article, by_field in zip(articles, matches, strict=True):
        for field in ("title", "body"):
            text: str = getattr(article, field)
            starts, ends, _ = (by_field or {}).get(field, NO_MATCHES)
            for start, end in zip(starts, ends, strict=True):
                written = text[start:end].translate(TASHKEEL)
                found[written[-len(form) :] if isinstance(leaf, Phrase) else written] += 1
    return found.most_common(1)[0][0] if found else form
