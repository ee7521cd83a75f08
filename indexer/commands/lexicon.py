"""The command `indexer lexicon`: count the forms in files of articles."""

from __future__ import annotations

from pathlib import Path

import click

from analyzers.lexicon import count_forms, format_lexicon
from analyzers.normalize import is_arabic
from indexer.sources.files import find_files, read_file
from indexer.sources.record import Found


@click.command("lexicon")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--least",
    type=click.IntRange(1),
    default=8,
    show_default=True,
    help="Least frequency of a form to print.",
)
def lexicon_command(sources: tuple[Path, ...], least: int) -> None:
    """Print the frequency of each Arabic form in SOURCES, in the format of words/lexicon.tsv."""
    files = find_files(sources)
    articles = (
        record.article for path in files for record in read_file(path) if isinstance(record, Found)
    )
    counts = count_forms(text for article in articles for text in (article.title, article.body))
    arabic = {form: count for form, count in counts.items() if is_arabic(form)}
    click.echo(format_lexicon(arabic, least), nl=False)
