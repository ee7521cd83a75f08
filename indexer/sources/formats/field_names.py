"""The names that dumps, tables and exports give to the fields of an article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from indexer.text.folding import fold_line

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "source_id", "post_id", "guid", "uid", "identifier", "رقم", "معرف"),
    "title": ("title", "headline", "post_title", "name", "عنوان", "اسم"),
    "body": ("body", "text", "article_body", "full_text", "content_text", "نص", "متن"),
    "content": ("content", "content_html", "post_content", "body_html", "html", "محتوى"),
    "date": (
        *("date", "published", "published_at", "date_published", "pub_date", "publish_date"),
        *("publication_date", "post_date", "created_at", "created", "timestamp"),
        *("تاريخ", "تاريخ النشر"),
    ),
    "url": ("url", "link", "permalink", "canonical_url", "رابط"),
    "summary": (
        *("summary", "excerpt", "abstract", "description", "lead", "post_excerpt", "standfirst"),
        *("ملخص", "خلاصة"),
    ),
    "section": ("section", "category", "categories", "قسم", "تصنيف"),
    "author": (
        *("author", "byline", "creator", "writer", "author_name", "post_author"),
        *("كاتب", "مؤلف", "وحدة", "إعداد"),
    ),
    "authors": ("authors", "creators", "مؤلفون", "كتاب"),
    "language": ("language", "lang", "in_language", "لغة"),
    "kind": ("kind", "content_type", "نوع"),
    "place": ("place", "location", "dateline", "مكان"),
    "tags": ("tags", "keywords", "subjects", "وسوم", "كلمات مفتاحية"),
    "short_link": ("short_link", "short_url"),
    "notice": ("notice", "copyright", "rights", "حقوق"),
    "headings": ("headings",),
    "structure": ("structure",),
    "page_starts": ("page_starts",),
}
"""Names of each field, the best first; compared without case, hamza, signs and the article."""


@cache
def _plain(name: str) -> str:
    """Return a name in one writing: «Date_Published» and «datePublished» are one."""
    humps = "".join(f" {char}" if char.isupper() else char for char in name)
    words = fold_line((name if name.isupper() else humps).replace("_", " ")).split()
    return "".join(word.removeprefix("ال") for word in words)


@cache
def _fields_by_name() -> dict[str, str]:
    """Return the field that each known name stands for."""
    return {_plain(name): field for field, names in FIELD_NAMES.items() for name in names}


def field_of(name: str) -> str:
    """Return the field that a name stands for, or ""."""
    return _fields_by_name().get(_plain(name), "")


def named_fields(
    record: Mapping[str, Any], mapping: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the fields of a record, and the names that are not read.

    Args:
        record: Values by the names that the source gives them; None and "" are no values.
        mapping: The names that staff give for fields; a dot leads into an object, as in
            "title.rendered".

    Returns:
        Values by field; of several names for one field, the value of the best.
    """
    fields: dict[str, Any] = {}
    read: set[str] = set()
    for field, path in mapping.items():
        name, value = _value_at(record, path)
        if name:
            read.add(name)
            fields[field] = value
    for field, name in _known_names(record):
        if field not in mapping and name not in read:
            read.add(name)
            fields.setdefault(field, record[name])
    unread = tuple(name for name in record if name not in read and not field_of(name))
    return {name: value for name, value in fields.items() if value is not None}, unread


def _known_names(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the fields and names of a record that has values for them, the best names first."""
    given: dict[str, str] = {}
    for name, value in record.items():
        if value not in (None, ""):
            given.setdefault(_plain(name), name)
    for field, names in FIELD_NAMES.items():
        for name in map(_plain, names):
            if name in given:
                yield field, given[name]


def _value_at(record: Mapping[str, Any], path: str) -> tuple[str, Any]:
    """Return the first name of a path and the value at its end, or "" and None."""
    if path in record:
        return path, record[path]
    first, _, rest = path.partition(".")
    inner = record.get(first)
    if rest and isinstance(inner, Mapping):
        name, value = _value_at(inner, rest)
        return (first, value) if name else ("", None)
    return "", None
