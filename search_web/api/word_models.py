"""What the endpoints of words answer with."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel

from analyzers.explanation import TokenExplanation
from indexer.searching.completion import Completed
from indexer.searching.open_index import OpenIndex
from search_web.api.models import Answer


class TitleModel(BaseModel):
    """An article whose title begins so at one of its words."""

    id: str
    title: str
    year: int | None


class SuggestionsModel(Answer):
    """What may be about to be typed: queries, then articles."""

    query: str
    queries: tuple[str, ...]
    articles: tuple[TitleModel, ...]

    @classmethod
    def of(cls, text: str, completed: Completed, index: OpenIndex) -> Self:
        return cls(
            generation=index.snapshot.info.id,
            analyzer_version=index.analyzer.version,
            query=text,
            queries=completed.queries,
            articles=tuple(
                TitleModel(id=one.article_id, title=one.text, year=one.year)
                for one in completed.titles
            ),
        )


class TokenModel(BaseModel):
    """A word of the text, [start, end) in code points of it; its normalised form; its stem; whether
    a query of several words does without it; why the stem is this one, for staff to read."""

    position: int
    start: int
    end: int
    word: str
    form: str
    stem: str
    stop: bool
    why: str

    @classmethod
    def of(cls, token: TokenExplanation) -> Self:
        return cls(
            position=token.position,
            start=token.start,
            end=token.end,
            word=token.word,
            form=token.form,
            stem=token.stem,
            stop=token.query == "dropped",
            why=token.why,
        )


class AnalysisModel(Answer):
    """A text as the index would hold it."""

    text: str
    tokens: tuple[TokenModel, ...]
