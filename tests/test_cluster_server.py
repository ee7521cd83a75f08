"""Where no server of OpenSearch can be had, the tests on a cluster are left out for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cluster import server
from tests.cluster.server import UnavailableError, install


@pytest.mark.parametrize(
    ("programs", "reason"),
    [
        ({}, "java is missing"),
        ({"java": "exit 0"}, "mvn is missing"),
        ({"java": "exit 0", "mvn": "echo '[ERROR] No route to host'; exit 1"}, "No route to host"),
        ({"java": "exit 0", "mvn": "exec /bin/sleep 60"}, "Maven did not end"),
    ],
)
def test_what_is_missing_is_said(
    programs: Mapping[str, str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, script in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(server, "PATIENCE", 1.0)
    with pytest.raises(UnavailableError, match=reason):
        install(tmp_path / "home")
