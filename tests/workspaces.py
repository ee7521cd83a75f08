"""Data folders for tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from indexer.workspace import Workspace

SHIPPED = Workspace(Path(__file__).parents[1] / "index_data")
"""The data folder that the project ships."""


def new_workspace(folder: Path) -> Workspace:
    """Make a data folder with the word lists that the project ships, and nothing else."""
    workspace = Workspace(folder)
    shutil.copytree(SHIPPED.words, workspace.words)
    return workspace
