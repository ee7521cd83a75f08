"""A post in the format of WordPress's REST API, in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from indexer.sources.record import LeftOut, Record, type_left_out
from indexer.sources.wordpress.post import Picture, PostNames, record_of_post
from indexer.text.html import plain_text


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
    media = _embedded(post, "wp:featuredmedia")
    names = PostNames(
        _terms(post, "category"),
        _terms(post, "post_tag"),
        tuple(plain_text(one["name"]) for one in _embedded(post, "author") if _is_named(one)),
        next(filter(None, map(Picture.of, media)), None),
    )
    return record_of_post(post, names, file, place, strict=False)


def _reason_to_leave_out(post: Mapping[str, Any], post_types: Sequence[str]) -> str:
    """Return the reason to leave out a post, or "" if it is to be indexed."""
    if (kind := str(post.get("type") or "post")) not in post_types:
        return type_left_out(kind)
    if (status := post.get("status", "publish")) != "publish":
        return f"its status is {status}, not publish"
    return ""


def _embedded(post: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects that `_embed` adds to a post under a name."""
    every = post.get("_embedded")
    found = every.get(name) if isinstance(every, Mapping) else None
    for one in found if isinstance(found, list) else ():
        yield from (
            inner
            for inner in (one if isinstance(one, list) else [one])
            if isinstance(inner, Mapping)
        )


def _is_named(item: Mapping[str, Any]) -> bool:
    """Return True if an item has a name."""
    return isinstance(item.get("name"), str)


def _terms(post: Mapping[str, Any], taxonomy: str) -> list[str]:
    """Return the names of a post's terms of a taxonomy."""
    terms = _embedded(post, "wp:term")
    return [
        plain_text(term["name"])
        for term in terms
        if term.get("taxonomy") == taxonomy and _is_named(term)
    ]
