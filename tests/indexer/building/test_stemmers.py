"""Another stemmer, chosen in settings.toml, from the build to the search."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.stemmers import STEMMERS
from analyzers.stemmers.base import StemmerRow
from indexer.building import analysis
from indexer.cli import main
from indexer.engines.base import EngineError
from indexer.searching.answer import answer
from indexer.searching.open_index import open_index
from indexer.searching.request import SearchRequest
from indexer.workspace import Workspace
from tests.workspaces import new_workspace


class FirstLetters:
    """A stemmer that keeps the first three letters of a form."""

    def stem(self, form: str) -> str:
        return form[:3]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder with the other stemmer in its settings, and an article."""
    monkeypatch.setitem(STEMMERS, "first-letters", StemmerRow(lambda _: FirstLetters(), "1"))
    new_workspace(tmp_path)
    Workspace(tmp_path).settings_file.write_text('stemmer = "first-letters"\n')
    article = {"id": "1", "title": "خبر", "body": "عن مكافحات كثيرة في البلاد."}
    (tmp_path / "articles.jsonl").write_text(json.dumps(article))
    return tmp_path


def run(data: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--data", str(data)])
    assert result.exit_code == 0, result.output
    return result.output


def test_build_analyze_and_search_use_the_stemmer_of_the_settings(
    data: Path,
) -> None:
    run(data, "build", str(data / "articles.jsonl"))
    assert "first-letters-" in run(data, "status")
    assert json.loads(run(data, "analyze", "مكافحة", "--json"))["stem"] == "مكا"
    with closing(open_index(Workspace(data).engine())) as index:
        assert [hit.id for hit in answer(SearchRequest(q="مكاتب"), index).hits] == ["1"]


def test_an_index_of_a_removed_stemmer_is_not_opened(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(data, "build", str(data / "articles.jsonl"))
    monkeypatch.delitem(STEMMERS, "first-letters")
    with pytest.raises(EngineError, match=r'no stemmer "first-letters"; there are: .*: run'):
        open_index(Workspace(data).engine())


def test_an_unknown_stemmer_in_the_settings_is_an_error_that_names_it(data: Path) -> None:
    Workspace(data).settings_file.write_text('stemmer = "none"\n')
    result = CliRunner().invoke(main, ["build", str(data / "articles.jsonl"), "--data", str(data)])
    assert result.exit_code == 1
    assert 'there is no stemmer "none"; there are: ' in result.output
    assert all(name in result.output for name in STEMMERS)


def test_another_stemmer_in_the_settings_makes_a_rebuild_due(data: Path) -> None:
    run(data, "build", str(data / "articles.jsonl"))
    assert "rebuild due" not in run(data, "status")
    Workspace(data).settings_file.write_text('stemmer = "guarded"\n')
    assert "rebuild due: the analyser changed" in run(data, "status")
    run(data, "update", "--if-needed")
    assert "analyser   guarded-" in run(data, "status")


def test_worker_processes_use_the_same_stemmer(data: Path, analyzer: ArabicAnalyzer) -> None:
    other = make_analyzer(analyzer.lists, "first-letters")
    analysis._prepare(other.lists.files, other.stemmer_name)
    assert analysis._stems(["كتابات", "نص"]) == other.indexed(["كتابات", "نص"])


def test_an_index_by_lemma_finds_every_word_that_a_form_may_be_and_says_by_what(
    data: Path,
) -> None:
    (data / "settings.toml").write_text('stemmer = "lemma"\n')
    articles = [
        {"id": "books", "title": "خبر", "body": "رتب الموظف الكتاب القديم."},
        {"id": "wrote", "title": "خبر", "body": "يكتبون إلى المدير كل صباح."},
        {"id": "police", "title": "خبر", "body": "وضعت الجامعة شروطا للقبول."},
    ]
    (data / "articles.jsonl").write_text("\n".join(map(json.dumps, articles)))
    run(data, "build", str(data / "articles.jsonl"))
    explained = json.loads(run(data, "analyze", "الولايات", "--json"))
    assert (explained["stem"], explained["why"]) == ("ولاية", "by the dictionary: ولاية (noun)")
    with closing(open_index(Workspace(data).engine())) as index:

        def found(query: str) -> set[str]:
            hits = answer(SearchRequest(q=query, strict=True), index).hits
            return {hit.id for hit in hits}

        assert found("كتب") == {"books", "wrote"}
        assert found("كتابان") == {"books"}
        assert found("الشرطة") == set()
