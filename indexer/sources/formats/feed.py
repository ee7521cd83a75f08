"""Reader of feeds saved as files: RSS 2.0, RSS 1.0 and Atom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from indexer.sources.formats.format import WHOLE_FILE, ReadingContext
from indexer.sources.formats.objects import record_of_object
from indexer.sources.formats.xml_stream import Break, elements
from indexer.sources.record import Record, Refused

_FEED = re.compile(
    rb"(?:<\?xml[^>]*\?>|<\?[^>]*\?>|<!--(?>.*?-->)|\s)*+<(?:rss|feed|rdf:RDF)\b", re.DOTALL
)
_EXPORT = b"wordpress.org/export/"

_TEXTS = {
    "title": ("title",),
    "content": ("encoded", "content"),
    "summary": ("summary", "description"),
    "date": ("pubDate", "published", "date", "issued", "updated"),
    "id": ("guid", "id", "identifier"),
}
"""Names of the elements that give a field, in any namespace, the best first."""


def is_feed(head: bytes) -> bool:
    """Return True if a file is a feed, and not an export of WordPress, which is RSS as well."""
    return bool(_FEED.match(head)) and _EXPORT not in head


def read_feed(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield a record for each item of a feed; if the XML breaks off, a Refused is the last.

    Raises:
        UnreadableError: The XML declares an unknown encoding.
    """
    number = 0
    for element in elements(stream, ("{*}item", "{*}entry")):
        if isinstance(element, Break):
            yield Refused(file, f"line {element.line}", element.reason)
            return
        number += 1
        place = f"item {number}"
        read = partial(_record, element, file, place, context)
        yield context.record(file, place, (etree.tostring(element),), read)
    if not number:
        yield Refused(file, WHOLE_FILE, "it is a feed without items: save it again")


def _record(item: etree._Element, file: Path, place: str, context: ReadingContext) -> Record:
    """Return the article of an item, or Refused."""
    values: dict[str, object] = {field: _first(item, names) for field, names in _TEXTS.items()}
    values |= {"url": item_link(item), "author": _authors(item)}
    section, *tags = _categories(item) or [""]
    values |= {"section": section, "tags": tags}
    if not values["content"]:  # a feed of summaries
        values |= {"content": values["summary"], "summary": ""}
    return record_of_object(values, file, place, context)


def item_date(item: etree._Element) -> str:
    """Return the day of an item as it is written, or ""."""
    return _first(item, _TEXTS["date"])


def _first(item: etree._Element, names: tuple[str, ...]) -> str:
    """Return the text of the first of these elements that an item has, or ""."""
    for name in names:
        for element in item.iterfind(f"{{*}}{name}"):
            if text := _markup(element).strip():
                return text
    return ""


def _markup(element: etree._Element) -> str:
    """Return the text or HTML in an element, whether it is escaped or not."""
    inner = (etree.tostring(child, encoding="unicode") for child in element)
    return (element.text or "") + "".join(inner)


def item_link(item: etree._Element) -> str:
    """Return the address of an item's page."""
    for link in item.iterfind("{*}link"):
        if link.get("rel", "alternate") == "alternate":
            return (link.get("href") or link.text or "").strip()
    return ""


def _authors(item: etree._Element) -> list[str]:
    """Return the names of an item's authors."""
    found = [*item.iterfind("{*}creator"), *item.iterfind("{*}author")]
    names = ((one.findtext("{*}name") or one.text or "").strip() for one in found)
    return [name for name in dict.fromkeys(names) if name]


def _categories(item: etree._Element) -> list[str]:
    """Return the names of an item's categories."""
    found = [*item.iterfind("{*}category"), *item.iterfind("{*}subject")]
    names = ((one.get("label") or one.get("term") or one.text or "").strip() for one in found)
    return [name for name in dict.fromkeys(names) if name]
