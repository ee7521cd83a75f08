"""What the endpoints of articles answer with."""

from __future__ import annotations

import datetime as dt
from typing import Self

from pydantic import BaseModel

from indexer.model.article import Article
from indexer.searching.open_index import OpenIndex
from search_web.api.models import Answer


class ArticleModel(Answer):
    """An article of the index. `body` has a paragraph a line; `headings` are the numbers, from 0,
    of the lines that are subheadings. What is not known is empty; a date is null then."""

    id: str
    title: str
    body: str
    headings: tuple[int, ...]
    summary: str
    url: str
    date: dt.date | None
    section: str
    author: str
    kind: str
    place: str
    tags: tuple[str, ...]
    short_link: str
    notice: str

    @classmethod
    def of(cls, article: Article, index: OpenIndex) -> Self:
        return cls(
            generation=index.snapshot.info.id,
            analyzer_version=index.analyzer.version,
            id=article.id,
            title=article.title,
            body=article.body,
            headings=article.headings,
            summary=article.summary,
            url=article.url,
            date=article.date,
            section=article.section,
            author=article.author,
            kind=article.kind,
            place=article.place,
            tags=article.tags,
            short_link=article.short_link,
            notice=article.notice,
        )


class RelatedModel(BaseModel):
    """An article that shares most of what another is about."""

    id: str
    title: str
    url: str
    date: dt.date | None
    section: str
    author: str
    score: float

    @classmethod
    def of(cls, article: Article, score: float) -> Self:
        return cls(
            id=article.id,
            title=article.title,
            url=article.url,
            date=article.date,
            section=article.section,
            author=article.author,
            score=round(score, 6),
        )


class RelatedArticlesModel(Answer):
    """The articles most like one, the most alike first."""

    id: str
    related: tuple[RelatedModel, ...]
