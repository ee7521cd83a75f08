"""What a stranger gets who has cloned the project and nothing beside it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.copied_project import copy_project


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("alone") / "bahith")


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=os.environ | {"CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_tests_that_need_the_corpora_are_left_out_of_a_clone_and_counted(clone: Path) -> None:
    ran = pytest_in(clone, "tests/indexer/searching", "tests/indexer/text", "--collect-only")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"^[1-9]\d* tests need \.\./shared, which is not there", ran.stdout, re.M)
    assert "test_a_query_finds_a_text_or_does_not" not in ran.stdout
    assert "test_what_is_meant_is_searched_and_said" in ran.stdout


def test_in_ci_a_table_that_is_missing_beside_the_project_is_a_failure(clone: Path) -> None:
    (clone.parent / "shared").mkdir()
    try:
        ran = pytest_in(clone, "tests/indexer/searching/test_arabic_cases.py")
    finally:
        (clone.parent / "shared").rmdir()
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "skipped, which CI does not allow" in ran.stdout


def test_a_test_that_reads_the_corpora_without_saying_so_is_refused(clone: Path) -> None:
    test = clone / "tests" / "test_unmarked.py"
    test.write_text("def test_it(shared):\n    pass\n")
    try:
        ran = pytest_in(clone, str(test))
    finally:
        test.unlink()
    assert "test_unmarked.py::test_it wants @pytest.mark.shared" in ran.stderr
