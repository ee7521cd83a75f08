"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.word_lists import WordLists
from tests.cluster.nodes import Nodes
from tests.cluster.server import UnavailableError
from tests.workspaces import SHIPPED

settings.register_profile("untimed", deadline=None)  # a slow machine is no failure
settings.load_profile("untimed")

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"
"""The corpora and tables beside the project, which a clone alone does not have."""

MARKED_FIXTURES = ("shared", "browser", "cluster")
"""Fixtures whose tests carry the marker of the same name, so that they can be left out."""

CLUSTER_SECONDS = 200.0
"""Seconds of tests on a cluster after which CI leaves out the others.

All took 100 on two cores with a load of 7.
"""

_left_out = pytest.StashKey[int]()
_no_cluster = pytest.StashKey[str]()
_on_cluster = pytest.StashKey[float]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests marked `shared` where there is no ../shared."""
    for item in items:
        for name in MARKED_FIXTURES:
            if name in getattr(item, "fixturenames", ()) and not item.get_closest_marker(name):
                raise pytest.UsageError(f"{item.nodeid} wants @pytest.mark.{name}")
    if SHARED.is_dir():
        return
    left_out = [item for item in items if item.get_closest_marker("shared")]
    items[:] = [item for item in items if not item.get_closest_marker("shared")]
    config.hook.pytest_deselected(items=left_out)
    config.stash[_left_out] = len(left_out)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how many tests were left out, and why."""
    if count := config.stash.get(_left_out, 0):
        terminalreporter.write_line(f"{count} tests need ../shared, which is not there: left out")
    if reason := config.stash.get(_no_cluster, ""):
        skipped = terminalreporter.getreports("skipped")
        count = sum("cluster" in report.keywords for report in skipped)
        terminalreporter.write_line(
            f"{count} tests need a cluster of OpenSearch: left out, {reason}"
        )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out tests on a cluster in CI, once they have taken their time."""
    took = item.config.stash.get(_on_cluster, 0.0)
    if os.environ.get("CI") == "true" and took > CLUSTER_SECONDS and _needs_cluster(item):
        item.config.stash[_no_cluster] = f"those before took {CLUSTER_SECONDS:.0f} s"
        pytest.skip("the tests on a cluster took too long")


def _needs_cluster(item: pytest.Item) -> bool:
    return item.get_closest_marker("cluster") is not None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail in CI what is marked `shared` and skips: a table or corpus is missing."""
    report = yield
    if _needs_cluster(item):
        item.config.stash[_on_cluster] = item.config.stash.get(_on_cluster, 0.0) + report.duration
    if report.skipped and item.get_closest_marker("shared") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The corpora and tables beside the project."""
    return SHARED


@contextmanager
def started(count: int, config: pytest.Config) -> Iterator[Nodes]:
    """Start nodes of OpenSearch; skip the test where they cannot be had, in CI too."""
    with ExitStack() as stack:
        try:
            if known := config.stash.get(_no_cluster, ""):
                raise UnavailableError(known)
            nodes = stack.enter_context(Nodes(count))
        except UnavailableError as error:
            config.stash[_no_cluster] = str(error)
            pytest.skip(f"no cluster of OpenSearch: {error}")
        yield nodes


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of a cluster of OpenSearch: one that runs, or a node of our own."""
    if running := os.environ.get("BAHITH_CLUSTER"):
        yield running
        return
    with started(1, pytestconfig) as nodes:
        yield nodes.addresses[0]


@pytest.fixture(scope="session")
def samples() -> Path:
    return SHIPPED.samples


@pytest.fixture(scope="session")
def analyzer() -> ArabicAnalyzer:
    """The analyser with the word lists that the project ships."""
    return make_analyzer(WordLists.load(SHIPPED.words))
