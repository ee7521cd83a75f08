"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from analyzers.analyzer import ArabicAnalyzer
from analyzers.word_lists import WordLists

settings.register_profile("untimed", deadline=None)  # a slow machine is no failure
settings.load_profile("untimed")

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The corpora and tables beside the project. Without them a test skips; in CI it fails."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have ../shared")
        pytest.skip("needs ../shared")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    return PROJECT / "index_data" / "samples"


@pytest.fixture(scope="session")
def analyzer() -> ArabicAnalyzer:
    """The analyser with the word lists that the project ships."""
    return ArabicAnalyzer(WordLists.load(PROJECT / "index_data" / "words"))
