"""What this installation signs with."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from search_web.operations.secret import SIZE, secret_of


def test_all_processes_sign_with_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(secret_of, [tmp_path / "secret"] * 32))
    assert found == {secret_of(tmp_path / "secret")}
    assert {len(secret) for secret in found} == {SIZE}
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_only_its_owner_can_read_the_secret(tmp_path: Path) -> None:
    secret_of(tmp_path / "secret")
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
