"""The document: an article with the terms that an engine indexes.

This is the only module that turns text into terms for an index.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.model.fields import SCHEMA_VERSION, TEXT_FIELDS

_FIELDS = [field.name for field in fields(Article)]

HALF_LENGTH = 16
"""Length of each half of a content digest, in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one field, as a lexicon and parallel columns with one entry per token.

    Attributes:
        lexicon: The distinct forms, in order of first appearance.
        lexicon_stems: The stems of each form, then its families, parallel to `lexicon`.
        tokens: Index into `lexicon` of the form at each position.
        starts: Start offset of each token, in code points.
        ends: End offset of each token, in code points, exclusive.
    """

    lexicon: tuple[str, ...]
    lexicon_stems: tuple[tuple[str, ...], ...]
    tokens: array[int]
    starts: array[int]
    ends: array[int]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.tokens)

    @property
    def forms(self) -> list[str]:
        """Return the form at each position."""
        return [self.lexicon[token] for token in self.tokens]

    @property
    def stems(self) -> list[tuple[str, ...]]:
        """Return the stems at each position."""
        return [self.lexicon_stems[token] for token in self.tokens]


@dataclass(frozen=True, slots=True)
class Document:
    """An article with the terms of its text fields.

    Attributes:
        article: The article.
        digest: Its content digest; see `content_digest`.
        terms: The terms of each text field, by field name.
    """

    article: Article
    digest: str
    terms: Mapping[str, Terms]

    @property
    def id(self) -> str:
        """Return the id of the article."""
        return self.article.id


class TextTokens(NamedTuple):
    """The tokens of a text, as `Terms` has them, without the stems of its forms."""

    lexicon: tuple[str, ...]
    tokens: array[int]
    starts: array[int]
    ends: array[int]

    def terms(self, stems: Iterable[tuple[str, ...]]) -> Terms:
        """Return the terms, given the stems of each form of the lexicon."""
        return Terms(self.lexicon, tuple(stems), self.tokens, self.starts, self.ends)


def make_document(article: Article, analyzer: ArabicAnalyzer) -> Document:
    """Analyse the text fields of an article."""
    terms = {field.name: make_terms(field.joined(article), analyzer) for field in TEXT_FIELDS}
    return Document(article, content_digest(article, analyzer.version), terms)


def document_of(
    article: Article,
    digest: str,
    tokens: Mapping[str, TextTokens],
    stems: Mapping[str, tuple[str, ...]],
) -> Document:
    """Return the document of an article.

    Args:
        article: The article.
        digest: Its content digest.
        tokens: The tokens of each text field.
        stems: The stems of each form, then its families.
    """
    terms = {
        field: found.terms(map(stems.__getitem__, found.lexicon)) for field, found in tokens.items()
    }
    return Document(article, digest, terms)


def make_terms(text: str, analyzer: ArabicAnalyzer) -> Terms:
    """Analyse a text."""
    found = text_tokens(text, analyzer)
    return found.terms(analyzer.indexed(found.lexicon))


def text_tokens(text: str, analyzer: ArabicAnalyzer) -> TextTokens:
    """Find the tokens of a text."""
    forms, starts, ends = analyzer.columns(text)
    lexicon = tuple(dict.fromkeys(forms))
    index = {form: number for number, form in enumerate(lexicon)}
    return TextTokens(lexicon, array("I", map(index.__getitem__, forms)), starts, ends)


def content_digest(article: Article, analyzer_version: str) -> str:
    """Return a digest of an article's content, the analyser's version and the schema's.

    The first half depends on the body alone; see `text_of`.
    """
    values = {name: getattr(article, name) for name in _FIELDS}
    values["date"] = article.date.isoformat() if article.date else None
    serialized = json.dumps(values, ensure_ascii=False, sort_keys=True)
    content = f"{SCHEMA_VERSION}\n{analyzer_version}\n{serialized}"
    return _half(article.body) + _half(content)


def text_of(digest: str) -> str:
    """Return the half of a content digest that is equal for articles with equal bodies."""
    return digest[:HALF_LENGTH]


def has_text(digest: str) -> bool:
    """Return whether the article of a digest has a body."""
    return text_of(digest) != _half("")


def _half(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:HALF_LENGTH]
