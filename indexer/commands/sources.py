"""The command `indexer sources`: show what would be read from sources, without an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

import click

from indexer.commands.options import with_workspace
from indexer.model.article import Article
from indexer.sources.record import Found, LeftOut, Record, Refused
from indexer.sources.registry import as_source
from indexer.sources.source import Former, Source, SourceContext
from indexer.text.dates import ConvertedDate
from indexer.workspace import Workspace, documents_of

SHOWN = 3
"""Number of articles that are shown, by default."""

MAX_SHOWN = 100
"""Maximum number of characters of a value that are shown."""


@click.command("sources")
@click.argument("sources", nargs=-1, required=True, type=as_source)
@click.option(
    "--records",
    type=click.IntRange(1),
    default=SHOWN,
    show_default=True,
    help="Number of articles of each source to show; all that precedes them is read.",
)
@with_workspace
def sources_command(sources: tuple[Source, ...], workspace: Workspace, *, records: int) -> None:
    """Show the first articles of SOURCES as they would be read, and which names are not read.

    Nothing is written. Where a name is not read, [sources.mapping] of settings.toml says which
    field it is.
    """
    settings = workspace.settings().sources
    context = SourceContext(
        lists=workspace.site_lists(),
        post_types=tuple(settings.post_types),
        mapping=settings.mapping.names(),
        documents=documents_of(settings),
        crawl=workspace.crawl_rules(),
        login=workspace.login(),
    )
    for source in sources:
        click.echo(source.name)
        reading = source.open(context)
        reading.find()
        for line in _lines(reading.records(Former(lambda _: None, {})), records):
            click.echo(line)


def _lines(found: Iterator[Record], most: int) -> Iterator[str]:
    """Yield the lines that describe records, up to a number of articles."""
    unread: Counter[str] = Counter()
    shown = 0
    for record in found:
        if isinstance(record, Found):
            yield f"  {record.file}, {record.place}"
            yield from _described(record.article)
            if record.attached:
                yield f"    attached   {record.attached} files are part of it"
            if record.recognized:
                yield f"    by OCR     {record.recognized} pages"
            unread.update(record.unread)
            shown += 1
        elif isinstance(record, Refused):
            yield f"  {record.file}, {record.place}: refused: {record.reason}"
        elif isinstance(record, LeftOut):
            yield f"  {record.file}, {record.place}: left out: {record.reason}"
        if shown == most:
            break
    if not shown:
        yield "  no article is in it"
    if unread:
        names = ", ".join(f"{name} ({number})" for name, number in unread.most_common())
        yield f"  not read of these articles: {names}"


def _described(article: Article) -> Iterator[str]:
    """Yield a line for each field of an article that has a value."""
    for field in fields(article):
        value = getattr(article, field.name)
        if field.name == "body":
            value = f"{len(article.body.split()):,} words: {article.body}" if value else "no text"
        elif isinstance(value, ConvertedDate):
            value = f"{value}, written {value.written}"
        elif isinstance(value, tuple):
            value = "، ".join(map(str, value))
        if value:
            text = " ".join(str(value).split())
            yield f"    {field.name:<10} {text[:MAX_SHOWN]}{'…' * (len(text) > MAX_SHOWN)}"
