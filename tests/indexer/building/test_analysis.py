"""What several processes analyse is what one does."""

from __future__ import annotations

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.analysis import analysed
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.processes import Processes

WORDS = ("الإرهاب", "أوروبا", "الدولة", "الهجرة", "تقرير", "مكافحة", "الحدود")
ARTICLES = tuple(
    Article(
        id=str(n), title=WORDS[n % 7], body=f"{WORDS[n * 3 % 7]} {WORDS[n * 5 % 7]} كلمة{n % 4}."
    )
    for n in range(23)
)


@pytest.mark.parametrize("known", [1, 1 << 19], ids=["few stems kept", "all stems kept"])
def test_documents_are_the_same_and_in_order_whoever_analyses_them(
    analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    monkeypatch.setattr("indexer.building.analysis.MIN_PARALLEL", 1)
    monkeypatch.setattr("indexer.building.analysis.BATCH_SIZE", 2)
    monkeypatch.setattr("indexer.building.analysis.MAX_KNOWN", known)
    made = [one.document for one in analysed(ARTICLES, analyzer, Processes(2))]
    assert made == [make_document(article, analyzer) for article in ARTICLES]
