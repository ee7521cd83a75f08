"""Commands on generations: status, rollback, verify, export."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.building.export import format_article
from indexer.cli import main
from indexer.model.article import Article, InvalidArticleError
from indexer.sources.files import read_file
from indexer.sources.record import Found
from indexer.workspace import Workspace
from tests.workspaces import SHIPPED, new_workspace


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def write(data: Path, titles: dict[str, str]) -> Path:
    """Write a file of articles with these titles, by id."""
    file = data / "articles.jsonl"
    lines = (
        json.dumps({"id": id_, "title": title, "body": "أمن الحدود.", "date": "2024-03-05"})
        for id_, title in titles.items()
    )
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def built(data: Path, titles: dict[str, str]) -> str:
    """Build an index of articles with these titles and return the id of its generation."""
    assert run("build", write(data, titles), "--data", data).exit_code == 0
    return Workspace(data).engine().generation()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    new_workspace(tmp_path)
    return tmp_path


def test_status_lists_the_kept_generations_newest_first(data: Path) -> None:
    first = built(data, {"1": "عنوان"})
    second = built(data, {"1": "عنوان آخر", "2": "ثان"})
    lines = run("status", "--data", data).stdout.splitlines()
    listed = [line.split() for line in lines if line.startswith(("served", "kept"))]
    assert [line[:2] for line in listed] == [["served", second], ["kept", first]]
    assert listed[0][-2:] == ["2", "articles"]


def test_rollback_serves_the_previous_generation_and_a_build_starts_from_it(data: Path) -> None:
    first = built(data, {"1": "عنوان"})
    second = built(data, {"1": "عنوان آخر"})
    result = run("rollback", "--data", data)
    assert (result.exit_code, Workspace(data).engine().generation()) == (0, first)
    assert first in result.stdout
    run("rollback", second, "--data", data)
    assert Workspace(data).engine().generation() == second
    run("rollback", "--data", data)
    third = built(data, {"1": "عنوان آخر"})
    assert third not in {first, second}
    with closing(Workspace(data).engine().snapshot()) as snapshot:
        assert [article.title for article in snapshot.articles()] == ["عنوان آخر"]


def many(count: int) -> dict[str, str]:
    return {str(number): f"عنوان {number}" for number in range(count)}


def test_a_build_that_would_lose_many_articles_is_not_published(data: Path) -> None:
    served = built(data, many(100))
    result = run("build", write(data, many(80)), "--data", data)
    assert (result.exit_code, Workspace(data).engine().generation()) == (4, served)
    assert "20 of 100 articles would be lost" in result.stdout
    assert "--force switches all the same" in result.stdout
    assert run("update", "--data", data).exit_code == 4
    assert run("build", write(data, many(80)), "--data", data, "--force").exit_code == 0
    assert Workspace(data).engine().info().articles == 80


def test_a_build_that_loses_few_articles_or_has_other_sources_is_published(
    data: Path,
) -> None:
    built(data, many(100))
    assert run("build", write(data, many(90)), "--data", data).exit_code == 0
    shutil.move(write(data, many(5)), data / "other.jsonl")
    assert run("build", data / "other.jsonl", "--data", data).exit_code == 0
    assert Workspace(data).engine().info().articles == 5


def test_a_source_is_the_same_however_its_path_is_written(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = built(data, many(100))
    file = write(data, many(5))
    monkeypatch.chdir(data)
    for path in (file.name, f"../{data.name}/{file.name}"):
        assert run("build", path, "--data", data).exit_code == 4
    assert Workspace(data).engine().generation() == served


def test_a_build_with_many_refused_records_is_not_published(data: Path) -> None:
    served = built(data, many(100))
    file = write(data, many(102))
    file.write_text(file.read_text(encoding="utf-8") + "\n{}" * 15, encoding="utf-8")
    result = run("build", file, "--data", data)
    assert (result.exit_code, Workspace(data).engine().generation()) == (4, served)
    assert "15 of 117 records were refused" in result.stdout


def test_a_concurrent_build_names_the_writer_and_may_wait(data: Path) -> None:
    built(data, many(1))
    file = write(data, many(2))
    engine = Workspace(data).engine()
    with engine.writer("another", {}):
        result = run("build", file, "--data", data)
        assert result.exit_code == 1
        assert f"process {os.getpid()}, since" in result.output
    writing = engine.writer("another", {})
    writing.__enter__()
    threading.Timer(0.5, writing.__exit__, (None, None, None)).start()
    assert run("build", file, "--data", data, "--wait", "20").exit_code == 0


def test_rollback_without_a_previous_generation_changes_nothing(data: Path) -> None:
    only = built(data, {"1": "عنوان"})
    for arguments in ((), ("20000101T000000000000",)):
        result = run("rollback", *arguments, "--data", data)
        assert result.exit_code == 1
        assert f"{only}, which goes on serving" in result.output
        assert Workspace(data).engine().generation() == only


def test_an_intact_generation_passes_verification(data: Path) -> None:
    built(data, {"1": "عنوان", "2": "عنوان"})
    result = run("verify", "--data", data)
    assert (result.exit_code, result.stdout.splitlines()[-1].split()[-2:]) == (
        0,
        ["nothing", "wrong"],
    )
    assert json.loads(run("verify", "--data", data, "--json").stdout)["wrong"] == []


def test_verify_reports_a_changed_file_and_a_lost_article(data: Path) -> None:
    generation = built(data, {"1": "عنوان", "2": "عنوان"})
    folder = data / "generations" / generation
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"articles": 3}))
    arrays = next(folder.glob("*.arrays"))
    arrays.write_bytes(arrays.read_bytes()[:-1] + b"x")
    result = run("verify", "--data", data)
    assert result.exit_code == 1
    assert "3 articles were written, 2 are there" in result.stdout
    assert arrays.name in result.stdout


def test_verify_reports_an_article_that_its_words_do_not_find(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(data, {"1": "عنوان", "2": "عنوان"})
    monkeypatch.setattr("indexer.building.verification.QUERY_WORDS", 3)
    monkeypatch.setattr("indexer.building.verification.MAX_HITS", 1)
    monkeypatch.setattr("indexer.engines.whoosh.snapshot.WhooshSnapshot.article", lambda *_: None)
    result = run("verify", "--data", data)
    assert "1: it is not found by its own words" in result.stdout


def test_a_build_from_an_export_makes_the_same_index(data: Path, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED.samples, data / "samples")
    assert run("build", data / "samples", "--data", data).exit_code == 0
    file = data / "export.jsonl"
    assert run("export", file, "--data", data).exit_code == 0
    with closing(Workspace(data).engine().snapshot()) as snapshot:
        articles = list(snapshot.articles())
    result = run("build", file, "--data", data)
    assert "unchanged  47" in result.stdout
    assert run("export", "--data", data).stdout == file.read_text(encoding="utf-8")
    assert len(articles) == 47
    assert not list(data.glob(".export*"))


LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]), max_size=20)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=LINE,
    lines=st.lists(LINE.filter(str.strip), max_size=4),
    other=LINE,
    tags=st.lists(LINE, max_size=3),
    date=st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)),
    heading=st.booleans(),
)
def test_every_article_is_the_same_after_export_and_import(
    tmp_path: Path,
    title: str,
    lines: list[str],
    other: str,
    tags: list[str],
    date: object,
    heading: bool,
) -> None:
    try:
        article = Article(
            id="1/2",
            title=title,
            body="\n".join(lines),
            headings=(0,) if heading else (),
            page_starts="1 0\n2 0 https://example.org/a.pdf" if heading else "",
            summary=other,
            url=other,
            date=date,  # type: ignore[arg-type]
            section=other,
            language="ar",
            authors=(title,),
            place=other,
            tags=tuple(tags),
            short_link=other,
            notice=title,
        )
    except InvalidArticleError:
        return
    file = tmp_path / "export.jsonl"
    file.write_text(format_article(article), encoding="utf-8")
    (record,) = read_file(file)
    assert isinstance(record, Found)
    assert record.article == article
