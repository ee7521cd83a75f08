"""After an upgrade that stores other fields, the former index is known as such and built anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.model.fields import SCHEMA_VERSION
from indexer.workspace import Workspace
from tests.conftest import PROJECT


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose index an older version wrote."""
    shutil.copytree(PROJECT / "index_data" / "words", tmp_path / "words")
    write(tmp_path, 60)
    assert run(tmp_path, "build", tmp_path / "articles.jsonl").exit_code == 0
    (manifest,) = tmp_path.glob("generations/*/manifest.json")
    held = manifest.read_text(encoding="utf-8")
    assert f'"schema_version": "{SCHEMA_VERSION}"' in held
    manifest.write_text(
        held.replace(f'"schema_version": "{SCHEMA_VERSION}"', '"schema_version": "1"'), "utf-8"
    )
    return tmp_path


def write(data: Path, count: int) -> None:
    lines = (json.dumps({"id": str(n), "title": "عنوان", "body": "نص"}) for n in range(count))
    (data / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")


def run(data: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])


def test_status_says_that_a_rebuild_is_due(data: Path) -> None:
    result = run(data, "status")
    assert result.exit_code == 0, result.output
    assert "rebuild due: the schema changed" in result.stdout


@pytest.mark.parametrize("command", [("update",), ("update", "--if-needed"), ("build",)])
def test_it_is_built_anew(data: Path, command: tuple[str, ...]) -> None:
    sources = [data / "articles.jsonl"] if command == ("build",) else []
    result = run(data, *command, *sources)
    assert result.exit_code == 0, result.output
    assert "indexed    60" in result.stdout
    assert Workspace(data).engine().info().schema_version == SCHEMA_VERSION
    assert run(data, "verify").exit_code == 0


def test_a_source_that_has_become_small_meanwhile_is_objected_to(data: Path) -> None:
    write(data, 10)
    result = run(data, "update")
    assert result.exit_code == 4
    assert "50 of 60 articles would be lost" in result.stdout


@pytest.mark.parametrize("command", ["export", "verify"])
def test_what_must_read_it_says_what_to_do(data: Path, command: str) -> None:
    result = run(data, command)
    assert result.exit_code == 1
    assert "it is of schema 1" in result.stderr
    assert "run `indexer build` with the same sources" in result.stderr
