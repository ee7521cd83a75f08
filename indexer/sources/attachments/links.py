"""The files that the text of an article links to."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from indexer.model.article import Article

MAX_FILES = 10
"""Maximum number of files that are read as part of an article; a list of files is no study."""

_DOCUMENT = re.compile(r"\.(?:pdf|docx|odt|epub)$", re.IGNORECASE)


def linked_files(article: Article) -> tuple[str, ...]:
    """Return the addresses of the documents that an article links to, each once, in order."""
    links = (one.value.partition("#")[0] for one in article.elements if one.tag == "a")
    return tuple(dict.fromkeys(link for link in links if is_document(link)))


def is_document(address: str) -> bool:
    """Return True if an address names a document, by the end of its path."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return False
    return bool(_DOCUMENT.search(unquote(path)))
