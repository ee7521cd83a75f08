"""What readers and scripts see of a search by meaning."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from analyzers.analyzer import ArabicAnalyzer
from indexer.semantic.embeddings import Embeddings
from indexer.semantic.vector_file import VectorFolder
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.indexer.searching.test_meaning import AFLOAT, ALONE, OTHERS, PLAIN
from tests.search_web.conftest import engine_of
from tests.topic_embedder import TopicEmbedder


@pytest.fixture
def pages(analyzer: ArabicAnalyzer, tmp_path: Path) -> Iterator[FlaskClient]:
    engine = engine_of([PLAIN, AFLOAT, ALONE, *OTHERS], analyzer)
    embedder = TopicEmbedder()
    embeddings = Embeddings(VectorFolder(tmp_path, embedder.model), embedder, 1, 5.0)
    embeddings.embed(engine.snapshot())
    with closing(ServedIndex(engine, embeddings=embeddings)) as served:
        yield create_app(served).test_client()


def test_damaged_vectors_are_told_and_words_alone_are_searched(
    analyzer: ArabicAnalyzer, tmp_path: Path
) -> None:
    engine, embedder = engine_of([PLAIN, ALONE], analyzer), TopicEmbedder()
    embeddings = Embeddings(VectorFolder(tmp_path, embedder.model), embedder, 1, 5.0)
    embeddings.embed(engine.snapshot())
    (file,) = tmp_path.glob("*.vectors")
    file.write_bytes(b"")
    with closing(ServedIndex(engine, embeddings=embeddings)) as served:
        client = create_app(served).test_client()
        found = client.get("/api/v1/search?q=سفينة").get_json()
        assert (found["total"], found["near"]) == (1, [])
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert f"{file}: vectors are damaged" in ready.text


def test_what_is_near_stands_apart_and_claims_no_word(pages: FlaskClient) -> None:
    tree: Any = html.fromstring(pages.get("/ar/search?q=سفينة").text)
    assert "نتيجتان" in tree.get_element_by_id("count").text_content()
    (near,) = tree.xpath('//ul[@aria-labelledby="near"]')
    assert tree.get_element_by_id("near").text_content() == "قريب في المعنى"
    assert "نقل البضائع" in near.text_content()
    assert not near.xpath(".//mark")
    assert not near.xpath('.//*[@class="why"]')


def test_a_page_without_results_shows_what_is_near(pages: FlaskClient) -> None:
    tree: Any = html.fromstring(pages.get("/ar/search?q=ship").text)
    (near,) = tree.xpath('//ul[@aria-labelledby="near"]')
    assert "نقل البضائع" in near.text_content()


def test_scripts_get_it_beside_the_hits(pages: FlaskClient) -> None:
    found = pages.get("/api/v1/search?q=سفينة").get_json()
    assert found["total"] == 2
    assert [hit["id"] for hit in found["hits"]] == ["afloat", "plain"]
    assert found["near"][0]["id"] == "alone"


def test_without_vectors_nothing_is_near(analyzer: ArabicAnalyzer) -> None:
    with closing(ServedIndex(engine_of([PLAIN, ALONE], analyzer))) as served:
        client = create_app(served).test_client()
        assert client.get("/api/v1/search?q=سفينة").get_json()["near"] == []
        assert 'id="near"' not in client.get("/ar/search?q=سفينة").text


def test_a_feed_an_export_and_citations_hold_the_hits_alone(pages: FlaskClient) -> None:
    for path in ("/feed?", "/api/v1/export?", "/api/v1/search/citation?format=ris&"):
        text = pages.get(f"{path}q=سفينة", buffered=True).text
        assert "السفينة في الميناء" in text, path
        assert ALONE.title not in text, path
