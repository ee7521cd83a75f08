"""The judged collections beside the project, built as `indexer build` builds them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.building.pipeline import build
from indexer.building.progress import LineProgress
from indexer.evaluation.judgements import Judgements, read_judgements
from indexer.model.article import Article
from indexer.sources.registry import as_source
from indexer.workspace import Workspace
from tests.benchmarks.project import CORPORA, JUDGEMENTS
from tests.benchmarks.relevance.remembered import remembered
from tests.workspaces import new_workspace


@dataclass(frozen=True, slots=True)
class JudgedCollection:
    """Articles and the judged sets that ask for them.

    Attributes:
        name: Name of the collection.
        file: The articles.
        sets: Names of the judged sets.
        remembered: Number of articles that are also asked for by their own words; see `remembered`.
    """

    name: str
    file: Path
    sets: tuple[str, ...]
    remembered: int = 0

    def queries(self, articles: Iterable[Article], step: int = 1) -> dict[str, Judgements]:
        """Return the judged sets, or every so many-th query of each, by name.

        Args:
            articles: The articles of the collection.
            step: Which queries to take.
        """
        judged = {name: judgements_of(name, step) for name in self.sets}
        if self.remembered:
            judged |= remembered(list(articles), self.remembered // step)
        return judged


COLLECTIONS = (
    JudgedCollection(
        "articles",
        JUDGEMENTS / "articles.jsonl.gz",
        ("arcd", "xquad", "keywords", "inflected", "known-item"),
    ),
    JudgedCollection(
        "articles-untitled",
        JUDGEMENTS / "articles-untitled.jsonl.gz",
        ("arcd", "xquad", "keywords", "inflected", "known-item"),
    ),
    JudgedCollection("wikipedia", CORPORA / "wikipedia-9k.jsonl.gz", ("wikipedia",), 700),
)
"""All collections: short articles with titles and without, and long ones."""


def build_collection(file: Path, folder: Path, stemmer: str = "") -> Workspace:
    """Build an index of a file of articles in a new data folder with the shipped lists.

    Args:
        file: The articles.
        folder: The data folder, which must not exist.
        stemmer: Name of the stemmer, or "" for the default.
    """
    workspace = new_workspace(folder)
    if stemmer:
        workspace.settings_file.write_text(f'stemmer = "{stemmer}"\n', encoding="utf-8")
    plan = workspace.plan([as_source(str(file))], workspace.engine())
    report = build(plan, LineProgress())
    assert report.generation, f"the gate refused {file}"
    return workspace


def judgements_of(judged_set: str, step: int = 1) -> Judgements:
    """Read a judged set, or every so many-th of its queries."""
    judged = read_judgements(JUDGEMENTS / judged_set)
    ids = [*judged.queries][::step]
    return Judgements(
        {id_: judged.queries[id_] for id_ in ids}, {id_: judged.relevance[id_] for id_ in ids}
    )


def write_sample(file: Path, sample: Path, kept: Collection[str], others: int) -> None:
    """Write some articles of a collection to a smaller file.

    Args:
        file: The articles.
        sample: The file to write.
        kept: Ids of the articles that the sample must have.
        others: Number of other articles, the same in each run.
    """
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = {json.loads(line)["id"]: line for line in lines}
    rest = sorted(records.keys() - {*kept}, key=lambda id_: (zlib.crc32(id_.encode()), id_))
    chosen = {*kept, *rest[:others]}
    with gzip.open(sample, "wt", encoding="utf-8") as written:
        written.writelines(line for id_, line in records.items() if id_ in chosen)
