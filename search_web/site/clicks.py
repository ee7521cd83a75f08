"""Clicks: articles that readers open from a page of results, told by the request alone.

Nothing is added to links or pages, and nothing is stored in browsers. A request counts if the
browser says that its user followed a link of this site (https://www.w3.org/TR/fetch-metadata/), the
referrer is a page of results, and the article is a result of it. Robots without a browser,
prefetched pages, reloads, addresses that were shared or typed, and links on other sites do not
count.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from flask import Request, url_for
from werkzeug.datastructures import MultiDict

from indexer.searching.open_index import OpenIndex
from search_web.address import QueryTooLongError, read_search
from search_web.answer_cache import Answers
from search_web.query_log.log import ClickRecorder

FOLLOWED = {
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-User": "?1",
}
"""Headers of a request that a browser makes because its user followed a link of the same site."""

PREFETCHING = ("Sec-Purpose", "Purpose", "X-Moz")
"""Headers of a request that a browser makes in case its user will follow a link."""


def count_click(
    request: Request, article_id: str, index: OpenIndex, answers: Answers, record: ClickRecorder
) -> None:
    """Record the click that led to an article, if one did.

    Args:
        request: The request of the article's page.
        article_id: Id of the article.
        index: The index.
        answers: Answers searches.
        record: Called with a click.
    """
    asked = results_query(request)
    if asked is None or not is_followed_link(request):
        return
    try:
        wanted, _ = read_search(MultiDict(parse_qsl(asked)))
    except QueryTooLongError:
        return
    page = answers.search(wanted, index)
    ids = [result.article.id for result in page.results]
    if article_id in ids:
        record(page, ids.index(article_id))


def is_followed_link(request: Request) -> bool:
    """Return whether a browser's user followed a link of this site, for the first time."""
    headers = request.headers
    return (
        request.method == "GET"
        and all(headers.get(name) == value for name, value in FOLLOWED.items())
        and not any(name in headers for name in PREFETCHING)
        and "Cache-Control" not in headers  # of a reload
    )


def results_query(request: Request) -> str | None:
    """Return the query string of the page of results that the reader came from, or None."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:  # a [ that begins no IPv6 address
        return None
    is_ours = parts.path == url_for("pages.results") and parts.netloc == request.host
    return parts.query if is_ours else None
