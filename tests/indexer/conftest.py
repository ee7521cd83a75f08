"""What tests of the indexer share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.indexer.sources.wordpress_server import WordPressServer, serving


@pytest.fixture
def site() -> Iterator[WordPressServer]:
    with serving() as server:
        yield server
