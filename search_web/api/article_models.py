"""Response models of the endpoints of articles."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Self, get_type_hints

from pydantic import create_model

from indexer.model.article import Article
from indexer.searching.open_index import OpenIndex
from search_web.api.models import AnswerModel, ListedModel
from search_web.api.values import listed_values


class ArticleModelBase(AnswerModel):
    """An article of the index.

    `body` has one paragraph per line; `headings` are the indexes, from 0, of the lines that are
    subheadings. Unknown values are empty; an unknown date is null.
    """

    @classmethod
    def of(cls, article: Article, index: OpenIndex) -> Self:
        """Make the response of an article."""
        values: dict[str, Any] = {
            "generation": index.snapshot.info.id,
            "analyzer_version": index.analyzer.version,
        }
        return cls(**values, **{name: getattr(article, name) for name in _TYPES})


_TYPES = {one.name: get_type_hints(Article)[one.name] for one in fields(Article)}

_properties: Any = {name: (type_, ...) for name, type_ in _TYPES.items()}

ArticleModel = create_model(
    "ArticleModel", __base__=ArticleModelBase, __doc__=ArticleModelBase.__doc__, **_properties
)
"""The response of an article: its properties are the attributes of `Article`."""


class RelatedModel(ListedModel):
    """An article related to another one."""

    score: float

    @classmethod
    def of(cls, article: Article, score: float) -> Self:
        """Make the model of an article and its similarity."""
        return cls(**listed_values(article), score=round(score, 6))


class RelatedArticlesModel(AnswerModel):
    """The articles related to one, most similar first."""

    id: str
    related: tuple[RelatedModel, ...]
