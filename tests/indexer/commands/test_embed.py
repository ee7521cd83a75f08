"""The vectors that commands make, and what they say of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.semantic import registry
from tests.topic_embedder import TopicEmbedder
from tests.workspaces import new_workspace

ARTICLES = [
    {"id": str(number), "title": f"دراسة {number}", "body": f"زورق في البحر {number}"}
    for number in range(3)
]


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> TopicEmbedder:
    embedder = TopicEmbedder()
    monkeypatch.setitem(registry.EMBEDDERS, "topics", lambda *_: embedder)
    return embedder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    workspace = new_workspace(tmp_path / "data")
    workspace.settings_file.write_text('[semantic]\nmodel = "topics"\n')
    return workspace.folder


def source(data: Path, count: int) -> Path:
    path = data.parent / "articles.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in ARTICLES[:count]), encoding="utf-8")
    return path


def run(*arguments: str | Path, data: Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])


def test_a_build_and_an_update_make_the_vectors_of_new_articles(
    data: Path, embedder: TopicEmbedder
) -> None:
    built = run("build", source(data, 2), data=data)
    assert (built.exit_code, len(embedder.embedded)) == (0, 2)
    assert "2 of 2 articles got new vectors" in built.stderr
    source(data, 3)
    updated = run("update", data=data)
    assert (updated.exit_code, len(embedder.embedded)) == (0, 3)
    assert "1 of 3 articles got new vectors" in updated.stderr


def test_a_build_succeeds_though_the_embedder_fails_and_embed_makes_up_for_it(
    data: Path, embedder: TopicEmbedder
) -> None:
    embedder.is_broken = True
    built = run("build", source(data, 2), data=data)
    assert built.exit_code == 0
    assert "no vectors were made: it is broken" in built.stderr
    assert run("embed", data=data).exit_code == 1
    embedder.is_broken = False
    assert "2 of 2 articles got new vectors" in run("embed", data=data).stdout


def test_where_it_is_off_embed_names_the_setting(data: Path) -> None:
    (data / "settings.toml").write_text("")
    result = run("embed", data=data)
    assert result.exit_code == 0
    assert "name a model in [semantic]" in result.stderr


def test_a_model_that_does_not_exist_is_told_and_the_build_goes_on(data: Path) -> None:
    (data / "settings.toml").write_text('[semantic]\nmodel = "e6"\n')
    built = run("build", source(data, 1), data=data)
    assert built.exit_code == 0
    assert 'settings.toml: there is no model "e6"; there are: e5' in built.stderr
