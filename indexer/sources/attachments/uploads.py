"""The documents that were uploaded with the posts of a WordPress site, as its library has them.

Some themes show the file of a study below a text of two lines that does not link to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from indexer.model.article import Article
from indexer.sources.attachments.links import is_document, linked_files
from indexer.sources.source import SourceError
from indexer.sources.wordpress.api import RestApi
from indexer.sources.wordpress.client import SiteClient

PAGE = 100
"""Number of posts of a request, and of files of an answer, the maximum of WordPress."""

MAX_WORDS = 300
"""Maximum number of words of a post whose uploads are asked for; a long one links to its files."""


class Uploads:
    """The documents in the media library of a site.

    Args:
        site: Address of the site.
        client: The client of its API.
    """

    def __init__(self, site: str, client: SiteClient) -> None:
        self._site = site
        self._client = client
        self._api: RestApi | None = None
        self._is_closed = False

    def of(self, articles: Iterable[Article]) -> Mapping[str, tuple[str, ...]]:
        """Return the addresses of the documents of short articles that link to none, by id.

        There are none if the site does not show its library.

        Args:
            articles: The articles, `PAGE` at most.
        """
        ids = [one.id for one in articles if _is_short(one) and not linked_files(one)]
        if not ids or self._is_closed:
            return {}
        asked = {
            "per_page": PAGE,
            "parent": ",".join(ids),
            "media_type": "application",
            "orderby": "id",
            "order": "asc",
            "_fields": "id,post,source_url",
        }
        try:
            self._api = self._api or RestApi(self._site, self._client)
            listed, _ = self._api.posts("/wp/v2/media", asked)
        except SourceError:
            self._is_closed = True
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for one in listed:
            post, address = str(one.get("post")), one.get("source_url")
            if post in ids and isinstance(address, str) and is_document(address):
                found[post] = (*found.get(post, ()), address)
        return found


def _is_short(article: Article) -> bool:
    """Return whether a text may be an announcement of its file."""
    return len(article.body.split()) <= MAX_WORDS
