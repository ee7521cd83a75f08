"""The article of a WordPress post as the REST API gives it; what exports share with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.page_lines import is_notice, is_short_link
from indexer.sources.record import NO_TEXT, Found, LeftOut, Origin, Record, Refused
from indexer.text.dates import parse_date
from indexer.text.folding import fold
from indexer.text.html import clean_html, plain_text, shows_something
from indexer.text.language import language_of
from indexer.text.structure import clipped, format_structure, parse_structure

Post = dict[str, Any]
"""A post as the REST API returns it."""

_NO_CATEGORY = frozenset(map(fold, ("Uncategorized", "غير مصنف", "غير مصنّفة", "بدون تصنيف")))

PROTECTED = "a password protects it"
"""Reason to leave out a protected post."""

REQUIRED = {"id": int, "link": str, "date": str, "guid": Mapping, "title": Mapping}
"""Fields that every post of a site has, and their types."""

LANGUAGES = ("lang", "wpml_current_locale")
"""Fields with the language of a post, as Polylang and WPML name them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the media library.

    Attributes:
        address: Its address.
        description: Its alternative text.
    """

    address: str
    description: str = ""

    @classmethod
    def of(cls, media: Mapping[str, Any]) -> Picture | None:
        """Return the picture of an item of the media library, or None if it is none."""
        address = media.get("source_url")
        if not isinstance(address, str) or media.get("media_type") != "image":
            return None
        return cls(address, str(media.get("alt_text") or ""))


@dataclass(frozen=True, slots=True)
class PostNames:
    """What a post gives as numbers of other items, by their names.

    Attributes:
        categories: The names of its categories.
        tags: The names of its tags.
        authors: The names of its authors.
        picture: Its featured image.
    """

    categories: Sequence[str] = ()
    tags: Sequence[str] = ()
    authors: tuple[str, ...] = ()
    picture: Picture | None = None


class Body(NamedTuple):
    """The text of a post.

    Attributes:
        text: The text, without a copyright notice in its last line.
        headings: The line numbers of its headings.
        structure: Its structure.
        notice: The copyright notice, or "".
        language: The language that its HTML names, or "".
    """

    text: str
    headings: tuple[int, ...]
    structure: str
    notice: str
    language: str


def body_of(content: str, address: str) -> Body:
    """Convert the HTML of a post to plain text with its structure.

    Args:
        content: The HTML.
        address: Address of the post, to which links may be relative.
    """
    text, headings, structure, language = clean_html(content, address)
    above, _, last = text.rpartition("\n")
    if not is_notice(last):
        return Body(text, headings, structure, "", language)
    kept = tuple(number for number in headings if number <= above.count("\n"))
    elements = clipped(parse_structure(structure, len(text)), len(above))
    return Body(above, kept, format_structure(elements), last, language)


def section_and_tags(categories: Sequence[str], tags: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the first category as the section, and the tags followed by the other categories.

    WordPress's default category ("Uncategorized") is ignored.
    """
    named = [name for name in categories if name and fold(name) not in _NO_CATEGORY]
    return next(iter(named), ""), tuple(dict.fromkeys([*filter(None, tags), *named[1:]]))


def written_excerpt(excerpt: str, body: str) -> str:
    """Return an excerpt, or "" if WordPress generated it from the beginning of the body."""
    begun = " ".join(excerpt.split()).removesuffix("[…]").rstrip(" …")
    return "" if " ".join(body.split()).startswith(begun) else excerpt


def named_language(post: Mapping[str, Any]) -> str:
    """Return the language that a plugin names in a post of the REST API, or ""."""
    return next((post[name] for name in LANGUAGES if isinstance(post.get(name), str)), "")


def record_of_post(
    post: Mapping[str, Any], names: PostNames, origin: Origin, place: str, *, strict: bool
) -> Record:
    """Return the record of a post of the REST API.

    Args:
        post: The post.
        names: The names of its categories, tags and authors.
        origin: The site or file that contains it.
        place: Its place there.
        strict: Refuse a post without a field that each post of a site has; else the field is empty.
    """
    wrong = [name for name, kind in REQUIRED.items() if not isinstance(post.get(name), kind)]
    if strict and wrong:
        lacking = ", ".join(wrong)
        return Refused(origin, place, f"it is no post as WordPress has them: it lacks {lacking}")
    held = post.get("content")
    if isinstance(held, Mapping) and held.get("protected"):
        return LeftOut(origin, place, PROTECTED)
    link = str(post.get("link") or "").strip()
    content = rendered(post, "content")
    body = body_of(with_picture(content, names.picture), link)
    if not (body.text or shows_something(content) or post.get("featured_media")):
        return Refused(origin, place, NO_TEXT)
    written = str(post.get("date") or "")
    date = parse_date(written) or parse_date(written[:10])
    if date is None and (strict or written):
        return Refused(origin, place, f'date "{written[:80]}" is no date')
    section, tags = section_and_tags(names.categories, names.tags)
    guid = rendered(post, "guid").strip()
    title = plain_text(rendered(post, "title"))
    try:
        article = Article(
            id=str(post.get("id") or link),
            title=title,
            body=body.text,
            headings=body.headings,
            structure=body.structure,
            summary=written_excerpt(plain_text(rendered(post, "excerpt")), body.text),
            url=link,
            date=date,
            section=section,
            authors=authors_by_plugin(post) or names.authors,
            language=language_of(f"{title}\n{body.text}", named_language(post) or body.language),
            tags=tags,
            short_link=guid if is_short_link(guid) else "",
            notice=body.notice,
        )
    except InvalidArticleError as error:
        return Refused(origin, place, str(error))
    return Found(article, origin, place)


def rendered(post: Mapping[str, Any], name: str) -> str:
    """Return the text of a field that the API gives as {"rendered": …}, or ""."""
    value = post.get(name)
    if isinstance(value, Mapping):
        value = value.get("rendered")
    return value if isinstance(value, str) else ""


def authors_by_plugin(post: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the authors that PublishPress Authors lists in a post, guests too.

    See https://github.com/publishpress/publishpress-authors/issues/311.
    """
    listed = post.get("authors")
    authors = (
        [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else ()
    )
    names = (plain_text(str(one.get("display_name") or "")) for one in authors)
    return tuple(filter(None, dict.fromkeys(names)))


def with_picture(content: str, picture: Picture | None) -> str:
    """Return the HTML of a post below its featured image, which themes show above the text.

    The content stays as it is if it shows the picture itself, in whatever size.
    """
    if picture is None:
        return content
    name = PurePosixPath(picture.address).stem.removesuffix("-scaled")
    if re.search(rf"/{re.escape(name)}(?:-scaled|-[0-9]+x[0-9]+)?\.", content):
        return content
    shown = f'<img src="{escape(picture.address)}" alt="{escape(picture.description)}">'
    return f"<figure>{shown}</figure>\n{content}"
