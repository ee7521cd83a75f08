"""Streaming reader of WordPress exports (WXR: RSS with elements of WordPress)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from lxml import etree

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.format import WHOLE_FILE, ReadingContext, UnreadableError
from indexer.sources.formats.page_lines import is_short_link
from indexer.sources.record import NO_TEXT, Found, LeftOut, Record, Refused, type_left_out
from indexer.sources.wordpress.post import PROTECTED, body_of, section_and_tags
from indexer.text.authors import split_authors
from indexer.text.dates import parse_date
from indexer.text.html import plain_text, shows_something
from indexer.text.language import language_of
from indexer.text.paragraphs import fold_space

CHUNK = 64 * 1024
"""Number of bytes that the parser gets at once."""

UTF_8 = "utf-8"
"""Python's name of UTF-8."""

_BEGIN = re.compile(rb"<\?xml\b|<rss\b")
_DECLARATION = re.compile(rb"<\?xml\b[^>]*\?>")
_DECLARED = re.compile(rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']""")
_ASCII = bytes(range(0x80))
# WordPress does not escape control characters, but XML 1.0 allows only tabs and line breaks.
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
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
    parser = etree.XMLPullParser(
        events=("end",),
        tag=("item", "{*}author"),
        encoding="utf-8",
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
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
            mend = "save it as UTF-8" if "encoding" in error.said else "export it again"
            reason = (
                f"the XML breaks off here ({error.said}): {mend}, or mend the line; what stands "
                "before it is read"
            )
            yield Refused(file, f"line {error.line}", reason)
            return
    if not number:
        yield Refused(
            file,
            WHOLE_FILE,
            "it is XML, but no WordPress export: it has no items; in WordPress, Tools, Export "
            "gives what is read",
        )


class _Break(NamedTuple):
    """The error that ends parsing.

    Attributes:
        line: Number of the line.
        said: The parser's message.
    """

    line: int
    said: str


def _feed(parser: etree.XMLPullParser, stream: BinaryIO) -> Iterator[_Break | None]:
    """Feed a stream to the parser; yield None after each chunk, or the error that ends parsing.

    What stands before the XML, such as a notice of PHP, is skipped.
    """
    chunks = iter(partial(stream.read, CHUNK), b"")
    first = next(chunks, b"")
    begin = found.start() if (found := _BEGIN.search(first)) else 0
    above, xml = first[:begin], first[begin:].lstrip()
    encoding = _encoding(xml)
    # Only a declaration must be the first; without it, line breaks above keep the numbers of lines.
    declared = found.end() if (found := _DECLARATION.match(xml)) else 0
    first = b"\n" * above.count(b"\n") + xml[declared:]
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chain([first], chunks):
            utf8 = chunk if encoding == UTF_8 else decoder.decode(chunk).encode()
            parser.feed(utf8.translate(None, delete=_CONTROLS))
            yield None
        parser.close()
    except etree.XMLSyntaxError as error:
        fatal = parser.feed_error_log.filter_from_fatals()
        if fatal:  # the first one; the last may only say that nothing was found
            yield _Break(fatal[0].line, " ".join(fatal[0].message.split()))
        else:
            yield _Break(error.lineno or 0, " ".join((error.msg or "").split()))


def _encoding(beginning: bytes) -> str:
    """Return the encoding of an XML file, given its beginning.

    The encoding is UTF-8 if none is declared, or if the beginning has non-ASCII characters and is
    valid UTF-8, whatever it declares.

    Raises:
        UnreadableError: The declared encoding is unknown, or not an extension of ASCII.
    """
    declared = _DECLARED.match(beginning)
    if declared is None or (not beginning.isascii() and _is_utf8(beginning)):
        return UTF_8
    name = declared[1].decode()
    try:
        encoding = codecs.lookup(name).name
        if encoding.startswith("utf-16"):  # the stream has been converted to UTF-8 already
            return UTF_8
        if _ASCII.decode(encoding) == _ASCII.decode("ascii"):
            return encoding
    except (LookupError, UnicodeError):
        pass
    raise UnreadableError(f'its XML declares the encoding "{name}", which is not known')


def _is_utf8(beginning: bytes) -> bool:
    """Return True if bytes are valid UTF-8, except perhaps for a cut character at the end."""
    try:
        codecs.getincrementaldecoder(UTF_8)().decode(beginning)
    except UnicodeDecodeError:
        return False
    return True


def _elements(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    """Yield the elements that the parser has completed."""
    for _, element in parser.read_events():
        if isinstance(element, etree._Element):
            yield element


def _free(element: etree._Element) -> None:
    """Release the memory of an element and of its preceding siblings."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


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
