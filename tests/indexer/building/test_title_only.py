"""A publication that is only a video or a picture is found by its title."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzers.analyzer import ArabicAnalyzer
from indexer.cli import main
from indexer.model.article import Article
from indexer.searching.open_index import open_index
from indexer.searching.request import SearchRequest
from indexer.searching.result_page import search
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.conftest import PROJECT

SEEN = (
    '<iframe src="https://www.youtube.com/embed/x"></iframe>',
    '<p><img src="x.jpg"></p>',
    "[gallery ids='1,2']",
    '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">https://youtu.be/x</div></figure>',
    '[video src="x.mp4"][/video]',
    '<!-- wp:acf/video-player {"id":7} /-->',
    '<video controls src="x.mp4"></video>',
    "[smartslider3 slider=7]",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "index_data" / "words", tmp_path / "words")
    return tmp_path


def run(data: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])


@pytest.fixture
def source(data: Path) -> Path:
    """A file of studies, and of posts that are only to be seen."""
    studies = [
        {"id": str(n), "title": f"دراسة {n}", "content": "<p>نص عن الموانئ والسفن.</p>"}
        for n in range(100, 103)
    ]
    seen = [
        {"id": str(n), "title": f"ندوة مصورة {n}", "content": content}
        for n, content in enumerate(SEEN)
    ]
    file = data / "posts.jsonl"
    file.write_text("\n".join(map(json.dumps, [*studies, *seen])), encoding="utf-8")
    return file


def test_they_are_found_and_shown_and_named_in_the_report(data: Path, source: Path) -> None:
    result = run(data, "build", source)
    assert result.exit_code == 0, result.output
    assert f"title only {len(SEEN)}: 0, 1, 2, 3, 4 and 3 more" in result.stdout
    assert "same text  1: 100 = 101 = 102" in result.stdout
    with closing(open_index(Workspace(data).engine())) as index:
        page = search(SearchRequest(q="ندوات مصوّرة", per_page=50), index)
    assert {one.article.id for one in page.results} == {str(n) for n in range(len(SEEN))}
    assert all(one.passages == () and not one.nearly for one in page.results)
    with closing(ServedIndex(Workspace(data).engine())) as served:
        pages = create_app(served).test_client()
        assert "<p></p>" not in pages.get("/a/0").text
        assert pages.get("/search?q=ندوة").status_code == 200
        shown = pages.get("/api/v1/articles/0").get_json()
    assert shown["body"] == ""


def test_they_outlive_updates_verification_and_an_export(data: Path, source: Path) -> None:
    run(data, "build", source)
    assert "unchanged  11" in run(data, "update").stdout
    assert run(data, "verify").exit_code == 0
    with closing(Workspace(data).engine().snapshot()) as snapshot:
        before = list(snapshot.articles())
    exported = data / "backup.jsonl"
    run(data, "export", exported)
    assert run(data, "build", exported, "--fresh").exit_code == 0
    with closing(Workspace(data).engine().snapshot()) as snapshot:
        assert list(snapshot.articles()) == before


def test_all_may_be_titles_alone(data: Path, analyzer: ArabicAnalyzer) -> None:
    file = data / "posts.jsonl"
    file.write_text(json.dumps({"id": "1", "title": "ندوة", "content": SEEN[0]}), encoding="utf-8")
    assert run(data, "build", file).exit_code == 0
    with closing(open_index(Workspace(data).engine())) as index:
        (result,) = search(SearchRequest(q="الندوة"), index).results
    assert result.article == Article(id="1", title="ندوة", body="", language="ar")
