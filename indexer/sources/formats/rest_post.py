"""A post in the format of WordPress's REST API, in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.page_lines import is_short_link
from indexer.sources.record import NO_TEXT, Found, LeftOut, Record, Refused, type_left_out
from indexer.sources.wordpress.post import (
    PROTECTED,
    body_of,
    named_language,
    section_and_tags,
    written_excerpt,
)
from indexer.text.dates import parse_date
from indexer.text.html import plain_text, shows_something
from indexer.text.language import language_of


def is_rest_post(value: Mapping[str, Any]) -> bool:
    """Return True if an object is a post as the REST API gives it."""
    title = value.get("title")
    return isinstance(title, Mapping) and "rendered" in title


def record_of_rest_post(
    post: Mapping[str, Any], file: Path, place: str, post_types: Sequence[str]
) -> Record:
    """Return the record of a post; its names are those that `_embed` adds to it."""
    place = f"{place} (post {post['id']})" if "id" in post else place
    if reason := _reason_to_leave_out(post, post_types):
        return LeftOut(file, place, reason)
    content = _rendered(post, "content")
    link = str(post.get("link") or "").strip()
    body = body_of(content, link)
    if not (body.text or shows_something(content) or post.get("featured_media")):
        return Refused(file, place, NO_TEXT)
    written = str(post.get("date") or "")
    date = parse_date(written)
    if written and date is None:
        return Refused(file, place, f'date "{written[:80]}" is no date')
    section, tags = section_and_tags(_terms(post, "category"), _terms(post, "post_tag"))
    guid = _rendered(post, "guid").strip()
    title = plain_text(_rendered(post, "title"))
    try:
        article = Article(
            id=str(post.get("id") or post.get("link") or ""),
            title=title,
            body=body.text,
            headings=body.headings,
            structure=body.structure,
            summary=written_excerpt(plain_text(_rendered(post, "excerpt")), body.text),
            url=link,
            date=date,
            section=section,
            authors=tuple(plain_text(one["name"]) for one in _embedded(post, "author")),
            language=language_of(f"{title}\n{body.text}", named_language(post) or body.language),
            tags=tags,
            short_link=guid if is_short_link(guid) else "",
            notice=body.notice,
        )
    except InvalidArticleError as error:
        return Refused(file, place, str(error))
    return Found(article, file, place)


def _reason_to_leave_out(post: Mapping[str, Any], post_types: Sequence[str]) -> str:
    """Return the reason to leave out a post, or "" if it is to be indexed."""
    if (kind := str(post.get("type") or "post")) not in post_types:
        return type_left_out(kind)
    if (status := post.get("status", "publish")) != "publish":
        return f"its status is {status}, not publish"
    held = post.get("content")
    return PROTECTED if isinstance(held, Mapping) and held.get("protected") else ""


def _rendered(post: Mapping[str, Any], name: str) -> str:
    """Return the text of a field that the API gives as {"rendered": …}, or ""."""
    value = post.get(name)
    if isinstance(value, Mapping):
        value = value.get("rendered")
    return value if isinstance(value, str) else ""


def _embedded(post: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects that `_embed` adds to a post under a name."""
    every = post.get("_embedded")
    found = every.get(name) if isinstance(every, Mapping) else None
    for one in found if isinstance(found, list) else ():
        yield from (
            inner for inner in (one if isinstance(one, list) else [one]) if _is_named(inner)
        )


def _is_named(value: object) -> bool:
    """Return True if a value is an object with a name."""
    return isinstance(value, Mapping) and isinstance(value.get("name"), str)


def _terms(post: Mapping[str, Any], taxonomy: str) -> list[str]:
    """Return the names of a post's terms of a taxonomy."""
    terms = _embedded(post, "wp:term")
    return [plain_text(term["name"]) for term in terms if term.get("taxonomy") == taxonomy]
