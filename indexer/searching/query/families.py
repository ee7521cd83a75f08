"""The words of a query, widened: other words of their families, their forms with proclitics."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from analyzers.analyzer import ArabicAnalyzer
from analyzers.variants.proclitics import with_other_proclitics
from indexer.model.query import Query, Word, with_words


def widened(query: Query, analyzer: ArabicAnalyzer, forms: Container[str]) -> Query:
    """Return a query whose words match the words of their families too, but where it excludes.

    Args:
        query: The query.
        analyzer: The analyser of the index.
        forms: The forms in the texts, among which are those of a word with other proclitics.
    """

    def widen(word: Word) -> Word:
        if not word.stems:
            return word
        same = {*word.stems}
        joined = (form for form in with_other_proclitics(word.form) if form in forms)
        return replace(
            word,
            families=analyzer.families(word.stems),
            joined=tuple(form for form in joined if not same.isdisjoint(analyzer.stems(form))),
        )

    return with_words(query, widen)
