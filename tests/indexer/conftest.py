"""What tests of the indexer share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from indexer.sources.wordpress import reading as site_reading
from indexer.sources.wordpress.client import SiteClient
from tests.indexer.sources.wordpress_server import WordPressServer, serving


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[WordPressServer]:
    hasty = partial(SiteClient, pause=0, back_off=0.001)
    monkeypatch.setattr(site_reading, "SiteClient", hasty)
    with serving() as server:
        yield server
