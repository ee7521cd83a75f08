"""The vectors that commands make, and what they say of it."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.semantic import registry
from indexer.semantic.vector_file import Records, VectorFolder
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


def no_space_left(folder: VectorFolder, _records: Records) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", str(folder.folder))


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
    assert "articles without vectors are searched by words alone: it is broken" in built.stderr
    assert run("embed", data=data).exit_code == 1
    embedder.is_broken = False
    assert "2 of 2 articles got new vectors" in run("embed", data=data).stdout


@pytest.mark.parametrize("command", ["build", "update"])
def test_a_full_disk_leaves_the_new_index_served_and_the_mend_is_told(
    data: Path, embedder: TopicEmbedder, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    articles = source(data, 1)
    if command == "update":
        assert run("build", articles, data=data).exit_code == 0
    source(data, 3)
    with monkeypatch.context() as full:
        full.setattr(VectorFolder, "append", no_space_left)
        arguments = ("build", articles) if command == "build" else ("update",)
        result = run(*arguments, data=data)
    lacking = 3 if command == "build" else 2
    assert result.exit_code == 0
    assert "is served" in result.stdout
    assert f"{lacking} of 3 articles have no vectors yet: the disk is full" in result.stderr
    assert "Then run `indexer embed`" in result.stderr
    assert f"{lacking} of 3 articles got new vectors" in run("embed", data=data).stdout


def test_embed_on_a_full_disk_fails_and_names_what_is_missing(
    data: Path, embedder: TopicEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder.is_broken = True
    run("build", source(data, 2), data=data)
    embedder.is_broken = False
    monkeypatch.setattr(VectorFolder, "append", no_space_left)
    result = run("embed", data=data)
    assert result.exit_code == 1
    assert "2 of 2 articles have no vectors yet: the disk is full" in result.stderr


def test_damaged_vectors_are_seen_by_verify_and_status_and_mended_by_embed(
    data: Path, embedder: TopicEmbedder
) -> None:
    run("build", source(data, 2), data=data)
    assert "vectors    of 2 of 2 articles" in run("status", data=data).stdout
    assert run("verify", data=data).exit_code == 0
    (file,) = (data / "vectors").glob("*.vectors")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    told = f"{file}: vectors are damaged"
    verified = run("verify", data=data)
    assert verified.exit_code == 1
    assert told in verified.stdout
    assert f"searched by words alone: {told}" in run("status", data=data).stdout
    assert "2 of 2 articles got new vectors" in run("embed", data=data).stdout
    assert run("verify", data=data).exit_code == 0


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
