"""The services as systemd would run them: what who got into one could do on the machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PROJECT

MOST_EXPOSED = 3.0
"""Of 10; systemd calls what is below 4.0 OK."""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
@pytest.mark.parametrize(
    "unit", sorted((PROJECT / "systemd").glob("*.service")), ids=lambda unit: unit.name
)
def test_a_service_is_hardly_exposed(unit: Path) -> None:
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", str(unit)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(r"exposure level for \S+: ([0-9.]+)", said)
    assert found, said
    assert float(found[1]) < MOST_EXPOSED
