"""Writing: forms as the articles mostly write them, with hamza, without tashkeel."""

from __future__ import annotations

from collections import Counter

from analyzers.normalize import TASHKEEL, is_arabic
from analyzers.variants.proclitics import ARTICLE, with_proclitics
from indexer.engines.base import Filters, Window
from indexer.model.query import Phrase, Word
from indexer.searching.open_index import OpenIndex

ASKED = 20
"""Articles that are asked how they write a word."""


def writings(words: str, index: OpenIndex) -> str:
    """Forms between spaces, as they are written."""
    return " ".join(writing(form, index) for form in words.split())


def writing(form: str, index: OpenIndex) -> str:
    """How a form is mostly written, also where only what is joined to it stands in the texts."""
    leaf: Word | Phrase = Word(form, None)
    if form not in index.vocabulary:
        joined = with_proclitics(form)
        if is_arabic(form) and not form.startswith(ARTICLE):
            joined += with_proclitics(ARTICLE + form)
        leaf = Phrase((joined,))
    found: Counter[str] = Counter()
    for hit in index.snapshot.search(leaf, Filters(), Window(limit=ASKED)).hits:
        article = index.snapshot.read(hit)
        for field in ("title", "body"):
            text: str = getattr(article, field)
            for match in index.snapshot.matches(hit, (leaf,), field) or ():
                written = text[match.start : match.end].translate(TASHKEEL)
                found[written[-len(form) :] if isinstance(leaf, Phrase) else written] += 1
    return found.most_common(1)[0][0] if found else form
