"""Tests of pasted titles as queries, with any punctuation and operators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.model.query import And, leaves
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.parser import parse_query
from indexer.searching.request import MAX_PER_PAGE, SearchRequest
from indexer.sources.files import read_file
from indexer.sources.record import Found
from tests.indexer.engines.collection import build
from tests.reference_engine import MemoryEngine

TITLES = (
    "داعش -خراسان: صعود أم أفول؟",
    "محادثات سعودية -أمريكية بشأن مبيعات أسلحة",
    "تونس -الجزائر",
    "الحكومة –المعارضة",
    "قطار NOT يصل",
    "قال -كما يبدو- إن الأزمة انتهت",
    'هجوم برلين: "ثغرات" أمنية أم فشل؟ (قراءة) - الجزء 2/3',
    "السلم أو الحرب",
    "عودة المقاتلين أو رحيل العائلات",
    "تحقيق: AND OR NOT — من يموّل التطرف؟ 50% من الأموال",
)


@pytest.fixture(scope="module")
def index(analyzer: ArabicAnalyzer) -> OpenIndex:
    engine = MemoryEngine()
    articles = [
        Article(id=str(number), title=title, body="نص.") for number, title in enumerate(TITLES)
    ]
    other = Article(id="other", title="تونس تفوز بالكأس", body="نص.")
    build(engine, [*articles, other], analyzer)
    return OpenIndex(engine.snapshot(), analyzer)


@pytest.mark.parametrize(("number", "title"), list(enumerate(TITLES)))
@pytest.mark.parametrize("strict", [False, True])
def test_a_title_with_dashes_and_operators_finds_its_article(
    index: OpenIndex, number: int, title: str, strict: bool
) -> None:
    found = answer(SearchRequest(q=title, strict=strict), index)
    assert found.interpretation.whole
    assert found.hits[0].id == str(number)


def test_a_minus_excludes_all_the_same_in_what_is_no_title(index: OpenIndex) -> None:
    titles = [
        index.snapshot.read(hit).title for hit in answer(SearchRequest(q="تونس -تفوز"), index).hits
    ]
    assert titles == ["تونس -الجزائر"]


@pytest.mark.parametrize(
    ("typed", "excluded"),
    [
        ("داعش -خراسان", 1),
        ("-خراسان", 1),
        ("(داعش −خراسان)", 1),
        ("داعش –خراسان", 1),
        ('داعش -"تنظيم الدولة"', 1),
        ("داعش -(العراق OR سوريا)", 1),
        ("داعش -title:العراق", 1),
        ("داعش -مكافح*", 1),
        ("انتخابات -2019", 1),
        ("كوفيد-19", 0),
        ("كوفيد -19", 0),
        ("داعش - خراسان", 0),
        ("داعش -خراسان: صعود", 0),
        ("داعش -خراسان؟", 0),
        ("هل انتهى داعش؟ تقرير -خاص", 0),
        ("قال -كما يبدو- إن", 0),
        ('"تنظيم الدولة"-داعش', 0),
    ],
)
def test_a_minus_excludes_where_a_word_begins_that_stands_alone(
    analyzer: ArabicAnalyzer, typed: str, excluded: int
) -> None:
    assert len(parse_query(typed, analyzer).excluded) == excluded


@given(
    st.lists(st.sampled_from("داعش خراسان NOTE و 19 F-16 2019".split()), min_size=2, max_size=6),
    st.lists(st.sampled_from([" ", "-", " - ", "- ", "–"]), min_size=5, max_size=5),
)
def test_a_dash_that_does_not_begin_a_word_excludes_nothing(
    analyzer: ArabicAnalyzer, words: list[str], between: list[str]
) -> None:
    text = words[0] + "".join(sign + word for sign, word in zip(between, words[1:], strict=False))
    assert not parse_query(text, analyzer).excluded


@given(
    st.lists(st.sampled_from("برلين باريس لندن".split()), min_size=1, max_size=6),
    st.lists(st.sampled_from([" أو ", " ", " أو: ", "، أو "]), min_size=5, max_size=5),
)
def test_or_in_arabic_wants_one_of_its_words_and_loses_none(
    analyzer: ArabicAnalyzer, words: list[str], between: list[str]
) -> None:
    used = between[: len(words) - 1]
    text = words[0] + "".join(sign + word for sign, word in zip(used, words[1:], strict=True))
    wanted = parse_query(text, analyzer).wanted
    assert len(list(leaves(And(wanted)))) == len(words)
    if used and set(used) == {" أو "}:
        assert len(wanted) == 1
    if " " not in used and set(used) - {" أو "}:
        assert len(wanted) == len(words)


@pytest.fixture(scope="module")
def news(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, analyzer: ArabicAnalyzer
) -> Iterator[tuple[OpenIndex, dict[str, str]]]:
    """Yield an index of the titles of the news, and the titles by article id."""
    records = read_file(shared / "corpora" / "news-10k.jsonl.gz")
    articles = (record.article for record in records if isinstance(record, Found))
    titles = {article.id: article.title for article in articles}
    engine = WhooshEngine(tmp_path_factory.mktemp("titles") / "generations")
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article_id, title in titles.items():
            writer.add(make_document(Article(id=article_id, title=title, body="-"), analyzer))
        writer.publish(["titles"], refused=0)
    with closing(OpenIndex(engine.snapshot(), analyzer)) as opened:
        yield opened, titles


@pytest.mark.shared
@pytest.mark.slow
def test_every_title_of_the_news_finds_its_article(
    news: tuple[OpenIndex, dict[str, str]],
) -> None:
    index, titles = news
    lost = [
        title
        for article_id, title in titles.items()
        if not any(
            hit.id == article_id
            for hit in answer(SearchRequest(q=title, per_page=MAX_PER_PAGE), index).hits
        )
    ]
    assert lost == []
