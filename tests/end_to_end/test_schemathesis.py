"""Schemathesis test of the endpoints against their OpenAPI document."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.end_to_end.conftest import Site

pytestmark = pytest.mark.slow

SEED = os.environ.get("SCHEMATHESIS_SEED", "7")
EXAMPLES = "20"
"""Number of examples per endpoint and phase; a run takes about ten seconds."""


def test_schemathesis_finds_no_failure(site: Site) -> None:
    """Run all checks; the variable SCHEMATHESIS_SEED sets another seed."""
    command = [
        *(
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file",
            "schemathesis.toml",
        ),
        *("run", f"{site.address}/api/v1/openapi.json", "--no-color"),
        *("--seed", SEED, "--max-examples", EXAMPLES, "--generation-database", "none"),
    ]
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    assert "No issues found" in ran.stdout
