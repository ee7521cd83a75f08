"""Creation of a data folder, and the environment variable that names it."""

from __future__ import annotations

import stat
from importlib.metadata import version
from pathlib import Path

import pytest
from click import Group
from click.testing import CliRunner, Result

from indexer.cli import main as indexer
from indexer.starter_data import starter_paths
from indexer.workspace import Workspace
from search_web.cli import main as search_web
from tests.conftest import PROJECT

STARTERS = [path.name for path in starter_paths(Workspace(Path()))]


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(indexer, list(map(str, arguments)), env=environment)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_new_folder_gets_the_lists_the_settings_and_the_samples_of_the_project(
    tmp_path: Path,
) -> None:
    data = tmp_path / "new" / "data"
    result = run("init", data)
    assert result.exit_code == 0, result.output
    for name in STARTERS:
        assert f"made {data / name}" in result.output.splitlines()
        original = PROJECT / "index_data" / name
        if original.is_dir():
            assert contents(data / name) == contents(original)
        else:
            assert (data / name).read_bytes() == original.read_bytes()
    assert all(path.stat().st_mode & stat.S_IWUSR for path in data.rglob("*"))


def test_it_prints_the_next_commands_and_they_work(tmp_path: Path) -> None:
    data = tmp_path / "a folder"
    said = run("init", data).output
    assert f"  indexer build --data '{data}' '{data}/samples'\n" in said
    assert f"  search-web serve --data '{data}'\n" in said
    assert run("build", "--data", data, data / "samples").exit_code == 0
    assert run("status", "--data", data).exit_code == 0


@pytest.mark.parametrize("name", STARTERS)
def test_existing_files_are_never_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    result = run("init", tmp_path)
    assert result.exit_code == 1
    assert f"{tmp_path / name} is there already" in result.output
    assert contents(tmp_path) == {name: b"mine"}


def test_a_folder_that_cannot_be_created_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("init", tmp_path / "file" / "data")
    assert result.exit_code == 1
    assert f"{tmp_path / 'file' / 'data'} cannot be laid out: " in result.output


def test_the_environment_names_the_data_folder_for_all_commands(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run("init", BAHITH_DATA=str(data)).exit_code == 0
    assert run("build", data / "samples", BAHITH_DATA=str(data)).exit_code == 0
    assert "generation" in run("status", BAHITH_DATA=str(data)).output
    assert "BAHITH_DATA" in CliRunner().invoke(search_web, ["serve", "--help"]).output


@pytest.mark.parametrize(("command", "name"), [(indexer, "indexer"), (search_web, "search-web")])
def test_a_command_prints_its_version(command: Group, name: str) -> None:
    result = CliRunner().invoke(command, ["--version"], prog_name=name)
    assert result.output == f"{name} (Bahith) {version('bahith')}\n"
