"""Export of the stored articles as JSON Lines, from which `indexer build` makes the same index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from indexer.durable import new_content
from indexer.engines.base import Snapshot
from indexer.model.article import Article


def export_lines(snapshot: Snapshot) -> Iterator[str]:
    """Yield a line for each article, in the order in which they were added."""
    return (format_article(article) for article in snapshot.articles())


def format_article(article: Article) -> str:
    """Return an article as a line of JSON.

    It has the key `headings`, which makes readers take all texts unchanged.
    """
    values = asdict(article) | {"date": article.date.isoformat() if article.date else ""}
    return json.dumps(values, ensure_ascii=False) + "\n"


def export_file(snapshot: Snapshot, file: Path) -> int:
    """Write all articles to a file atomically, and return their number."""
    count = 0
    with new_content(file) as new:
        for line in export_lines(snapshot):
            new.stream.write(line.encode())
            count += 1
        new.replace()
    return count
