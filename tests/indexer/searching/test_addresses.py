"""The address of an article, as readers paste it, finds that article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.address import addresses_of, canonical_address
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from tests.reference_engine import MemoryEngine

SLUG = "أمن-الحدود"
ESCAPED = "%D8%A3%D9%85%D9%86-%D8%A7%D9%84%D8%AD%D8%AF%D9%88%D8%AF"

ARTICLES = (
    Article(
        id="borders",
        title="أمن الحدود",
        body="نص عن الحدود",
        url=f"https://www.example.org/{ESCAPED}/",
        short_link="https://example.org/?p=771",
    ),
    Article(
        id="other",
        title="أمن الحدود مرة أخرى",
        body="نص عن example.org والحدود",
        url=f"https://www.example.org/{ESCAPED}-2/",
        short_link="https://example.org/?p=772",
    ),
    Article(id="bare", title="بلا عنوان", body="نص لا رابط له"),
)


@pytest.fixture(scope="module")
def index(analyzer: ArabicAnalyzer) -> OpenIndex:
    engine = MemoryEngine()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article in ARTICLES:
            writer.add(make_document(article, analyzer))
        writer.publish(["a test"], refused=0)
    return OpenIndex(engine.snapshot(), analyzer)


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        (f"https://www.example.org/{ESCAPED}/", ["borders"]),
        (f"http://example.org/{SLUG}", ["borders"]),
        (f"www.example.org/{SLUG}/", ["borders"]),
        (f"example.org/{ESCAPED}", ["borders"]),
        (f"HTTPS://Example.ORG/{SLUG}/", ["borders"]),
        (f"https://example.org:443/{SLUG}//", ["borders"]),
        (f"https://example.org/{SLUG}/?utm_source=mail&utm_medium=social", ["borders"]),
        (f"https://example.org/{SLUG}/?fbclid=IwAR0#comments", ["borders"]),
        (f"<https://example.org/{SLUG}/>", ["borders"]),
        (f"«https://example.org/{SLUG}-2/»", ["other"]),
        ("https://example.org/?p=772", ["other"]),
        ("example.org?p=771&utm_campaign=x", ["borders"]),
        ("https://example.org/?p=77", []),
        ("https://example.org/", []),
        ("https://example.net/?p=772", []),
    ],
)
def test_a_pasted_address_finds_its_article_alone(
    pasted: str, found: list[str], strict: bool, index: OpenIndex
) -> None:
    given = answer(SearchRequest(q=pasted, strict=strict), index)
    with_all_words = given.hits[: given.interpretation.whole]
    assert [hit.id for hit in with_all_words] == found


@pytest.mark.parametrize(
    "text", ["", "داعش", "example.org", "17/6/2019", "و/أو", "F-16", "a b.org/c"]
)
def test_other_queries_are_no_addresses(text: str) -> None:
    assert canonical_address(text) == ""


@given(
    st.text()
    | st.from_regex(r"(https?://)?[a-z]{1,9}\.org(:\d{1,6})?/[\w%/?=&#.]*", fullmatch=True)
)
def test_an_address_has_one_spelling(text: str) -> None:
    spelled = canonical_address(text)
    assert "\n" not in spelled
    if spelled:
        assert canonical_address(f"https://{text.strip().split('://')[-1]}") == spelled


def test_an_article_may_have_two_addresses_or_none() -> None:
    assert [len(addresses_of(article)) for article in ARTICLES] == [2, 2, 0]
