"""Reader of HTML pages: saved by a browser, or in a folder of an old site."""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.encoding import decoded
from indexer.sources.formats.format import ReadingContext, UnreadableError, as_id
from indexer.sources.formats.front_matter import front_matter
from indexer.sources.formats.html_metadata import PageMetadata, content_of, page_metadata
from indexer.sources.formats.page_lines import is_short_link
from indexer.sources.record import Found, Origin, Record, Refused
from indexer.sources.web.redirects import is_of_site
from indexer.sources.wordpress.post import Body, body_of
from indexer.text.authors import split_authors
from indexer.text.folding import fold_line
from indexer.text.html import CleanText
from indexer.text.language import language_of

MAX_BYTES = 32 * 1024 * 1024
"""Maximum size of a page in bytes."""

MIN_WORDS = 30
"""Minimum number of words of an article in a page."""

MOST_MORE = 1.5
"""Maximum number of words of the element around a text, in words of the text."""

PLACE = "the page"

NO_ARTICLE = (
    "no article was found in it: it has no text of its own, as a list of articles or a page of a "
    "menu; leave it out, or save the page of the article"
)
"""Reason to refuse a page without an article."""

_CONTAINERS = (
    ".//*[@itemprop='articleBody']",
    *(
        f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
        for name in (
            *("entry-content", "post-content", "article-content", "td-post-content"),
            *("single-content", "post__content", "article__body", "article-body", "post-body"),
            *("entry__content", "elementor-widget-theme-post-content", "content-body"),
            *("field--name-body", "node__content", "the-content", "story-body", "post-entry"),
            "article-text",
        )
    ),
    ".//article",
    ".//*[@role='article']",
)
"""Elements that hold the text of an article in themes of WordPress and others, the best first."""

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z][\w.:-]*)""", re.I)


def read_html_page(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield the record of an HTML page; Refused if it has no article.

    Raises:
        UnreadableError: The page is too long or is not text in a known encoding.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableError("it is a page of more than 32 MiB: save its text alone")
    read = partial(_record, data, file, context)
    yield context.record_of_file(file, PLACE, data, read)


def read_web_archive(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield the record of the page in a web archive (MHTML).

    Raises:
        UnreadableError: The archive is too long or has no page.
    """
    data = stream.read(4 * MAX_BYTES + 1)
    if len(data) > 4 * MAX_BYTES:
        raise UnreadableError("it is a web archive of more than 128 MiB: save its text alone")
    parts = email.message_from_bytes(data, policy=email.policy.default).walk()
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    if page is None:
        raise UnreadableError("it is a web archive without a page: save the page anew")
    content = page.get_payload(decode=True)
    held = content if isinstance(content, bytes) else b""
    read = partial(_record, held, file, context)
    yield context.record_of_file(file, PLACE, held, read)


def _record(data: bytes, file: Path, context: ReadingContext) -> Record:
    """Return the article of a page in a file, or Refused."""
    return record_of_page(data, file, PLACE, context.name_of(file))


def record_of_page(
    data: bytes, origin: Origin, place: str, name: str, *, address: str = "", charset: str = ""
) -> Record:
    """Return the article of a page, or Refused.

    Args:
        data: The page.
        origin: The file or site that contains it.
        place: Its place there.
        name: Its id, if the page gives none.
        address: Its address, if it is known; the page may name another one of the same site.
        charset: The encoding that the server names, or "".

    Raises:
        UnreadableError: The page is not text in a known encoding.
    """
    text = _decoded(data, charset)
    root = _parsed(text)
    if root is None:
        return Refused(origin, place, NO_ARTICLE)
    said = page_metadata(root)
    if address and not _is_address_of(said.url, address):
        said = replace(said, url=address)
    body = _body(root, text, said)
    if len(body.text.split()) < MIN_WORDS:
        return Refused(origin, place, NO_ARTICLE)
    try:
        return Found(_article(said, body, name), origin, place)
    except InvalidArticleError as error:
        return Refused(origin, place, f"no article was found in it: {error}")


def _is_address_of(named: str, address: str) -> bool:
    """Return True if the address that a page names is one of its own.

    Sites by mistake name their first page, or the address at which they were made.
    """
    is_first = urlsplit(named).path in ("", "/") and not urlsplit(named).query
    return is_of_site(address, named) and not (is_first and urlsplit(address).path not in ("", "/"))


def _decoded(data: bytes, charset: str) -> str:
    """Return the text of a page in UTF-8, in the encoding that it names, or in Windows-1256.

    Args:
        data: The page.
        charset: The encoding that the server names, or ""; it wins over what the page names.

    Raises:
        UnreadableError: It is not text in a known encoding.
    """
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    named = _CHARSET.search(data[:4096])
    if charset or named:
        try:
            encoding = codecs.lookup(charset or (named[1].decode() if named else "")).name
            return data.decode(encoding, errors="strict" if encoding == "utf-8" else "replace")
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data)


def _parsed(text: str) -> etree._Element | None:
    """Return the root of a page, or None if it is empty."""
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        return lxml_html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except etree.ParserError:
        return None


def _article(said: PageMetadata, body: Body, name: str) -> Article:
    """Return the article of a page.

    Raises:
        InvalidArticleError: It has no title.
    """
    lines = body.text.split("\n")
    front = front_matter(lines, said.title)
    whole = CleanText(body.text, body.headings, body.structure, body.language)
    text = whole.from_line(front.end if front.end < len(lines) else 0)
    title = said.title or front.title
    return Article(
        id=said.post_id or (as_id(said.url) if said.url else name),
        title=title,
        body=text.text,
        headings=text.headings,
        structure=text.structure,
        summary="" if fold_line(said.summary)[:60] in fold_line(text.text) else said.summary,
        url=said.url,
        date=said.date or front.date,
        section=said.section,
        authors=said.authors or split_authors(front.author),
        language=language_of(f"{title}\n{text.text}", said.language or text.language),
        tags=said.tags,
        short_link=said.short_link if is_short_link(said.short_link) else "",
        notice=body.notice,
    )


def _body(root: etree._Element, text: str, said: PageMetadata) -> Body:
    """Return the text of the article: of the element that themes name so, or what looks like it."""
    for path in _CONTAINERS:
        found = root.xpath(path)
        for element in found if isinstance(found, list) else ():
            if isinstance(element, etree._Element):
                body = _body_in(element, said)
                if len(body.text.split()) >= MIN_WORDS:
                    return body
    extracted = body_of(str(trafilatura.extract(text, output_format="html") or ""), said.url)
    around = _around(root, extracted.text)
    if around is None:
        return extracted
    body = _body_in(around, said)
    words, least = len(body.text.split()), len(extracted.text.split())
    return body if words <= MOST_MORE * least else extracted


def _body_in(element: etree._Element, said: PageMetadata) -> Body:
    """Return the text in an element."""
    return body_of(etree.tostring(element, encoding="unicode", method="html"), said.url)


def _around(root: etree._Element, text: str) -> etree._Element | None:
    """Return the innermost element that holds all paragraphs of a text, or None.

    What an extractor leaves out between them, such as headings and notes, is the article's too.
    """
    wanted = set(text.split("\n"))
    found = [one for one in root.iter("p", "li", "td") if content_of(one) in wanted]
    if not found:
        return None
    paths = [[*reversed(list(one.iterancestors())), one] for one in (found[0], found[-1])]
    shared = [one for one, other in zip(*paths, strict=False) if one is other]
    return shared[-1] if shared else None
