"""Lucene's newest ArabicAnalyzer, fetched from Maven Central and run by the Java program beside.

Debian packages: maven and a JDK of the version that the newest Lucene needs, which `JAVA_HOME`
names if it is not the default one.
"""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.model.article import Article

POM = Path(__file__).with_name("lucene-pom.xml")
PROGRAM = Path(__file__).with_name("LuceneArabic.java")
CORE = "lucene-core-"

Ranked = dict[str, list[str]]
"""By query id, the ids of the articles found, best first."""


@dataclass(frozen=True, slots=True)
class Lucene:
    """The jars of a version of Lucene, in a folder."""

    jars: Path

    @classmethod
    def fetch(cls, jars: Path) -> Lucene:
        """Fetch the jars of the newest version into a folder."""
        copy = ("dependency:copy-dependencies", f"-DoutputDirectory={jars}")
        subprocess.run(["mvn", "-q", "-B", "-f", str(POM), *copy], check=True)
        return cls(jars)

    @property
    def version(self) -> str:
        (core,) = self.jars.glob(f"{CORE}*.jar")
        return core.stem.removeprefix(CORE)

    def search(
        self,
        articles: Iterable[Article],
        queries: Mapping[str, str],
        boosts: Iterable[str],
        hits: int,
        work: Path,
    ) -> dict[str, Ranked]:
        """Index articles and ask queries, any of whose words match.

        Args:
            articles: The articles.
            queries: Their texts, by id.
            boosts: Boosts of the title; "0" makes one field of title and text.
            hits: Number of hits per query.
            work: An empty folder for the index.

        Returns:
            By boost, the articles found.
        """
        listed, asked = work / "articles.tsv", work / "queries.tsv"
        with listed.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{_row(one.id, one.title, _text(one))}\n" for one in articles)
        with asked.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{_row(id_, text)}\n" for id_, text in queries.items())
        arguments = (str(listed), str(asked), str(work / "index"), str(hits), *boosts)
        done = subprocess.run(
            [_java(), "-Xmx2g", "-cp", f"{self.jars}/*", str(PROGRAM), *arguments],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        found: dict[str, Ranked] = {boost: defaultdict(list) for boost in boosts}
        for line in done.stdout.splitlines():
            boost, query, article, _ = line.split("\t")
            found[boost][query].append(article)
        return found


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    return f"{home}/bin/java" if home else "java"


def _text(article: Article) -> str:
    return f"{article.summary} {article.body}"


def _row(*columns: str) -> str:
    """Join columns by tabs; white space inside of them becomes single spaces."""
    return "\t".join(" ".join(column.split()) for column in columns)
