"""Export: the stored articles as JSON Lines, from which `indexer build` makes the same index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from indexer.durable import new_content
from indexer.engines.base import Snapshot
from indexer.model.article import Article


def export_lines(snapshot: Snapshot) -> Iterator[str]:
    """A line for each article, in the order in which they were added."""
    return (format_article(article) for article in snapshot.articles())


def format_article(article: Article) -> str:
    """An article as a line. Headings say that every text is to be taken as it stands."""
    values = asdict(article) | {"date": article.date.isoformat() if article.date else ""}
    return json.dumps(values, ensure_ascii=False) + "\n"


def export_file(snapshot: Snapshot, file: Path) -> int:
    """Writes all articles to a file, which is there whole or not at all; how many there are."""
    count = 0
    with new_content(file) as new:
        for line in export_lines(snapshot):
            new.stream.write(line.encode())
            count += 1
        new.replace()
    return count
