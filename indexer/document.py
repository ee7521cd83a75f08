"""Document: an article as an engine gets it. Only here text becomes terms for the index."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from analyzers.arabic import ArabicAnalyzer
from indexer.article import Article
from indexer.schema import SCHEMA_VERSION, TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one field, in the order of the text: at each position a form, its stem, and
    where it stands: [start, end) in code points of the field's text."""

    forms: tuple[str, ...]
    stems: tuple[str, ...]
    starts: array[int]
    ends: array[int]


@dataclass(frozen=True, slots=True)
class Document:
    """An article with the terms of its fields. `digest` changes with content or analysis."""

    article: Article
    digest: str
    terms: Mapping[str, Terms]

    @property
    def id(self) -> str:
        return self.article.id


def make_document(article: Article, analyzer: ArabicAnalyzer) -> Document:
    """Analyses the text fields of an article."""
    terms = {
        field.name: make_terms(getattr(article, field.name), analyzer) for field in TEXT_FIELDS
    }
    return Document(article, content_digest(article, analyzer.version), terms)


def make_terms(text: str, analyzer: ArabicAnalyzer) -> Terms:
    """Analyses a text."""
    forms, starts, ends = analyzer.columns(text)
    return Terms(tuple(forms), tuple(map(analyzer.stem, forms)), starts, ends)


def content_digest(article: Article, analyzer_version: str) -> str:
    """Equal for equal articles analysed alike."""
    values = asdict(article) | {"date": article.date.isoformat() if article.date else None}
    written = json.dumps(values, ensure_ascii=False, sort_keys=True)
    content = f"{SCHEMA_VERSION}\n{analyzer_version}\n{written}"
    return hashlib.sha256(content.encode()).hexdigest()[:32]
