"""Response models of the endpoints of words."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel

from analyzers.explanation import TokenExplanation
from indexer.searching.completion import Completed, Title
from indexer.searching.open_index import OpenIndex
from search_web.api.models import AnswerModel


class ListingModel(BaseModel):
    """A section or unit: a value of a field by which a search is filtered, and its articles."""

    field: str
    value: str
    articles: int


class TitleModel(BaseModel):
    """An article with a word of its title, and those after it, that begin with the input.

    `url` is its address at its source, or empty.
    """

    id: str
    title: str
    url: str
    year: int | None

    @classmethod
    def of(cls, title: Title, index: OpenIndex) -> Self:
        """Make the model of a completion."""
        article = index.snapshot.article(title.article_id)
        url = article.url if article else ""
        return cls(id=title.article_id, title=title.text, url=url, year=title.year)


class SuggestionsModel(AnswerModel):
    """Completions of an input: queries, sections and units, and articles by their titles."""

    query: str
    queries: tuple[str, ...]
    listings: tuple[ListingModel, ...]
    articles: tuple[TitleModel, ...]

    @classmethod
    def of(cls, text: str, completed: Completed, index: OpenIndex) -> Self:
        """Make the response of the completions of a text."""
        return cls(
            generation=index.snapshot.info.id,
            analyzer_version=index.analyzer.version,
            query=text,
            queries=completed.queries,
            listings=tuple(
                ListingModel(field=one.field, value=one.value, articles=one.articles)
                for one in completed.listings
            ),
            articles=tuple(TitleModel.of(one, index) for one in completed.titles),
        )


class TokenModel(BaseModel):
    """A token of the text.

    [`start`, `end`) are its offsets in code points. `form` is normalised; `stop` says whether it is
    a stop word, which a query of several words does not require; `why` explains the stem to people.
    """

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
        """Make the model of an explained token."""
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


class AnalysisModel(AnswerModel):
    """The tokens of a text, as the index would store them."""

    text: str
    tokens: tuple[TokenModel, ...]
