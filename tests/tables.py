"""Tables of cases: tab-separated, `#` begins a comment line."""

from __future__ import annotations

from pathlib import Path


def rows(path: Path) -> list[list[str]]:
    """The rows of a table, as many cells as its first one, empty ones kept."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
