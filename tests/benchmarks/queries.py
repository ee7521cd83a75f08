"""Queries: the same for every engine and size, from the words of the first thousand documents.

Words are drawn as they stand in titles and sentences, so frequent ones come often, as they do from
readers; stop words are not asked for. The words of an AND stand in one sentence. A phrase is two
adjacent forms of a text, and every engine searches it over forms.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from analyzers.analyzer import ArabicAnalyzer

SEED = 7
QUERIES = 200
SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of query. `extra`: what is wanted beside the best ten."""

    name: str
    words: int
    operator: Literal["or", "and", "phrase"]
    extra: Literal["", "facets", "snippets"] = ""


KINDS = (
    Kind("one term", 1, "or"),
    Kind("two OR", 2, "or"),
    Kind("four OR", 4, "or"),
    Kind("two AND", 2, "and"),
    Kind("four AND", 4, "and"),
    Kind("phrase", 2, "phrase"),
    Kind("two OR, 2 facets", 2, "or", "facets"),
    Kind("two OR, 10 snippets", 2, "or", "snippets"),
)


@dataclass(frozen=True, slots=True)
class BenchQuery:
    """A query as the words' forms and their stems."""

    kind: Kind
    forms: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """What words are drawn from."""

    title: list[str]
    lines: list[list[str]]


def make_queries(articles: Path, analyzer: ArabicAnalyzer) -> list[BenchQuery]:
    """Return queries of all kinds, made from a file of articles."""
    texts = _read(articles, analyzer)

    def wanted(form: str) -> bool:
        return len(form) >= SHORTEST_WORD and form.isalpha() and not analyzer.is_stop(form)

    made = []
    for kind in KINDS:
        rng = random.Random(f"{SEED}/{kind.name}")
        drawn: set[tuple[str, ...]] = set()
        while len(drawn) < QUERIES:
            forms = _drawn(kind, rng.choice(texts), wanted, rng)
            stems = tuple(map(analyzer.stem, forms))
            if forms and len(set(stems)) == kind.words and forms not in drawn:
                drawn.add(forms)
                made.append(BenchQuery(kind, forms, stems))
    return made


def write_queries(queries: Sequence[BenchQuery], file: Path) -> None:
    """Write a line per query: kind, operator, extra, forms, stems."""
    lines = (
        "\t".join(
            (q.kind.name, q.kind.operator, q.kind.extra, " ".join(q.forms), " ".join(q.stems))
        )
        for q in queries
    )
    file.write_text("\n".join((*lines, "")), encoding="utf-8")


def read_queries(file: Path) -> list[BenchQuery]:
    kinds = {kind.name: kind for kind in KINDS}
    queries = []
    for line in file.read_text(encoding="utf-8").splitlines():
        name, _, _, forms, stems = line.split("\t")
        queries.append(BenchQuery(kinds[name], tuple(forms.split()), tuple(stems.split())))
    return queries


def _read(articles: Path, analyzer: ArabicAnalyzer) -> list[_Text]:
    texts = []
    with articles.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            body = article["body"].split("\n")
            texts.append(_Text(analyzer.forms(article["title"]), [*map(analyzer.forms, body)]))
    return texts


def _drawn(
    kind: Kind, text: _Text, wanted: Callable[[str], bool], rng: random.Random
) -> tuple[str, ...]:
    """Words for a query; none if the place they were looked for has too few."""
    if kind.operator == "phrase":
        pairs = [p for line in text.lines for p in pairwise(line) if all(map(wanted, p))]
        return rng.choice(pairs) if pairs else ()
    from_title = kind.operator == "or" and kind.words <= 2
    place = text.title if from_title else rng.choice(text.lines)
    words = sorted({form for form in place if wanted(form)})
    return tuple(rng.sample(words, kind.words)) if len(words) >= kind.words else ()
