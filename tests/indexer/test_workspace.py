"""One place knows where the files of a data folder lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import workspace as module
from indexer.workspace import Workspace
from tests.conftest import PROJECT
from tests.workspaces import new_workspace

PATHS = sorted(name for name, of in vars(Workspace).items() if isinstance(of, property))


@pytest.mark.parametrize("name", PATHS)
def test_every_file_lies_in_the_data_folder(tmp_path: Path, name: str) -> None:
    path = getattr(Workspace(tmp_path), name)
    assert path.is_relative_to(tmp_path)
    assert path != tmp_path


@pytest.mark.parametrize("name", PATHS)
def test_no_other_module_names_it(name: str) -> None:
    named = f'"{getattr(Workspace(Path()), name).parts[0]}"'
    assert named in Path(module.__file__).read_text(encoding="utf-8")
    others = [
        str(path.relative_to(PROJECT))
        for room in ("indexer", "search_web")
        for path in (PROJECT / room).rglob("*.py")
        if path != Path(module.__file__) and f"/ {named}" in path.read_text(encoding="utf-8")
    ]
    assert others == []


def test_what_is_not_used_of_a_folder_is_told_by_its_place(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    new_workspace(workspace.folder)
    assert list(workspace.not_used()) == []
    workspace.synonyms.write_text("وحده\n")
    (workspace.words / "stop_words.txt").write_text("في\nإلى أن\n")
    (workspace.words / "content_types.txt").write_text("خبر، خبر\n")
    workspace.searches.write_bytes(b"a\n\xff\n")
    workspace.settings_file.write_text("[gate]\nfew = -1\n")
    told = [str(fault).removeprefix(f"{tmp_path}/") for fault in workspace.not_used()]
    assert [" ".join(one.split(": ")[:2]) for one in told] == [
        "words/synonyms.txt line 1, column 1",
        "words/stop_words.txt line 2, column 1",
        "words/content_types.txt line 1, column 6",
        "searches.txt line 2, column 1",
        "settings.toml line 2, column 1",
    ]
