"""A WordPress export (WXR: an RSS file with WordPress's own elements), read as a stream."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.format import WHOLE_FILE, ReadingContext, UnreadableError
from indexer.sources.formats.page_lines import is_short_link
from indexer.sources.record import NO_TEXT, Found, LeftOut, Record, Refused, type_left_out
from indexer.sources.wordpress.post import PROTECTED, body_of, section_and_tags
from indexer.text.dates import parse_date
from indexer.text.html import plain_text, shows_something

CHUNK = 64 * 1024

UTF_8 = "utf-8"
_DECLARED = re.compile(rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']""")
_ASCII = bytes(range(0x80))
# WordPress writes control characters of posts raw, and XML 1.0 has none but tab and new lines.
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
# The namespaces of WordPress's elements carry the version of the format, so they are wildcards.
_EXCERPT = re.compile(r"\{http://wordpress\.org/export/[\d.]+/excerpt/\}encoded")
_TAG_DOMAINS = ("post_tag", "tag")  # the second in exports of WordPress before 3.1
_FEATURED = "_thumbnail_id"
_NO_DATE = "0000-00-00"


def read_wordpress_export(
    file: Path, stream: BinaryIO, context: ReadingContext
) -> Iterator[Record]:
    """Yield a record for each item of an export; memory does not grow with the file.

    Where the XML breaks, one Refused names the line; the items before it are kept.
    """
    parser = etree.XMLPullParser(
        events=("end",),
        tag=("item", "{*}author"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
    )
    authors: dict[str, str] = {}
    number = 0
    for error in _feed(parser, stream):
        for element in _elements(parser):
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
            _free(element)
        if error is not None:
            reason = (
                f"the XML breaks off here ({' '.join(error.msg.split())}): export it again, or "
                "mend the line; what stands before it is read"
            )
            yield Refused(file, f"line {error.lineno}", reason)
            return
    if not number:
        yield Refused(file, WHOLE_FILE, "it is XML, but no WordPress export: it has no items")


def _feed(parser: etree.XMLPullParser, stream: BinaryIO) -> Iterator[etree.XMLSyntaxError | None]:
    """Feeds a stream to the parser; after each chunk None, or the error that ended it."""
    chunks = iter(partial(stream.read, CHUNK), b"")
    first = next(chunks, b"").lstrip()  # XML begins with its declaration
    encoding = _encoding(first)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chain([first], chunks):
            utf8 = chunk if encoding == UTF_8 else decoder.decode(chunk).encode()
            parser.feed(utf8.translate(None, delete=_CONTROLS))
            yield None
        parser.close()
    except etree.XMLSyntaxError as error:
        yield error


def _encoding(beginning: bytes) -> str:
    """The encoding that a beginning of XML declares; UTF-8 if it declares none, or is UTF-8
    whatever it declares. Raises UnreadableError for one that is not known."""
    declared = _DECLARED.match(beginning)
    if declared is None or (not beginning.isascii() and _is_utf8(beginning)):
        return UTF_8
    name = declared[1].decode()
    try:
        encoding = codecs.lookup(name).name
        if encoding.startswith("utf-16"):  # it was, and has been decoded
            return UTF_8
        if _ASCII.decode(encoding) == _ASCII.decode("ascii"):
            return encoding
    except (LookupError, UnicodeError):
        pass
    raise UnreadableError(f'its XML declares the encoding "{name}", which is not known')


def _is_utf8(beginning: bytes) -> bool:
    try:
        codecs.getincrementaldecoder(UTF_8)().decode(beginning)
    except UnicodeDecodeError:
        return False
    return True


def _elements(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    for _, element in parser.read_events():
        if isinstance(element, etree._Element):
            yield element


def _free(element: etree._Element) -> None:
    """Drops an element that was read, and all before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _place(item: etree._Element, number: int) -> str:
    post_id = _text(item, "post_id")
    return f"item {number} (post {post_id})" if post_id else f"item {number}"


def _record(
    item: etree._Element, author: str, types: Sequence[str], file: Path, place: str
) -> Record:
    post_id = _text(item, "post_id")
    if not post_id:
        return Refused(file, place, "it is no item of a WordPress export: it has no post_id")
    if reason := _reason_to_leave_out(item, types):
        return LeftOut(file, place, reason)
    written = _text(item, "post_date")
    date = parse_date(written)
    if date is None and written and not written.startswith(_NO_DATE):
        return Refused(file, place, f'date "{written[:80]}" is no date')
    content = item.findtext(_CONTENT) or ""
    body, headings, notice = body_of(content)
    if not (body or shows_something(content) or _has_picture(item)):
        return Refused(file, place, NO_TEXT)
    section, tags = section_and_tags(_named(item, "category"), _named(item, *_TAG_DOMAINS))
    guid = (item.findtext("guid") or "").strip()
    try:
        article = Article(
            id=post_id,
            title=plain_text(item.findtext("title") or ""),
            body=body,
            headings=headings,
            summary=plain_text(_excerpt(item)),
            url=(item.findtext("link") or "").strip(),
            date=date,
            section=section,
            author=author or _text(item, "creator"),
            tags=tags,
            short_link=guid if is_short_link(guid) else "",
            notice=notice,
        )
    except InvalidArticleError as error:
        return Refused(file, place, str(error))
    return Found(article, file, place)


def _reason_to_leave_out(item: etree._Element, types: Sequence[str]) -> str:
    if (kind := _text(item, "post_type")) not in types:
        return type_left_out(kind)
    if (status := _text(item, "status")) != "publish":
        return f"its status is {status}, not publish"
    return PROTECTED if _text(item, "post_password") else ""


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(f"{{*}}{name}") or "").strip()


def _excerpt(item: etree._Element) -> str:
    return next((child.text or "" for child in item if _EXCERPT.fullmatch(str(child.tag))), "")


def _has_picture(item: etree._Element) -> bool:
    """Whether a picture was chosen to stand for the item."""
    return any(_text(meta, "meta_key") == _FEATURED for meta in item.iterfind("{*}postmeta"))


def _named(item: etree._Element, *domains: str) -> list[str]:
    """The names of an item's categories or tags."""
    return [
        plain_text(name.text or "")
        for name in item.iterfind("category")
        if name.get("domain") in domains
    ]
