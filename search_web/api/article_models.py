"""What the endpoints of articles answer with."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Self, get_type_hints

from pydantic import create_model

from indexer.model.article import Article
from indexer.searching.open_index import OpenIndex
from search_web.api.models import Answer, ListedModel, listed


class ArticleAnswer(Answer):
    """An article of the index. `body` has a paragraph a line; `headings` are the numbers, from 0,
    of the lines that are subheadings. What is not known is empty; a date is null then."""

    @classmethod
    def of(cls, article: Article, index: OpenIndex) -> Self:
        values: dict[str, Any] = {
            "generation": index.snapshot.info.id,
            "analyzer_version": index.analyzer.version,
        }
        return cls(**values, **{name: getattr(article, name) for name in _TYPES})


_TYPES = {one.name: get_type_hints(Article)[one.name] for one in fields(Article)}

_properties: Any = {name: (type_, ...) for name, type_ in _TYPES.items()}

ArticleModel = create_model(
    "ArticleModel", __base__=ArticleAnswer, __doc__=ArticleAnswer.__doc__, **_properties
)
"""An article with all that it has: the attributes of `Article` are its properties."""


class RelatedModel(ListedModel):
    """An article that shares most of what another is about."""

    score: float

    @classmethod
    def of(cls, article: Article, score: float) -> Self:
        return cls(**listed(article), score=round(score, 6))


class RelatedArticlesModel(Answer):
    """The articles most like one, the most alike first."""

    id: str
    related: tuple[RelatedModel, ...]
