"""What a file holds after a crash, a full disk or a race, and who may read it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import durable

CALLS = ("open", "fsync", "link", "fchmod", "fchown")
"""Of `os`; beside them a file is written, flushed, replaced and closed."""


class Crash(BaseException):
    """The process ends here."""


@contextmanager
def failing(at: int, error: BaseException) -> Iterator[list[str]]:
    """Count the calls that reach the disk, and raise in place of the one with this number."""
    made: list[str] = []

    def counted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*arguments: Any, **named: Any) -> Any:
            if len(made) == at:
                raise error
            made.append(name)
            return call(*arguments, **named)

        return counting

    with patch.object(Path, "replace", counted("replace", Path.replace)):
        patches = [patch.object(os, name, counted(name, getattr(os, name))) for name in CALLS]
        for one in patches:
            one.start()
        try:
            yield made
        finally:
            for one in patches:
                one.stop()


@given(
    former=st.none() | st.binary(max_size=50),
    content=st.binary(max_size=50),
    at=st.integers(0, 12),
    error=st.sampled_from([Crash(), OSError(errno.ENOSPC, "No space left on device")]),
    write=st.sampled_from([durable.write, durable.create]),
)
def test_after_a_failure_at_any_call_the_old_or_the_new_content_is_there_and_nothing_beside(
    former: bytes | None,
    content: bytes,
    at: int,
    error: BaseException,
    write: Callable[[Path, bytes], None],
) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "file"
        if former is not None:
            file.write_bytes(former)
        with failing(at, error), suppress(Crash, OSError):
            write(file, content)
        held = file.read_bytes() if file.exists() else None
        assert held in (former, content)
        assert {path.name for path in Path(folder).iterdir()} <= {"file"}


def test_content_is_on_disk_before_it_takes_the_name_and_the_name_after_it(tmp_path: Path) -> None:
    with failing(99, Crash()) as calls:
        durable.write(tmp_path / "file", b"new")
    assert calls == ["open", "fsync", "replace", "open", "fsync"]
    with failing(99, Crash()) as calls:
        durable.create(tmp_path / "other", b"new")
    assert calls == ["open", "fsync", "link", "open", "fsync"]


def test_the_first_of_several_that_create_a_file_wins(tmp_path: Path) -> None:
    def create(number: int) -> int | None:
        try:
            durable.create(tmp_path / "file", str(number).encode())
        except FileExistsError:
            return None
        return number

    with ThreadPoolExecutor(8) as pool:
        (winner,) = filter(lambda one: one is not None, pool.map(create, range(32)))
    assert (tmp_path / "file").read_text() == str(winner)
    assert os.listdir(tmp_path) == ["file"]  # noqa: PTH208 # names alone


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_stay(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "file"
    file.touch()
    file.chmod(mode)
    durable.write(file, b"new")
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_new_file_is_readable_as_usual_and_a_secret_never_by_others(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    durable.write(tmp_path / "file", b"new")
    assert (tmp_path / "file").stat().st_mode == (tmp_path / "usual").stat().st_mode
    (tmp_path / "secret").touch()
    with durable.new_content(tmp_path / "secret", 0o600) as new:
        assert stat.S_IMODE(new.path.stat().st_mode) == 0o600
        new.replace()
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "folder" / "file")
    durable.write(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "folder" / "file").read_bytes() == b"new"


def test_a_name_may_be_as_long_as_the_disk_allows(tmp_path: Path) -> None:
    file = tmp_path / ("ق" * 127)
    durable.write(file, b"new")
    assert file.read_bytes() == b"new"


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / f".file.0123{durable.SUFFIX}").write_text("ne")
    durable.remove_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
