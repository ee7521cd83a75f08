"""The endpoints of articles: an article, related articles, citations."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext

from indexer.model.article import Article
from indexer.searching.open_index import OpenIndex
from indexer.searching.related import related
from search_web.api.article_models import ArticleModel, RelatedArticlesModel, RelatedModel
from search_web.api.conditional import conditional, store_unless_partial
from search_web.api.endpoint import JSON, Endpoint, json_response
from search_web.api.failures import ProblemError
from search_web.api.library import Library
from search_web.api.limits import check_limits
from search_web.api.parameters import (
    CitationParameters,
    NoParameters,
    PageCitationParameters,
    RelatedParameters,
    search_request,
)
from search_web.publication.citation_file import citation_file
from search_web.publication.citations import FORMATS

CITATION_TYPES = {form.media_type: None for form in reversed(FORMATS.values())}
"""Media types of citations.

Plain text is first: client generators read all types as the first one that they know.
"""


def article_endpoints(library: Library) -> tuple[Endpoint, ...]:
    """Return the endpoints of articles and citations."""

    def article(parameters: NoParameters, article_id: str) -> Response:
        """Read an article.

        An article as it is in the index. Its id may contain slashes; percent-encode them (`%2F`)
        if it ends in `/related` or `/citation`.
        """
        with library.served.snapshot() as index:
            return conditional(
                library.versions(index),
                lambda: json_response(ArticleModel.of(get_article(article_id, index), index)),
            )

    def related_articles(parameters: RelatedParameters, article_id: str) -> Response:
        """Find related articles.

        The articles that share the most characteristic words with one, most similar first.
        """
        with library.served.snapshot() as index:

            def find() -> Response:
                hits = related(get_article(article_id, index), index, parameters.limit)
                answer = RelatedArticlesModel(
                    generation=index.snapshot.info.id,
                    analyzer_version=index.analyzer.version,
                    id=article_id,
                    related=tuple(
                        RelatedModel.of(index.snapshot.read(hit), hit.score) for hit in hits
                    ),
                )
                return json_response(answer)

            return conditional(library.versions(index), find)

    def article_citation(parameters: CitationParameters, article_id: str) -> Response:
        """Cite an article.

        As BibTeX, RIS or CSL-JSON for reference managers; `text-ar` is an Arabic footnote. A
        citation has the unit, date, title, original URL and short link.
        """
        form = FORMATS[parameters.format]
        with library.served.snapshot() as index:
            return conditional(
                library.versions(index),
                lambda: citation_file(form, [get_article(article_id, index)]),
            )

    def page_citation(parameters: PageCitationParameters) -> Response:
        """Cite a page of hits.

        The citations of all hits of a page of a search, in order, in one file.
        """
        request, form = search_request(parameters), FORMATS[parameters.format]
        with library.served.snapshot() as index:

            def cite() -> Response:
                check_limits(request, index)
                page = library.answers.search(request, index)
                cited = citation_file(form, [result.article for result in page.results])
                return store_unless_partial(cited, page)

            return conditional(library.versions(index), cite)

    whole = Endpoint(
        path="/articles/{id}",
        view=article,
        parameters=NoParameters,
        answers={JSON: ArticleModel},
        statuses=(304, 400, 404, 429, 503),
    )
    return (
        whole,
        Endpoint(
            path="/articles/{id}/related",
            view=related_articles,
            parameters=RelatedParameters,
            answers={JSON: RelatedArticlesModel},
            statuses=(304, 400, 404, 429, 503),
            of_whole_id=whole,
        ),
        Endpoint(
            path="/articles/{id}/citation",
            view=article_citation,
            parameters=CitationParameters,
            answers=CITATION_TYPES,
            statuses=(304, 400, 404, 429, 503),
            of_whole_id=whole,
        ),
        Endpoint(
            path="/search/citation",
            view=page_citation,
            parameters=PageCitationParameters,
            answers=CITATION_TYPES,
            statuses=(304, 400, 429, 503),
        ),
    )


def get_article(article_id: str, index: OpenIndex) -> Article:
    """Read an article.

    Raises:
        ProblemError: There is no such article (404).
    """
    article = index.snapshot.article(article_id)
    if article is None:
        detail = gettext("The index has no article %(id)s.", id=article_id)
        raise ProblemError(404, detail, name="article-not-found")
    return article
