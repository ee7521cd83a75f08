"""The Whoosh engine agrees with the reference engine on hits, scores and matches.

The collections are random, built at once or by updates, and read with arrays or without.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.word_lists import WordLists
from indexer.engines.base import Engine, Filters, Hit, Matches, Snapshot, Sort, Window
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.model.fields import FACET_FIELDS
from indexer.model.query import (
    And,
    Best,
    Coordinated,
    Ids,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    leaves,
)
from indexer.ranking.order import FEATURES, Explanation
from indexer.ranking.parameters import DEFAULT_RANKING
from tests.conftest import PROJECT
from tests.indexer.engines.collection import build, word
from tests.reference_engine import MemoryEngine

VOCABULARY = "دولة الدولة دولتان دولي حزب أحزاب كتاب الكتاب كتب وكتبهم يكتب في Europol 2019".split()
TEXTS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=24).map(" ".join)
DATES = st.none() | st.dates(dt.date(2015, 1, 1), dt.date(2018, 12, 31))

ARTICLES = st.lists(
    st.builds(
        lambda title, body, summary, date, section, kind: Article(
            id="-", title=title, body=body, summary=summary, date=date, section=section, kind=kind
        ),
        TEXTS,
        TEXTS,
        st.just("") | TEXTS,
        DATES,
        st.sampled_from(("", "سياسة", "أمن")),
        st.sampled_from(("", "دراسة", "تقرير")),
    ),
    max_size=12,
)
WORDS = st.sampled_from(VOCABULARY)
SHAPES = st.recursive(
    st.tuples(st.just("word"), WORDS)
    | st.tuples(st.just("phrase"), st.lists(WORDS, min_size=1, max_size=3))
    | st.tuples(st.just("near"), st.lists(WORDS, min_size=2, max_size=3), st.integers(1, 4))
    | st.tuples(st.just("prefix"), st.sampled_from(("ال", "د", "كت", "eu")))
    | st.tuples(st.just("prefixes"), st.lists(st.sampled_from(("ال", "الك", "و", "وك"))))
    | st.tuples(st.just("ids"), st.lists(st.integers(0, 12).map(str), max_size=3)),
    lambda children: (
        st.tuples(st.just("and"), st.lists(children, max_size=3))
        | st.tuples(st.just("or"), st.lists(children, max_size=3), st.integers(1, 3))
        | st.tuples(st.just("best"), st.lists(children, min_size=1, max_size=3))
        | st.tuples(st.just("not"), children)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module", params=["guarded", "lemma"])
def analyzer(request: pytest.FixtureRequest) -> ArabicAnalyzer:
    """One stem for each form; and several, such as those of كتب."""
    return make_analyzer(WordLists.load(PROJECT / "index_data" / "words"), request.param)


def as_query(shape: tuple[str, ...], analyzer: ArabicAnalyzer) -> Query:
    kind, what, *rest = shape
    match kind:
        case "word":
            return word(what, analyzer)
        case "phrase":
            return Phrase(tuple((analyzer.forms(one)[0],) for one in what))
        case "near":
            slots = tuple(tuple({form, f"و{form}"}) for one in what for form in analyzer.forms(one))
            return Near(slots, int(rest[0]))
        case "prefix":
            return Prefix(what)
        case "prefixes":
            return Prefix("كت", more=tuple(what))
        case "ids":
            return Ids(tuple(what))
        case "and":
            return And(tuple(as_query(one, analyzer) for one in what))  # type: ignore[arg-type]
        case "or":
            children = tuple(as_query(one, analyzer) for one in what)  # type: ignore[arg-type]
            return Or(children, int(rest[0]))
        case "best":
            typed, *others = (as_query(one, analyzer) for one in what)  # type: ignore[arg-type]
            return Best(typed, tuple(others))
        case _:
            return Not(as_query(what, analyzer))  # type: ignore[arg-type]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    articles=ARTICLES,
    shape=SHAPES,
    sections=st.sampled_from(((), ("أمن",))),
    kinds=st.sampled_from(((), ("دراسة",), ("تقرير", "دراسة"))),
    first=DATES,
    sort=st.sampled_from(("relevance", "-date", "date")),
    boosted=st.booleans(),
    others=st.sampled_from((0, 1, 3, 10)),
    pinned=st.sampled_from(((), ("3",), ("7", "0"))),
    updates=st.lists(st.tuples(st.integers(0, 11), st.booleans()), max_size=2),
    arrays=st.booleans(),
    ordered=st.sampled_from((0, 2, 100)),
)
def test_whoosh_agrees_with_the_reference(
    articles: list[Article],
    shape: tuple[str, ...],
    sections: tuple[str, ...],
    kinds: tuple[str, ...],
    first: dt.date | None,
    sort: Sort,
    boosted: bool,
    others: int,
    pinned: tuple[str, ...],
    updates: list[tuple[int, bool]],
    arrays: bool,
    ordered: int,
    analyzer: ArabicAnalyzer,
) -> None:
    numbered = [replace(article, id=str(number)) for number, article in enumerate(articles)]
    query = as_query(shape, analyzer)
    filters = Filters({"section": sections, "kind": kinds}, first)
    ranking = replace(DEFAULT_RANKING, ordered=ordered)
    window = Window(limit=100, sort=sort, boosted=boosted, ranking=ranking)
    # without arrays there are no positions, and hits stay in the order of their scores
    expected = window if arrays else replace(window, ranking=replace(ranking, ordered=0))
    with tempfile.TemporaryDirectory() as folder:
        memory, whoosh = MemoryEngine(), WhooshEngine(Path(folder))
        for engine in (memory, whoosh):
            build(engine, numbered, analyzer)
            for update in updates:
                change(engine, numbered, update, analyzer)
        if not arrays:
            for path in Path(folder).glob("*/*.arrays"):
                path.unlink()
        snapshot = whoosh.snapshot()
        ours = snapshot.search(query, filters, window, FACET_FIELDS)
        our_levels = snapshot.search(
            coordinated(query, others, pinned), filters, window, FACET_FIELDS
        )
        snapshot_counts = snapshot.counts([query])
        marked = {hit.id: marks(snapshot, hit, query) for hit in ours.hits}
        snapshot.close()
    former = memory.snapshot()
    reference = former.search(query, filters, expected, FACET_FIELDS)
    levels = former.search(coordinated(query, others, pinned), filters, expected, FACET_FIELDS)
    assert (our_levels.total, our_levels.whole, our_levels.pinned) == (
        levels.total,
        levels.whole,
        levels.pinned,
    )
    assert [hit.score for hit in our_levels.others] == pytest.approx(
        [hit.score for hit in levels.others]
    )
    assert our_levels.facets == levels.facets
    assert {hit.id: hit.score for hit in our_levels.hits} == pytest.approx(
        {hit.id: hit.score for hit in levels.hits}
    )
    explained = {hit.id: hit.explanation for hit in levels.hits}
    for hit in our_levels.hits:
        assert features(hit.explanation) == pytest.approx(features(explained[hit.id]))
    assert snapshot_counts == former.counts([query])
    assert ours.total == reference.total
    assert ours.facets == reference.facets
    scores = {hit.id: hit.score for hit in ours.hits}
    alike = {hit.id: hit.fingerprint for hit in ours.hits}
    assert alike == {hit.id: hit.fingerprint for hit in reference.hits}
    assert scores == pytest.approx({hit.id: hit.score for hit in reference.hits})
    if arrays:
        assert marked == {hit.id: marks(former, hit, query) for hit in reference.hits}
    if sort != "relevance":
        days = {article.id: article.date for article in numbered}
        assert [days[hit.id] for hit in ours.hits] == [days[hit.id] for hit in reference.hits]


def features(explanation: Explanation | None) -> dict[str, float]:
    """Return the features of an explanation by name, and what their weights depend on."""
    if explanation is None:
        return {}
    conditions = explanation.conditions
    named = dict(zip(FEATURES, explanation.features, strict=True))
    return {**named, "titled": conditions.titled, "long": conditions.long}


def coordinated(query: Query, others: int, pinned: tuple[str, ...]) -> Coordinated:
    """Return the same query as a coordinated one."""
    children = query.children if isinstance(query, And | Or) else (query,)
    excluded = tuple(child.child for child in children if isinstance(child, Not))
    parts = tuple(child for child in children if not isinstance(child, Not))
    return Coordinated(parts, excluded, pinned, others)


def change(
    engine: Engine, articles: list[Article], update: tuple[int, bool], analyzer: ArabicAnalyzer
) -> None:
    """Publish a generation in which one of the articles has another text, or is deleted."""
    number, gone = update
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article in articles[number : number + 1]:
            if gone:
                writer.delete(article.id)
            else:
                body = f"{article.body} كتاب {article.title}"
                writer.add(make_document(replace(article, body=body), analyzer))
        writer.publish(["a test"], refused=0)


def marks(snapshot: Snapshot, hit: Hit, query: Query) -> Mapping[str, Matches] | None:
    """Return the matches of a query in each field of a hit."""
    return snapshot.matches([hit], tuple(leaves(query)))[0]
