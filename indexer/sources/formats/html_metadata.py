"""What an HTML page says of its article: JSON-LD, tags for scholars and networks, microformats."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from indexer.sources.formats.front_matter import is_name
from indexer.sources.formats.page_lines import date_of
from indexer.text.authors import split_authors
from indexer.text.dates import parse_date
from indexer.text.folding import fold_line
from indexer.text.paragraphs import fold_space

_ARTICLE_TYPES = re.compile(r"(?:\w*Article|BlogPosting|Report|WebPage|CreativeWork|Book|Thesis)$")
_SITE_NAME = re.compile(r"\s+(?:[|–—«»:·•-]|::)\s+")
_BETWEEN = " |–—«»:·•-"
_WRITTEN_BY = re.compile(r"^(?:كتب(?:ها|ه)?|بواسطة|بقلم|إعداد|by|posted by)\s*:?\s+", re.I)
_POST_ID = re.compile(r"(?:^|\s)postid-(\d+)(?:\s|$)")
_DATE_CLASS = re.compile(r"(?:^|[\s_-])(?:date|published|time|posted-on)(?:$|[\s_-])", re.I)
_AUTHOR_CLASS = re.compile(r"(?:^|[\s_-])(?:author|byline)(?:$|[\s_-](?:name|link)?)", re.I)
_TITLE_CLASS = re.compile(r"(?:entry|post|article|page)[-_]?title|headline", re.I)

DATE_TAGS = (
    *("citation_publication_date", "citation_date", "article:published_time", "og:published_time"),
    *("dc.date.issued", "dc.date", "dcterms.issued", "dcterms.created", "parsely-pub-date"),
    *("date", "pubdate", "publish-date", "publication_date", "sailthru.date"),
)
"""Names of the tags that give the day of publication, the best first."""


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says of its article; what it does not say is empty.

    Attributes:
        title: The title, without the name of the site.
        date: The day of publication.
        authors: The authors.
        section: The section.
        tags: The keywords.
        summary: The description.
        url: The address of the page.
        short_link: Its short link.
        post_id: The number of the post in WordPress.
        language: The language that the page names.
    """

    title: str
    date: dt.date | None
    authors: tuple[str, ...]
    section: str
    tags: tuple[str, ...]
    summary: str
    url: str
    short_link: str
    post_id: str
    language: str


def page_metadata(root: etree._Element) -> PageMetadata:
    """Return what a page says of its article."""
    linked = next(_linked_articles(root), {})
    tags = _Tags(root)
    short_link = _link(root, "shortlink")
    return PageMetadata(
        title=_title(root, linked, tags),
        date=_date(root, linked, tags),
        authors=_authors(root, linked, tags),
        section=_text(linked.get("articleSection")) or tags.first("article:section"),
        tags=_keywords(linked, tags),
        summary=tags.first("og:description", "description", "dc.description"),
        url=_link(root, "canonical") or tags.first("og:url", "citation_public_url"),
        short_link=short_link,
        post_id=_post_id(root, short_link),
        language=root.get("lang") or tags.first("citation_language", "og:locale", "language"),
    )


class _Tags:
    """The meta tags of a page, by name in small letters."""

    def __init__(self, root: etree._Element) -> None:
        self._values: dict[str, list[str]] = {}
        for tag in root.iter("meta"):
            name = (tag.get("name") or tag.get("property") or tag.get("itemprop") or "").lower()
            if value := fold_space(tag.get("content") or ""):
                self._values.setdefault(name, []).append(value)

    def every(self, name: str) -> list[str]:
        """Return all values of a name."""
        return self._values.get(name, [])

    def first(self, *names: str) -> str:
        """Return the first value of the first of these names that has one, or ""."""
        return next((value for name in names for value in self.every(name)), "")


def _linked_articles(root: etree._Element) -> Iterator[dict[str, Any]]:
    """Yield the articles in a page's JSON-LD, those of a narrower type first."""
    found = [
        one
        for script in root.iter("script")
        if "ld+json" in (script.get("type") or "")
        for one in _objects(_json(script.text or ""))
        if any(_ARTICLE_TYPES.search(kind) for kind in _texts(one.get("@type")))
    ]
    yield from sorted(found, key=lambda one: "Article" not in "".join(_texts(one.get("@type"))))


def _json(text: str) -> object:
    """Return the value of JSON, or None if it is none."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD, in lists and graphs too."""
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"))


def _texts(value: object) -> list[str]:
    """Return the texts that a value of JSON-LD is, or the names of its objects."""
    if isinstance(value, str):
        return [fold_space(value)] if value.strip() else []
    if isinstance(value, dict):
        return _texts(value.get("name") or value.get("@value"))
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return []


def _text(value: object) -> str:
    """Return the first text of a value of JSON-LD, or ""."""
    return next(iter(_texts(value)), "")


def _title(root: etree._Element, linked: dict[str, Any], tags: _Tags) -> str:
    """Return the title of the article.

    A heading that another title begins with is that title without the name of the site.
    """
    said = [
        *_texts(linked.get("headline")),
        *(tags.first(name) for name in ("citation_title", "dc.title", "og:title", "twitter:title")),
        fold_space(root.findtext(".//title") or ""),
    ]
    said = [title for title in said if title]
    headings = [content_of(one) for one in root.iter("h1", "h2") if _is_title(one)]
    headings += [content_of(one) for one in root.iter("h1")]
    for heading in filter(None, headings):
        if any(fold_line(heading) in fold_line(title) for title in said):
            return heading
    if not said:
        return next(filter(None, headings), "")
    return _without_site(said[0], tags.first("og:site_name"))


def _is_title(element: etree._Element) -> bool:
    """Return True if a heading is named as the title of an article."""
    return bool(_TITLE_CLASS.search(f"{element.get('class', '')} {element.get('itemprop', '')}"))


def _without_site(title: str, site: str) -> str:
    """Return a title without the name of the site at its end or beginning."""
    parts = _SITE_NAME.split(title)
    folded = fold_line(site)
    if not folded:
        return title
    last = fold_line(parts[-1])
    if len(parts) > 1 and (last in folded or folded in last):
        return title[: title.rindex(parts[-1])].rstrip(_BETWEEN)
    if fold_line(title).startswith(f"{folded} "):
        begun = (n for n in range(len(title)) if fold_line(title[:n]) == folded)
        return title[next(begun, 0) :].lstrip(_BETWEEN)
    return title


def _date(root: etree._Element, linked: dict[str, Any], tags: _Tags) -> dt.date | None:
    """Return the day of publication."""
    said = [*_texts(linked.get("datePublished")), *_texts(linked.get("dateCreated"))]
    said += [value for name in DATE_TAGS for value in tags.every(name)]
    times = [one for one in root.iter("time") if "updated" not in (one.get("class") or "").split()]
    times.sort(key=lambda one: "ublished" not in f"{one.get('class', '')}{one.get('itemprop', '')}")
    said += [one.get("datetime") or content_of(one) for one in times]
    stamps = (one for one in root.iter("abbr") if "published" in (one.get("class") or ""))
    said += [one.get("title", "") for one in stamps]
    for written in said:
        if date := parse_date(written) or parse_date(written[:10]):
            return date
    for element in root.iter("span", "div", "p", "li", "a", "em", "small", "td"):
        if _DATE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}") and (
            dated := date_of(content_of(element))
        ):
            return dated[0]
    return None


def _authors(root: etree._Element, linked: dict[str, Any], tags: _Tags) -> tuple[str, ...]:
    """Return the authors, those that the page tells best."""
    ways: tuple[Sequence[str], ...] = (
        _texts(linked.get("author")),
        tags.every("citation_author"),
        tags.every("dc.creator"),
        [name for name in tags.every("article:author") if "://" not in name],
        tags.every("author"),
        [content_of(one) for one in root.iter("a") if "author" in (one.get("rel") or "").split()],
        [
            content_of(one)
            for one in root.iter("span", "a", "p", "div")
            if _AUTHOR_CLASS.search(one.get("class") or "") and len(content_of(one).split()) <= 12
        ],
    )
    for names in ways:
        parted = [one for name in names for one in _named(name)]
        if parted:
            return tuple(dict.fromkeys(parted))
    return ()


def _named(text: str) -> list[str]:
    """Return the names in a text that names authors, without what introduces them."""
    return [name for name in split_authors(_WRITTEN_BY.sub("", text)) if is_name(name)]


def _keywords(linked: dict[str, Any], tags: _Tags) -> tuple[str, ...]:
    """Return the keywords."""
    ways = (tags.every(name) for name in ("article:tag", "citation_keywords", "keywords"))
    said = _texts(linked.get("keywords")) or next(filter(None, ways), [])
    names = (fold_space(name) for value in said for name in re.split(r"[,;،؛]", value))
    return tuple(dict.fromkeys(name for name in names if name))


def _link(root: etree._Element, relation: str) -> str:
    """Return the address of a link of the page, or ""."""
    for link in root.iter("link"):
        address = (link.get("href") or "").strip()
        if relation in (link.get("rel") or "").split() and urlsplit(address).scheme:
            return address
    return ""


def _post_id(root: etree._Element, short_link: str) -> str:
    """Return the number of the post in WordPress, or ""."""
    body = root.find(".//body")
    named = _POST_ID.search(body.get("class") or "") if body is not None else None
    return named[1] if named else parse_qs(urlsplit(short_link).query).get("p", [""])[0]


def content_of(element: etree._Element) -> str:
    """Return the text in an element on one line."""
    return fold_space("".join(map(str, element.itertext())))
