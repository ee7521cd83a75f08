"""Collection: the files of one size, made once and kept under the work folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from collections.abc import Collection as Sizes
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from analyzers.analyzer import ArabicAnalyzer
from tests.benchmarks.corpus import MadeArticle, make_articles
from tests.benchmarks.documents import StemmedDocument
from tests.benchmarks.sources import SourceArticle, Vocabulary, measure


@dataclass(frozen=True, slots=True)
class Collection:
    """The files of a collection of `size` documents."""

    folder: Path
    size: int

    @property
    def articles(self) -> Path:
        """JSON Lines, as `indexer build` reads them."""
        return self.folder / f"articles-{self.size}.jsonl"

    @property
    def stems(self) -> Path:
        return self.folder / f"stems-{self.size}.tsv"

    @property
    def forms(self) -> Path:
        return self.folder / f"forms-{self.size}.tsv"

    @property
    def facts(self) -> Path:
        """What was counted; written last, so the files are whole when it is there."""
        return self.folder / f"collection-{self.size}.json"


def make_collections(
    folder: Path,
    sizes: Sizes[int],
    read: Callable[[], Sequence[SourceArticle]],
    analyzer: ArabicAnalyzer,
) -> None:
    """Make all missing collections in one pass, of the articles that `read` returns."""
    missing = [made for size in sizes if not (made := Collection(folder, size)).facts.exists()]
    if not missing:
        return
    folder.mkdir(parents=True, exist_ok=True)
    sources = read()
    vocabulary = measure(sources, analyzer)
    with ExitStack() as stack:
        counters = [_Counter(stack, one, vocabulary) for one in missing]
        largest = max(one.size for one in missing)
        for number, article in enumerate(islice(make_articles(sources, vocabulary), largest)):
            _add(article, number, counters, analyzer)
    for counter in counters:
        counter.write_facts()


class _Counter:
    """Writes one collection, and counts what is in it."""

    def __init__(self, stack: ExitStack, files: Collection, vocabulary: Vocabulary) -> None:
        self.size = files.size
        self._facts = files.facts
        self._vocabulary = vocabulary
        self._words = 0
        self._forms: set[str] = set()
        self._stems: set[str] = set()
        self._outputs: tuple[TextIO, ...] = tuple(
            stack.enter_context(path.open("w", encoding="utf-8"))
            for path in (files.articles, files.stems, files.forms)
        )

    def add(self, lines: tuple[str, str, str], forms: list[str], stems: list[str]) -> None:
        for output, line in zip(self._outputs, lines, strict=True):
            output.write(line)
        self._words += len(forms)
        self._forms.update(forms)
        self._stems.update(stems)

    def write_facts(self) -> None:
        facts = {
            "documents": self.size,
            "words": self._words,
            "forms": len(self._forms),
            "stems": len(self._stems),
            "source_words": self._vocabulary.words,
            "source_forms": self._vocabulary.forms,
            "exponent": self._vocabulary.exponent,
        }
        self._facts.write_text(json.dumps(facts, indent=2), encoding="utf-8")


def _add(
    article: MadeArticle, number: int, counters: list[_Counter], analyzer: ArabicAnalyzer
) -> None:
    forms = analyzer.forms(article.body)
    stems = list(map(analyzer.stem, forms))
    fields = (article.id, article.section, article.author, article.date[:4])
    lines = (
        json.dumps(asdict(article), ensure_ascii=False) + "\n",
        StemmedDocument(*fields, " ".join(stems)).line(),
        StemmedDocument(*fields, " ".join(forms)).line(),
    )
    for counter in counters:
        if number < counter.size:
            counter.add(lines, forms, stems)
