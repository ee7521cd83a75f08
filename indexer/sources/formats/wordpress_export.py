"""Streaming reader of WordPress exports (WXR: RSS with elements of WordPress)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.format import WHOLE_FILE, ReadingContext
from indexer.sources.formats.page_lines import is_short_link
from indexer.sources.formats.xml_stream import Break, elements
from indexer.sources.record import NO_TEXT, Found, LeftOut, Record, Refused, type_left_out
from indexer.sources.wordpress.post import PROTECTED, body_of, section_and_tags
from indexer.text.authors import split_authors
from indexer.text.dates import parse_date
from indexer.text.html import plain_text, shows_something
from indexer.text.language import language_of
from indexer.text.paragraphs import fold_space

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
# The namespaces of WordPress's elements include the format version, which may vary.
_EXCERPT = re.compile(r"\{https?://wordpress\.org/export/[\d.]+/excerpt/\}encoded")
_TAG_DOMAINS = ("post_tag", "tag")  # exports of WordPress before 3.1 use the second
_FEATURED = "_thumbnail_id"
_NO_DATE = "0000-00-00"


def read_wordpress_export(
    file: Path, stream: BinaryIO, context: ReadingContext
) -> Iterator[Record]:
    """Yield a record for each item of an export, in memory independent of the size of the file.

    If the XML is malformed, yield the items before the error, then one Refused that names the line.

    Raises:
        UnreadableError: The XML declares an unknown encoding.
    """
    authors: dict[str, str] = {}
    number = 0
    for element in elements(stream, ("item", "{*}author")):
        if isinstance(element, Break):
            yield Refused(file, f"line {element.line}", element.reason)
            return
        if element.tag == "item":
            number += 1
            author = authors.get(_text(element, "creator"), "")
            place = _place(element, number)
            types = context.post_types
            content = (etree.tostring(element), author.encode(), *map(str.encode, types))
            read = partial(_record, element, author, types, file, place)
            yield context.record(file, place, content, read)
        elif login := _text(element, "author_login"):
            authors[login] = _text(element, "author_display_name")
    if not number:
        yield Refused(
            file,
            WHOLE_FILE,
            "it is XML, but no WordPress export: it has no items; in WordPress, Tools, Export "
            "gives what is read",
        )


def _place(item: etree._Element, number: int) -> str:
    """Return the place of an item, for reports to staff."""
    post_id = _text(item, "post_id")
    return f"item {number} (post {post_id})" if post_id else f"item {number}"


def _record(
    item: etree._Element, author: str, types: Sequence[str], file: Path, place: str
) -> Record:
    """Return the record of an item."""
    post_id = _text(item, "post_id")
    if reason := _reason_to_refuse(item, post_id):
        return Refused(file, place, reason)
    if reason := _reason_to_leave_out(item, types):
        return LeftOut(file, place, reason)
    written = _text(item, "post_date")
    date = parse_date(written)
    if date is None and written and not written.startswith(_NO_DATE):
        return Refused(file, place, f'date "{written[:80]}" is no date')
    content = _markup(item.find(_CONTENT))
    link = (item.findtext("link") or "").strip()
    body = body_of(content, link)
    if not (body.text or shows_something(content) or _has_picture(item)):
        return Refused(file, place, NO_TEXT)
    sections = _named(item, "category") or _named(item, None)  # before WordPress 2.3
    section, tags = section_and_tags(sections, _named(item, *_TAG_DOMAINS))
    guid = (item.findtext("guid") or "").strip()
    title = plain_text(_markup(item.find("title")))
    try:
        article = Article(
            id=post_id,
            title=title,
            body=body.text,
            headings=body.headings,
            structure=body.structure,
            summary=plain_text(_excerpt(item)),
            url=link,
            date=date,
            section=section,
            authors=split_authors(author or _text(item, "creator")),
            language=language_of(f"{title}\n{body.text}", _language(item) or body.language),
            tags=tags,
            short_link=guid if is_short_link(guid) else "",
            notice=body.notice,
        )
    except InvalidArticleError as error:
        return Refused(file, place, str(error))
    return Found(article, file, place)


def _reason_to_refuse(item: etree._Element, post_id: str) -> str:
    """Return the reason why an item cannot be read, or ""."""
    if not post_id:
        return "it is no item of a WordPress export: it has no post_id"
    entity = next(item.iter(etree.Entity), None)  # it is not expanded, since it may name a file
    return "" if entity is None else f"it holds the entity {entity.text}: write its text instead"


def _reason_to_leave_out(item: etree._Element, types: Sequence[str]) -> str:
    """Return the reason to leave out an item, or "" if it is to be indexed."""
    if (kind := _text(item, "post_type")) not in types:
        return type_left_out(kind)
    if (status := _text(item, "status")) != "publish":
        return f"its status is {status}, not publish"
    return PROTECTED if _text(item, "post_password") else ""


def _text(element: etree._Element, name: str) -> str:
    """Return the text of a child element in any namespace, on one line, or ""."""
    return fold_space(element.findtext(f"{{*}}{name}") or "")


def _markup(element: etree._Element | None) -> str:
    """Return the HTML in an element, whether it is escaped or not, or ""."""
    if element is None:
        return ""
    inner = (etree.tostring(child, encoding="unicode") for child in element)
    return (element.text or "") + "".join(inner)


def _excerpt(item: etree._Element) -> str:
    """Return the HTML of an item's excerpt, or ""."""
    return _markup(next((child for child in item if _EXCERPT.fullmatch(str(child.tag))), None))


def _has_picture(item: etree._Element) -> bool:
    """Return True if an item has a featured image."""
    return any(_text(meta, "meta_key") == _FEATURED for meta in item.iterfind("{*}postmeta"))


def _language(item: etree._Element) -> str:
    """Return the code of an item's language, as Polylang names it, or ""."""
    found = (c for c in item.iterfind("category") if c.get("domain") == "language")
    return next((one.get("nicename") or "" for one in found), "")


def _named(item: etree._Element, *domains: str | None) -> list[str]:
    """Return the names of an item's categories or tags.

    Args:
        item: The item.
        domains: The `domain` attributes of the names to return; None is that of those without.
    """
    return [
        plain_text(_markup(name))
        for name in item.iterfind("category")
        if name.get("domain") in domains
    ]
