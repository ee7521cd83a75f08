"""Every engine agrees with the reference engine on hits, scores and matches.

The collections are random, built at once or by updates; those of Whoosh are read with arrays or
without.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.word_lists import WordLists
from indexer.engines.base import Engine, Filters, Hit, Matches, Snapshot, Window
from indexer.engines.opensearch import folding
from indexer.engines.opensearch import writer as writer_module
from indexer.engines.opensearch.engine import OpenSearchEngine
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
from tests.cluster.prefixes import emptied, new_prefix
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


@dataclass(frozen=True, kw_only=True)
class Case:
    """A collection, what is asked of it, and how.

    Attributes:
        articles: The articles of the first generation.
        updates: For each further generation, which article changes, and whether it is deleted.
        shape: The query, as `as_query` reads it.
        others: Number of hits up to which other partial matches follow.
        pinned: Ids of pinned articles.
        filters: The filters.
        window: The window.
    """

    articles: list[Article]
    updates: list[tuple[int, bool]]
    shape: tuple[str, ...]
    others: int
    pinned: tuple[str, ...]
    filters: Filters
    window: Window


CASES = st.builds(
    Case,
    articles=ARTICLES.map(
        lambda articles: [replace(one, id=str(number)) for number, one in enumerate(articles)]
    ),
    updates=st.lists(st.tuples(st.integers(0, 11), st.booleans()), max_size=2),
    shape=SHAPES,
    others=st.sampled_from((0, 1, 3, 10)),
    pinned=st.sampled_from(((), ("3",), ("7", "0"))),
    filters=st.builds(
        lambda sections, kinds, first: Filters({"section": sections, "kind": kinds}, first),
        st.sampled_from(((), ("أمن",))),
        st.sampled_from(((), ("دراسة",), ("تقرير", "دراسة"))),
        DATES,
    ),
    window=st.builds(
        lambda sort, boosted, newer, ordered: Window(
            limit=100,
            sort=sort,
            boosted=boosted,
            newer=newer,
            ranking=replace(DEFAULT_RANKING, ordered=ordered),
        ),
        st.sampled_from(("relevance", "-date", "date")),
        st.booleans(),
        st.sampled_from((0.0, 0.1)),
        st.sampled_from((0, 2, 100)),
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=CASES, arrays=st.booleans())
def test_whoosh_agrees_with_the_reference(
    case: Case, arrays: bool, analyzer: ArabicAnalyzer
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whoosh, memory = WhooshEngine(Path(folder)), MemoryEngine()
        publish((whoosh, memory), case, analyzer)
        if not arrays:
            for path in Path(folder).glob("*/*.arrays"):
                path.unlink()
        with closing(whoosh.snapshot()) as snapshot:
            agree(snapshot, memory.snapshot(), case, analyzer, has_positions=arrays)


@pytest.mark.cluster
@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a generation costs a second
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    case=CASES,
    shapes=st.lists(SHAPES, min_size=8, max_size=8),
    most_parts=st.sampled_from((8, 2)),
    is_folded=st.booleans(),
)
def test_opensearch_agrees_with_the_reference(
    case: Case,
    shapes: list[tuple[str, ...]],
    most_parts: int,
    is_folded: bool,
    cluster: str,
    analyzer: ArabicAnalyzer,
) -> None:
    with emptied(cluster, new_prefix()) as table, pytest.MonkeyPatch.context() as patched:
        patched.setattr(writer_module, "MOST_PARTS", most_parts)
        patched.setattr(folding, "LEAST_FOLDED", 0)
        opensearch, memory = OpenSearchEngine(table, Path()), MemoryEngine()
        publish((opensearch, memory), case, analyzer)
        if is_folded:
            opensearch.compact()
        with closing(opensearch.snapshot()) as snapshot:
            for shape in (case.shape, *shapes):
                agree(snapshot, memory.snapshot(), replace(case, shape=shape), analyzer)


def publish(engines: Iterable[Engine], case: Case, analyzer: ArabicAnalyzer) -> None:
    """Publish the generations of a case."""
    for engine in engines:
        build(engine, case.articles, analyzer)
        for update in case.updates:
            change(engine, case.articles, update, analyzer)


def agree(
    snapshot: Snapshot,
    reference: Snapshot,
    case: Case,
    analyzer: ArabicAnalyzer,
    *,
    has_positions: bool = True,
) -> None:
    """Assert that a snapshot answers as the reference does."""
    query, filters, window = as_query(case.shape, analyzer), case.filters, case.window
    # without positions, hits stay in the order of their scores
    ranking = replace(window.ranking, ordered=window.ranking.ordered if has_positions else 0)
    expected = replace(window, ranking=ranking)
    for asked in (query, coordinated(query, case.others, case.pinned)):
        ours = snapshot.search(asked, filters, window, FACET_FIELDS)
        theirs = reference.search(asked, filters, expected, FACET_FIELDS)
        assert (ours.total, ours.whole, ours.pinned) == (theirs.total, theirs.whole, theirs.pinned)
        assert ours.facets == theirs.facets
        assert scores(ours.hits) == same(scores(theirs.hits))
        assert [hit.score for hit in ours.others] == same([hit.score for hit in theirs.others])
        marks = {hit.id: hit.fingerprint for hit in theirs.hits}
        assert {hit.id: hit.fingerprint for hit in ours.hits} == marks
        explained = {hit.id: hit.explanation for hit in theirs.hits}
        for hit in ours.hits:
            assert features(hit.explanation) == same(features(explained[hit.id]))
        days = {article.id: article.date for article in case.articles}
        if window.sort != "relevance":
            assert [days[hit.id] for hit in ours.hits] == [days[hit.id] for hit in theirs.hits]
        if has_positions:
            assert marked(snapshot, ours.hits, query) == marked(reference, theirs.hits, query)
    assert [*snapshot.counts([query])] == [*reference.counts([query])]


def same(value: object) -> object:
    """Return what equals a value but for rounding, which floats of 32 bits have more of."""
    return pytest.approx(value, rel=3e-6)


def scores(hits: Iterable[Hit]) -> dict[str, float]:
    return {hit.id: hit.score for hit in hits}


def marked(
    snapshot: Snapshot, hits: Iterable[Hit], query: Query
) -> dict[str, Mapping[str, Matches] | None]:
    """Return the matches of a query in each field of the hits."""
    listed = [*hits]
    found = snapshot.matches(listed, tuple(leaves(query)))
    return {hit.id: matches for hit, matches in zip(listed, found, strict=True)}


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
