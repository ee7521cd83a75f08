"""The scores of hits, on every engine. All numbers here were computed by hand.

BM25F with K1 = 0.9 and B = 0.75: a field adds weight · frequency / (0.25 + 0.75 · length / average
length); a sum s of them scores idf · s / (0.9 + s), where idf = ln(1 + (N - n + 0.5) / (n + 0.5)).
A form counts 0.2 times, a stem once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Engine, Filters, Window
from indexer.model.article import Article
from indexer.model.query import And, Best, Phrase, Query, Word
from indexer.ranking.parameters import DEFAULT_RANKING
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from tests.indexer.engines.collection import build

BASE = Window(boosted=False)
UNORDERED = replace(DEFAULT_RANKING, ordered=0)
BOOSTED = Window(ranking=UNORDERED)


def scores(
    engine: Engine,
    analyzer: ArabicAnalyzer,
    articles: Sequence[Article],
    query: Query,
    window: Window = BASE,
) -> dict[str, float]:
    """Return the score of each hit, best first."""
    build(engine, articles, analyzer)
    with closing(engine.snapshot()) as snapshot:
        return {hit.id: hit.score for hit in snapshot.search(query, Filters(), window).hits}


def article(id_: str, body: str, title: str = "خبر") -> Article:
    return Article(id=id_, title=title, body=body)


def words(*some: str, length: int) -> str:
    """Return a text of this many words that begins with the given ones."""
    return " ".join([*some, *["كلام"] * (length - len(some))])


def near(*expected: tuple[str, float]) -> object:
    """Return the expected scores, with the tolerance of a 32-bit float."""
    return pytest.approx(dict(expected), rel=1e-4)


LENGTHS = (
    article("short", words("تهريب", length=4)),
    article("long", words("تهريب", "تهريب", length=12)),
    article("title", words(length=8), title="تهريب"),
    article("none", words(length=8)),
)
"""Bodies of 8 words on average; titles of one word."""


def test_a_field_counts_by_its_weight_and_a_long_one_less(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    found = scores(engine, analyzer, LENGTHS, Word("تهريب", None))
    assert list(found) == ["title", "short", "long"]
    # ln(1 + 1.5 / 3.5) = 0.356675, a fifth of it 0.0713350
    assert found == near(
        ("title", 0.0582327),  # 4 · 1 / 1 = 4: 4 / 4.9 = 0.816327
        ("short", 0.0456544),  # 1 / (0.25 + 0.375) = 1.6: 1.6 / 2.5 = 0.64
        ("long", 0.0440680),  # 2 / (0.25 + 1.125) = 1.454545: 1.454545 / 2.354545 = 0.617761
    )


def test_a_stem_counts_five_times_a_form_and_a_phrase_as_both(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    both = near(("title", 0.349396), ("short", 0.273926), ("long", 0.264408))  # 6 · those above
    assert scores(engine, analyzer, LENGTHS, Word("تهريب", analyzer.stem("تهريب"))) == both
    assert scores(engine, analyzer, LENGTHS, Phrase((("تهريب",),))) == both


@pytest.mark.parametrize(
    ("holding", "expected"),
    [
        (1, 0.126734),  # ln(1 + 3.5 / 1.5) = 1.203973
        (2, 0.0729629),  # ln(1 + 2.5 / 2.5) = 0.693147
        (4, 0.0110906),  # ln(1 + 0.5 / 4.5) = 0.105361
    ],
)
def test_a_rare_word_scores_more_and_one_in_all_documents_still_scores(
    engine: Engine, analyzer: ArabicAnalyzer, holding: int, expected: float
) -> None:
    articles = [
        article(str(number), words(*["تهريب"] * (number < holding), length=4))
        for number in range(4)
    ]
    found = scores(engine, analyzer, articles, Word("تهريب", None))
    # a fifth of the idf, times 1 / 1.9
    assert found == near(*((str(number), expected) for number in range(holding)))


def test_a_synonym_counts_less_than_what_was_typed(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    articles = [
        article("synonym", words("لاجئين", length=4)),
        article("typed", words("نازحين", length=4)),
        article("both", words("لاجئين", "نازحين", length=4)),
        article("none", words(length=4)),
    ]
    typed, synonym = (Word(analyzer.forms(one)[0], None) for one in ("نازحين", "لاجئين"))
    found = scores(engine, analyzer, articles, Best(typed, (synonym,)))
    assert found == near(("typed", 0.0729629), ("both", 0.0729629), ("synonym", 0.0583703))


def test_adjacent_words_add_a_third_of_their_phrase_score(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    articles = [
        article("apart", words("أمن", "كلام", "حدود", length=4)),
        article("beside", words("أمن", "حدود", length=4)),
        article("none", words(length=4)),
        article("other", words(length=4)),
    ]
    query = And((Word("امن", None), Word("حدود", None)))
    assert scores(engine, analyzer, articles, query, BOOSTED) == near(
        ("beside", 0.399394),  # and 1.203973 · 1.2 / 1.9 / 3 = 0.253468
        ("apart", 0.145926),  # 2 · 0.0729629
    )


def test_a_similar_stem_adds_a_third_for_each_trigram(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    articles = [
        article("alone", words("أربانت", length=4)),
        article("alike", words("أربانت", "أوربانت", length=4)),
        article("none", words(length=4)),
        article("other", words(length=4)),
    ]
    query = Word("اربانت", "اربانت")
    # The stems have 4 and 5 trigrams, 3 of them in common: 6 / 9 alike.
    assert scores(engine, analyzer, articles, query, BOOSTED) == near(
        ("alike", 1.037905),  # 0.437777 + 4 / 3 · 0.693147 · 1.666667 / 2.566667
        ("alone", 0.924196),  # 0.437777 + 4 / 3 · 0.693147 · 1 / 1.9
    )


def test_a_stem_below_the_least_similarity_adds_nothing(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    articles = [
        article("half", words("سلاح", "صلاح", length=4)),  # 2 trigrams each, 1 in common: 2 / 4
        article("least", words("سلاح", "إصلاح", length=4)),  # 2 and 3, 1 in common: 2 / 5
        article("hardly", words("سلاح", "استسلام", length=4)),  # 2 and 5, 1 in common: 2 / 7
        article("alone", words("سلاح", length=4)),
    ]
    # 1.2 · 0.105361 / 1.9 = 0.0665435, and 2 / 3 · 0.105361 = 0.0702403 of what follows
    assert scores(engine, analyzer, articles, Word("سلاح", "سلاح"), BOOSTED) == near(
        ("half", 0.110444),  # 1.5 / 2.4
        ("least", 0.109299),  # 1.4 / 2.3
        ("hardly", 0.103512),  # 1 / 1.9
        ("alone", 0.103512),
    )


@pytest.mark.parametrize(("better", "place"), [(199, 0), (200, 200)])
def test_only_the_best_two_hundred_matches_are_boosted(
    engine: Engine, analyzer: ArabicAnalyzer, better: int, place: int
) -> None:
    articles = [
        article(str(number), words("أمن", "كلام", "حدود", length=4)) for number in range(better)
    ]
    beside = article("beside", words("أمن", "حدود", length=6))  # a longer text: the last at first
    query = And((Word("امن", None), Word("حدود", None)))
    window = Window(limit=300, ranking=UNORDERED)
    assert list(scores(engine, analyzer, [*articles, beside], query, window))[place] == "beside"


NEWEST = dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("days", "factor"), [(0, 1.1), (1095, 1.05), (2190, 1.025), (10_950, 1.0000977)]
)
def test_the_recency_boost_halves_every_three_years(
    engine: Engine, analyzer: ArabicAnalyzer, days: int, factor: float
) -> None:
    article_ = article("one", words("تهريب", length=4))
    newest = replace(article("newest", words(length=4)), date=NEWEST)
    articles = [replace(article_, date=NEWEST - dt.timedelta(days)), newest]
    query = Word("تهريب", None)
    plain = scores(engine, analyzer, articles, query, Window(newer=0.0, ranking=UNORDERED))["one"]
    preferred = scores(engine, analyzer, articles, query, Window(newer=0.1, ranking=UNORDERED))[
        "one"
    ]
    assert preferred / plain == pytest.approx(factor, rel=1e-5)


def test_readers_get_a_recency_boost_only_if_it_is_set(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, [replace(article("one", words("تهريب", length=4)), date=NEWEST)], analyzer)
    request = SearchRequest(q="تهريب")
    with closing(OpenIndex(engine.snapshot(), analyzer)) as index:
        (plain,) = answer(request, index, UNORDERED).hits
        (none,) = answer(request, index, replace(UNORDERED, newer=0.0)).hits
        (recent,) = answer(request, index, replace(UNORDERED, newer=0.1)).hits
    assert plain.score == none.score
    assert recent.score / plain.score == pytest.approx(1.1, rel=1e-5)


def test_an_article_without_a_date_gets_no_recency_boost(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    articles = [
        article("undated", words("تهريب", length=4)),
        replace(article("newest", words(length=4)), date=NEWEST),
    ]
    query = Word("تهريب", None)
    assert scores(engine, analyzer, articles, query, Window(newer=0.1, ranking=UNORDERED)) == near(
        ("undated", 0.0729629)
    )
