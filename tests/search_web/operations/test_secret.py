"""Tests of the signing key."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search_web.operations.secret import LARGEST, SIZE, SecretError, secret_of


def test_all_processes_sign_with_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(secret_of, [tmp_path / "secret"] * 32))
    assert found == {secret_of(tmp_path / "secret")}
    assert {len(secret) for secret in found} == {SIZE}
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_only_its_owner_can_read_the_secret(tmp_path: Path) -> None:
    secret_of(tmp_path / "secret")
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("held", [b"", b"x", b"x" * (SIZE - 1), bytes(SIZE), b"x" * (LARGEST + 1)])
def test_a_secret_that_is_none_is_refused_by_the_name_of_its_file(
    tmp_path: Path, held: bytes
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(held)
    with pytest.raises(SecretError, match=str(file)):
        secret_of(file)
    assert file.read_bytes() == held
    file.unlink()
    assert len(secret_of(file)) == SIZE


def test_a_secret_of_more_bytes_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x" * 64)
    assert secret_of(tmp_path / "secret") == b"x" * 64
