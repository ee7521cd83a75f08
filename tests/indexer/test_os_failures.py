"""What staff are told when the system refuses something."""

from __future__ import annotations

import errno
import io
import os
import pwd
import shutil
import tempfile
from collections import namedtuple
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from indexer import durable
from indexer.cli import main
from indexer.os_failures import explain_os_error
from indexer.workspace import Workspace
from tests.conftest import PROJECT

Usage = namedtuple("Usage", "total used free")
ME = pwd.getpwuid(os.geteuid()).pw_name
OTHER = next(one for one in pwd.getpwall() if one.pw_uid != os.geteuid())


def failure(number: int, path: Path | None = None) -> OSError:
    return OSError(number, os.strerror(number), str(path)) if path else OSError(number, "full")


@pytest.fixture
def disks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A data folder on a full disk of its own, and another disk with room."""
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path in (data, Path("/")))
    free = {data: 4_000_000, Path("/"): 80_000_000_000}
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100_000_000_000, 0, free[path]))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/tmp")
    return data


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("named", [True, False])
def test_a_full_disk_is_named_with_what_is_free(disks: Path, number: int, named: bool) -> None:
    path = disks / "generations" / "x" / "terms" if named else None
    said = explain_os_error(failure(number, path), disks)
    assert f"{disks} (4.0 of 100,000.0 MB are free now)" in said
    assert "80,000" not in said  # the other disk has room
    assert "Nothing was changed" in said


@pytest.mark.parametrize("copied", [True, False])
def test_a_full_disk_of_another_file_is_named_without_advice_for_an_index(
    disks: Path, tmp_path: Path, copied: bool
) -> None:
    file = tmp_path / "export.jsonl"
    error = failure(errno.ENOSPC, disks / "lexicon.tsv" if copied else file)
    error.filename2 = str(file) if copied else None
    said = explain_os_error(error, disks)
    assert said.endswith("at / (80,000.0 of 100,000.0 MB are free now): free some")


def test_a_full_disk_of_the_output_is_named(disks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.os_failures._output", lambda: disks / "report.txt")
    said = explain_os_error(failure(errno.ENOSPC), Path("/data"))
    assert f"at {disks} (4.0 of 100,000.0 MB are free now)" in said


def test_of_two_disks_the_one_with_the_least_room_is_meant(disks: Path) -> None:
    assert "/ (80,000.0 of 100,000.0 MB" in explain_os_error(failure(errno.ENOSPC), Path("/"))


def owned(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    """Make paths belong to another user."""
    real = Path.stat

    def stat(path: Path, **named: bool) -> os.stat_result:
        found = real(path, **named)
        values = list(found)
        values[4] = OTHER.pw_uid if path in paths else os.geteuid()
        return os.stat_result(values)

    monkeypatch.setattr(Path, "stat", stat)


def test_whose_a_file_is_and_as_whom_to_run_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = tmp_path / "writer.lock"
    owned(monkeypatch, tmp_path)
    said = explain_os_error(failure(errno.EACCES, lock), tmp_path)
    assert said.startswith(f"{lock}: permission is denied to {ME}: {tmp_path} belongs to ")
    assert f"Run the command as {OTHER.pw_name} (sudo -u {OTHER.pw_name} …)" in said


def test_what_another_user_left_in_ones_own_folder_is_given_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = tmp_path / "writer.lock"
    lock.touch()
    owned(monkeypatch, lock)
    said = explain_os_error(failure(errno.EACCES, lock), tmp_path)
    assert f"it was made by a command that {OTHER.pw_name} ran" in said
    assert said.endswith(f"sudo chown -R {ME} {tmp_path}")


def test_the_mode_of_ones_own_file_is_looked_at(tmp_path: Path) -> None:
    said = explain_os_error(failure(errno.EACCES, tmp_path))
    assert said.endswith(f"to whom it belongs: see its mode (ls -ld {tmp_path})")


def test_a_folder_that_cannot_be_made_is_told_with_the_one_above(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    owned(monkeypatch, tmp_path)
    new = tmp_path / "new"
    said = explain_os_error(failure(errno.EACCES, new), new)
    assert said.startswith(f"{new}: permission is denied to {ME}: {tmp_path} belongs to ")


@pytest.mark.parametrize("name", ["words/stop_words.txt", "settings.toml", "generations/CURRENT"])
def test_who_may_read_a_file_is_told_whatever_reads_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    CliRunner().invoke(main, ["init", str(tmp_path)])
    CliRunner().invoke(main, ["build", f"{tmp_path}/samples", "--data", str(tmp_path)])
    file, real = tmp_path / name, io.open

    def opened(path: Path, *given: Any, **named: Any) -> Any:
        if path == file:
            raise failure(errno.EACCES, file)
        return real(path, *given, **named)

    monkeypatch.setattr(io, "open", opened)
    owned(monkeypatch, file)
    result = CliRunner().invoke(main, ["status", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert f"Error: {file}: permission is denied to {ME}: it" in result.stderr
    assert OTHER.pw_name in result.stderr


def test_a_data_folder_that_may_not_be_read_is_not_called_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def scandir(path: Path) -> None:
        raise failure(errno.EACCES, path)

    monkeypatch.setattr(os, "scandir", scandir)
    result = CliRunner().invoke(main, ["status", "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert f"{tmp_path}: permission is denied to {ME}" in result.stderr


def test_a_report_that_cannot_be_written_says_what_is_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    CliRunner().invoke(main, ["init", str(tmp_path)])
    real = click.echo

    def echo(message: str, err: bool = False, **named: Any) -> None:
        if not err:
            raise failure(errno.ENOSPC)
        real(message, err=err, **named)

    monkeypatch.setattr(click, "echo", echo)
    command = ["build", f"{tmp_path}/samples", "--data", str(tmp_path)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0
    served = Workspace(tmp_path).engine().generation()
    assert f"generation {served} is served; the report cannot be written: full" in result.stderr


def test_a_file_that_a_full_disk_cannot_hold_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full") as caught, durable.new_content(tmp_path / "a"):
        raise failure(errno.ENOSPC)
    assert caught.value.filename == str(tmp_path / "a")


@pytest.mark.parametrize("number", [errno.EROFS, errno.EMFILE, errno.EIO])
def test_other_failures_are_told_in_one_line(tmp_path: Path, number: int) -> None:
    said = explain_os_error(failure(number, tmp_path), tmp_path)
    assert str(tmp_path) in said
    assert "\n" not in said


def test_a_build_on_a_full_disk_says_so_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, samples = tmp_path / "data", str(PROJECT / "index_data" / "samples")
    CliRunner().invoke(main, ["init", str(data)])
    CliRunner().invoke(main, ["build", samples, "--data", str(data)])
    before = sorted(data.rglob("*"))

    def full(*_: object, **__: object) -> None:
        raise failure(errno.ENOSPC)

    monkeypatch.setattr("indexer.engines.whoosh.writer.write_segment", full)
    result = CliRunner().invoke(main, ["build", samples, "--fresh", "--data", str(data)])
    assert result.exit_code == 1
    assert "Error: the disk is full" in result.stderr
    assert "MB are free now" in result.stderr
    assert sorted(data.rglob("*")) == before


def test_nothing_is_left_of_a_folder_that_cannot_be_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[object] = []

    def full(*paths: Path) -> None:
        copied.append(paths)
        if len(copied) > 3:
            raise failure(errno.ENOSPC, paths[1])

    monkeypatch.setattr(shutil, "copyfile", full)
    result = CliRunner().invoke(main, ["init", str(tmp_path / "data")])
    assert result.exit_code == 1
    assert "cannot be laid out: the disk is full" in result.stderr
    assert not list((tmp_path / "data").iterdir())
