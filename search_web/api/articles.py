"""The endpoints of articles: one of them, those like it, and citations."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext

from indexer.model.article import Article
from indexer.searching.open_index import OpenIndex
from indexer.searching.related import related
from search_web.api.article_models import ArticleModel, RelatedArticlesModel, RelatedModel
from search_web.api.conditional import conditional, kept_if_whole
from search_web.api.endpoint import JSON, Endpoint, json_response
from search_web.api.failures import ProblemError
from search_web.api.library import Library
from search_web.api.limits import check_limits
from search_web.api.parameters import (
    CitationParameters,
    NoParameters,
    PageCitationParameters,
    RelatedParameters,
    request_of,
)
from search_web.publication.citation_file import citation_file
from search_web.publication.citations import FORMATS

CITATIONS = {form.media_type: None for form in reversed(FORMATS.values())}
"""Plain text first: generators of clients read all as they read the first that they know."""


def articles(library: Library) -> tuple[Endpoint, ...]:
    def article(parameters: NoParameters, article_id: str) -> Response:
        """Read an article.

        An article as it is in the index. Its id may hold slashes.
        """
        with library.served.snapshot() as index:
            return conditional(
                library.basis(index),
                lambda: json_response(ArticleModel.of(found(article_id, index), index)),
            )

    def related_articles(parameters: RelatedParameters, article_id: str) -> Response:
        """Find articles like one.

        The articles that share most of what one is about, the most alike first.
        """
        with library.served.snapshot() as index:

            def find() -> Response:
                hits = related(found(article_id, index), index, parameters.limit)
                answer = RelatedArticlesModel(
                    generation=index.snapshot.info.id,
                    analyzer_version=index.analyzer.version,
                    id=article_id,
                    related=tuple(
                        RelatedModel.of(index.snapshot.read(hit), hit.score) for hit in hits
                    ),
                )
                return json_response(answer)

            return conditional(library.basis(index), find)

    def article_citation(parameters: CitationParameters, article_id: str) -> Response:
        """Cite an article.

        For reference managers BibTeX, RIS or CSL-JSON; `text-ar` is an Arabic footnote. With unit,
        date, title, original address and short link.
        """
        form = FORMATS[parameters.format]
        with library.served.snapshot() as index:
            return conditional(
                library.basis(index), lambda: citation_file(form, [found(article_id, index)])
            )

    def page_citation(parameters: PageCitationParameters) -> Response:
        """Cite a page of hits.

        The citations of all hits of a page of a search, in their order, in one file.
        """
        request, form = request_of(parameters), FORMATS[parameters.format]
        with library.served.snapshot() as index:

            def cite() -> Response:
                check_limits(request, index)
                page = library.answers.search(request, index)
                cited = citation_file(form, [result.article for result in page.results])
                return kept_if_whole(cited, page)

            return conditional(library.basis(index), cite)

    return (
        Endpoint(
            path="/articles/{id}",
            view=article,
            parameters=NoParameters,
            answers={JSON: ArticleModel},
            statuses=(304, 400, 404, 429, 503),
        ),
        Endpoint(
            path="/articles/{id}/related",
            view=related_articles,
            parameters=RelatedParameters,
            answers={JSON: RelatedArticlesModel},
            statuses=(304, 400, 404, 429, 503),
        ),
        Endpoint(
            path="/articles/{id}/citation",
            view=article_citation,
            parameters=CitationParameters,
            answers=CITATIONS,
            statuses=(304, 400, 404, 429, 503),
        ),
        Endpoint(
            path="/search/citation",
            view=page_citation,
            parameters=PageCitationParameters,
            answers=CITATIONS,
            statuses=(304, 400, 429, 503),
        ),
    )


def found(article_id: str, index: OpenIndex) -> Article:
    """The article. Raises ProblemError."""
    article = index.snapshot.article(article_id)
    if article is None:
        detail = gettext("The index has no article %(id)s.", id=article_id)
        raise ProblemError(404, detail, name="article-not-found")
    return article
