"""The real texts that the collections are made of."""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.analyzer import ArabicAnalyzer

FILES = ("wikipedia-9k.jsonl.gz", "news-10k.jsonl.gz")
PIECE_WORDS = 200
"""A piece is long enough for a text to keep to its subject, as articles do."""


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """A real article. `pieces` are runs of whole lines of its text."""

    title: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the sources say of how words grow: `rare` forms stand once in all their `words`."""

    words: int
    forms: int
    rare: frozenset[str]
    exponent: float
    """Heaps' β, from the whole and from its half."""


def read_sources(folder: Path) -> list[SourceArticle]:
    """All articles of the corpora in a folder."""
    return [article for name in FILES for article in _read(folder / name)]


def measure(articles: Sequence[SourceArticle], analyzer: ArabicAnalyzer) -> Vocabulary:
    """Count the forms of all articles, every other one first, to measure vocabulary growth."""
    counts: Counter[str] = Counter()
    halves = []
    for half in (articles[::2], articles[1::2]):
        for article in half:
            for piece in article.pieces:
                counts.update(analyzer.forms(piece))
        halves.append((counts.total(), len(counts)))
    (half_words, half_forms), (words, forms) = halves
    return Vocabulary(
        words=words,
        forms=forms,
        rare=frozenset(form for form, count in counts.items() if count == 1),
        exponent=math.log(forms / half_forms) / math.log(words / half_words),
    )


def _read(file: Path) -> Iterator[SourceArticle]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from articles_of(lines)


def articles_of(lines: Iterable[str]) -> Iterator[SourceArticle]:
    """Yield the articles of JSON Lines."""
    for line in lines:
        record = json.loads(line)
        yield SourceArticle(" ".join(record["title"].split()), tuple(_pieces(record["body"])))


def _pieces(body: str) -> Iterator[str]:
    piece: list[str] = []
    words = 0
    for line in body.split("\n"):
        if folded := " ".join(line.split()):
            piece.append(folded)
            words += folded.count(" ") + 1
        if words >= PIECE_WORDS:
            yield "\n".join(piece)
            piece, words = [], 0
    if piece:
        yield "\n".join(piece)
