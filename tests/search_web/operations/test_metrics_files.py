"""Tests of shared metrics, also with a full disk and with processes that die."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from prometheus_client.multiprocess import MultiProcessCollector

from search_web.operations.metrics_files import KINDS, ROOM, MetricsFiles

COUNTING = """
import sys
from pathlib import Path
from search_web.operations.metrics_files import MetricsFiles
MetricsFiles(Path(sys.argv[1]), int(sys.argv[2])).claim()
from prometheus_client import Counter
counted = Counter("answers", "Answers.")
for number in range(int(sys.argv[3])):
    counted.inc()
print("counted", flush=True)
sys.stdin.read()
"""
"""Program that counts, and waits until its standard input is closed."""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MetricsFiles:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    return MetricsFiles.make(2)


class Counting:
    """A process that has counted a number of requests."""

    def __init__(self, files: MetricsFiles, number: int) -> None:
        arguments = (str(files.folder), str(files.places), str(number))
        self.process = subprocess.Popen(
            [sys.executable, "-c", COUNTING, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout
        self.said = self.process.stdout.readline()

    def kill(self) -> bytes:
        """Kill the process and return its standard error."""
        self.process.kill()
        return self.process.communicate()[1]


def total(files: MetricsFiles) -> float:
    metrics = MultiProcessCollector.merge(files.written())  # type: ignore[no-untyped-call]
    return float(sum(sample.value for metric in metrics for sample in metric.samples))


def test_files_have_all_their_room_from_the_beginning(files: MetricsFiles) -> None:
    made = list(files.folder.iterdir())
    assert len(made) == files.places * len(KINDS)
    assert all(file.stat().st_blocks * 512 >= ROOM for file in made)
    assert files.written() == []


def test_processes_count_together_and_a_successor_goes_on_where_one_was_killed(
    files: MetricsFiles,
) -> None:
    first, second = Counting(files, 3), Counting(files, 4)
    assert total(files) == 7
    first.kill()
    assert total(files) == 7
    third = Counting(files, 5)
    assert total(files) == 12
    refused = Counting(files, 1)
    assert refused.said == b""
    assert b"places" in refused.kill()
    for one in (second, third):
        one.kill()
    assert len(list(files.folder.iterdir())) == files.places * len(KINDS)


def test_without_room_nothing_is_made_and_nothing_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM // 2, limits[1]))
    try:
        with pytest.raises(OSError):
            MetricsFiles.make(1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_where_systemd_gives_no_folder_they_are_among_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    files = MetricsFiles.make(1)
    assert files.folder.parent == tmp_path
    files.remove()
    assert list(tmp_path.iterdir()) == []
