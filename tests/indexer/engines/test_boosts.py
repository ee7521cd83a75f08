"""Boosts by similar stems, adjacent pairs and recency, on every engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Engine, Filters, Window
from indexer.model.article import Article
from indexer.model.query import And, Or
from tests.indexer.engines.collection import build, word

ALL = Filters()
FILLER = Article(id="filler", title="طقس", body="غيوم وأمطار ورياح على الساحل.")


def ids(
    engine: Engine,
    analyzer: ArabicAnalyzer,
    query: str,
    articles: Sequence[Article],
    window: Window = Window(),  # noqa: B008
) -> list[str]:
    """Return the ids of the hits for all words of a query, best first."""
    build(engine, [*articles, FILLER], analyzer)
    wanted = And(tuple(word(one, analyzer) for one in query.split()))
    with closing(engine.snapshot()) as snapshot:
        return [hit.id for hit in snapshot.search(wanted, ALL, window).hits]


def test_a_similar_stem_raises_the_score_of_a_match(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    plain = Article(id="plain", title="خبر", body="هجمات سيبرانية وأخبار أخرى كثيرة.")
    like = Article(id="like", title="خبر", body="هجمات سيبرانية والأمن السيبراني كثيرا.")
    assert ids(engine, analyzer, "سيبرانية", [plain, like])[0] == "like"


def test_a_similar_stem_alone_is_no_match(engine: Engine, analyzer: ArabicAnalyzer) -> None:
    alike = Article(id="alike", title="خبر", body="أوربانت في الصحف.")
    assert ids(engine, analyzer, "أربانت", [alike]) == []


def test_a_text_with_the_querys_words_adjacent_comes_first(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    apart = Article(id="apart", title="خبر", body="الحدود بعيدة وكل شيء هادئ والأمن مستتب.")
    beside = Article(id="beside", title="خبر", body="أمن الحدود بعيد وكل شيء هادئ ومستتب.")
    assert ids(engine, analyzer, "أمن الحدود", [apart, beside]) == ["beside", "apart"]


@pytest.mark.parametrize(("newer", "first"), [(0.1, "new"), (0.0, "old")])
def test_of_equally_good_matches_the_newer_comes_first_with_a_recency_boost(
    engine: Engine, analyzer: ArabicAnalyzer, newer: float, first: str
) -> None:
    body = "أمن الحدود البرية" + " بين الجيران" * 20
    old = Article(id="old", title="خبر", body=body, date=dt.date(2010, 1, 1))
    new = replace(old, id="new", body=f"{body} أيضا", date=dt.date(2026, 1, 1))
    assert ids(engine, analyzer, "أمن الحدود", [old, new], Window(newer=newer))[0] == first


def test_recency_does_not_outweigh_a_much_better_match(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    better = Article(
        id="better", title="أمن الحدود", body="أمن الحدود البرية.", date=dt.date(2010, 1, 1)
    )
    newer = Article(
        id="newer", title="خبر", body="كلام كثير عن أمن وعن غيره والحدود.", date=dt.date(2026, 1, 1)
    )
    window = Window(newer=0.1)
    assert ids(engine, analyzer, "أمن الحدود", [better, newer], window)[0] == "better"


def test_and_and_or_are_boosted_alike(engine: Engine, analyzer: ArabicAnalyzer) -> None:
    one = Article(id="one", title="خبر", body="أمن الحدود البرية.")
    build(engine, [one, FILLER], analyzer)
    words = tuple(word(each, analyzer) for each in ("أمن", "الحدود"))
    with closing(engine.snapshot()) as snapshot:
        (of_all,) = snapshot.search(And(words), ALL, Window()).hits
        (of_any,) = snapshot.search(Or(words), ALL, Window()).hits
    assert of_all.score == pytest.approx(of_any.score)
