"""Document: an article as an engine gets it. Only here text becomes terms for the index."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, fields

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.model.fields import SCHEMA_VERSION, TEXT_FIELDS

_FIELDS = [field.name for field in fields(Article)]

HALF = 16
"""Hexadecimal digits of each half of a content digest."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one field. Forms first: `lexicon` has each form once, in the order in which they
    appear, and `lexicon_stems` the stems of each, the likeliest first. `tokens` has at each
    position of the text the number of its form, and `starts` and `ends` where it stands: [start,
    end) in code points."""

    lexicon: tuple[str, ...]
    lexicon_stems: tuple[tuple[str, ...], ...]
    tokens: array[int]
    starts: array[int]
    ends: array[int]

    def __len__(self) -> int:
        """How many tokens there are."""
        return len(self.tokens)

    @property
    def forms(self) -> list[str]:
        """The form at each position."""
        return [self.lexicon[token] for token in self.tokens]

    @property
    def stems(self) -> list[tuple[str, ...]]:
        """The stems at each position."""
        return [self.lexicon_stems[token] for token in self.tokens]


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
    terms = {field.name: make_terms(field.of(article), analyzer) for field in TEXT_FIELDS}
    return Document(article, content_digest(article, analyzer.version), terms)


def make_terms(text: str, analyzer: ArabicAnalyzer) -> Terms:
    """Analyses a text."""
    forms, starts, ends = analyzer.columns(text)
    lexicon = tuple(dict.fromkeys(forms))
    numbers = {form: number for number, form in enumerate(lexicon)}
    tokens = array("I", map(numbers.__getitem__, forms))
    return Terms(lexicon, tuple(analyzer.stems_of(lexicon)), tokens, starts, ends)


def content_digest(article: Article, analyzer_version: str) -> str:
    """Equal for equal articles analysed alike; its first half for equal texts (`text_of`)."""
    values = {name: getattr(article, name) for name in _FIELDS}
    values["date"] = article.date.isoformat() if article.date else None
    written = json.dumps(values, ensure_ascii=False, sort_keys=True)
    content = f"{SCHEMA_VERSION}\n{analyzer_version}\n{written}"
    return _half(article.body) + _half(content)


def text_of(digest: str) -> str:
    """What the digests of articles with the same text share."""
    return digest[:HALF]


def _half(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:HALF]
