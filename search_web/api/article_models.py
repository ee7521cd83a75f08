"""Response models of the endpoints of articles."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any, Self, get_type_hints

from pydantic import BaseModel, create_model

from indexer.model.article import Article
from indexer.model.fields import KEYWORDS
from indexer.searching.open_index import OpenIndex
from indexer.text.structure import Element
from search_web.api.models import AnswerModel, ListedModel
from search_web.api.values import keyword_values, listed_values


class ElementModel(BaseModel):
    """An element over the code points [start, end) of `body`.

    `tag` is that of HTML; `depth` is the number of elements that it is in, which come before it. A
    picture has no text. `value` is the address of a link, or "#" and the `anchor` of the element
    that it leads to; width and height of a picture ("640x480", or "-"), its address and its
    description; the columns and rows that a cell spans ("2x1"); the first number of a list.
    `anchor` is 0 where no link leads.
    """

    tag: str
    depth: int
    start: int
    end: int
    value: str
    anchor: int

    @classmethod
    def of(cls, element: Element) -> Self:
        """Make the model of an element."""
        return cls(**asdict(element))


class PageStartModel(BaseModel):
    """An offset of `body` in code points, from which on the text stands on a page of a file.

    `page` counts from 1, and is 0 in a file without pages; `file` is the address of the file, empty
    if it is not known.
    """

    start: int
    page: int
    file: str


class ArticleModelBase(AnswerModel):
    """An article of the index.

    `body` has one paragraph per line; `headings` are the indexes, from 0, of the lines that are
    subheadings. `structure` has the elements of `body` that its source had, such as lists, tables
    and links; it is empty for a text of paragraphs and headings alone. `page_starts` has the places
    of `body` where the pages of its PDF and of attached files begin. Unknown values are empty; an
    unknown date is null.
    """

    @classmethod
    def of(cls, article: Article, index: OpenIndex) -> Self:
        """Make the response of an article."""
        values: dict[str, Any] = {
            "generation": index.snapshot.info.id,
            "analyzer_version": index.analyzer.version,
        }
        values |= {one.name: getattr(article, one.name) for one in fields(Article)}
        values |= keyword_values(article)
        elements = article.elements if article.structure else ()
        values["structure"] = tuple(map(ElementModel.of, elements))
        values["page_starts"] = tuple(PageStartModel(**asdict(one)) for one in article.pages)
        return cls(**values)


_TYPES = {one.name: get_type_hints(Article)[one.name] for one in fields(Article)}
_TYPES["structure"] = tuple[ElementModel, ...]
_TYPES["page_starts"] = tuple[PageStartModel, ...]

for row in KEYWORDS:
    _TYPES.setdefault(row.name, str)

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
