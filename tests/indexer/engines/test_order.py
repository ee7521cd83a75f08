"""The learned order of the best hits, on every engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Engine, Filters, Hit, Sort, Window
from indexer.model.article import Article
from indexer.model.query import Coordinated, Word
from indexer.ranking.order import FEATURES, Order
from indexer.ranking.order_file import fitted_order, order_text
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from tests.indexer.engines.collection import build, word


def only(**weights: float) -> Ranking:
    """Return a ranking whose order goes by some features alone."""
    column = tuple(weights.get(name, 0.0) for name in FEATURES)
    order = Order(column, column, tuple(0.0 for _ in FEATURES))
    return replace(DEFAULT_RANKING, order=order)


def hits(
    engine: Engine,
    analyzer: ArabicAnalyzer,
    articles: Sequence[Article],
    query: str,
    window: Window,
) -> tuple[Hit, ...]:
    build(engine, articles, analyzer)
    parts = tuple(word(one, analyzer) for one in query.split())
    with closing(engine.snapshot()) as snapshot:
        return snapshot.search(Coordinated(parts), Filters(), window).hits


def body(*words: str, length: int = 30) -> str:
    return " ".join([*words, *["كلام"] * (length - len(words))])


ARTICLES = [
    Article(id="early", title="خبر", body=body("أمن", "كلام", "حدود")),
    Article(id="late", title="خبر", body=body(*["كلام"] * 20, "أمن", "حدود")),
    Article(id="apart", title="خبر", body=body("أمن", *["كلام"] * 27, "حدود")),
    Article(id="titled", title="أمن الحدود", body=body(*["كلام"] * 25, "أمن")),
    Article(id="half titled", title="أمن الحدود في بلاد بعيدة", body=body(*["كلام"] * 26, "أمن")),
    Article(id="other", title="طقس", body=body()),
]


@pytest.mark.parametrize(
    ("feature", "weight", "values"),
    [
        ("first", -1.0, {"early": 1, "apart": 1, "late": 21, "titled": 26, "half titled": 27}),
        ("early", 1.0, {"early": 1 + 100 / 102, "apart": 1 + 100 / 128}),
        ("title_cover", 1.0, {"titled": 1.0, "half titled": 0.5}),
        ("title_exact", 1.0, {"titled": 1.0, "half titled": 1.0}),
        ("title_order", 1.0, {"titled": 1.0, "half titled": 1.0}),
        ("title_typed", 1.0, {"titled": 1.0, "half titled": 1.0}),
        ("window", 1.0, {"early": 1.0, "late": 1.0}),
        ("order", 1.0, {"early": 1.0, "late": 1.0}),
    ],
)
def test_hits_are_ordered_by_features_of_where_the_words_stand(
    engine: Engine,
    analyzer: ArabicAnalyzer,
    feature: str,
    weight: float,
    values: dict[str, float],
) -> None:
    window = Window(ranking=only(**{feature: weight}))
    found = hits(engine, analyzer, ARTICLES, "أمن الحدود", window)
    first = [hit.id for hit in found[: len(values)]]
    assert sorted(first) == sorted(values)
    by_feature = sorted(values, key=lambda id_: -weight * values[id_])
    assert [values[id_] for id_ in first] == [values[id_] for id_ in by_feature]


def test_the_order_explains_the_place_of_each_hit(engine: Engine, analyzer: ArabicAnalyzer) -> None:
    found = {hit.id: hit for hit in hits(engine, analyzer, ARTICLES, "أمن الحدود", Window())}
    explained = found["titled"].explanation
    assert explained is not None
    features = dict(zip(FEATURES, explained.features, strict=True))
    assert features["parts"] == features["weight"] == features["title_weight"] == 1.0
    assert features["title_cover"] == 1.0
    assert explained.conditions.titled == 1.0
    assert explained.conditions.long == 0.0  # bodies of 30 words


def test_pages_are_slices_of_one_order(engine: Engine, analyzer: ArabicAnalyzer) -> None:
    articles = [
        Article(id=str(n), title=f"خبر {n}", body=body(*["كلام"] * n, "أمن", length=30 + n % 7))
        for n in range(25)
    ]
    whole = [hit.id for hit in hits(engine, analyzer, articles, "أمن", Window(limit=25))]
    with closing(engine.snapshot()) as snapshot:
        query = Coordinated((word("أمن", analyzer),))
        pages = [
            snapshot.search(query, Filters(), Window(offset=offset, limit=5)).hits
            for offset in range(0, 25, 5)
        ]
    assert [hit.id for page in pages for hit in page] == whole


def test_hits_after_the_ordered_ones_stay_after_them(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    ranking = replace(only(first=-1.0), ordered=3)
    plain = Window(ranking=replace(ranking, ordered=0))
    by_score = [hit.id for hit in hits(engine, analyzer, ARTICLES, "أمن الحدود", plain)]
    found = hits(engine, analyzer, ARTICLES, "أمن الحدود", Window(ranking=ranking))
    assert {hit.id for hit in found[:3]} == {*by_score[:3]}
    assert [hit.id for hit in found[3:]] == by_score[3:]
    assert [hit.explanation is None for hit in found] == [False] * 3 + [True] * 2
    scores = [hit.score for hit in found]
    assert scores == sorted(scores, reverse=True)


FEW_BOOSTED = replace(DEFAULT_RANKING, boosted=2)
RELATED = [
    Article(id="related", title="الحدود", body=body(*["الحدود"] * 9), date=dt.date(2020, 1, 1)),
    *(
        Article(id=f"own {n}", title="خبر", body=body(*["كلام"] * 29, "أمن", length=40 + n))
        for n in range(4)
    ),
    Article(id="both", title="خبر", body=body("رواية", "الحدود", length=60)),
    Article(id="other", title="طقس", body=body()),
]


def related(analyzer: ArabicAnalyzer) -> Word:
    """Return a word of whose family another word is."""
    return replace(word("أمن", analyzer), families=word("الحدود", analyzer).stems)


@pytest.mark.parametrize("window", [Window(), Window(ranking=FEW_BOOSTED), Window(boosted=False)])
def test_hits_by_families_follow_the_others(
    engine: Engine, analyzer: ArabicAnalyzer, window: Window
) -> None:
    build(engine, RELATED, analyzer)
    query = Coordinated((related(analyzer),))
    with closing(engine.snapshot()) as snapshot:
        found = snapshot.search(query, Filters(), window)
        by_pages = [
            hit
            for offset in range(0, 6, 2)
            for hit in snapshot.search(query, Filters(), window.moved(offset, 2)).hits
        ]
        by_date = snapshot.search(query, Filters(), Window(sort="-date", limit=1)).hits
    ids = [hit.id for hit in found.hits]
    assert ids[:4] == sorted(ids[:4]) == [f"own {n}" for n in range(4)]
    assert ids[4:] == ["related", "both"]
    assert found.total == found.whole == 6
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert [hit.id for hit in by_pages] == ids
    assert [hit.score for hit in by_pages] == pytest.approx(scores)
    assert [hit.id for hit in by_date] == ["related"]


def test_a_hit_that_holds_another_word_itself_is_no_hit_by_families(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, RELATED, analyzer)
    query = Coordinated((word("رواية", analyzer), related(analyzer)))
    with closing(engine.snapshot()) as snapshot:
        found = snapshot.search(query, Filters(), Window(limit=10)).hits
    assert found[0].id == "both"


@pytest.mark.parametrize("sort", ["date", "-date"])
def test_an_order_by_date_is_not_changed(
    engine: Engine, analyzer: ArabicAnalyzer, sort: Sort
) -> None:
    plain = replace(DEFAULT_RANKING, ordered=0)
    window = Window(sort=sort)
    by_date = hits(engine, analyzer, ARTICLES, "أمن الحدود", replace(window, ranking=plain))
    assert hits(engine, analyzer, ARTICLES, "أمن الحدود", window) == by_date


def test_the_version_of_the_ranking_changes_with_the_weights() -> None:
    assert only(first=-1.0).version != only(first=-2.0).version != DEFAULT_RANKING.version


def test_the_file_of_weights_says_where_they_come_from() -> None:
    text = order_text(fitted_order(), ["fitted by a script"])
    assert text.startswith("# fitted by a script\n")
    assert [line.split("\t")[0] for line in text.splitlines()[2:]] == [*FEATURES]
