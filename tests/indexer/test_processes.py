"""The memory that a build takes unless staff set another limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.processes import MOST_MEMORY, Processes, default_memory

GIGABYTE = 1 << 30


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of 16 GB; its tree of control groups is returned."""
    sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 16 * GIGABYTE // 4096}
    monkeypatch.setattr("indexer.processes.os.sysconf", sizes.__getitem__)
    monkeypatch.setattr("indexer.processes.GROUP", tmp_path / "cgroup")
    monkeypatch.setattr("indexer.processes.GROUPS", tmp_path / "groups")
    return tmp_path / "groups"


def in_group(machine: Path, limits: dict[str, str]) -> None:
    """Put this process into a group `system/bahith`, given the limit of each group by its path."""
    (machine.parent / "cgroup").write_text("0::/system/bahith\n")
    (machine / "system" / "bahith").mkdir(parents=True)
    for group, limit in limits.items():
        (machine / group / "memory.max").write_text(limit + "\n")


@pytest.mark.parametrize(
    ("limits", "megabytes"),
    [
        ({}, 4096),
        ({"system/bahith": "max"}, 4096),
        ({"system/bahith": str(12 * GIGABYTE)}, 3072),
        ({"system": str(12 * GIGABYTE), "system/bahith": "max"}, 3072),
        ({".": str(12 * GIGABYTE), "system/bahith": str(14 * GIGABYTE)}, 3072),
        ({"system/bahith": str(GIGABYTE)}, 2048),
    ],
)
def test_a_build_takes_a_quarter_of_the_memory_that_its_machine_or_container_has(
    machine: Path, limits: dict[str, str], megabytes: int
) -> None:
    in_group(machine, limits)
    assert default_memory() >> 20 == megabytes


def test_a_system_without_control_groups_is_as_large_as_its_memory(machine: Path) -> None:
    assert not machine.exists()
    assert default_memory() == 4 * GIGABYTE


def test_a_large_machine_gives_a_build_no_more_than_its_segments_profit_from(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 256 * GIGABYTE // 4096}
    monkeypatch.setattr("indexer.processes.os.sysconf", sizes.__getitem__)
    assert default_memory() == MOST_MEMORY


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_more_memory_makes_larger_segments_and_more_processes_smaller_ones(count: int) -> None:
    plenty, little = Processes(count, 8 * GIGABYTE), Processes(count, 4 * GIGABYTE)
    assert little.gathered < plenty.gathered
    assert Processes(2 * count + 1, 8 * GIGABYTE).gathered < plenty.gathered
