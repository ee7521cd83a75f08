"""Export: the stored articles as JSON Lines, from which `indexer build` makes the same index."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

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
    partial = file.with_name(f".{file.name}.part")
    with partial.open("w", encoding="utf-8") as lines:
        for line in export_lines(snapshot):
            lines.write(line)
            count += 1
        lines.flush()
        os.fsync(lines.fileno())
    partial.replace(file)
    return count
